"""What Google Drive shows in place of a file, in one sentence each."""

from __future__ import annotations

PRIVATE = (
    "The picture at this link is private: in Drive choose Share → General access → Anyone with the link, and try again."
)
GONE = "There is no file at this link any more, or there never was: copy the link anew with Share → Copy link."
QUOTA = "Too many people have asked Google Drive for this file today: make a copy of it in Drive and share that."
VIRUS = "The file at this link is so large that Google Drive asks before it sends it: share a smaller picture."
ANOTHER = "Google Drive sent a web page in place of a picture: copy the picture's link anew with Share → Copy link."

STATUSES = {401: PRIVATE, 403: PRIVATE, 404: GONE, 410: GONE, 429: QUOTA}
"""What an answer's status says where its page does not."""

_SIGNS = (
    (VIRUS, ("virus scan warning", "scan this file for viruses", "uc-warning")),
    (QUOTA, ("quota exceeded", "too many users have viewed or downloaded")),
    (GONE, ("file you have requested does not exist", "file does not exist", "in the owner's trash")),
    (PRIVATE, ("accounts.google.com", "you need access", "sign in")),
)
"""Words of Drive's own English pages, most telling first: every one of them may have a link to sign in."""


def say_of_page(data: bytes, *, default: str | None = None) -> str | None:
    """Return what a web page of Drive's says, in one sentence.

    Parameters
    ----------
    data
        An answer's body.
    default
        What is said of anything but a page whose words are known; by default, of another page that it is one, and None
        of what is no page.

    References
    ----------
    https://github.com/wkentaro/gdown (download.py): the same pages, as a downloader meets them.
    """
    head = data[:200_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head.startswith((b"<!doctype", b"<html")):
        return default
    text = head.decode("utf-8", "replace")
    known = (sentence for sentence, signs in _SIGNS if any(sign in text for sign in signs))
    return next(known, default or ANOTHER)
