"""Whose hand is most like a visitor's digits, on a page: a writer's own digits lead to that writer."""

from __future__ import annotations

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mnist_explore.analysis.cards import sureness_words
from mnist_explore.analysis.writers.likeness import Likeness
from mnist_explore.digits import Digits
from mnist_explore.ui.components import hand
from tests.ui.conftest import assert_calm, said, sheet


def page(rows: list[int]) -> None:
    """Show whose hand some digits of the data set are most like."""
    import numpy as np

    from mnist_explore.sources import load_digits
    from mnist_explore.ui.base import cache
    from mnist_explore.ui.components.hand import show_hand

    digits = load_digits(download=False).digits
    chosen = np.array(rows, np.intp)
    show_hand(cache.atlas_of(digits), digits.images[chosen], digits.labels[chosen], key="hand")


def opened(rows: list[int]) -> AppTest:
    """Return the page, run once."""
    return AppTest.from_function(page, kwargs={"rows": rows}, default_timeout=300).run()


@pytest.fixture(autouse=True)
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the link to the writer be a word: a page that is a function knows no other pages."""
    monkeypatch.setattr(hand, "show_writer_link", lambda writer: st.caption(f"to writer {writer}"))


def test_sureness_words() -> None:
    """The first probability and the stranger's are told, with the number of digits; certainty is not claimed."""
    words = str(sureness_words(Likeness(np.array([4, 5]), np.array([0.7, 0.3]), 0.99999, 12)))
    assert "these 12 digits" in words and "**70.0\u00a0%**" in words and "**over 99.9\u00a0%**" in words


@pytest.mark.mnist
@pytest.mark.slow
@pytest.mark.usefixtures("on_mnist")
def test_show_hand_of_a_writer(mnist: Digits) -> None:
    """Ten digits of one writer lead to that writer and to digits of theirs of the same classes; three are too few."""
    writer = int(mnist.writer[mnist.where_split("test")[0]])
    rows = np.flatnonzero(mnist.writer == writer)[:10]
    test = opened(rows.tolist())
    assert_calm(test)
    assert f"writer **{writer}**" in said(test) and "Of 836 writers" in said(test)
    shown = sheet(test, "hand_digits")["ids"]
    assert f"to writer {writer}" in said(test)
    assert set(mnist.writer[shown]) == {writer} and set(mnist.labels[shown]) <= set(mnist.labels[rows])
    few = opened(rows[:3].tolist())
    assert "With 5 digits of yours or more" in said(few) and "Of 836" not in said(few)


@pytest.mark.usefixtures("on_bundled")
def test_show_hand_without_writers(uci: Digits) -> None:
    """Where no writer is known one sentence says so."""
    test = opened(list(range(len(uci)))[:8])
    assert_calm(test)
    assert said(test) == "Too few of these digits' writers are known to tell whose hand is most like yours."
