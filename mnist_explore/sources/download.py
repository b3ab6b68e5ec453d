"""Known files from their mirrors: checked, never half, kept in the cache; soon given up where there is no network."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mnist_explore.errors import DataError, DownloadError
from mnist_explore.sources import transfer
from mnist_explore.sources.registry import Known, Mirror
from mnist_explore.sources.store import keep, stored, verified
from mnist_explore.sources.transfer import Progress, UnreachableError, receive


@dataclass(frozen=True)
class Received:
    """Known files that are now at hand.

    Parameters
    ----------
    contents
        Each file's verified content, inflated where the file is kept gzipped.
    host
        The server they came from; empty if all of them lay in the cache.
    notices
        One sentence for each file that could not be kept in the cache.
    """

    contents: dict[Known, bytes]
    host: str
    notices: tuple[str, ...]


def download(mirrors: Sequence[Mirror], *, cache: Path, progress: Progress) -> Received:
    """Return all files of the first mirror that delivers, and keep them in the cache.

    Files that already lie whole in the cache are not asked for again; wrong ones are replaced.

    Parameters
    ----------
    mirrors
        In the order in which to ask. Any one of them is enough.
    cache
        Folder to keep the files in; where that is impossible they are returned all the same, with a notice.
    progress
        Called in the caller's thread.

    Raises
    ------
    DownloadError
        If no mirror delivers: one sentence that names every mirror asked and what it answered.
    """
    for mirror in mirrors:
        contents = {known: _in_cache(cache, known) for known in mirror.files}
        whole = {known: content for known, content in contents.items() if content is not None}
        if len(whole) == len(mirror.files):
            return Received(whole, "", ())
    return _Attempt(cache, progress).run(mirrors)


def _in_cache(cache: Path, known: Known) -> bytes | None:
    """Return a known file's content from the cache; None where it is missing or has to be replaced."""
    try:
        return stored(cache / known.path, known)
    except DataError:
        return None


class _Attempt:
    """One attempt to get the files of one of several mirrors."""

    def __init__(self, cache: Path, progress: Progress) -> None:
        self.cache = cache
        self.progress = progress
        self.contents: dict[Known, bytes] = {}
        self.notices: list[str] = []
        self.tried: list[str] = []
        self.unreachable: set[str] = set()
        self.left_s = transfer.PATIENCE.starts_s

    def run(self, mirrors: Sequence[Mirror]) -> Received:
        """Ask one mirror after the other, until the budget for first answers is spent."""
        for mirror in mirrors:
            if mirror.host in self.unreachable or self.left_s <= 0:
                continue
            try:
                self._take_all(mirror)
            except DownloadError as error:
                self.tried.append(f"{mirror.host} {error}")
                continue
            contents = {known: self.contents[known] for known in mirror.files}
            return Received(contents, mirror.host, tuple(self.notices))
        raise DownloadError(
            f"{mirrors[0].files[0].name} could not be downloaded ({'; '.join(self.tried)}); connect this machine to "
            f"the network, or name a folder that holds the data in MNIST_EXPLORE_DATA."
        )

    def _take_all(self, mirror: Mirror) -> None:
        """Get and keep every file of one mirror."""
        for known in mirror.files:
            if known not in self.contents:
                self.contents[known] = _in_cache(self.cache, known) or self._take(mirror, known)

    def _take(self, mirror: Mirror, known: Known) -> bytes:
        """Get, verify and keep one file."""
        began = time.monotonic()
        start_s = min(transfer.PATIENCE.start_s, self.left_s)
        label = f"Downloading {known.name} from {mirror.host}"
        try:
            data = receive(
                mirror.address(known), most=known.most_bytes, label=label, progress=self.progress, start_s=start_s
            )
            content = verified(data, known, source="the answer")
        except UnreachableError:
            self.left_s -= time.monotonic() - began
            self.unreachable.add(mirror.host)
            raise
        except DownloadError:
            raise
        except DataError as error:
            raise DownloadError(_other_content(data)) from error
        notice = keep(self.cache, known, data)
        if notice is not None and notice not in self.notices:
            self.notices.append(notice)
        return content


def _other_content(data: bytes) -> str:
    """Say what came instead of the file."""
    start = data[:256].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html")):
        return "sent a web page instead of the file"
    return f"sent {len(data):,} bytes that are not the file"
