"""Distorting digits, as other hands, pens and scanners would: thicker, thinner, leaning, bent, shifted.

Training (:func:`distort`), test-time augmentation and the learning of structure draw how much each in their own way;
what is done to a digit is the same functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.warping.boldness import change_widths
from mnist_explore.warping.sampling import bilinear

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
    drawn = strength * tf.random.stateless_uniform((count, 6), seeds[0], -1.0, 1.0)
    points = tf.random.stateless_normal((count, CONTROL_POINTS, CONTROL_POINTS, 2), seeds[1], stddev=BEND_PX)
    shares = WIDENING * strength * tf.random.stateless_uniform((count, 1, 1), seeds[2], -1.0, 1.0)
    places = affine_places(affine(drawn, functions=tf), SHIFT_PX * drawn[:, 4:], functions=tf)
    places += strength * bends(points, functions=tf)
    penned = change_widths(images, shares, functions=tf)
    return bilinear(penned, places[..., 0], places[..., 1], functions=tf)


def affine(drawn: Any, *, functions: Any = np) -> Any:
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


def affine_places(matrices: Any, shifts: Any, *, functions: Any = np) -> Any:
    """Return where each pixel comes from under affine maps about the centre.

    Parameters
    ----------
    matrices
        ``(N, 2, 2)``, as :func:`affine` gives them.
    shifts
        ``(N, 2)``: down and right, in pixels.
    functions
        NumPy or TensorFlow, as both are.

    Returns
    -------
    array or tensor
        ``(N, 28, 28, 2)``: row and column in pixels.
    """
    middle = (SIDE_PX - 1) / 2
    row, column = np.mgrid[:SIDE_PX, :SIDE_PX].astype(np.float32) - middle
    grid = np.stack([row, column], axis=-1).reshape(-1, 2)
    places = functions.einsum("pk,nck->npc", grid, matrices) + middle + shifts[:, None]
    return functions.reshape(places, (-1, SIDE_PX, SIDE_PX, 2))


def bends(points: Any, *, functions: Any = np) -> Any:
    """Return smooth displacements from those of the control points.

    Parameters
    ----------
    points
        ``(N, 6, 6, 2)``: down and right, in pixels.
    functions
        NumPy or TensorFlow, as `points` is.

    Returns
    -------
    array or tensor
        ``(N, 28, 28, 2)`` in pixels.
    """
    basis = spline_basis()
    return functions.einsum("pi,qj,nijc->npqc", basis, basis, points, optimize="optimal")


def spline_basis() -> NDArray[np.float32]:
    """Return the cubic B-spline weights of the control points at each pixel, ``(28, points)``, rows sum to 1."""
    # The kernel of SciPy's BSpline.basis_element, written out: servers would import SciPy's interpolation for it alone.
    knots = np.linspace(0, CONTROL_POINTS - 1, SIDE_PX)[:, None]
    away = np.abs(knots - np.arange(CONTROL_POINTS))
    near, far = 2 / 3 - away**2 + away**3 / 2, np.maximum(2 - away, 0) ** 3 / 6
    weights = np.where(away < 1, near, far)
    basis: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return basis
