"""What can go wrong for a visitor of the app or a user of the command line.

Every class carries one plain sentence that says what happened, with the offending value, and what to do
next. Pages show that sentence; the command line prints it. A caller's own mistake in Python code is a
``ValueError`` or ``TypeError`` and does not belong here.
"""

from __future__ import annotations

MOST_LETTERS = 300
"""Of any message: what is quoted in it, a file's name or a library's words, can be of any length."""
QUOTED_LETTERS = 80
"""Of a library's own words within a message."""


def plain(text: object, *, most: int = MOST_LETTERS) -> str:
    r"""Return a text as it can be shown anywhere: at most `most` letters, each printable.

    What could steer a terminal, break a line or turn the reading direction is shown as Python's escape, ``\x1b``; of
    a longer text the beginning and the end are kept, where a sentence says what is wrong and what to do.

    Parameters
    ----------
    text
        Anything; its ``str``.
    most
        Letters of the result, at least 3.
    """
    whole = str(text)
    # What lies further inside would be cut in any case, and may be a hundred megabytes.
    near = whole if len(whole) <= 2 * most else whole[:most] + whole[-most:]
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in near)
    if len(shown) <= most and near is whole:
        return shown
    end = (most - 1) // 2
    return f"{shown[: most - 1 - end]}…{shown[-end:]}"


def quoted(error: object) -> str:
    """Return a library's words on what went wrong, short enough to stand in brackets within a sentence."""
    return plain(error, most=QUOTED_LETTERS)


class MnistExploreError(Exception):
    """The root of the tree: anything a person using the app or the command line can meet.

    Parameters
    ----------
    message
        One sentence; it is kept as :func:`plain` returns it.
    """

    def __init__(self, message: object = "") -> None:
        super().__init__(plain(message))


class DataError(MnistExploreError):
    """Digits or a table from outside are damaged, foreign, or not what they claim to be."""


class DownloadError(DataError):
    """A file could not be fetched from any of its addresses."""


class PictureError(MnistExploreError):
    """A picture from outside cannot be classified as one digit."""


class ArtifactError(MnistExploreError):
    """A shipped or built product is missing, damaged, or belongs to other digits."""


class LinkError(MnistExploreError):
    """A link from outside is not followed, or leads to no picture."""
