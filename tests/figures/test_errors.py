"""Figures of mistakes say what their arrays say: rows, intervals, scales, and the theme's colours."""

from __future__ import annotations

import json

import numpy as np
import pytest

from mnist_explore import figures
from mnist_explore.figures.errors import TEXT

NAMES = ["first", "second", "third"]
RATIOS, LOW, HIGH = np.array([8.0, 2.0, np.inf]), np.array([4.0, 0.0, 1.5]), np.array([16.0, 3.0, np.inf])


def test_ratio_figure_doubles_in_steps() -> None:
    """A ratio of 8 stands three steps right of 1 and its interval a step to either side; each row has its name."""
    figure = figures.ratio_figure(NAMES, RATIOS, LOW, HIGH, sure=np.array([True, False, True]))
    dots = figure.data[0]
    assert dots.x[0] == pytest.approx(3) and dots.error_x.array[0] == dots.error_x.arrayminus[0] == pytest.approx(1)
    assert [note.text for note in figure.layout.annotations] == NAMES
    assert dict(zip(figure.layout.xaxis.tickvals, figure.layout.xaxis.ticktext, strict=True))[3.0] == "8 ×"
    assert all(line.x0 == line.x1 == 0 for line in figure.layout.shapes)


def test_ratio_figure_infinite_and_zero_end_at_the_scale() -> None:
    """What has no end is drawn to the scale's end, so that nothing sent to the browser is infinite."""
    figure = figures.ratio_figure(NAMES, RATIOS, LOW, HIGH, sure=np.zeros(3, bool))
    dots, (first, last) = figure.data[0], figure.layout.xaxis.range
    assert dots.x[2] == pytest.approx(last) and dots.x[1] - dots.error_x.arrayminus[1] == pytest.approx(first)
    json.loads(figure.to_json(), parse_constant=pytest.fail)


def test_ratio_figure_tells_chance_apart() -> None:
    """What may be chance is hollow and of another colour."""
    dots = figures.ratio_figure(NAMES, RATIOS, LOW, HIGH, sure=np.array([True, False, True])).data[0]
    assert list(dots.marker.symbol) == ["circle", "circle-open", "circle"]
    assert dots.marker.color[0] == dots.marker.color[2] != dots.marker.color[1]


def test_rate_figure_in_per_cent() -> None:
    """Rates are drawn in per cent with their intervals, the line stands at the rate of all, ordered rows are joined."""
    rates, low, high = np.array([0.01, 0.04, 0.02]), np.array([0.005, 0.03, 0.01]), np.array([0.02, 0.06, 0.04])
    sure = np.array([False, True, True])
    figure = figures.rate_figure(NAMES, rates, low, high, overall=0.015, sure=sure, joined=True)
    dots = figure.data[0]
    assert list(dots.x) == pytest.approx([1, 4, 2]) and "lines" in dots.mode
    assert list(dots.error_x.array) == pytest.approx([1, 2, 2])
    assert list(dots.error_x.arrayminus) == pytest.approx([0.5, 1, 1])
    assert {line.x0 for line in figure.layout.shapes} == {1.5}
    assert dots.marker.color[1] == dots.marker.color[2] != dots.marker.color[0]
    apart = figures.rate_figure(NAMES, rates, low, high, overall=0.015, sure=sure, joined=False)
    assert "lines" not in apart.data[0].mode


def test_text_is_the_themes() -> None:
    """The numbers' colour is the one that Streamlit replaces by the theme's strong text, light or dark."""
    from streamlit.elements.lib.streamlit_plotly_theme import GRAY_90

    assert TEXT == GRAY_90
    counts = np.diag(np.full(10, 3)).astype(np.int64)
    notes = [
        *figures.confusion_figure(counts, rates=False).layout.annotations,
        *figures.ratio_figure(NAMES, RATIOS, LOW, HIGH, sure=np.zeros(3, bool)).layout.annotations,
    ]
    assert {note.font.color for note in notes} == {TEXT}
