"""Fetching from a server that plays Drive: the picture, or one plain sentence, in limited time and memory."""

from __future__ import annotations

import gzip
import http.client
import socket
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from itertools import count

import pytest

from mnist_explore.errors import LinkError
from mnist_explore.sources.drive import fetch_picture
from mnist_explore.sources.drive.fetching import MOST_BYTES, Connect, connect_securely
from mnist_explore.sources.drive.pages import GONE, PRIVATE, QUOTA, VIRUS
from tests.sources.conftest import Server, dripping, never
from tests.sources.drive.conftest import ID, QUICK, START

Answer = Callable[[BaseHTTPRequestHandler], None]


def answering(status: int = 200, body: bytes = b"", *, length: int | None = None, **headers: str) -> Answer:
    """Return an answer with a status, headers (underscores for hyphens) and a body, announced as `length`."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def sending_on(location: str) -> Answer:
    """Return an answer that sends the browser on."""
    return answering(303, Location=location)


def page(words: str) -> bytes:
    """Return a web page as Drive writes one."""
    return (
        f"<!DOCTYPE html><html><head><title>Google Drive - {words}</title></head><body>{words}"
        '<a href="https://accounts.google.com/ServiceLogin">Sign in</a></body></html>'
    ).encode()


def refusal(server: Server, to_here: Connect, answer: Answer | bytes) -> str:
    """Return the sentence in which an answer is refused, having come in time."""
    server.answers[START] = answer
    began = time.monotonic()
    with pytest.raises(LinkError) as error:
        fetch_picture(ID, connect=to_here, patience=QUICK)
    assert time.monotonic() - began < QUICK.total_s + 1.5
    sentence = str(error.value)
    assert sentence.endswith(".") and ". " not in sentence and len(sentence) < 200
    return sentence


def test_fetch_picture(server: Server, to_here: Connect, picture: bytes) -> None:
    """A picture comes back byte for byte, asked for at an address that was built anew from the id."""
    server.answers[START] = picture
    link = f"https://drive.google.com/file/u/1/d/{ID}/view?usp=sharing"
    assert fetch_picture(link, connect=to_here, patience=QUICK) == picture
    assert server.asked == [START]


def test_fetch_picture_sent_on(server: Server, picture: bytes) -> None:
    """Three redirects among Drive's hosts are followed, each host asked for what is its own."""
    hosts = []

    def connect(host: str, timeout_s: float) -> http.client.HTTPConnection:
        hosts.append(host)
        return http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout_s)

    server.answers[START] = sending_on(f"https://drive.usercontent.google.com/download?id={ID}&export=download")
    server.answers[f"/download?id={ID}&export=download"] = sending_on("/download?a=1")
    server.answers["/download?a=1"] = sending_on("https://drive.google.com/uc?b=2")
    server.answers["/uc?b=2"] = picture
    assert fetch_picture(ID, connect=connect, patience=QUICK) == picture
    usercontent = "drive.usercontent.google.com"
    assert hosts == ["drive.google.com", usercontent, usercontent, "drive.google.com"]


@pytest.mark.parametrize(
    "start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x10\0\0\0WEBPVP8 "], ids=["PNG", "JPEG", "WebP"]
)
def test_fetch_picture_kinds(server: Server, to_here: Connect, start: bytes) -> None:
    """Whatever begins as a picture is handed on, to be checked by what reads pictures."""
    server.answers[START] = start + bytes(100)
    assert fetch_picture(ID, connect=to_here, patience=QUICK) == start + bytes(100)


def test_fetch_picture_packed(server: Server, to_here: Connect, picture: bytes) -> None:
    """A gzipped answer is unpacked."""
    server.answers[START] = answering(body=gzip.compress(picture), Content_Encoding="gzip")
    assert fetch_picture(ID, connect=to_here, patience=QUICK) == picture


PAGES = {
    "private": (answering(body=page("Sign in")), PRIVATE),
    "private by redirect": (sending_on("https://accounts.google.com/ServiceLogin?continue=x"), PRIVATE),
    "private by status": (answering(403, page("You need access")), PRIVATE),
    "virus scan": (answering(body=page("Virus scan warning")), VIRUS),
    "quota": (answering(body=page("Quota exceeded")), QUOTA),
    "quota by status": (answering(403, page("Quota exceeded")), QUOTA),
    "too often": (answering(429, b""), QUOTA),
    "deleted": (answering(404, b""), GONE),
    "deleted, in words": (answering(404, page("Sorry, the file you have requested does not exist.")), GONE),
}


@pytest.mark.hostile
@pytest.mark.parametrize(("answer", "sentence"), PAGES.values(), ids=PAGES.keys())
def test_fetch_picture_pages(server: Server, to_here: Connect, answer: Answer, sentence: str) -> None:
    """Each of Drive's own pages is told by a sentence of its own."""
    assert refusal(server, to_here, answer) == sentence


OTHERS = {
    "another page": (answering(body=b"<html><title>Hello</title></html>"), "a web page in place of a picture"),
    "an error": (answering(500, b"oops"), "answered with error 500"),
    "an odd status": (answering(206, b"\x89PNG\r\n\x1a\n"), "answered with error 206"),
    "empty": (answering(), "is empty (0 bytes)"),
    "HEIC": (answering(body=b"\0\0\0\x18ftypheic" + bytes(50)), "a HEIC, AVIF or video file"),
    "PDF": (answering(body=b"%PDF-1.7"), "of another kind"),
    "announced too large": (answering(length=MOST_BYTES + 1), "more than 5,000,000 bytes"),
    "cut short": (answering(body=b"\x89PNG", length=100), "broke off after 4 of 100 bytes"),
    "odd packing": (answering(body=b"x", Content_Encoding="br"), "packed in a way"),
    "badly packed": (answering(body=b"\x89PNG\r\n\x1a\n", Content_Encoding="gzip"), "broke off"),
    "packed, cut": (answering(body=gzip.compress(b"\x89PNG" * 99)[:-9], Content_Encoding="gzip"), "broke off after"),
    "elsewhere": (sending_on("https://evil.example/x.png"), "not its own"),
    "elsewhere by http": (sending_on("http://drive.google.com/x"), "not its own"),
    "to this machine": (sending_on("https://127.0.0.1/x"), "not its own"),
    "nowhere": (answering(302), "not its own"),
}


@pytest.mark.hostile
@pytest.mark.parametrize(("answer", "words"), OTHERS.values(), ids=OTHERS.keys())
def test_fetch_picture_others(server: Server, to_here: Connect, answer: Answer, words: str) -> None:
    """Whatever else comes in place of a picture is one sentence that says what it is; nothing more is asked."""
    assert words in refusal(server, to_here, answer)
    assert server.asked == [START]


@pytest.mark.hostile
def test_fetch_picture_loop(server: Server, to_here: Connect) -> None:
    """A redirect that leads back is followed three times and no more."""
    assert "more than 3 times" in refusal(server, to_here, sending_on(f"https://drive.google.com{START}"))
    assert server.asked == [START] * 4


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Send a picture that does not end."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"\x89PNG\r\n\x1a\n")
    try:
        while True:
            handler.wfile.write(bytes(100_000))
    except OSError:
        handler.close_connection = True


def endless_pieces(handler: BaseHTTPRequestHandler) -> None:
    """Send chunks that do not end."""
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"8000\r\n" + bytes(0x8000) + b"\r\n")
    except OSError:
        handler.close_connection = True


@pytest.mark.hostile
@pytest.mark.parametrize("answer", [endless, endless_pieces])
def test_fetch_picture_endless(server: Server, to_here: Connect, answer: Answer) -> None:
    """A body without an end, announced or in chunks, is left at the limit."""
    assert "more than 5,000,000 bytes" in refusal(server, to_here, answer)


@pytest.mark.hostile
def test_fetch_picture_bomb(server: Server, to_here: Connect) -> None:
    """A gzip bomb of 300 MB is left at the limit, in little more memory than that."""
    packed = gzip.compress(b"\x89PNG\r\n\x1a\n" + bytes(300_000_000), compresslevel=1, mtime=0)
    tracemalloc.start()
    try:
        sentence = refusal(server, to_here, answering(body=packed, Content_Encoding="gzip"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "more than 5,000,000 bytes" in sentence
    assert peak < 6 * MOST_BYTES


def dripping_headers(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte of the headers every tenth of a second."""
    for number in count():
        try:
            handler.wfile.write(b"HTTP/1.0 200 OK\r\nX: "[number : number + 1] or b"x")
        except OSError:
            break
        time.sleep(0.1)
    handler.close_connection = True


@pytest.mark.hostile
@pytest.mark.parametrize("answer", [dripping(bytes(1_000)), dripping_headers], ids=["body", "headers"])
def test_fetch_picture_a_byte_at_a_time(server: Server, to_here: Connect, answer: Answer) -> None:
    """A byte now and then never pauses, and is left when the time for all is over; so is the thread that waited."""
    assert "had not sent the picture after 1.5 s" in refusal(server, to_here, answer)
    end = time.monotonic() + 3
    while _waiting() and time.monotonic() < end:
        time.sleep(0.05)
    assert not _waiting()


def _waiting() -> list[str]:
    """Return which fetching threads are reading from a socket."""
    frames = sys._current_frames()
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    found = []
    for number, frame in frames.items():
        while frame is not None:
            if names.get(number, "").startswith("drive") and frame.f_code.co_name == "_follow":
                found.append(names[number])
            frame = frame.f_back  # type: ignore[assignment]
    return found


@pytest.mark.hostile
def test_fetch_picture_silence(server: Server, to_here: Connect) -> None:
    """A server that takes the request and says nothing is left after a pause."""
    assert "said nothing for 0.5 s" in refusal(server, to_here, never)


@pytest.mark.hostile
def test_fetch_picture_nonsense(server: Server, to_here: Connect) -> None:
    """An answer that is not HTTP, or has headers without end, is one sentence."""

    def nonsense(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"\0\1\2 hello\r\n\r\n")

    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for number in range(300):
            handler.send_header(f"X-{number}", "x" * 100)
        handler.end_headers()

    for answer in (nonsense, flood):
        assert "could not be reached, or broke off" in refusal(server, to_here, answer)


@pytest.mark.hostile
def test_fetch_picture_wrong_certificate(server: Server) -> None:
    """A server without a certificate of Drive's is not read: the connection is the one that is used for Drive."""

    def connect(_host: str, timeout_s: float) -> http.client.HTTPConnection:
        secure = connect_securely("127.0.0.1", timeout_s)
        secure.port = server.port
        return secure

    with pytest.raises(LinkError, match="not proved to come from Google Drive"):
        fetch_picture(ID, connect=connect, patience=QUICK)


@pytest.mark.hostile
def test_fetch_picture_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a network, or where no name is known, one sentence says so; no proxy is asked."""
    asked = []

    def unknown(host: str, *_args: object, **_options: object) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    with pytest.raises(LinkError, match="could not be reached"):
        fetch_picture(ID, patience=QUICK)
    assert asked == ["drive.google.com"]


@pytest.mark.hostile
def test_fetch_picture_hanging_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name look-up that hangs is left in time."""
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: over.wait(10) and [])
    began = time.monotonic()
    try:
        with pytest.raises(LinkError, match=r"had not sent the picture after 1\.5 s"):
            fetch_picture(ID, patience=QUICK)
        assert time.monotonic() - began < 4
    finally:
        over.set()


@pytest.mark.hostile
def test_fetch_picture_refused_link_asks_nobody() -> None:
    """A link that is refused makes no connection."""

    def connect(_host: str, _timeout_s: float) -> http.client.HTTPConnection:
        raise AssertionError("asked")

    with pytest.raises(LinkError, match="folder"):
        fetch_picture(f"https://drive.google.com/drive/folders/{ID}", connect=connect, patience=QUICK)


@pytest.mark.hostile
def test_connect_securely_checks_names() -> None:
    """The connection that is used checks the certificate and the name on it, and goes to port 443."""
    connection = connect_securely("drive.google.com", 1.0)
    assert isinstance(connection, http.client.HTTPSConnection)
    assert connection.port == 443
    assert connection._context.check_hostname  # type: ignore[attr-defined]
    assert connection._context.verify_mode.name == "CERT_REQUIRED"  # type: ignore[attr-defined]
