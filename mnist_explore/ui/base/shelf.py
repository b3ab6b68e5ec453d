"""Where the digits that were found are kept for all visitors, and the search for what must come by the network."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from mnist_explore.sources import Found, Progress


class Shelf:
    """Where the digits that were found are kept; one search and one measuring at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.building = threading.Lock()
        self.found: Found | None = None
        self.search: Search | None = None


class Search:
    """One search, in a thread of its own: whoever began it may leave, and all visitors see how far it is.

    Parameters
    ----------
    look
        Returns what is found; is given a function to report to.
    """

    def __init__(self, look: Callable[[Progress], Found]) -> None:
        self.stage, self.share = "Looking for MNIST", 0.0
        self._began = time.monotonic()
        self._done = threading.Event()
        self._found: Found | None = None
        self._problem: Exception | None = None
        threading.Thread(target=self._run, args=(look,), daemon=True, name="search for digits").start()

    @property
    def age_s(self) -> float:
        """How long ago it began, in seconds."""
        return time.monotonic() - self._began

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended, at most some seconds; return whether it has."""
        return self._done.wait(max(0.0, seconds))

    def result(self) -> Found:
        """Return what was found; raise what stopped the search."""
        if self._problem is not None:
            raise self._problem
        assert self._found is not None, "a search is asked for its result when it has ended"
        return self._found

    def _run(self, look: Callable[[Progress], Found]) -> None:
        """Search."""
        try:
            self._found = look(self._report)
        except Exception as error:  # noqa: BLE001 - whatever it is, visitors' runs raise it, and not a thread of nobody
            self._problem = error
        finally:
            self._done.set()

    def _report(self, stage: str, share: float) -> None:
        """Take note of how far it is."""
        self.stage, self.share = stage, min(1.0, max(0.0, share))
