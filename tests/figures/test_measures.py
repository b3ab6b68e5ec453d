"""Figures of measures carry the numbers they were given."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore import figures
from mnist_explore.figures import DIGIT_COLOURS, measures


def test_distribution_figure_in_per_cent() -> None:
    """Each digit is one line in its own colour, at the bins' centres, in per cent."""
    figure = figures.distribution_figure(
        {1: np.array([0.25, 0.75]), 7: np.array([0.5, 0.5])}, np.array([0.0, 10.0, 20.0]), unit="px", title="Width"
    )
    assert [trace.name for trace in figure.data] == ["1", "7"]
    assert figure.data[0].line.color == DIGIT_COLOURS[1]
    assert list(figure.data[0].x) == [5.0, 15.0] and list(figure.data[0].y) == [25.0, 75.0]
    assert figure.layout.xaxis.title.text == "Width in px"


def test_standing_figure_first_at_the_top() -> None:
    """The first measure stands at the top, with its value, and its bar is the percentile."""
    figure = figures.percentile_figure(["Slant", "Width"], ["7°", "9.8 px"], np.array([63.0, 6.0]), colour="#123456")
    assert list(figure.data[0].x) == [63.0, 6.0]
    names = figure.layout.annotations
    assert [name.text for name in names] == ["Slant  <b>7°</b>", "Width  <b>9.8 px</b>"]
    assert measures._with_value("Axis 1: narrow ↔ broad", "0.98") == "Axis 1  <b>0.98</b>  narrow ↔ broad"
    # Above their bars, and so as wide as the whole figure: on a telephone they were cut off beside them.
    assert all(name.xanchor == "left" and name.y < place for place, name in enumerate(names))
    low, high = figure.layout.yaxis.range
    assert low > high, "the first is at the top"


def test_standing_figure_numbers_beside_the_middle() -> None:
    """A number that would stand on the middle's line stands in its bar, the others beside theirs."""
    figure = figures.percentile_figure(list("abc"), ["1"] * 3, np.array([40.0, 48.0, 50.0]), colour="#123456")
    assert list(figure.data[0].textposition) == ["outside", "inside", "outside"]


def test_interval_figure_arms() -> None:
    """The error bars' arms reach from the centre to both ends of the interval."""
    figure = figures.interval_figure(
        [3], np.array([0.5]), np.array([0.4]), np.array([0.7]), title="share", span=(0.0, 1.0)
    )
    arms = figure.data[0].error_x
    assert (arms.array[0], arms.arrayminus[0]) == pytest.approx((0.2, 0.1))
    assert list(figure.layout.xaxis.range) == [0.0, 1.0]


def test_share_figure_in_per_cent() -> None:
    """Shares are drawn in per cent with the arms of their intervals."""
    figure = figures.share_figure(["Crossed"], np.array([0.13]), np.array([0.1]), np.array([0.17]), colour="#123456")
    assert figure.data[0].x[0] == pytest.approx(13)
    assert figure.data[0].error_x.array[0] == pytest.approx(4)
    assert figure.data[0].error_x.arrayminus[0] == pytest.approx(3)


def test_ranking_figure_centred_on_one() -> None:
    """The usual spread, 1, is the middle of the colour scale; every cell that has a value has its number."""
    figure = figures.ranking_figure(np.array([[1.24, np.nan, 0.8]]), [7], ["Slant", "Holes", "Width"])
    assert figure.data[0].zmid == 1.0
    assert list(figure.data[0].x) == ["Slant", "Holes", "Width"]
    assert [(note.x, note.y, note.text) for note in figure.layout.annotations] == [(0, 0, "1.2"), (2, 0, "0.8")]


def test_share_figure_tells_its_shares() -> None:
    """A bar's name is followed by its share; the axis ends at the whole; intervals have a colour of their own."""
    share, low, high = np.array([0.119]), np.array([0.1]), np.array([0.14])
    figure = figures.share_figure(["Crossed"], share, low, high, colour="#4c78a8")
    assert list(figure.data[0].y) == ["Crossed  <b>11.9\u00a0%</b>"]
    assert figure.layout.xaxis.tickvals[-1] == 100
    assert figure.data[0].error_x.color and figure.data[0].error_x.array[0] == pytest.approx(2.1)


def test_variance_shares_figure_stacks_to_the_whole() -> None:
    """One bar segment per cause and digit; a digit's segments add up to 100 %."""
    figure = figures.variance_shares_figure([0, 1], {"slant": np.array([0.2, 0.5]), "the rest": np.array([0.8, 0.5])})
    assert figure.layout.barmode == "stack"
    assert sum(trace.x[0] for trace in figure.data) == pytest.approx(100)
    assert len({trace.marker.color for trace in figure.data}) == 2


def test_share_figure_never_says_that_what_occurs_does_not() -> None:
    """Three ones of 7,877 with two holes are under 0.1 %, not 0.0 %; none at all is 0 %."""
    shares = np.array([3 / 7877, 0.0])
    figure = figures.share_figure(["2 holes", "3 holes"], shares, shares, shares, colour="#4c78a8")
    assert list(figure.data[0].y) == ["2 holes  <b>under 0.1\u00a0%</b>", "3 holes  <b>0\u00a0%</b>"]
