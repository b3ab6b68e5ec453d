"""Work beside the page: it comes to its result, one at a time, and ends when it is stopped or nobody asks for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from mnist_explore.ui.base.background import PATIENCE_S, Work

Move = Callable[[float], None]


def test_work_comes_to_its_result() -> None:
    """The share moves on, never back, and the result is there in the end, not before."""
    go = threading.Event()
    half = threading.Event()

    def do(move: Move) -> int:
        move(0.5)
        move(0.3)
        half.set()
        go.wait(10)
        return 42

    work = Work(do)
    assert half.wait(10)
    assert work.share == 0.5 and work.result() is None and not work.ended
    go.set()
    assert work.wait(10)
    assert work.result() == 42 and work.error is None


def test_work_waits_for_its_turn() -> None:
    """A second piece waits until the first has ended, also when the first goes wrong."""
    go, begun = threading.Event(), threading.Event()

    def first(_move: Move) -> None:
        begun.set()
        go.wait(10)
        raise MemoryError

    one = Work(first)
    assert begun.wait(10)
    two = Work(lambda _move: "two")
    assert not two.wait(0.3) and two.waits
    go.set()
    assert two.wait(10) and two.result() == "two"
    assert one.wait(10) and isinstance(one.error, MemoryError) and not one.stopped


def test_work_is_stopped() -> None:
    """Stopped, it ends at its next step; so does one that is still waiting for its turn."""
    begun = threading.Event()

    def endless(move: Move) -> None:
        begun.set()
        while True:
            move(0.1)

    work = Work(endless)
    assert begun.wait(10)
    waiting = Work(lambda _move: None)
    waiting.stop()
    assert waiting.wait(10) and waiting.stopped
    work.stop()
    assert work.wait(10) and work.stopped and work.result() is None


def test_work_ends_when_its_visitor_has_left() -> None:
    """Nobody asked for it for long enough: it ends by itself; whoever asks keeps it alive."""
    now = [0.0]
    steps = threading.Semaphore(0)
    taken = threading.Semaphore(0)

    def endless(move: Move) -> None:
        while True:
            steps.acquire()
            move(0.1)
            taken.release()

    work = Work(endless, clock=lambda: now[0])
    now[0] = PATIENCE_S - 1
    work.result()
    now[0] = 2 * PATIENCE_S - 2
    steps.release()
    assert taken.acquire(timeout=10) and not work.ended
    now[0] = 2 * PATIENCE_S
    steps.release()
    assert work.wait(10) and work.stopped
