"""What the network is trained with: distorted digits, a few of them drawn by program, and a few that are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import CLASSES, SIDE_PX, Digits
from mnist_explore.model.training.drawn import drawn_digits
from mnist_explore.model.training.negatives import non_digits, pairs

if TYPE_CHECKING:
    import tensorflow as tf

BATCH = 64
NON_DIGITS = 2
"""How many pictures of a batch are no digit; what is asked of them is to be unsure."""
PAIRS = 2
"""How many more are two digits that touch; likewise."""
DRAWN = 4
"""How many digits of a batch are drawn by program."""
DRAWN_KINDS = 8192
"""Different digits drawn for a training; distorted anew each time, as the others are."""
REAL = BATCH - NON_DIGITS - PAIRS - DRAWN
"""How many digits of a batch are the data's."""


Drawn = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def steps_of(count: int) -> int:
    """Return the batches in an epoch of `count` digits; what is left over by an epoch's order waits for another's."""
    return max(1, count // REAL)


def batches(
    digits: Digits,
    learning: NDArray[np.intp],
    *,
    seed: int,
    epochs: range,
    strength: float = 1.0,
    signs: bool = False,
) -> tf.data.Dataset:
    """Return the batches of `epochs`: every epoch in an order of its own, every digit distorted anew.

    Parameters
    ----------
    digits, learning
        The data set, and ``(n,)`` indices of the digits to learn from.
    seed
        Sets order, distortions and non-digits, those of an epoch whatever came before it.
    epochs
        Which passes.
    strength
        Of the distortions, as :func:`mnist_explore.warping.distortion.distort` takes it.
    signs
        Whether made-up signs are among what is no digit, as
        :func:`mnist_explore.model.training.negatives.non_digits` takes it.

    Returns
    -------
    tf.data.Dataset
        Of ``(B, 28, 28, 1)`` float32 pictures in 0-255 and ``(B, classes)`` float32 probabilities: 1 for the label,
        or a tenth for each digit where the picture is none.
    """
    import tensorflow as tf

    from mnist_explore.warping.distortion import distort

    steps, classes = steps_of(len(learning)), len(digits.classes)
    are_digits = digits.classes.are_digits
    drawn = drawn_digits(min(DRAWN_KINDS, DRAWN * len(learning)), seed=seed) if are_digits else None

    def slices() -> Iterator[tuple[Any, Any, int]]:
        for epoch in epochs:
            generator = np.random.default_rng((seed, epoch))
            order = generator.permutation(learning)
            for step in range(steps):
                part = order[step * REAL : (step + 1) * REAL]
                batch = _plain(digits, part) if drawn is None else _batch(digits, part, drawn, generator, signs)
                yield *batch, epoch * steps + step

    def prepare(images: Any, wanted: Any, step: Any) -> tuple[Any, Any]:
        pictures = distort(tf.cast(images, tf.float32), seed=tf.stack([seed, step]), strength=strength)
        return pictures[..., None], wanted

    pixels, chances = tf.TensorSpec((None, SIDE_PX, SIDE_PX), tf.uint8), tf.TensorSpec((None, classes), tf.float32)
    source = tf.data.Dataset.from_generator(slices, output_signature=(pixels, chances, tf.TensorSpec((), tf.int32)))
    return source.map(prepare).prefetch(2)


def _plain(digits: Digits, part: NDArray[np.intp]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return pictures that are no digits: nothing is drawn beside them, and nobody knows what is none of them."""
    return digits.images[part], np.eye(len(digits.classes), dtype=np.float32)[digits.labels[part]]


def _batch(
    digits: Digits, part: NDArray[np.intp], drawn: Drawn, generator: np.random.Generator, signs: bool
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return the pictures of some digits, of drawn ones and of a few non-digits, and the probabilities wanted."""
    images, labels = digits.images[part], digits.labels[part]
    few = generator.integers(len(part), size=NON_DIGITS)
    others = non_digits(images[few], labels[few], generator=generator, signs=signs)
    touching = pairs(images, PAIRS, generator=generator)
    chosen = generator.integers(len(drawn[1]), size=DRAWN)
    wanted = np.eye(CLASSES)[np.concatenate([labels, drawn[1][chosen]])]
    wanted = np.vstack([wanted, np.full((NON_DIGITS + PAIRS, CLASSES), 1 / CLASSES)])
    return np.concatenate([images, drawn[0][chosen], others, touching]), wanted.astype(np.float32)
