"""Learns committees of small convolutional networks from labelled digits: one member for each fold left out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.build.structure.variants import variants
from mnist_explore.style.structure.convolution import CONVOLUTIONS, POOLED, Committee
from mnist_explore.style.structure.frames import fine_upright, upright_grid

CHANNELS = (8, 16, 24, 32)
KERNELS_PX = (5, 3, 3, 3)
HIDDEN = 32
EPOCHS = 32
FOLDS = 5
MEMBERS = 5
"""How many of the folds are left out once, each for one member."""
BATCH = 64
RATE = 2e-3
SMOOTHING = 0.05
"""How far labels are drawn to the middle: eyes disagree on about one serif in twenty."""
STRETCH = (0.88, 1.12)
SHIFT_PX = 1.0
BEND_PX = 0.35
"""Standard deviation of the elastic distortion."""


def learned_committee(
    images: NDArray[np.uint8],
    which: NDArray[np.bool_],
    truth: NDArray[np.bool_],
    writers: NDArray[np.integer],
    *,
    members: int = MEMBERS,
    seed: int = 0,
) -> tuple[Committee, NDArray[np.float32]]:
    """Return a committee, and what each digit was told by the member that saw neither it nor its writer.

    Every member learns from all but one of five folds; every epoch distorts every digit anew.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    which
        ``(N, K)`` bool: which of the digits told each is.
    truth
        ``(N,)`` bool: whether each has the structure.
    writers
        ``(N,)`` integers; a writer's digits share a fold.
    members
        How many networks, at most five.
    seed
        Of the folds, weights and distortions.

    Returns
    -------
    tuple
        The committee, and ``(N,)`` float32 log-odds out of fold; NaN where no member had left the digit out.

    References
    ----------
    Simard, Steinkraus and Platt, "Best practices for convolutional neural networks applied to visual document
    analysis", ICDAR 2003. https://doi.org/10.1109/ICDAR.2003.1227801
    """
    from sklearn.model_selection import StratifiedGroupKFold

    outside = np.full(len(images), np.nan, np.float32)
    learned = []
    parting = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed).split(truth, truth, writers)
    for number, (known, asked) in enumerate(islice(parting, members)):
        member = _member(images[known], which[known], truth[known], seed=seed + number)
        outside[asked] = committee_of([member]).decisions(fine_upright(images[asked]), which[asked])
        learned.append(member)
    return committee_of(learned), outside


def committee_of(members: list[list[NDArray[np.float32]]]) -> Committee:
    """Return a committee of members, each a Keras network's list of weights, in half precision."""
    names = Committee.__dataclass_fields__
    stacked = [np.stack(parts) for parts in zip(*members, strict=True)]
    stacked[-2:] = [stacked[-2][..., 0], stacked[-1][..., 0]]
    return Committee(**{name: part.astype(np.float16) for name, part in zip(names, stacked, strict=True)})


def _member(
    images: NDArray[np.uint8], which: NDArray[np.bool_], truth: NDArray[np.bool_], *, seed: int
) -> list[NDArray[np.float32]]:
    """Return the weights of one network, learned from distorted digits."""
    import keras

    keras.utils.set_random_seed(seed)
    count = len(images)
    steps = EPOCHS * -(-count // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(RATE / 20, steps, warmup_target=RATE, warmup_steps=steps // 10)
    network = _network(upright_grid(images[:1])[0].shape[1], which.shape[1])
    network.compile(
        keras.optimizers.AdamW(rate, weight_decay=1e-3),
        keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=SMOOTHING),
        jit_compile=False,  # compiling such a small network takes longer than it saves
    )
    for order, frames in _epochs(images, np.random.default_rng(seed)):
        inputs = [frames[order, ..., None], which[order].astype(np.float32)]
        network.fit(inputs, truth[order, None].astype(np.float32), batch_size=BATCH, shuffle=False, verbose=0)
    weights: list[NDArray[np.float32]] = network.get_weights()
    return weights


def _epochs(
    images: NDArray[np.uint8], rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.integer], NDArray[np.float32]]]:
    """Yield for every epoch an order of the digits and their frames, distorted anew."""
    grid = upright_grid(images)
    for _ in range(EPOCHS):
        order = rng.permutation(len(images))
        greys = variants(images, *grid, rng, stretch=STRETCH, shift_px=SHIFT_PX, bend_px=BEND_PX)
        yield order, greys / np.float32(255)


def _network(side: int, digits: int) -> Any:
    """Return the Keras network whose weights :class:`Committee` runs."""
    from keras import Input, Model, layers

    frame, which = Input((side, side, 1)), Input((digits,))
    maps = frame
    for layer in range(CONVOLUTIONS):
        maps = layers.Conv2D(CHANNELS[layer], KERNELS_PX[layer], padding="same", activation="relu")(maps)
        maps = layers.MaxPooling2D()(maps) if POOLED[layer] else maps
    flat = layers.Concatenate()([layers.Dropout(0.4)(layers.Flatten()(maps)), which])
    hidden = layers.Dropout(0.2)(layers.Dense(HIDDEN, activation="relu")(flat))
    return Model([frame, which], layers.Dense(1)(hidden))
