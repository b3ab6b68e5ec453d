"""Where digits come from: a named folder, caches, mirrors, or the bundled fallback; all of it checked before use.

:func:`load_digits` always finds some; :func:`fetch` fills the cache; :mod:`.registry` lists every file that is known.
"""

from mnist_explore.sources.bundled import bundled_digits
from mnist_explore.sources.loading import Found, fetch, load_digits, open_data
from mnist_explore.sources.store import cache_folder
from mnist_explore.sources.transfer import Progress
from mnist_explore.sources.votes import Ballot, Votes

__all__ = [
    "Ballot",
    "Found",
    "Progress",
    "Votes",
    "bundled_digits",
    "cache_folder",
    "fetch",
    "load_digits",
    "open_data",
]
