"""The figure of methods side by side."""

from __future__ import annotations

import json

import numpy as np
import pytest

from mnist_explore.figures.methods import OTHERS_COLOUR, OURS_COLOUR, errors_figure

NAMES = ("plain", "middle", "ours")


def test_errors_figure_intervals_and_colours() -> None:
    """Dots stand at the counts, whiskers reach from low to high, and only the last method has our colour."""
    errors, low, high = np.array([1797.0, 80, 30]), np.array([1720.0, 64, 21]), np.array([1870.0, 99, 43])
    dots = errors_figure(NAMES, errors, low, high, count=10_000).data[0]
    assert list(dots.x) == [1797, 80, 30] and list(dots.y) == list(NAMES)
    assert (dots.x + np.array(dots.error_x.array)).tolist() == high.tolist()
    assert (dots.x - np.array(dots.error_x.arrayminus)).tolist() == low.tolist()
    assert list(dots.marker.color) == [OTHERS_COLOUR, OTHERS_COLOUR, OURS_COLOUR]
    assert dots.text[0] == "<b>1,797</b> (1,720–1,870)"


@pytest.mark.parametrize("errors", [(0.0, 0.0, 0.0), (12.0, 0.0, 297.0)])
def test_errors_figure_of_none_and_all(errors: tuple[float, ...]) -> None:
    """No error at all has a place on the scale of powers, says 0, and everything drawn is a number."""
    values = np.array(errors)
    figure = errors_figure(NAMES, values, np.maximum(values - 1, 0), values + 4, count=297)
    dots = figure.data[0]
    assert (np.array(dots.x) > 0).all() and dots.text[1] == "<b>0</b> (0–4)"
    assert (np.array(dots.error_x.array) >= 0).all() and (np.array(dots.error_x.arrayminus) >= 0).all()
    low, high = figure.layout.xaxis.range
    assert low < np.log10(dots.x).min() and np.log10(dots.x).max() < high

    def refuse(name: str) -> None:
        raise AssertionError(name)

    json.loads(figure.to_json(), parse_constant=refuse)
