"""Long work beside the page: one piece at a time on the whole server, with its progress, stopped when nobody waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from mnist_explore.errors import MnistExploreError

T = TypeVar("T")


class Stopped(Exception):  # noqa: N818 - reads as the sentence it is
    """The work was stopped, by its visitor or because they have left."""


PATIENCE_S = 20.0
"""Work whose page has not asked for it for so long is stopped: its visitor has left."""

FAILURES = (
    MnistExploreError, Stopped, ArithmeticError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What work can fail with; the page says so, since a thread has nobody else to tell."""

_TURN = threading.Lock()
"""Held by the work that runs, which uses all cores."""


class Work(Generic[T]):
    """A piece of work in a thread of its own; made and asked by one visitor's page.

    Parameters
    ----------
    do
        What is to be done; it is given a function to call, often, with the finished share in 0-1, which raises
        :class:`Stopped` when the work shall end.
    clock
        Tells the time in seconds.

    Attributes
    ----------
    share
        The finished share, 0-1.
    error
        What went wrong, or None.
    """

    def __init__(
        self, do: Callable[[Callable[[float], None]], T], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.share = 0.0
        self.error: Exception | None = None
        self._result: T | None = None
        self._clock = clock
        self._seen = clock()
        self._stop = threading.Event()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(do,), daemon=True, name="background work")
        self._thread.start()

    @property
    def waits(self) -> bool:
        """Whether another visitor's work comes first."""
        return not self._started.is_set() and not self.ended

    @property
    def ended(self) -> bool:
        """Whether it is finished, was stopped or went wrong."""
        return not self._thread.is_alive()

    @property
    def stopped(self) -> bool:
        """Whether it was stopped."""
        return isinstance(self.error, Stopped)

    def result(self) -> T | None:
        """Return what it came to, None as long as it runs or where it came to nothing; its visitor is still there."""
        self._seen = self._clock()
        return self._result if self.ended else None

    def stop(self) -> None:
        """Ask it to end; it does at its next step."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended, at most so long; return whether it has."""
        self._thread.join(seconds)
        return self.ended

    def _run(self, do: Callable[[Callable[[float], None]], T]) -> None:
        """Wait for the turn, do the work, and keep what came of it."""
        try:
            while not _TURN.acquire(timeout=0.2):
                self._move(0.0)
            try:
                self._started.set()
                self._result = do(self._move)
            finally:
                _TURN.release()
        except FAILURES as error:
            self.error = error

    def _move(self, share: float) -> None:
        """Note the finished share, and end where it is to end."""
        self.share = min(1.0, max(self.share, share))
        if self._stop.is_set() or self._clock() - self._seen > PATIENCE_S:
            raise Stopped
