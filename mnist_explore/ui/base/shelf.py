"""Where the digits that were found are kept for all visitors."""

from __future__ import annotations

import threading

from mnist_explore.sources import Found


class Shelf:
    """Where the digits that were found are kept; one search and one measuring at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.building = threading.Lock()
        self.found: Found | None = None
        self.first: Found | None = None
        """What was shown at first, where other data were opened from a page since."""
