"""Streamlit's own scripts come compressed, once and whole; everything else comes as it is."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mnist_explore.ui.base.compression import Compression

SCRIPT = b"export const digits = [" + b"0, 1, 2, 3, " * 500 + b"]"


class Server:
    """An app that answers every request with one script in two parts, and counts the requests."""

    def __init__(self, *, status: int = 200, kind: bytes = b"text/javascript") -> None:
        self.status, self.body, self.asked = status, SCRIPT, 0
        self.headers = [(b"content-type", kind), (b"content-length", b"%d" % len(SCRIPT)), (b"etag", b'"x"')]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG002 - ASGI's form
        """Answer."""
        self.asked += 1
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body[:10], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[10:]})


def ask(app: Any, path: str = "/static/js/index.Dorm.js", **headers: str) -> tuple[dict[bytes, bytes], bytes, int]:
    """Return headers, body and status of the answer to a GET."""
    sent: list[Any] = []
    asked = {"accept_encoding": "gzip, br"} | headers
    scope = {"type": "http", "method": "GET", "path": path}
    scope["headers"] = [(name.replace("_", "-").encode(), value.encode()) for name, value in asked.items()]  # type: ignore[assignment]

    async def keep(message: Any) -> None:
        sent.append(message)

    # In a thread of its own: a browser that another test drives keeps this one's loop running.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, app(scope, None, keep)).result()
    body = b"".join(message["body"] for message in sent[1:])
    return dict(sent[0]["headers"]), body, sent[0]["status"]


def test_compression_sends_the_same_script_smaller() -> None:
    """A browser that reads gzip gets the same bytes once unpacked, the length of what is sent, and is told so."""
    headers, body, _ = ask(Compression(Server()))
    assert gzip.decompress(body) == SCRIPT and len(body) < len(SCRIPT) / 10
    assert headers[b"content-encoding"] == b"gzip" and headers[b"vary"] == b"Accept-Encoding"
    assert headers[b"content-length"] == b"%d" % len(body)
    assert headers[b"content-type"] == b"text/javascript" and b"etag" not in headers


def test_compression_is_done_once() -> None:
    """The second visitor's script is the one that was made for the first: the app is not asked again."""
    server = Server()
    app = Compression(server)
    first, second = ask(app), ask(app)
    assert first == second and server.asked == 1
    assert ask(app, "/static/js/other.js")[1] == first[1] and server.asked == 2


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/index.js", {"accept_encoding": "br"}),
        ("/static/js/index.js", {"range": "bytes=0-9"}),
        ("/static/js/index.js", {"if_none_match": '"x"'}),
        ("/static/media/face.woff2", {}),
        ("/_stcore/health", {}),
    ],
)
def test_compression_leaves_other_requests_alone(path: str, headers: dict[str, str]) -> None:
    """Browsers without gzip, parts of a file, revalidations and packed files get what the app answers."""
    told, body, _ = ask(Compression(Server()), path, **headers)
    assert body == SCRIPT and b"content-encoding" not in told


def test_compression_keeps_no_failure() -> None:
    """An answer that is no file is passed on, and asked for again."""
    for server in (Server(status=404), Server(kind=b"text/html; charset=utf-8")):
        app = Compression(server)
        assert ask(app) == ask(app) and ask(app)[1] == SCRIPT
        assert server.asked == 3 and not app.kept


def test_compression_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up names fill no memory: what is over the limit is sent as it is."""
    monkeypatch.setattr("mnist_explore.ui.base.compression.MOST_FILES", 2)
    app = Compression(Server())
    bodies = [ask(app, f"/static/js/{number}.js")[1] for number in range(4)]
    assert len(app.kept) == 2 and bodies[2:] == [SCRIPT, SCRIPT]
