"""Pictures with what was found in them: outlines where the boxes are, in the colour of what they are."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.figures.marked import COLOURS, MOST_SIDE_PX, Outlined, marked_picture, placed_digit


def coloured(picture: np.ndarray, kind: Outlined) -> np.ndarray:
    """Return where a picture has the colour of a kind."""
    return (picture == COLOURS[kind]).all(axis=2)


def test_marked_picture_outlines() -> None:
    """Each outline lies just around its box, six pixels off, at the picture's own scale; inside nothing is changed."""
    grey = np.full((160, 320), 200, np.uint8)
    shown = marked_picture(grey, [(50, 40, 100, 120), (200, 40, 250, 120)], ["chosen", "digit"])
    assert shown.shape == (MOST_SIDE_PX // 2, MOST_SIDE_PX, 3)
    for kind, left, right in (("chosen", 100, 200), ("digit", 400, 500)):
        rows, columns = (np.flatnonzero(coloured(shown, kind).any(axis)) for axis in (1, 0))  # type: ignore[arg-type]
        assert (rows[0], rows[-1], columns[0], columns[-1]) == (74, 246, left - 6, right + 6)
        assert (shown[80:240, left:right] == 200).all()


def test_marked_picture_cuts_at_the_rim() -> None:
    """A box at the picture's rim, or beyond it, is outlined along the rim."""
    shown = marked_picture(np.zeros((64, 64), np.uint8), [(-5, -5, 80, 80)], ["mark"])
    assert coloured(shown, "mark")[0].all() and coloured(shown, "mark")[:, -1].all()


def test_marked_picture_names() -> None:
    """A name stands on a tag above its box, and below it where the box touches the upper rim; "" adds nothing."""
    grey = np.full((64, 64), 128, np.uint8)
    plain = marked_picture(grey, [(20, 20, 40, 40)], ["digit"], names=[""])
    assert (plain == marked_picture(grey, [(20, 20, 40, 40)], ["digit"])).all()
    above = marked_picture(grey, [(20, 20, 40, 40)], ["digit"], names=["2"]) != plain
    assert above.any() and np.flatnonzero(above.any(axis=(1, 2)))[-1] <= 194
    low = marked_picture(grey, [(20, 0, 40, 40)], ["digit"], names=["2"]) != marked_picture(
        grey, [(20, 0, 40, 40)], ["digit"]
    )
    assert np.flatnonzero(low.any(axis=(1, 2)))[0] >= 400


def test_marked_picture_refuses_what_does_not_match() -> None:
    """As many kinds as boxes are needed, and names of all boxes or of none."""
    grey = np.zeros((8, 8), np.uint8)
    with pytest.raises(ValueError, match="1 boxes need as many kinds"):
        marked_picture(grey, [(0, 0, 4, 4)], [])
    with pytest.raises(ValueError, match="names or none"):
        marked_picture(grey, [(0, 0, 4, 4)], ["mark"], names=["a", "b"])


def test_placed_digit() -> None:
    """The frame is the ink's own box, ten pixels for each of the digit's, and the cross is at the middle."""
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 10:17] = 255
    shown = placed_digit(image)
    rows, columns = (np.flatnonzero(coloured(shown, "digit").any(axis)) for axis in (1, 0))
    assert (rows[0], rows[-1], columns[0], columns[-1]) == (40, 239, 100, 169)
    cross = np.argwhere(coloured(shown, "chosen"))
    np.testing.assert_array_equal(cross.mean(axis=0), [139.5, 139.5])
    assert (shown[60, 130] == 0).all() and (shown[5, 5] == 255).all()


def test_placed_digit_without_ink() -> None:
    """A blank digit has no frame."""
    assert not coloured(placed_digit(np.zeros((28, 28), np.uint8)), "digit").any()
