"""Which links are followed: a share link's file id, and where a redirect may lead.

A visitor's link is never asked for: the file's id is taken out of it, and an address is built anew.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from mnist_explore.errors import LinkError
from mnist_explore.sources.drive.pages import PRIVATE

HOSTS = frozenset({"drive.google.com", "drive.usercontent.google.com"})
"""All that is ever asked: Drive, and where it sends a browser for the file itself."""
SIGN_IN = "accounts.google.com"
"""Where Drive sends a browser that may not see a file; it is not followed."""
MOST_LETTERS = 2_000

_ID = r"[A-Za-z0-9_-]{15,100}"
_LINK = re.compile(
    r"https://(?:drive\.google\.com/(?:"
    rf"file/(?:u/[0-9]{{1,2}}/)?d/(?P<id>{_ID})(?:/(?:view|preview|edit)?)?"
    r"|(?:u/[0-9]{1,2}/)?(?:open|uc))"
    r"|drive\.usercontent\.google\.com/(?:download|uc))"
    r"(?:\?(?P<query>[A-Za-z0-9_=&.-]*))?(?:#[A-Za-z0-9_=&.-]*)?"
)
_COPY = "copy the picture's link anew with Share → Copy link."
_OTHERS = (
    (
        r"https://drive\.google\.com/(?:drive/)?(?:u/[0-9]{1,2}/)?(?:folders|folderview|embeddedfolderview)\b",
        "The link leads to a folder, not to a picture: open the folder, and share the one picture.",
    ),
    (
        r"https://docs\.google\.com/",
        "The link leads to a Google document, not to a picture: save it as PNG or JPEG, and share that.",
    ),
    (
        r"https://photos\.(?:app\.goo\.gl|google\.com)/",
        "The link leads to Google Photos, not to Google Drive: download the picture and upload it here.",
    ),
    (
        r"http://",
        "The link begins with http:, which anybody on the way can change: use the one that begins with https:.",
    ),
)
"""How links begin that are often taken for a picture's on Drive, and what is said of each."""


def file_id(link: str) -> str:
    """Return the id of the file that a share link leads to, or that is given bare.

    Parameters
    ----------
    link
        What a visitor typed: ``…/file/d/ID/view`` or ``/preview``, also with ``/u/1/``; ``open?id=ID``, ``uc?id=ID``;
        or the id alone.

    Raises
    ------
    LinkError
        If it is anything else. Nothing has been asked of any server then, and the sentence repeats nothing of it.
    """
    text = link.strip()
    if not text:
        raise LinkError(f"There is no link yet: {_COPY}")
    if len(text) > MOST_LETTERS:
        raise LinkError(f"The link has {len(text):,} letters, and no link to Google Drive is that long: {_COPY}")
    if re.fullmatch(_ID, text):
        return text
    match = _LINK.fullmatch(text)
    if match is None:
        raise LinkError(_why_not(text))
    ids: list[str] = [match["id"]] if match["id"] else []
    ids += [value for name, value in parse_qsl(match["query"] or "") if name == "id"]
    if len(ids) != 1 or not re.fullmatch(_ID, ids[0]):
        raise LinkError(f"The link does not name one file: {_COPY}")
    return ids[0]


def _why_not(text: str) -> str:
    """Return in one sentence why a link is not followed."""
    for start, words in _OTHERS:
        if re.match(start, text, re.ASCII):
            return words
    if text.startswith("https://drive.google.com/"):
        return f"The link leads to no file that is known here: {_COPY}"
    return f"This is no link to Google Drive, which begins with https://drive.google.com/: {_COPY}"


def next_address(address: str, location: str) -> str:
    """Return where a redirect leads, if it is one of Drive's own addresses.

    Parameters
    ----------
    address
        What was asked.
    location
        What the answer's header says, which may be relative, and may be anything.

    Raises
    ------
    LinkError
        If it is another host's, not https, names a port or a user, or is not an address at all.
    """
    elsewhere = f"Google Drive sent the request on to an address that is not its own, so it was left: {_COPY}"
    # Printable ASCII without the backslash, which browsers and Python read differently.
    if not re.fullmatch(r"[\x21-\x5b\x5d-\x7e]{1,4000}", location):
        raise LinkError(elsewhere)
    try:
        parts = urlsplit(urljoin(address, location))
    except ValueError:
        raise LinkError(elsewhere) from None
    if parts.scheme == "https" and parts.netloc == SIGN_IN:
        raise LinkError(PRIVATE)
    # The whole of it, so that user, port and odd spellings are refused alike.
    if parts.scheme != "https" or parts.netloc not in HOSTS:
        raise LinkError(elsewhere)
    return parts._replace(fragment="").geturl()
