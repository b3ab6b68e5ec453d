"""Figures say what their arrays say, and cost the browser little."""

from __future__ import annotations

import json

import numpy as np
import pytest

from mnist_explore import figures
from mnist_explore.figures.maps import map_places

N = 500


@pytest.fixture
def places() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return places on a map and labels of 500 made-up digits."""
    generator = np.random.default_rng(0)
    x, y = generator.normal(0, 30, (2, N)).astype(np.float32)
    return x, y, generator.integers(0, 10, N).astype(np.uint8)


def test_digit_colours_are_ten() -> None:
    """Ten different colours."""
    assert len(set(figures.DIGIT_COLOURS)) == 10
    assert all(len(colour) == 7 and colour.startswith("#") for colour in figures.DIGIT_COLOURS)


def test_map_places_round_to_hundredths() -> None:
    """Places are kept to half a unit of 1 / MAP_UNIT, and clipped, not wrapped round, when they are too far out."""
    values = np.array([0, 1.234, -99.999, 1e6, -1e6], np.float32)
    across, up = map_places(values, values)
    assert across.dtype == np.int16 and (across == up).all()
    assert across[:3] / figures.MAP_UNIT == pytest.approx(values[:3], abs=0.51 / figures.MAP_UNIT)
    assert across[3] == 32767 and across[4] == -32767


@pytest.fixture
def counts() -> np.ndarray:
    """Return a confusion matrix with 96 right and 4 wrong in row 4, and nothing in row 5."""
    counts = np.diag(np.full(10, 100)).astype(np.int64)
    counts[4, 4], counts[4, 9], counts[5, 5] = 96, 4, 0
    return counts


def test_confusion_figure_leaves_the_diagonal_out(counts: np.ndarray) -> None:
    """The colours are the errors' alone; every other cell is in words as well, and empty cells have none."""
    figure = figures.confusion_figure(counts, rates=False)
    colours = np.array(figure.data[0].z, float)
    assert np.isnan(np.diag(colours)).all() and colours[4, 9] == 4
    words = {(note.y, note.x): note.text for note in figure.layout.annotations}
    assert words[4, 9] == "4" and words[4, 4] == "96" and (5, 5) not in words
    assert len(words) == 10


def test_confusion_figure_in_rates(counts: np.ndarray) -> None:
    """Rates are shares of a row, in per cent; an empty row has none instead of a division by zero."""
    figure = figures.confusion_figure(counts, rates=True)
    assert figure.data[0].z[4][9] == pytest.approx(4.0)
    assert not np.isinf(np.array(figure.data[0].z, float)).any()
    assert {note.text for note in figure.layout.annotations if (note.y, note.x) == (4, 9)} == {"4.0"}


def test_confusion_figure_can_be_clicked_everywhere(counts: np.ndarray) -> None:
    """A point lies on each of the hundred cells."""
    cells = figures.confusion_figure(counts, rates=False).data[1]
    assert len(set(zip(cells.x, cells.y, strict=True))) == 100


def test_difference_figure_signs() -> None:
    """Orange, above nothing, is where the first has more; the picture stands upright."""
    first, second = np.zeros((2, 28, 28), np.uint8)
    first[0, 3], second[27, 5] = 255, 255
    heat = figures.difference_figure(first, second, names=("a", "b")).data[0]
    shown = np.array(heat.z)[::-1]
    assert shown[0, 3] > 0 > shown[27, 5]
    assert heat.zmin == -heat.zmax
    low, middle, high = heat.colorbar.ticktext
    assert low.endswith(" b") and "same" in middle and high.endswith(" a")
    assert heat.colorscale[0][1] == "#2b6cb0" and heat.colorscale[-1][1] == "#c2571a"


def test_difference_figure_of_twins() -> None:
    """Two equal pictures have no difference, and no division by zero."""
    one = np.full((28, 28), 7, np.uint8)
    heat = figures.difference_figure(one, one, names=("a", "b")).data[0]
    assert (np.array(heat.z) == 0).all()
    assert heat.zmax > 0


def test_probability_figure_has_ten_bars() -> None:
    """Ten bars from zero, the digits' colours, and words that do not round to certainty."""
    probabilities = np.full(10, 0.00001, np.float32)
    probabilities[7] = 1 - probabilities[:9].sum()
    bars = figures.probability_figure(probabilities).data[0]
    assert len(bars.x) == 10 and list(bars.y) == [str(digit) for digit in range(10)]
    assert "100" not in bars.text[7] and not bars.text[0].startswith("0.0")
    assert tuple(bars.marker.color) == figures.DIGIT_COLOURS


def test_figures_are_strict_json(counts: np.ndarray) -> None:
    """No figure sends the browser a NaN that is no JSON."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    json.loads(figures.confusion_figure(counts, rates=True).to_json(), parse_constant=refuse)


def test_difference_figure_in_points_of_full_ink() -> None:
    """Full ink against a quarter of it is 75 points more, not 300 % and not 75 % more."""
    full, quarter = np.full((28, 28), 255, np.uint8), np.full((28, 28), 64, np.uint8)
    figure = figures.difference_figure(full, quarter, names=("the 4", "the 9"))
    assert figure.data[0].z.max() == pytest.approx(74.9, abs=0.1)
    bar = figure.data[0].colorbar
    assert bar.title.text == "points of full ink" and bar.ticktext[-1] == "75 more in the 4"
