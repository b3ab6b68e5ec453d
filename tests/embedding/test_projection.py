"""Principal components: exact, orthonormal, and the same after being kept."""

from __future__ import annotations

import io

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.embedding.projection import COMPONENTS, Projection, fit_projection
from mnist_explore.errors import ArtifactError


@pytest.fixture(scope="module")
def projection(uci: Digits) -> Projection:
    """Return the components of the bundled digits."""
    return fit_projection(uci.images)


def test_fit_projection_is_orthonormal(projection: Projection) -> None:
    """Components are unit vectors at right angles to each other."""
    gram = projection.components @ projection.components.T
    assert gram == pytest.approx(np.eye(COMPONENTS), abs=1e-4)


def test_fit_projection_centres_and_sorts(projection: Projection, uci: Digits) -> None:
    """Projected digits have mean zero and no correlations, and the strongest component comes first."""
    points = projection(uci.images)
    assert points.shape == (1797, COMPONENTS) and points.dtype == np.float32
    assert points.mean(axis=0) == pytest.approx(np.zeros(COMPONENTS), abs=1e-3)
    covariance = np.cov(points.T)
    variances = np.diag(covariance)
    assert (np.diff(variances) <= 1e-4).all()
    assert np.abs(covariance - np.diag(variances)).max() < 1e-3 * variances[0]


def test_fit_projection_explains_what_it_says(projection: Projection, uci: Digits) -> None:
    """The share of variance kept is the points' variance over the pixels'."""
    pixels = uci.images.reshape(1797, -1) / 255
    share = projection(uci.images).var(axis=0).sum() / pixels.var(axis=0).sum()
    assert projection.explained == pytest.approx(share, abs=1e-4)
    assert 0.7 < projection.explained < 1


def test_fit_projection_agrees_with_the_singular_vectors(uci: Digits) -> None:
    """The first ten components are the centred pixels' right singular vectors, up to sign."""
    pixels = uci.images[:300].reshape(300, -1) / 255
    expected = np.linalg.svd(pixels - pixels.mean(axis=0), full_matrices=False)[2][:10]
    found = fit_projection(uci.images[:300]).components[:10]
    assert np.abs((expected * found).sum(axis=1)) == pytest.approx(np.ones(10), abs=1e-3)


def test_projection_of_one_is_that_of_many(projection: Projection, uci: Digits) -> None:
    """A visitor's digit lands where the same digit of the data set lies; no digits land nowhere."""
    assert projection(uci.images[5:6])[0] == pytest.approx(projection(uci.images)[5], abs=1e-4)
    assert projection(uci.images[:0]).shape == (0, COMPONENTS)


def test_fit_projection_of_few_digits(uci: Digits) -> None:
    """Five digits span four components at most."""
    assert fit_projection(uci.images[:5])(uci.images[:5]).shape == (5, 4)


def test_projection_comes_back_as_it_was_kept(projection: Projection) -> None:
    """Bytes and back: every number the same."""
    again = Projection.from_bytes(projection.to_bytes())
    assert (again.mean == projection.mean).all() and (again.components == projection.components).all()
    assert again.explained == pytest.approx(projection.explained)


def pickled() -> bytes:
    """Return an NPZ file whose arrays are pickled objects."""
    buffer = io.BytesIO()
    np.savez(buffer, mean=np.array([object()]), components=np.array([{}]), explained=1.0)
    return buffer.getvalue()


def other() -> bytes:
    """Return an NPZ file with other arrays."""
    buffer = io.BytesIO()
    np.savez(buffer, something=np.zeros(3))
    return buffer.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html>", pickled(), other(), other()[:40]], ids=range(6))
def test_from_bytes_of_anything_else(data: bytes) -> None:
    """What is no projection gives a sentence, and nothing is unpickled."""
    with pytest.raises(ArtifactError, match="cannot be read"):
        Projection.from_bytes(data)
