from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from mnist_explore.digits import Digits
from mnist_explore.model.serving import Recogniser
from mnist_explore.model.views import UNSURE_BELOW, VIEWS, agreed, view_maps, views


def test_views_are_affine_maps(uci: Digits) -> None:
    """Every view is what scipy's resampling makes of the digit under the view's map."""
    image = uci.images[5].astype(float)
    seen = views(uci.images[5:6])
    matrices, shifts = view_maps()
    assert seen.shape == (1, VIEWS, 28, 28)
    assert len(matrices) == len(shifts) == VIEWS
    middle = np.full(2, 13.5)
    for view, matrix, shift in zip(seen[0], matrices, shifts, strict=True):
        offset = middle - matrix @ middle + shift
        expected = ndimage.affine_transform(np.pad(image, 1), matrix, offset + 1 - matrix @ np.ones(2), order=1)
        np.testing.assert_allclose(view, expected[1:-1, 1:-1], atol=0.01)


def test_views_come_in_pairs() -> None:
    """For every move, turn and shear there is the opposite one, so that no direction is favoured."""
    matrices, shifts = view_maps()
    np.testing.assert_allclose(shifts.sum(axis=0), 0)
    np.testing.assert_allclose(matrices[:, 0, 1].sum(), 0, atol=1e-12)
    assert len({(*matrix.ravel().round(6), *shift) for matrix, shift in zip(matrices, shifts, strict=True)}) == VIEWS


def test_views_of_blank() -> None:
    """Blank paper looks blank from everywhere."""
    assert not views(np.zeros((2, 28, 28), np.uint8)).any()


def test_agreed_is_the_geometric_mean() -> None:
    """Two views with odds 4 : 1 and 1 : 1 agree on 2 : 1, and an impossible class stays all but impossible."""
    found = agreed(np.array([[[0.8, 0.2, 0.0], [0.5, 0.5, 0.0]]]))
    np.testing.assert_allclose(found, [[2 / 3, 1 / 3, 0]], atol=1e-6)


@pytest.mark.parametrize("count", [1, 40])
def test_recogniser_looks_again_only_where_unsure(uci: Digits, count: int) -> None:
    """A digit that is read with confidence keeps its first answer; another gets what all its views agree on."""
    asked = []

    def run(pictures: np.ndarray) -> np.ndarray:
        asked.append(len(pictures))
        ink = pictures.mean(axis=(1, 2, 3)) / 255
        highest = np.where(ink > 0.15, 0.4 + ink, 0.999)
        return np.column_stack([highest, 1 - highest]).astype(np.float32)

    images = uci.images[:count]
    recogniser = Recogniser(form="Keras", run=run)
    first = recogniser.single_pass(images)
    unsure = first.max(axis=1) < UNSURE_BELOW
    asked.clear()
    found = recogniser.probabilities(images)
    assert sum(asked) == count + VIEWS * unsure.sum()
    np.testing.assert_array_equal(found[~unsure], first[~unsure])
    for place in np.flatnonzero(unsure):
        seen = np.concatenate([images[place][None].astype(np.float32), views(images[place : place + 1])[0]])
        np.testing.assert_allclose(found[place], agreed(run(seen[..., None])[None])[0], atol=1e-6)
    if count > 1:
        assert 0 < unsure.sum() < count
