"""Getting the file that a share link leads to: in limited time, of limited size, and a picture or one sentence."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTimeError
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from mnist_explore.errors import LinkError
from mnist_explore.sources.drive.links import file_id, next_address
from mnist_explore.sources.drive.pages import STATUSES, say_of_page

MOST_BYTES = 5_000_000
MOST_REDIRECTS = 3
CHUNK = 64 * 1024
STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_INSTEAD = "try again later, or download the picture and upload it here."

Connect = Callable[[str, float], http.client.HTTPConnection]
"""Makes a connection, not yet open, from a host and a time-out in seconds."""


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds.

    Parameters
    ----------
    pause_s
        For a connection, and for the next bytes.
    total_s
        For everything: name look-up, redirects, and the last byte.
    """

    pause_s: float = 5.0
    total_s: float = 20.0


PATIENCE = Patience()
_FETCHERS = ThreadPoolExecutor(4, thread_name_prefix="drive")
"""A name look-up cannot be interrupted, only left; there are never more than four to leave."""


def connect_securely(host: str, timeout_s: float) -> http.client.HTTPConnection:
    """Return a connection by TLS, its certificate checked; no proxy is asked, whatever the environment says."""
    return http.client.HTTPSConnection(host, 443, timeout=timeout_s, context=ssl.create_default_context())


def fetch_picture(link: str, *, connect: Connect | None = None, patience: Patience | None = None) -> bytes:
    """Return the bytes of the picture that a share link leads to.

    Parameters
    ----------
    link
        As for :func:`~mnist_explore.sources.drive.links.file_id`.
    connect
        By default :func:`connect_securely`.
    patience
        By default :data:`PATIENCE`.

    Returns
    -------
    bytes
        At most 5,000,000 after unpacking, beginning as a PNG, JPEG or WebP file does; not looked at any further.

    Raises
    ------
    LinkError
        One sentence, if the link is not followed, leads to no picture, or there is no answer in time.
    """
    number = file_id(link)
    patience = patience or PATIENCE
    visit = _Visit(connect or connect_securely, patience)
    future = _FETCHERS.submit(visit.run, f"https://drive.google.com/uc?export=download&id={number}")
    try:
        return future.result(patience.total_s)
    except NotInTimeError:
        raise LinkError(
            f"Google Drive had not sent the picture after {patience.total_s:g} s, so it was left: {_INSTEAD}"
        ) from None
    finally:
        future.cancel()
        visit.hang_up()


class _Visit:
    """One way through Drive's redirects to the file, which can be left at any time."""

    def __init__(self, connect: Connect, patience: Patience) -> None:
        self.connect = connect
        self.patience = patience
        self.end = time.monotonic() + patience.total_s
        self.is_left = False
        self.connections: list[http.client.HTTPConnection] = []

    def run(self, address: str) -> bytes:
        """Return the picture; every way in which the network fails is one sentence."""
        try:
            return self._follow(address)
        except TimeoutError:
            raise LinkError(f"Google Drive said nothing for {self.patience.pause_s:g} s: {_INSTEAD}") from None
        except ssl.SSLError:
            raise LinkError(
                "The answer was not proved to come from Google Drive, so it was not read: try from another network, or "
                "download the picture and upload it here."
            ) from None
        except (OSError, http.client.HTTPException, ValueError, zlib.error):
            raise LinkError(f"Google Drive could not be reached, or broke off: {_INSTEAD}") from None
        finally:
            self.hang_up()

    def hang_up(self) -> None:
        """Close all connections, also one that another thread is waiting at."""
        self.is_left = True
        for connection in self.connections:
            # Read once: the other thread may take it away meanwhile.
            sock = connection.sock
            if sock is not None:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _follow(self, address: str) -> bytes:
        """Ask one address after the other, as long as each is Drive's."""
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(address)
            if answer.status not in (301, 302, 303, 307, 308):
                return _picture(answer, self._body(answer))
            address = next_address(address, answer.getheader("Location") or "")
        raise LinkError(f"Google Drive sent the request on more than {MOST_REDIRECTS} times: {_INSTEAD}")

    def _ask(self, address: str) -> http.client.HTTPResponse:
        """Return the answer of one address, its body not yet read."""
        parts = urlsplit(address)
        connection = self.connect(str(parts.hostname), self.patience.pause_s)
        # Once it is left it stays so: a request would open it again.
        connection.auto_open = 0
        self.connections.append(connection)
        connection.connect()
        self._check_time()
        headers = {"Host": parts.netloc, "Accept-Encoding": "identity", "Accept-Language": "en"}
        headers["User-Agent"] = "mnist-explore"
        connection.request("GET", f"{parts.path}?{parts.query}", headers=headers)
        return connection.getresponse()

    def _check_time(self) -> None:
        """Raise if nobody waits any more."""
        if self.is_left or time.monotonic() > self.end:
            raise TimeoutError

    def _body(self, answer: http.client.HTTPResponse) -> bytes:
        """Return an answer's body, all of it, at most :data:`MOST_BYTES` after unpacking."""
        announced = answer.length
        if announced is not None and announced > MOST_BYTES:
            raise LinkError(_too_large())
        data = b"".join(self._pieces(answer))
        if answer.length:
            received = (announced or 0) - answer.length
            raise LinkError(f"Google Drive broke off after {received:,} of {announced:,} bytes: {_INSTEAD}")
        return data

    def _pieces(self, answer: http.client.HTTPResponse) -> Iterator[bytes]:
        """Yield an answer's body, unpacked, as it comes."""
        packed = (answer.getheader("Content-Encoding") or "identity").strip().lower()
        if packed not in ("identity", "gzip"):
            raise LinkError(f"Google Drive sent the picture packed in a way that is not read here: {_INSTEAD}")
        unpack = zlib.decompressobj(wbits=31) if packed == "gzip" else None
        size = 0
        # `read1` gives what has come, and does not wait for more, so that a byte a second is seen to be one.
        while piece := answer.read1(CHUNK):
            self._check_time()
            plain = piece if unpack is None else unpack.decompress(piece, MOST_BYTES + 1 - size)
            size += len(plain)
            if size > MOST_BYTES:
                raise LinkError(_too_large())
            yield plain
        if unpack is not None and not unpack.eof:
            raise LinkError(f"Google Drive broke off after {size:,} bytes: {_INSTEAD}")


def _picture(answer: http.client.HTTPResponse, data: bytes) -> bytes:
    """Return an answer's body if it is a picture; else say what it is."""
    if answer.status != 200:
        said = say_of_page(data, default=STATUSES.get(answer.status))
        raise LinkError(said or f"Google Drive answered with error {answer.status}: {_INSTEAD}")
    if data.startswith(STARTS) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return data
    raise LinkError(say_of_page(data) or _foreign(data))


def _too_large() -> str:
    """Say that there is too much."""
    return f"The file at this link has more than {MOST_BYTES:,} bytes, the most that are read: make it smaller."


def _foreign(data: bytes) -> str:
    """Say that a file is no picture that is read here."""
    if not data:
        return "The file at this link is empty (0 bytes): share another picture."
    kind = "a HEIC, AVIF or video file" if data[4:8] == b"ftyp" else "of another kind"
    return f"The file at this link is {kind}, not a PNG, JPEG or WebP picture: save it as one of these and share that."
