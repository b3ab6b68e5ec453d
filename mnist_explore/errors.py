"""What can go wrong for a visitor of the app or a user of the command line.

Every class carries one plain sentence that says what happened, with the offending value, and what to do
next. Pages show that sentence; the command line prints it. A caller's own mistake in Python code is a
``ValueError`` or ``TypeError`` and does not belong here.
"""


class MnistExploreError(Exception):
    """The root of the tree: anything a person using the app or the command line can meet."""


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
