"""Distorting training digits, as other hands, pens and scanners would: thicker, thinner, leaning, bent, shifted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX

if TYPE_CHECKING:
    import tensorflow as tf

ROTATION_RAD = 0.17
SHEAR = 0.2
STRETCH = 0.12
"""Largest natural logarithm of the change of width, and of height."""
SHIFT_PX = 1.5
BEND_PX = 1.2
"""Standard deviation of a control point's displacement."""
CONTROL_POINTS = 6
WIDENING = 0.6
"""Largest share of a one-pixel dilation (or erosion) mixed into a digit."""


def distort(images: tf.Tensor, *, seed: tf.Tensor, strength: float = 1.0) -> tf.Tensor:
    """Return a random variant of every digit of a batch.

    A digit's strokes are made wider or narrower by a part of a pixel (grey dilation or erosion); then it is turned,
    sheared, stretched, shifted, and bent by a cubic B-spline displacement field, all in one bilinear resampling.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` float32 in 0-255.
    seed
        ``(2,)`` int32; the same seed and images give the same variants.
    strength
        What all distortions are multiplied by, at least 0; at 0 the digits stay as they are.

    Returns
    -------
    tf.Tensor
        ``(N, 28, 28)`` float32 in 0-255.

    References
    ----------
    Simard, Steinkraus and Platt, "Best practices for convolutional neural networks applied to visual document
    analysis", ICDAR 2003 (affine and elastic distortions). Rueckert et al., "Nonrigid registration using free-form
    deformations", IEEE TMI 18(8), 1999 (the B-spline field).
    """
    import tensorflow as tf

    seeds = tf.unstack(tf.random.split(seed, 3))
    count = tf.shape(images)[0]
    places = _affine_places(count, seeds[0], strength) + strength * _bends(count, seeds[1])
    return _sample(_change_widths(images, seeds[2], strength), places)


def _change_widths(images: Any, seed: Any, strength: float) -> Any:
    """Return the digits mixed with their dilation, their erosion, or neither."""
    import tensorflow as tf

    share = tf.random.stateless_uniform((tf.shape(images)[0], 1, 1), seed, -1.0, 1.0)
    share *= WIDENING * strength
    wider, narrower = wider_and_narrower(images, functions=tf)
    return images + tf.nn.relu(share) * (wider - images) + tf.nn.relu(-share) * (narrower - images)


def wider_and_narrower(images: Any, *, functions: Any) -> tuple[Any, Any]:
    """Return the grey dilation and erosion of digits by a square of 3 x 3, paper outside.

    By shifts, which is far faster here than pooling.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` array or tensor.
    functions
        NumPy or TensorFlow, as `images` is.
    """
    padded = functions.pad(images, ((0, 0), (1, 1), (1, 1)))
    found = []
    for choose in (functions.maximum, functions.minimum):
        rows = choose(choose(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
        found.append(choose(choose(rows[:, :, :-2], rows[:, :, 1:-1]), rows[:, :, 2:]))
    return found[0], found[1]


def affine(drawn: Any, *, functions: Any) -> Any:
    """Return the matrices that turn, shear and stretch about the centre.

    Parameters
    ----------
    drawn
        ``(N, K)`` array or tensor, K at least 4, in -1..1: shares of the largest turn, shear, and changes of height
        and of width.
    functions
        NumPy or TensorFlow, as `drawn` is.

    Returns
    -------
    array or tensor
        ``(N, 2, 2)``, row before column: from a place in the distorted picture to where it comes from.
    """
    turn, shear = ROTATION_RAD * drawn[:, 0], SHEAR * drawn[:, 1]
    high, wide = functions.exp(STRETCH * drawn[:, 2]), functions.exp(STRETCH * drawn[:, 3])
    cos, sin = functions.cos(turn), functions.sin(turn)
    rows = functions.stack([high * cos, wide * sin], axis=1)
    columns = functions.stack([high * (shear * cos - sin), wide * (shear * sin + cos)], axis=1)
    return functions.stack([rows, columns], axis=1)


def _affine_places(count: Any, seed: Any, strength: float) -> Any:
    """Return where each pixel comes from under a random affine map about the centre, ``(N, 28, 28, 2)`` row, column."""
    import tensorflow as tf

    drawn = strength * tf.random.stateless_uniform((count, 6), seed, -1.0, 1.0)
    middle = (SIDE_PX - 1) / 2
    row, column = np.mgrid[:SIDE_PX, :SIDE_PX].astype(np.float32) - middle
    grid = tf.constant(np.stack([row, column], axis=-1).reshape(-1, 2))
    places = tf.einsum("pk,nck->npc", grid, affine(drawn, functions=tf))
    places += middle + SHIFT_PX * drawn[:, None, 4:]
    return tf.reshape(places, (-1, SIDE_PX, SIDE_PX, 2))


def _bends(count: Any, seed: Any) -> Any:
    """Return smooth random displacements, ``(N, 28, 28, 2)`` in pixels."""
    import tensorflow as tf

    points = tf.random.stateless_normal((count, CONTROL_POINTS, CONTROL_POINTS, 2), seed, stddev=BEND_PX)
    basis = tf.constant(spline_basis())
    return tf.einsum("pi,qj,nijc->npqc", basis, basis, points, optimize="optimal")


def spline_basis() -> NDArray[np.float32]:
    """Return the cubic B-spline weights of the control points at each pixel, ``(28, points)``, rows sum to 1."""
    knots = np.linspace(0, CONTROL_POINTS - 1, SIDE_PX)[:, None]
    away = np.abs(knots - np.arange(CONTROL_POINTS))
    near, far = 2 / 3 - away**2 + away**3 / 2, np.maximum(2 - away, 0) ** 3 / 6
    weights = np.where(away < 1, near, far)
    basis: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return basis


def _sample(images: Any, places: Any) -> Any:
    """Return the images read at fractional `places`, bilinearly, paper outside."""
    import tensorflow as tf

    side = SIDE_PX + 2
    flat = tf.reshape(tf.pad(images, ((0, 0), (1, 1), (1, 1))), (-1, side * side))
    places = tf.clip_by_value(places + 1.0, 0.0, side - 1.001)
    corner = tf.floor(places)
    part = places - corner
    index = tf.cast(corner[..., 0] * side + corner[..., 1], tf.int32)
    top = _between(flat, index, part[..., 1])
    return top + part[..., 0] * (_between(flat, index + side, part[..., 1]) - top)


def _between(flat: Any, index: Any, part: Any) -> Any:
    """Return the values between pixel `index` and its right neighbour."""
    import tensorflow as tf

    left = tf.gather(flat, index, batch_dims=1)
    return left + part * (tf.gather(flat, index + 1, batch_dims=1) - left)
