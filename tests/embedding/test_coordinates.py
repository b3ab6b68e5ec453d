"""A few numbers a digit, a byte each: near enough to what they stand for, and new digits land where old ones lie."""

from __future__ import annotations

import numpy as np

from mnist_explore.embedding.coordinates import Coordinates, coordinates_in, principal_coordinates


def made(count: int = 300) -> np.ndarray:
    """Return points that spread along three of eight directions, by 9, 3 and 1."""
    generator = np.random.default_rng(3)
    turn, _ = np.linalg.qr(generator.normal(size=(8, 8)))
    spread = generator.normal(size=(count, 3)) * (9, 3, 1)
    return np.asarray(spread @ turn[:3] + 5, np.float32)


def test_principal_coordinates_keep_distances() -> None:
    """Three coordinates hold all there is: distances between points survive, up to the byte they are kept in."""
    features = made()
    found = principal_coordinates(features, dimensions=3)
    points = found.points()
    assert points.shape == (300, 3) and found.steps.dtype == np.int8
    assert (points.std(axis=0)[:-1] > points.std(axis=0)[1:]).all()
    wanted = np.linalg.norm(features[:, None] - features[None], axis=-1)
    kept = np.linalg.norm(points[:, None] - points[None], axis=-1)
    # Half a step at both ends in each direction.
    assert np.abs(kept - wanted).max() <= np.linalg.norm(found.scale) + 1e-4


def test_place_agrees_with_the_points_kept() -> None:
    """A digit that comes again lies within half a step of where it is kept."""
    features = made()
    found = principal_coordinates(features, dimensions=3)
    assert (np.abs(found.place(features) - found.points()) <= found.scale / 2 + 1e-5).all()


def test_principal_coordinates_of_fewer_digits_than_dimensions() -> None:
    """Five digits differ in at most four directions."""
    assert principal_coordinates(made(5), dimensions=24).points().shape == (5, 4)


def test_coordinates_survive_their_arrays() -> None:
    """What is written is what is read."""
    features = made()
    found = coordinates_in(features, np.eye(8, 2, dtype=np.float32), np.zeros(8, np.float32))
    again = Coordinates.from_arrays("x", found.as_arrays("x"))
    assert (again.points() == found.points()).all()
    assert (again.place(features) == features[:, :2]).all()
