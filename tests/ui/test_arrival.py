"""The first visit to a server that just started: progress, then a page, whatever the network does."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.digits import Digits
from mnist_explore.sources import Found
from mnist_explore.sources.loading import BUNDLED_ORIGIN
from mnist_explore.ui import shell
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.shelf import Search, Shelf
from mnist_explore.ui.components import arrival
from tests.ui.conftest import assert_calm, clear_caches, said, visit


class SlowNetwork:
    """What `load_digits` finds: at once what is here, and what a slow network brings when it is let."""

    def __init__(self, here: Digits, there: Digits) -> None:
        self.here, self.there = here, there
        self.may_end = threading.Event()
        self.searches = 0
        self.failure: Exception | None = None

    def load(self, *, progress: Any, download: bool = True) -> Found:
        """Take the place of `load_digits`."""
        if not download:
            return Found(self.here, BUNDLED_ORIGIN)
        self.searches += 1
        progress("Downloading mnist.npz from slow.example", 0.25)
        assert self.may_end.wait(60)
        if self.failure is not None:
            raise self.failure
        return Found(self.there, "a download from slow.example", ("It took long.",))


@pytest.fixture
def network(
    uci: Digits,
    few: Digits,
    monkeypatch: pytest.MonkeyPatch,
    on_bundled: None,  # noqa: ARG001 - comes first
) -> Iterator[SlowNetwork]:
    """Let the bundled digits be here, and the small data set come by a slow network."""
    clear_caches()
    slow = SlowNetwork(uci, few)
    monkeypatch.setattr(shell, "load_digits", slow.load)
    monkeypatch.setattr(arrival, "PATIENCE_S", 0.3)
    yield slow
    slow.may_end.set()


def finished(network: SlowNetwork) -> None:
    """Let the network bring what it has, and wait until the search has ended."""
    search = cache.shelf().search
    assert search is not None
    network.may_end.set()
    assert search.wait(30)


def test_page_stands_before_the_network_has_answered(network: SlowNetwork) -> None:
    """A plain address gives a whole page of the bundled digits, and how far the download is, one for all visitors."""
    began = time.monotonic()
    first = visit("app")
    took = time.monotonic() - began
    second = visit("samples")
    for test in (first, second):
        assert_calm(test)
        assert "MNIST is on its way" in said(test) and "could not be reached" not in said(test)
        (bar,) = test.get("progress")
        assert bar.proto.value == 25 and bar.proto.text == "Downloading mnist.npz from slow.example …"
    assert network.searches == 1 and took < 30
    assert second.get_by_key("samples_sheet")
    # It is the download that all of this waits for: it comes, and the next run shows it.
    finished(network)
    for test in (first, second):
        test.run()
        assert_calm(test)
        assert "MNIST is on its way" not in said(test) and not test.get("progress")
    assert cache.shelf().found is not None and cache.shelf().found.digits is network.there
    assert network.searches == 1


def test_link_waits_for_its_own_digits(network: SlowNetwork) -> None:
    """A link to one digit, which the bundled ones may not have, is not answered with another: it shows progress."""
    threading.Timer(0.9, network.may_end.set).start()
    began = time.monotonic()
    test = visit("samples", index="200")
    assert time.monotonic() - began >= 0.8
    assert "MNIST is on its way" not in said(test) and cache.shelf().found.digits is network.there  # type: ignore[union-attr]


def test_visitor_with_a_page_keeps_it_until_the_rest_is_there(network: SlowNetwork) -> None:
    """Who has a page chooses on it without being made to wait, and finds the choice again when the digits have come."""
    test = visit("samples")
    test.query_params["digit"] = "7"
    test.run()
    assert "MNIST is on its way" in said(test)
    finished(network)
    test.run()
    assert_calm(test)
    assert test.query_params["digit"] in ("7", ["7"]) and "MNIST is on its way" not in said(test)


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("failure", "words"),
    [(MemoryError(), "not enough memory"), (OSError(5, "Input/output error"), "Input/output error")],
)
def test_search_that_is_stopped(failure: Exception, words: str, network: SlowNetwork) -> None:
    """What stops a search is said in a sentence above the page of what is here, and is waited for no more."""
    assert_calm(visit("writers"))
    network.failure = failure
    finished(network)
    test = visit("writers")
    assert_calm(test)
    assert "MNIST could not be reached" in said(test)
    assert any(words in text.value for text in test.get("text")) and not test.get("progress")
    assert network.searches == 1


def test_data_that_were_opened_meanwhile_stay(network: SlowNetwork, few: Digits, uci: Digits) -> None:
    """What the owner opened while the search went on is shown on; what was found is what the way back leads to."""
    visit("writers")
    shelf = cache.shelf()
    shelf.first, shelf.found = shelf.found, Found(uci, "a folder that was opened")
    assert not arrival.is_awaited()
    finished(network)
    assert arrival.found_digits(network.load).origin == "a folder that was opened"
    assert shelf.search is None and shelf.first is not None and shelf.first.digits is few


def test_all_that_is_here_is_not_looked_for(uci: Digits, few: Digits) -> None:
    """Data that were named, of use or not, ask nothing of the network; bundled digits and MNIST without writers do."""
    assert arrival._is_whole(Found(few, "a folder"))
    assert arrival._is_whole(Found(uci, BUNDLED_ORIGIN, problem="It is of no use."))
    assert not arrival._is_whole(Found(uci, BUNDLED_ORIGIN))


def test_search_reports_how_far_it_is(few: Digits) -> None:
    """Stage and share are there for all to see, within 0 and 1; the result comes from the thread, or its error."""
    go = threading.Event()

    def look(report: Any) -> Found:
        report("Half", 7.0)
        go.wait(30)
        return Found(few, "a test")

    search = Search(look)
    while search.stage != "Half":
        time.sleep(0.01)
    assert search.share == 1.0 and not search.wait(0)
    go.set()
    assert search.wait(30) and search.found is not None and search.found.digits is few and Shelf().search is None


@pytest.mark.usefixtures("network")
def test_fragment_that_watches_moves_the_bar_only() -> None:
    """While the search goes on only the bar moves, and a card that is open stays."""

    def page() -> None:
        from mnist_explore.ui.components.arrival import show_awaited

        show_awaited()

    visit("app")
    test = AppTest.from_function(page, default_timeout=60)
    test.query_params["index"] = "3"
    test.run()
    assert len(test.get("progress")) == 1 and test.query_params["index"] in ("3", ["3"])


def test_writers_that_come_later_are_shown(network: SlowNetwork, uci: Digits) -> None:
    """Where the same digits come with their writers, pages know them: not the atlas that was kept without."""
    people = np.arange(len(uci), dtype=np.int32) % 30
    network.there = replace(uci, writer=people)
    assert network.there.fingerprint == uci.fingerprint and network.there.identity != uci.identity
    assert_calm(visit("app"))
    finished(network)
    assert_calm(visit("app"))
    found = cache.shelf().found
    assert found is not None and (cache.atlas_of(found.digits).table["writer"].to_numpy() == people).all()
