"""A share link of Google Drive → the bytes of the picture: from Drive's own hosts alone, within limits."""

from mnist_explore.sources.drive.fetching import Patience, fetch_picture
from mnist_explore.sources.drive.links import MOST_LETTERS, file_id

__all__ = ["MOST_LETTERS", "Patience", "fetch_picture", "file_id"]
