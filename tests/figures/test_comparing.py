"""Figures of two groups: which colour means whom, what is pale, and where things stand."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from mnist_explore import figures
from mnist_explore.figures import DIGIT_COLOURS, GROUP_COLOURS, MAP_UNIT

NAMES = ["first", "second", "third"]
EFFECTS, LOW, HIGH = np.array([0.8, -0.5, 0.1]), np.array([0.6, -0.7, -0.1]), np.array([1.0, -0.3, 0.3])
SURE = np.array([True, True, False])


def test_effect_figure_has_the_colour_of_who_has_more() -> None:
    """More in the first group is its colour, more in the second the other's, and no difference grey and hollow."""
    dots = figures.effect_figure(NAMES, EFFECTS, LOW, HIGH, sure=SURE, groups=("A", "B")).data[0]
    assert list(dots.marker.color[:2]) == list(GROUP_COLOURS) and dots.marker.color[2] not in GROUP_COLOURS
    assert list(dots.marker.symbol) == ["circle", "circle", "circle-open"]
    assert list(dots.x) == pytest.approx(EFFECTS.tolist())
    assert list(dots.error_x.array) == pytest.approx([0.2, 0.2, 0.2])


def test_effect_figure_is_symmetric_and_finite() -> None:
    """Zero stands in the middle, both groups are named at their side, and what has no end is drawn to the edge."""
    wild = np.array([np.inf, -0.5, np.nan])
    figure = figures.effect_figure(NAMES, wild, wild, wild, sure=SURE, groups=("A", "B"))
    low, high = figure.layout.xaxis.range
    assert low == -high and figure.data[0].x[0] == pytest.approx(high)
    before, after = figure.layout.xaxis.title.text.split("standard deviations")
    assert "more in B" in before and "more in A" in after
    json.loads(figure.to_json(), parse_constant=pytest.fail)


def test_paired_share_figure_in_per_cent() -> None:
    """Either group's shares stand in per cent with their intervals, in its own shape, one below the other."""
    first = [np.array([0.25, 0.5]), np.array([0.2, 0.4]), np.array([0.3, 0.6])]
    second = [np.array([0.02, 0.5]), np.array([0.01, 0.4]), np.array([0.03, 0.6])]
    figure = figures.paired_share_figure(NAMES[:2], first, second, groups=("A", "B"))
    one, other = figure.data
    assert (list(one.x), list(other.x)) == ([25, 50], [2, 50])
    assert list(one.error_x.array) == pytest.approx([5, 10])
    assert (one.name, other.name) == ("A", "B") and one.marker.symbol != other.marker.symbol
    assert (np.array(other.y) > np.array(one.y)).all() and figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]


def test_overlaid_figure_draws_bins_as_counted() -> None:
    """Shares stand in per cent over the middle of their bin, the second group dashed."""
    edges = np.array([0.0, 1.0, 2.0])
    one, other = figures.overlaid_figure(
        edges, np.array([0.25, 0.75]), np.array([1.0, 0.0]), groups=("A", "B"), unit="px", title="Width"
    ).data
    assert (list(one.x), list(one.y), list(other.y)) == ([0.5, 1.5], [25, 75], [100, 0])
    assert (one.line.dash, other.line.dash) == ("solid", "dash") and one.line.shape == "hvh"


def test_two_group_map_shows_every_digit_in_its_colour() -> None:
    """All digits of both groups are drawn, mixed so that none covers the other, each in its group's colour."""
    rng = np.random.default_rng(0)
    first, second = rng.normal(0, 1, (300, 2)), rng.normal(20, 1, (200, 2))
    figure = figures.two_group_map(rng.normal(0, 50, (400, 2)), first, second, groups=("A", "B"))
    drawn = figure.data[1]
    which = np.array(drawn.marker.color)
    assert len(which) == 500 and 0 < which[:50].sum() < 50
    assert np.array_equal(which == 1, np.array(drawn.x) > 10 * MAP_UNIT)
    assert [shade for _, shade in drawn.marker.colorscale] == list(GROUP_COLOURS)
    # The part shown is where the groups are, not the whole map.
    assert figure.layout.xaxis.range[0] > -15 * MAP_UNIT and figure.layout.xaxis.range[1] < 35 * MAP_UNIT


def luminance(colour: str, mixing: np.ndarray | None = None) -> tuple[float, np.ndarray]:
    """Return a colour's relative luminance (WCAG 2.2) and its linear parts, as seen through a mixing of cones."""
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    linear = linear if mixing is None else np.clip(mixing @ linear, 0, 1)
    return float(np.array([0.2126, 0.7152, 0.0722]) @ linear), linear


def test_group_colours_stand_out() -> None:
    """Both colours stand out from light and dark pages at least 3:1 (WCAG 2.2, 1.4.11), and neither is a digit's."""
    config = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())
    for theme in ("light", "dark"):
        ground, _ = luminance(config["theme"][theme]["backgroundColor"])
        for colour in GROUP_COLOURS:
            high, low = sorted((luminance(colour)[0], ground), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 3, (theme, colour)
    assert not set(GROUP_COLOURS) & set(DIGIT_COLOURS)


@pytest.mark.parametrize(
    "mixing",
    [
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ],
    ids=["protanopia", "deuteranopia", "tritanopia"],
)
def test_group_colours_for_colour_blind_readers(mixing: list[list[float]]) -> None:
    """With any one kind of cone missing (Machado, Oliveira & Fernandes 2009) the two colours stay far apart."""
    first, second = (luminance(colour, np.array(mixing))[1] for colour in GROUP_COLOURS)
    assert np.abs(first - second).max() > 0.2
