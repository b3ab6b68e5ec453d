"""Collecting garbage and giving memory back, beside the pages and not after each of them."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable

from mnist_explore.heap import give_memory_back

EVERY_S = 2.0
"""Between two collections while pages run; Streamlit's own, after every run of a page, is off (``config.toml``)."""
TRIM_EVERY_S = 20.0
SLOW_S = 0.05
"""Of processor time: a collection that takes longer walks through what has been loaded since it was last settled."""
SETTLE_EVERY_S = 60.0
"""At least between two settlements, where nobody has told that there is something to settle."""
FORGET_EVERY_S = 180.0
"""At most between two settlements while pages run: what was settled with visitors who have left is freed by the next.
Streamlit keeps the session of a visitor who has left for two minutes."""


class Housekeeper:
    """Collects garbage while pages run, and gives the system back what has been freed; a server has one.

    Parameters
    ----------
    clock, processor
        Tell the time, and the processor time that the thread has used, in seconds.
    """

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, processor: Callable[[], float] = time.thread_time
    ) -> None:
        self._clock, self._processor = clock, processor
        self._lock, self._ran = threading.Lock(), threading.Event()
        self._thread: threading.Thread | None = None
        self._trimmed = self._settled = clock()
        self._has_loaded = False

    def note(self) -> None:
        """Take note that a page runs, so that there will be something to tidy; the first time, begin to."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, daemon=True, name="housekeeping")
                self._thread.start()
        self._ran.set()

    def settle_soon(self) -> None:
        """Take note that something has been loaded for all visitors: it is settled when it is next tidied.

        The visitor for whom it was loaded does not wait for that.
        """
        self._has_loaded = True

    def tidy(self) -> None:
        """Collect what is garbage now; at times also settle what has been loaded, and give freed memory back."""
        used, now = self._processor(), self._clock()
        loaded, self._has_loaded = self._has_loaded, False
        if not loaded:
            gc.collect()
            since = now - self._settled
            slow = self._processor() - used > SLOW_S
            loaded = (slow and since >= SETTLE_EVERY_S) or since >= FORGET_EVERY_S
        if loaded:
            settle_memory()
            self._settled = now
        if now - self._trimmed >= TRIM_EVERY_S:
            give_memory_back()
            self._trimmed = now

    def _keep(self) -> None:
        """Tidy a while after pages have begun to run, and once when all have left, as long as there is a process."""
        has_left = True
        while True:
            if self._ran.wait(FORGET_EVERY_S):
                time.sleep(EVERY_S)
                self._ran.clear()
                has_left = False
            elif has_left:
                continue
            else:
                has_left = True
            self.tidy()


def settle_memory() -> None:
    """Collect what is garbage now and leave everything else out of later collections.

    A collection walks through every object that imports and the atlas have made. What is loaded once for all visitors
    never becomes garbage while it is of use, so it need not be walked; objects made later are collected as before. What
    was left out before is looked at again, so that a replaced atlas is not kept for ever.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


HOUSEKEEPER = Housekeeper()
"""The server's one."""
