from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from mnist_explore.digits import Digits
from mnist_explore.model.serving.augmentation import LOOKS, STRENGTH, agreed, view_distortions, views
from mnist_explore.model.serving.recogniser import Recogniser
from mnist_explore.warping.distortion import WIDENING

COUNTS = [count for _, count in LOOKS]


@pytest.mark.parametrize("count", COUNTS)
def test_views_are_distorted_digits(uci: Digits, count: int) -> None:
    """Every view is what scipy's morphology and resampling make of the digit under the view's distortion."""
    image = uci.images[5].astype(float)
    seen = views(uci.images[5:6], count)
    places, widening = view_distortions(count)
    assert seen.shape == (1, count, 28, 28)
    assert len(places) == len(widening) == count
    wider = ndimage.grey_dilation(image, size=3, mode="constant")
    narrower = ndimage.grey_erosion(image, size=3, mode="constant")
    for view, place, share in zip(seen[0], places, widening, strict=True):
        penned = image + share * (wider - image) if share > 0 else image - share * (narrower - image)
        expected = ndimage.map_coordinates(np.pad(penned, 1), place.transpose(2, 0, 1) + 1, order=1)
        np.testing.assert_allclose(view, expected, atol=0.02)


@pytest.mark.parametrize("count", COUNTS)
def test_views_come_in_pairs(count: int) -> None:
    """For every distortion there is the opposite one, so that no direction, nor bold or fine writing, is favoured."""
    places, widening = view_distortions(count)
    moved = places - np.indices((28, 28)).transpose(1, 2, 0)
    half = count // 2
    np.testing.assert_allclose(widening[:half], -widening[half:])
    middle = moved[:, 13:15, 13:15].mean(axis=(1, 2))
    np.testing.assert_allclose(middle[:half], -middle[half:], atol=0.05)
    assert len({view.tobytes() for view in places}) == count


@pytest.mark.parametrize("count", COUNTS)
def test_views_are_spread_evenly(count: int) -> None:
    """Of every range of widening an equal part is taken once by the first half of the views."""
    shares = view_distortions(count)[1][: count // 2] / (STRENGTH * WIDENING)
    part = np.floor((shares + 1) / 2 * (count // 2))
    assert sorted(part) == list(range(count // 2))


def test_views_of_blank() -> None:
    """Blank paper looks blank from everywhere."""
    assert not views(np.zeros((2, 28, 28), np.uint8), 4).any()


def test_agreed_is_the_geometric_mean() -> None:
    """Two views with odds 4 : 1 and 1 : 1 agree on 2 : 1, and an impossible class stays all but impossible."""
    found = agreed(np.array([[[0.8, 0.2, 0.0], [0.5, 0.5, 0.0]]]))
    np.testing.assert_allclose(found, [[2 / 3, 1 / 3, 0]], atol=1e-6)


def test_recogniser_of_other_classes(uci: Digits) -> None:
    """A network of three classes is never sure here, and so asked of all views; of no picture it has no answer."""

    def run(pictures: np.ndarray) -> np.ndarray:
        return np.tile(np.float32([0.5, 0.3, 0.2]), (len(pictures), 1))

    recogniser = Recogniser(form="Keras", run=run, classes=3)
    assert recogniser.probabilities(uci.images[:0]).shape == (0, 3)
    np.testing.assert_allclose(recogniser.probabilities(uci.images[:2]), [[0.5, 0.3, 0.2]] * 2, atol=1e-6)


@pytest.mark.parametrize("count", [1, 60])
def test_recogniser_looks_again_only_where_unsure(uci: Digits, count: int) -> None:
    """A confident answer stays; another becomes what a few views agree on, or where that is unsure, many more."""
    asked = []

    def run(pictures: np.ndarray) -> np.ndarray:
        asked.append(len(pictures))
        ink = pictures.mean(axis=(1, 2, 3)) / 255
        highest = np.where(ink > 0.15, 0.4 + ink, 0.999)
        return np.column_stack([np.full((len(ink), 9), 1 - highest[:, None]) / 9, highest]).astype(np.float32)

    images = uci.images[:count]
    recogniser = Recogniser(form="Keras", run=run)
    expected, kinds = recogniser.single_pass(images), [0] * len(LOOKS)
    for place, image in enumerate(images):
        seen = image[None].astype(np.float32)
        for look, (below, more) in enumerate(LOOKS):
            if expected[place].max() < below:
                kinds[look] += 1
                seen = np.concatenate([seen, views(image[None], more)[0]])
                expected[place] = agreed(run(seen[..., None])[None])[0]
            else:
                break
    asked.clear()
    found, first = recogniser.probabilities(images), recogniser.single_pass(images)
    asked.pop()
    sure = first.max(axis=1) >= LOOKS[0][0]
    np.testing.assert_array_equal(found[sure], first[sure])
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert sum(asked) == count + sum(times * more for times, (_, more) in zip(kinds, LOOKS, strict=True))
    if count > 1:
        assert count > kinds[0] > kinds[1] > 0
