"""Shared links show themselves: a page's HTML has its tags, and nothing else is touched."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mnist_explore.ui.base.open_graph import PICTURE, OpenGraph

PAGE = b"<html><head><title>Streamlit</title></head><body></body></html>"


def answer(path: str, *, kind: bytes = b"text/html; charset=utf-8", **headers: str) -> tuple[dict[bytes, bytes], bytes]:
    """Return the headers and the body of what a visitor gets who asks for a path."""
    sent: list[Any] = []

    async def inner(scope: Any, _: Any, send: Any) -> None:
        assert b"accept-encoding" not in dict(scope["headers"]) or path == "/static/x.js"
        length = str(len(PAGE)).encode()
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-type", kind), (b"content-length", length)]})  # fmt: skip
        await send({"type": "http.response.body", "body": PAGE[:20], "more_body": True})
        await send({"type": "http.response.body", "body": PAGE[20:]})

    async def send(message: Any) -> None:
        sent.append(message)

    given = {"host": "digits.example", "accept-encoding": "gzip"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    scope = {"type": "http", "method": "GET", "path": path, "scheme": "http",
             "headers": [(name.encode(), value.encode()) for name, value in given.items()]}  # fmt: skip
    app = OpenGraph(inner, {"": ("Overview", "How?"), "map": ("Map", 'Which are "alike"?')})
    # In a thread of its own: a browser that another test drives keeps this one's loop running.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, app(scope, None, send)).result()  # type: ignore[arg-type]
    return dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


def test_page_has_its_own_tags() -> None:
    """A page's title, question and picture are in its head, what is quoted is escaped, and the length is right."""
    headers, body = answer("/map", x_forwarded_proto="https")
    text = body.decode()
    assert 'property="og:title" content="Map · mnist_explore"' in text.split("</head>")[0]
    assert 'content="Which are &quot;alike&quot;?"' in text
    assert 'property="og:image" content="https://digits.example/preview.png"' in text
    assert int(headers[b"content-length"]) == len(body)
    assert body.endswith(b"</head><body></body></html>")


def test_first_page_has_tags() -> None:
    """The address without a page is the overview's; without a proxy the scheme is the server's own."""
    assert b"Overview" in answer("/")[1] and b'"http://digits.example/preview.png"' in answer("/")[1]


@pytest.mark.parametrize(("path", "kind"), [("/static/x.js", b"text/html"), ("/map", b"application/json")])
def test_nothing_else_is_touched(path: str, kind: bytes) -> None:
    """What is no page, or no HTML, arrives as it was sent."""
    headers, body = answer(path, kind=kind)
    assert body == PAGE and int(headers[b"content-length"]) == len(PAGE)


def test_host_cannot_write_html() -> None:
    """A made-up host stays inside its attribute."""
    assert b"<script>" not in answer("/", x_forwarded_host='"><script>')[1]


def test_preview_is_as_large_as_it_says() -> None:
    """The picture has the size that the tags name, and is light."""
    from PIL import Image

    with Image.open(PICTURE) as picture:
        assert picture.size == (1200, 630)
    assert PICTURE.stat().st_size < 300_000
