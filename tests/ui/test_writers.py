"""The writers' page on MNIST: the writer asked for, within and between writers, employees and students."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.writers.sentences import habits_words
from mnist_explore.digits import Digits
from tests.ui.conftest import assert_calm, said, sheet, visit

pytestmark = [pytest.mark.mnist, pytest.mark.slow, pytest.mark.usefixtures("on_mnist")]


def test_writer_from_a_link(mnist: Digits) -> None:
    """A link to a writer shows all of their digits and nobody else's."""
    writer = int(mnist.writer[0])
    test = visit("writers", writers_writer=str(writer))
    assert_calm(test)
    assert sorted(sheet(test, "writers_all")["ids"]) == np.flatnonzero(mnist.writer == writer).tolist()
    assert f"Writer **{writer}**" in said(test)


def test_writer_that_is_none() -> None:
    """A writer that nobody is gets one sentence, and the page shows another."""
    test = visit("writers", writers_writer="123456789")
    assert_calm(test)
    assert len(test.warning) == 1 and "writers_writer" in test.warning[0].value


def test_share_between_writers_is_stated_with_its_rivals_and_groups() -> None:
    """Of slant's variation 58 to 78 % lies between writers; ones and fours cannot be ranked; the groups stand by."""
    test = visit("writers", writers_view="Within and between writers")
    assert_calm(test)
    words = said(test)
    assert "between **58\u00a0%** and **78\u00a0%** lies between writers, by digit; " in words
    assert "among the largest in the ones and fours. " in words
    assert "for the ones it is 0.78 of all, 0.76 among employees and 0.62 among students" in words
    assert "That is person, pen and sitting together." in words and "NIST Special Database 19" in words
    assert "moment" not in words and "moment" not in test.title[0].value


def test_employees_and_students() -> None:
    """Employees and students differ among the most in how their ones lean, which fours and fives may outdo."""
    test = visit("writers", writers_view="Employees and students")
    assert_calm(test)
    assert (
        "the difference is among the largest in the ones, fours and fives; in the ones it is on average **19°**"
        in said(test)
    )
    assert "HSF series 0, of the Census Bureau" in said(test)


def test_habits_words_say_what_chance_would_show() -> None:
    """Of 50 places 2 % are one; where nothing is found again, that is said first."""
    assert str(habits_words(7, 50, 0.02)) == (
        "Of 50 things looked at, **7** count as habits; had all digits been dealt to the writers at random, about "
        "**1.0** would."
    )
    assert str(habits_words(0, 50, 0.02)).startswith("Nothing sets them apart that half of their digits find again")
