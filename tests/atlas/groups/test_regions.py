"""Areas of the map: short texts that keep them, and what lies inside."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.measure import points_in_poly

from mnist_explore.atlas.groups.regions import MOST_TEXT, box, fitting, from_text, inside, polygon, to_text


def star(corners: int, *, size: float = 60.0) -> list[tuple[float, float]]:
    """Return a star with many points, as an unsteady hand would draw it."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = size * (1 + 0.4 * np.sin(9 * angle) + 0.02 * np.sin(97 * angle))
    return list(zip((radius * np.cos(angle)).tolist(), (radius * np.sin(angle)).tolist(), strict=True))


def test_inside_square_by_hand() -> None:
    """In a square of 2 lies its middle, not a place beside, above or below it; a second area adds its own."""
    places = np.array([[0, 0], [2, 0], [-2, 0], [0, 2], [0, -2], [10, 10]], float)
    assert inside(places, [box(1, 1, -1, -1)]).tolist() == [True, False, False, False, False, False]
    assert inside(places, [box(-1, -1, 1, 1), box(9, 9, 11, 11)]).tolist() == [True] + 4 * [False] + [True]
    assert not inside(places, []).any()


def test_inside_crossed_area() -> None:
    """Of a bow tie both wings are inside, and what is left and right of its knot is not."""
    tie = polygon([(-2, -1), (2, 1), (2, -1), (-2, 1)])
    assert inside(np.array([[-1.5, 0], [1.5, 0], [0, 0.8], [0, -0.8]]), [tie]).tolist() == [True, True, False, False]


def test_inside_is_as_by_scikit_image() -> None:
    """Of 20,000 places the same lie in a star of 300 corners as by scikit-image's test."""
    places = np.random.default_rng(0).uniform(-100, 100, (20_000, 2)).astype(np.float32)
    area = polygon(star(300))
    expected = points_in_poly(places, np.array(area))
    assert 3_000 < expected.sum() < 15_000
    assert (inside(places, [area]) == expected).all()


def test_text_is_short_and_exact() -> None:
    """A loop of 400 corners takes at most 2,000 characters and comes back corner by corner, to a tenth of a unit."""
    area = polygon(star(400))
    text = to_text([area, box(0, 0, 5, 5)])
    assert len(text) <= MOST_TEXT
    assert from_text(text) == (area, box(0, 0, 5, 5))
    assert np.abs(np.array(area) - np.array(star(400))).max() <= 0.05 + 1e-9


def test_fitting_thins_what_is_too_long() -> None:
    """Of 20,000 corners as many are kept as fit, and nearly the same places lie inside; what encloses nothing goes."""
    drawn = star(20_000)
    kept = fitting([drawn, [(0, 0), (1, 1)], [(float("nan"), 0)] * 5])
    assert len(kept) == 1 and MOST_TEXT / 8 < len(to_text(kept)) <= MOST_TEXT
    places = np.random.default_rng(1).uniform(-100, 100, (20_000, 2))
    assert (inside(places, kept) != points_in_poly(places, np.array(drawn))).mean() < 0.01


@pytest.mark.hostile
@pytest.mark.parametrize("text", ["", "A", "AAAA", "gICAgICAgA", "oAYAGg", "//8=", "A" * 2001, "~" * 60])
def test_from_text_refuses(text: str) -> None:
    """What is no area, or is written another way than areas are, is refused."""
    with pytest.raises(ValueError, match=r"region|area"):
        from_text(text)


FAR, NOWHERE = (2000.0, 0.0), (1.0, float("nan"))


@pytest.mark.hostile
@pytest.mark.parametrize(
    "corners", [[], [(0, 0), (1, 1)], [(0, 0)] * 9, [(0, 0), NOWHERE, (1, 1)], [(0, 0), FAR, (0, 1)]]
)
def test_polygon_refuses(corners: list[tuple[float, float]]) -> None:
    """Fewer than three corners, and corners far off or nowhere, make no area."""
    with pytest.raises(ValueError, match="corner"):
        polygon(corners)
