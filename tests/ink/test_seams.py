from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mnist_explore.ink.seams import find_seams


def drawn(*lines: tuple[float, ...], size: tuple[int, int] = (120, 80), pen: int = 6) -> np.ndarray:
    """Return lines as ``(H, W)`` bool, cropped to their ink."""
    canvas = Image.new("L", size)
    for line in lines:
        ImageDraw.Draw(canvas).line(line, 255, pen)
    ink = np.asarray(canvas) > 0
    rows, columns = (np.flatnonzero(ink.any(axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def parts(ink: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ink left and right of a seam."""
    left = ink & (np.arange(ink.shape[1]) < columns[:, None])
    return left, ink & ~left


def test_find_seams_through_a_bar() -> None:
    """Two upright lines joined by a bar are cut through the bar alone, whose thickness is what it costs."""
    ink = drawn((20, 10, 20, 70), (90, 10, 90, 70), (20, 40, 90, 40))
    seams = find_seams(ink, most=5)
    assert seams
    assert min(seam.ink for seam in seams) == pytest.approx(6 / len(ink), abs=1.5 / len(ink))


def test_find_seams_follows_the_gap_between_leaning_lines() -> None:
    """Between two lines that lean, so that no upright cut parts them, a way leads that goes through the joint only."""
    ink = drawn((60, 10, 20, 70), (85, 10, 45, 70), (30, 55, 60, 55))
    left, right = drawn((60, 10, 20, 70), size=(120, 80)).sum(), drawn((85, 10, 45, 70)).sum()
    best = min(find_seams(ink, most=6), key=lambda seam: abs(parts(ink, seam.columns)[0].sum() - left))
    assert best.ink <= 10 / len(ink)
    halves = [part.sum() for part in parts(ink, best.columns)]
    assert np.abs(np.array(halves) - (left, right)).max() < 0.25 * left


def test_find_seams_ordered_and_distinct() -> None:
    """Seams come from left to right, no more than asked for, each a way whose columns move by at most one a row."""
    ink = drawn(*((x, 10, x, 70) for x in (10, 40, 70, 100)), (10, 60, 100, 60))
    seams = find_seams(ink, most=3)
    assert len(seams) == 3
    left = [parts(ink, seam.columns)[0].sum() for seam in seams]
    assert left == sorted(left)
    assert all(np.abs(np.diff(seam.columns)).max() <= 1 for seam in seams)
    assert len(set(left)) == 3


def test_find_seams_solid_has_none() -> None:
    """A solid block and a single line offer no way through little ink that leaves ink on both sides."""
    assert find_seams(np.ones((40, 40), bool), most=5) == []
    assert find_seams(drawn((20, 10, 20, 70)), most=5) == []
