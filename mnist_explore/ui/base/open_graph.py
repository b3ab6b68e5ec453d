"""Open Graph tags in the page that Streamlit sends, so that a link shared elsewhere shows what it leads to.

Streamlit sends every visitor the same HTML and fills it by a script, which the readers of shared links do not run. Its
ASGI app lets one change that HTML on its way out; ``streamlit run app.py`` alone does not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from html import escape
from pathlib import Path
from typing import Any

from mnist_explore.ui.base.mark import NAME

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

PICTURE = Path(__file__).parent / "preview.png"
"""1200 × 630, what the readers of Open Graph show whole."""
PICTURE_ADDRESS = "/preview.png"
ALT = "Handwritten ones fanned out by how far they lean, from 17° to the left to 41° to the right"


class OpenGraph:
    """ASGI middleware that puts a page's tags into its HTML.

    Parameters
    ----------
    app
        What it wraps.
    pages
        A page's address without slashes ("" for the first) → its name and what it is about.

    References
    ----------
    The Open Graph protocol, https://ogp.me. ASGI, https://asgi.readthedocs.io/en/latest/specs/www.html
    """

    def __init__(self, app: App, pages: Mapping[str, tuple[str, str]]) -> None:
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass everything on but the HTML of a page, which gets its tags."""
        page = self.pages.get(str(scope.get("path", "")).strip("/"))
        if scope["type"] != "http" or scope["method"] != "GET" or page is None:
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        body = b""

        async def take(message: Message) -> None:
            nonlocal body
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                await _send(start, body, tags(*page, address=_address(dict(headers), scope)), send)

        await self.app({**scope, "headers": headers}, receive, take)


def tags(name: str, about: str, *, address: str) -> str:
    """Return the tags of one page as HTML.

    Parameters
    ----------
    name, about
        The page's name, and what it is about.
    address
        Of the site, as the visitor knows it: ``https://digits.example``.
    """
    told = {
        "og:type": "website",
        "og:site_name": NAME,
        "og:title": f"{name} · {NAME}",
        "og:description": about,
        "og:image": address + PICTURE_ADDRESS,
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": ALT,
    }
    lines = [f'<meta property="{key}" content="{escape(value)}">' for key, value in told.items()]
    lines += [
        f'<meta name="description" content="{escape(about)}">',
        '<meta name="twitter:card" content="summary_large_image">',
    ]
    return "".join(lines)


def _address(headers: Mapping[bytes, bytes], scope: Message) -> str:
    """Return the site's address as the visitor knows it, behind a proxy too."""
    scheme = headers.get(b"x-forwarded-proto", str(scope.get("scheme", "http")).encode()).split(b",")[0].strip()
    host = headers.get(b"x-forwarded-host", headers.get(b"host", b"localhost")).split(b",")[0].strip()
    return f"{'https' if scheme == b'https' else 'http'}://{host.decode('latin-1')}"


async def _send(start: Message, body: bytes, added: str, send: Send) -> None:
    """Send an answer on, with the tags where it is HTML."""
    headers = dict(start.get("headers", []))
    if headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers:
        body = body.replace(b"</head>", added.encode() + b"</head>", 1)
        kept = [(name, value) for name, value in start["headers"] if name not in (b"content-length", b"etag")]
        start["headers"] = [*kept, (b"content-length", str(len(body)).encode())]
    await send(start)
    await send({"type": "http.response.body", "body": body})
