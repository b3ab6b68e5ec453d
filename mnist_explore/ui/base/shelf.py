"""Where the digits that were found are kept for all visitors, and the search for what must come by the network."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from mnist_explore.digits import Digits
from mnist_explore.errors import MnistExploreError, plain
from mnist_explore.model.serving.recogniser import SECTION, network_section
from mnist_explore.sources import Found, Progress


class Shelf:
    """Where the digits that were found are kept; one search and one measuring at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.building = threading.Lock()
        self.found: Found | None = None
        self.first: Found | None = None
        """What was shown at first, where other data were opened from a page since."""
        self.search: Search | None = None

    @property
    def network(self) -> str:
        """Which network reads what is shown, by its section of the manifest: the one that ships, or one's own."""
        found = self.found
        return SECTION if found is None else network_section(found.digits)

    def shows(self, digits: Digits) -> bool:
        """Return whether pages still show these digits: a part that runs alone may have been made of others."""
        found = self.found
        return found is None or found.digits.identity == digits.identity


class Search:
    """One search, in a thread of its own: whoever began it may leave, and all visitors see how far it is.

    Parameters
    ----------
    look
        Returns what is found; is given a function to report to.

    Attributes
    ----------
    stage, share
        How far it is: in words, and from 0 to 1.
    found
        What was found, once it has ended; None where it was stopped.
    problem
        What stopped it, in a sentence, where nothing was found.
    """

    def __init__(self, look: Callable[[Progress], Found]) -> None:
        self.stage, self.share = "Looking for MNIST", 0.0
        self._began = time.monotonic()
        self._done = threading.Event()
        self.found: Found | None = None
        self.problem = "The search for digits stopped; what stopped it is in the server's log."
        threading.Thread(target=self._run, args=(look,), daemon=True, name="search for digits").start()

    @property
    def age_s(self) -> float:
        """How long ago it began, in seconds."""
        return time.monotonic() - self._began

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended, at most some seconds; return whether it has."""
        return self._done.wait(max(0.0, seconds))

    def _run(self, look: Callable[[Progress], Found]) -> None:
        """Search."""
        try:
            self.found = look(self._report)
        except (MnistExploreError, OSError) as error:
            self.problem = plain(error)
        except MemoryError:
            self.problem = "There was not enough memory for all of MNIST."
        finally:
            self._done.set()

    def _report(self, stage: str, share: float) -> None:
        """Take note of how far it is."""
        self.stage, self.share = stage, min(1.0, max(0.0, share))
