"""One address to its bytes: with progress, within limits, and without waiting for a server that does not answer."""

from __future__ import annotations

import http.client
import importlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mnist_explore.errors import DownloadError

Progress = Callable[[str, float], None]
"""Called with what is being done, in words, and the fraction (0-1) of that which is done."""

CHUNK = 16 * 1024
POLL_S = 0.05


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds.

    Parameters
    ----------
    start_s
        For one server's first answer: name look-up, connection, encryption and headers together.
    starts_s
        For first answers of all mirrors together, before the machine is taken to be offline.
    stall_s
        For the next 16 KiB, so that a server that sends a byte a second is left.
    total_s
        For one file.
    """

    start_s: float = 2.5
    starts_s: float = 4.0
    stall_s: float = 6.0
    total_s: float = 300.0


PATIENCE = Patience()


class UnreachableError(DownloadError):
    """No answer at all: as if there were no network."""


def receive(url: str, *, most: int, label: str, progress: Progress, start_s: float | None = None) -> bytes:
    """Return the body that an address answers with.

    The transfer runs in a thread of its own, since a name look-up cannot be interrupted; `progress` is called in
    the caller's.

    Parameters
    ----------
    url
        http or https.
    most
        Bytes at which to stop listening.
    label
        What `progress` is told.
    progress
        Called with the fraction of the announced length.
    start_s
        Seconds to wait for the first answer; by default :attr:`Patience.start_s`.

    Raises
    ------
    DownloadError
        If there is no answer, an error status, too long a body, or a pause or a transfer that is too long.
    """
    import pooch

    importlib.import_module("requests")  # pooch would import it in the thread, and the clock would run meanwhile
    patience = PATIENCE
    start_s = patience.start_s if start_s is None else start_s
    transfer = _Transfer(most)
    downloader = pooch.HTTPDownloader(
        progressbar=transfer,
        chunk_size=CHUNK,
        timeout=(start_s + POLL_S * 10, patience.stall_s + POLL_S * 10),  # the caller's own clock comes first
        headers={"Accept-Encoding": "identity"},
        hooks={"response": transfer.keep},
    )
    worker = threading.Thread(target=_run, args=(downloader, url, transfer), daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(POLL_S)
            transfer.check(patience, start_s)
            progress(label, transfer.fraction)
    finally:
        transfer.is_left = True
    if transfer.problem is not None:
        raise transfer.problem
    if not transfer.is_done:
        raise DownloadError("ended without an answer")
    return b"".join(transfer.chunks)


class _Transfer:
    """What one transfer has brought so far: the file that pooch writes to, and its progress bar, in one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.chunks: list[bytes] = []
        self.size = 0
        self.began = self.last = time.monotonic()
        self.has_answer = self.is_done = self.is_left = False
        self.problem: DownloadError | None = None
        self._total = 0
        self._answers: list[Any] = []

    @property
    def total(self) -> int:
        """The announced length in bytes, 0 if there is none; pooch sets it when the headers have come."""
        return self._total

    @total.setter
    def total(self, size: int) -> None:
        """Take note of the announced length, and that there is an answer."""
        self._total = size
        self.has_answer = True
        self.last = time.monotonic()

    @property
    def fraction(self) -> float:
        """The fraction of the announced length that is here."""
        return min(1.0, self.size / self.total) if self.total > 0 else 0.0

    def check(self, patience: Patience, start_s: float) -> None:
        """Raise if the server has been waited for long enough."""
        now = time.monotonic()
        if self.is_done or self.problem is not None:
            return
        if not self.has_answer and now - self.began > start_s:
            raise UnreachableError(f"gave no answer within {start_s:.1f} s")
        if self.has_answer and now - self.last > patience.stall_s:
            raise DownloadError(f"stopped after {self.size:,} bytes")
        if now - self.began > patience.total_s:
            raise DownloadError(f"sent only {self.size:,} bytes in {patience.total_s:.0f} s")

    def write(self, chunk: bytes) -> int:
        """Take the next bytes of the body."""
        self.size += len(chunk)
        self.last = time.monotonic()
        if self.is_left:
            raise DownloadError("was left")
        if self.size > self.most:
            raise DownloadError(f"sent more than the {self.most:,} bytes that the file has")
        self.chunks.append(chunk)
        return len(chunk)

    def keep(self, answer: Any, **_options: Any) -> None:
        """Take hold of an answer: pooch leaves one open whose body it does not read to the end."""
        self._answers.append(answer)

    def hang_up(self) -> None:
        """Close every answer's connection."""
        for answer in self._answers:
            answer.close()

    def flush(self) -> None:
        """Do nothing: a file's method that pooch calls."""

    def update(self, _size: int) -> None:
        """Do nothing: a progress bar's method that pooch calls."""

    def reset(self) -> None:
        """Do nothing: a progress bar's method that pooch calls."""

    def close(self) -> None:
        """Do nothing: a progress bar's method that pooch calls."""


def _run(downloader: Callable[..., None], url: str, transfer: _Transfer) -> None:
    """Fill the transfer, and note how it ended."""
    try:
        downloader(url, transfer, None)
        transfer.is_done = True
    except DownloadError as error:
        transfer.problem = error
    except (OSError, ValueError, http.client.HTTPException) as error:
        transfer.problem = _problem(error, transfer)
    finally:
        transfer.hang_up()


def _problem(error: Exception, transfer: _Transfer) -> DownloadError:
    """Put what requests raised into words; every error of requests is an OSError."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status is not None:
        return DownloadError(f"answered {status}")
    if not transfer.has_answer:
        return UnreachableError("could not be reached")
    return DownloadError(f"broke off after {transfer.size:,} bytes")
