"""Garbage is collected beside the pages, what has been loaded is settled when it slows that, and memory given back."""

from __future__ import annotations

import tomllib
import weakref
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from mnist_explore.ui.base import housekeeping
from mnist_explore.ui.base.housekeeping import FORGET_EVERY_S, SETTLE_EVERY_S, TRIM_EVERY_S, Housekeeper


class Ring:
    """Something that only the collector can free: it holds itself."""

    def __init__(self) -> None:
        self.own = self


class Watched:
    """A housekeeper whose clock and whose collections' length are set, and what it did."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, collection_s: float) -> None:
        self.now = 0.0
        self.done: list[str] = []
        used: Iterator[float] = (collection_s * step for step in count())
        monkeypatch.setattr(housekeeping, "settle_memory", lambda: self.done.append("settled"))
        monkeypatch.setattr(housekeeping, "give_memory_back", lambda: self.done.append("trimmed"))
        self.keeper = Housekeeper(clock=lambda: self.now, processor=lambda: next(used))

    def tidy_at(self, now: float) -> list[str]:
        """Let it tidy at a time; return what it did besides collecting."""
        self.now, self.done = now, []
        self.keeper.tidy()
        return self.done


def test_tidy_collects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each time garbage is freed."""
    ring = Ring()
    gone = weakref.ref(ring)
    del ring
    assert Watched(monkeypatch, collection_s=0.0).tidy_at(1) == []
    assert gone() is None


def test_tidy_gives_back_at_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Freed memory goes back every so often, not each time, and nothing is settled while collections are quick."""
    watched = Watched(monkeypatch, collection_s=0.001)
    said = [watched.tidy_at(TRIM_EVERY_S * share) for share in (0.5, 1.0, 1.5, 2.0, 6.0)]
    assert said == [[], ["trimmed"], [], ["trimmed"], ["trimmed"]]


def test_tidy_settles_when_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A collection that takes long settles what has been loaded, but not again at once."""
    watched = Watched(monkeypatch, collection_s=1.0)
    times = [0.5 * SETTLE_EVERY_S, SETTLE_EVERY_S, 1.5 * SETTLE_EVERY_S, 2 * SETTLE_EVERY_S]
    assert ["settled" in watched.tidy_at(now) for now in times] == [False, True, False, True]


def test_tidy_forgets_who_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was settled with a visitor's session is looked at again some time after the visitor has left."""
    watched = Watched(monkeypatch, collection_s=0.001)
    times = [0.9 * FORGET_EVERY_S, FORGET_EVERY_S, 1.9 * FORGET_EVERY_S, 2 * FORGET_EVERY_S]
    assert ["settled" in watched.tidy_at(now) for now in times] == [False, True, False, True]


def test_tidy_settles_what_was_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was loaded for all is settled at the next tidying, once, however quick collections are."""
    watched = Watched(monkeypatch, collection_s=0.001)
    watched.keeper.settle_soon()
    watched.keeper.settle_soon()
    assert [watched.tidy_at(now) for now in (0.1, 0.2)] == [["settled"], []]


def test_note_starts_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pages run, one thread tidies."""
    started: list[object] = []

    class Thread:
        def __init__(self, **_: object) -> None:
            """Take anything."""

        def start(self) -> None:
            """Count."""
            started.append(self)

    monkeypatch.setattr(housekeeping.threading, "Thread", Thread)
    keeper = Housekeeper()
    for _ in range(3):
        keeper.note()
    assert len(started) == 1


def test_nothing_is_collected_after_every_run() -> None:
    """Streamlit's own collection is off where the housekeeper's is on: in the settings that the app starts with."""
    config = tomllib.loads((Path(__file__).parent.parent.parent / ".streamlit" / "config.toml").read_text())
    assert config["runner"]["postScriptGC"] is False
