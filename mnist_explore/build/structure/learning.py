"""Learns the machines that tell structure, from digits labelled by eye, and packs them for shipping."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.style.structure.convolution import Committee
from mnist_explore.style.structure.detectors import Machine, Recipe
from mnist_explore.style.structure.frames import bilinear


def learned(
    images: NDArray[np.uint8],
    labels: NDArray[np.integer],
    truth: NDArray[np.bool_],
    recipe: Recipe,
    *,
    seed: int = 0,
) -> Machine:
    """Return a machine learned from labelled digits.

    Warped copies teach what does not matter: small turns,
    shears, shifts, stretches and changes of boldness.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    labels
        ``(N,)`` integers 0-9.
    truth
        ``(N,)`` bool: whether each has the structure.
    recipe
        What to look at.
    seed
        Of the warps.
    """
    from sklearn.svm import SVC

    rng = np.random.default_rng(seed)
    copies = [images, *(warped(images, rng) for _ in range(recipe.jitters))]
    features = np.concatenate([recipe.features(copy, labels) for copy in copies])
    mean, components = _linear_map(features, recipe.parts)
    inputs = (features - mean) @ components
    svm = SVC(C=recipe.cost, gamma="scale", class_weight="balanced" if recipe.is_balanced else None).fit(
        inputs, np.tile(truth, len(copies))
    )
    gamma = np.array([1 / (inputs.shape[1] * inputs.var())])  # what "scale" stands for
    return Machine(
        *(part.astype(np.float16) for part in (mean, components, svm.support_vectors_)),
        *(part.astype(np.float32) for part in (svm.dual_coef_[0], svm.intercept_, gamma)),
    )


def _linear_map(features: NDArray[np.float32], parts: int) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return mean and components: the first principal ones, or with no `parts` each feature over its deviation."""
    mean = features.mean(0)
    if parts == 0:
        return mean, np.diag(1 / np.maximum(features.std(0), 1e-3))
    _, _, axes = np.linalg.svd(features - mean, full_matrices=False)
    return mean, axes[:parts].T


def warped(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return copies turned and sheared by up to 6°, stretched by a tenth, shifted by half a pixel, bolder or finer.

    Returns
    -------
    ndarray
        ``(N, 28, 28)`` uint8.
    """
    count = len(images)

    def drawn(low: float, high: float) -> NDArray[np.float32]:
        return rng.uniform(low, high, (count, 1, 1)).astype(np.float32)

    centre = (SIDE_PX - 1) / 2
    y, x = np.mgrid[:SIDE_PX, :SIDE_PX].astype(np.float32) - centre
    turn, shear = drawn(-0.1, 0.1), drawn(-0.1, 0.1)
    rows = drawn(0.9, 1.12) * (y + turn * x) + drawn(-0.5, 0.5) + centre
    columns = drawn(0.9, 1.12) * (x + (shear - turn) * y) + drawn(-0.5, 0.5) + centre
    moved = bilinear(images, rows, columns)
    around = np.stack([np.roll(moved, by, axis) for axis in (1, 2) for by in (-1, 1)] + [moved])
    bolder = drawn(-0.5, 0.5)
    extreme = np.where(bolder > 0, around.max(0), around.min(0))
    share = np.abs(bolder)
    result: NDArray[np.uint8] = np.round(((1 - share) * moved + share * extreme) * 255).astype(np.uint8)
    return result


def packed(machines: dict[str, Machine], committees: dict[str, Committee]) -> bytes:
    """Return machines and committees as the bytes of a compressed npz file without pickles.

    Tables are kept in eight bits and a scale per column, which is finer than the warps they were learned from:
    ``<name>.<field>`` and ``<name>.<field>.scale``, with ``<name>.committee`` for a committee.
    """
    parties = machines | {f"{name}.committee": committee for name, committee in committees.items()}
    arrays: dict[str, Any] = {}
    for name, party in parties.items():
        for field, part in vars(party).items():
            arrays |= _in_eight_bits(f"{name}.{field}", part) if part.ndim > 1 else {f"{name}.{field}": part}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def _in_eight_bits(name: str, part: NDArray[np.floating]) -> dict[str, NDArray[Any]]:
    """Return whole numbers in -127..127 and what one of them is worth in each column."""
    table = part.astype(np.float32)
    scale = np.maximum(np.abs(table).max(tuple(range(table.ndim - 1))), 1e-12) / 127
    return {name: np.round(table / scale).astype(np.int8), f"{name}.scale": scale}
