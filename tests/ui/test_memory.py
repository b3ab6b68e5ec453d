"""What visitors share is out of the collector's way, and what is replaced is still freed."""

from __future__ import annotations

import gc
import weakref

from mnist_explore.ui.base.housekeeping import settle_memory


class Ring:
    """Something that only the collector can free: it holds itself."""

    def __init__(self) -> None:
        self.own = self


def test_settle_memory_takes_living_objects_out_of_the_way() -> None:
    """After settling the collector has next to nothing to walk through."""
    kept = [Ring() for _ in range(1_000)]
    settle_memory()
    assert gc.get_freeze_count() > len(kept)
    assert len(gc.get_objects()) < len(kept)


def test_settle_memory_new_garbage_is_collected() -> None:
    """What is made after settling and dropped is freed by an ordinary collection."""
    settle_memory()
    ring = Ring()
    gone = weakref.ref(ring)
    del ring
    gc.collect()
    assert gone() is None


def test_settle_memory_again_frees_what_was_replaced() -> None:
    """What was left out once, and has been dropped since, is freed when something else is settled."""
    ring = Ring()
    gone = weakref.ref(ring)
    settle_memory()
    del ring
    gc.collect()
    assert gone() is not None
    settle_memory()
    assert gone() is None
