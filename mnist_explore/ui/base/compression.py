"""Streamlit's own scripts and styles sent compressed, a third of their size: each is compressed once and kept.

Streamlit sends them as they are, since Starlette would compress them anew for every visitor: 3 MB for any page, 7.7 for
one with a Plotly chart. Its ASGI app lets one do better; ``streamlit run app.py`` alone does not.
"""

from __future__ import annotations

import asyncio
import gzip

from mnist_explore.ui.base.open_graph import App, Message, Receive, Send

KINDS = (".js", ".css")
FOLDER = "/static/"
FEWEST_BYTES = 1_000
MOST_FILES = 1_000
"""That are kept: more than Streamlit has, so that no flood of made-up names fills the memory."""
LEVEL = 6


class Compression:
    """ASGI middleware that compresses files whose names change with their content, and keeps what it made.

    All of Streamlit's scripts together are 7 MB then; a page needs one or two.

    Parameters
    ----------
    app
        What it wraps.

    References
    ----------
    Vary and Content-Encoding: RFC 9110, sections 8.4 and 12.5.5, https://www.rfc-editor.org/rfc/rfc9110
    """

    def __init__(self, app: App) -> None:
        self.app = app
        self.kept: dict[str, tuple[Message, bytes]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer with what is kept, or compress what the app answers; pass everything else on."""
        if not _may_compress(scope):
            await self.app(scope, receive, send)
            return
        name = str(scope["path"]).rpartition(FOLDER)[2]
        if name not in self.kept:
            start, body = await _answer(self.app, scope, receive)
            if not _is_script(start, body) or len(self.kept) >= MOST_FILES:
                await _send(start, body, send)
                return
            made = await asyncio.to_thread(gzip.compress, body, LEVEL, mtime=0)
            self.kept[name] = ({**start, "headers": _headers(start, len(made))}, made)
        await _send(*self.kept[name], send)


def _may_compress(scope: Message) -> bool:
    """Return whether a script or style is asked for, whole, by a browser that reads gzip."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path, headers = str(scope["path"]), dict(scope["headers"])
    whole = not {b"range", b"if-none-match", b"if-modified-since"} & set(headers)
    return whole and FOLDER in path and path.endswith(KINDS) and b"gzip" in headers.get(b"accept-encoding", b"")


def _is_script(start: Message, body: bytes) -> bool:
    """Return whether an answer is a script or style worth compressing: to a name it lacks Streamlit sends its page."""
    kind = dict(start["headers"]).get(b"content-type", b"")
    return start["status"] == 200 and len(body) >= FEWEST_BYTES and not kind.startswith(b"text/html")


async def _answer(app: App, scope: Message, receive: Receive) -> tuple[Message, bytes]:
    """Return the start and the whole body of what the app answers."""
    start: Message = {}
    parts: list[bytes] = []

    async def take(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, take)
    return start, b"".join(parts)


def _headers(start: Message, length: int) -> list[tuple[bytes, bytes]]:
    """Return an answer's headers as they are for its compressed body."""
    dropped = (b"content-length", b"accept-ranges", b"etag")
    kept = [(name, value) for name, value in start["headers"] if name.lower() not in dropped]
    told = ((b"content-encoding", b"gzip"), (b"vary", b"Accept-Encoding"))
    return [*kept, *told, (b"content-length", str(length).encode())]


async def _send(start: Message, body: bytes, send: Send) -> None:
    """Send an answer."""
    await send(start)
    await send({"type": "http.response.body", "body": body})
