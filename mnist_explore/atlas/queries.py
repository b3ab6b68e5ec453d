"""Questions that pages ask of the atlas; every answer is digits' indices, pictures or counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.values import Indices, members
from mnist_explore.words import TITLES

if TYPE_CHECKING:
    import pandas as pd


def only(index: int) -> Indices:
    """Return one digit as indices."""
    return np.array([index], np.intp)


def evenly(indices: Indices, count: int) -> Indices:
    """Return at most `count` of the indices, spread evenly over them."""
    if len(indices) <= count:
        return indices
    return np.asarray(indices[np.linspace(0, len(indices) - 1, count).astype(int)])


def family_members(table: pd.DataFrame, digit: int, family: int, *, count: int) -> Indices:
    """Return at most `count` digits of one family, spread evenly over it."""
    own = members(table, digit)
    return evenly(own[table["family"].to_numpy()[own] == family], count)


def standard_and_others(table: pd.DataFrame, own: Indices, *, count: int) -> tuple[Indices, Indices]:
    """Return at most `count` of some digits that are standard, and as many that are not, each spread evenly."""
    standard = table["standard"].to_numpy(dtype=bool)[own]
    return evenly(own[standard], count), evenly(own[~standard], count)


def sample_rows(labels: NDArray[np.uint8], *, only: int | None = None, per_class: int = 16, seed: int = 0) -> Indices:
    """Return random digits: `per_class` of every class, class after class, or ten times as many of `only` one."""
    generator = np.random.default_rng(seed)
    rows = []
    for digit in classes(labels) if only is None else [only]:
        own = np.flatnonzero(labels == digit)
        wanted = per_class if only is None else 10 * per_class
        rows.append(generator.choice(own, min(wanted, len(own)), replace=False))
    return np.concatenate(rows)


def classes(labels: NDArray[np.uint8]) -> list[int]:
    """Return the classes that have digits, ascending; a person's own data may lack some of the ten."""
    found: list[int] = np.flatnonzero(np.bincount(labels)).tolist()
    return found


def digit_words(table: pd.DataFrame, indices: Indices) -> list[str]:
    """Return what a screen reader says of each digit: class, index, slant and the network's answer."""
    answers = "predicted" if "predicted" in table else "label"
    label, number, slant, answer = (
        table[name].to_numpy()[indices].tolist() for name in ("label", "index", "slant_deg", answers)
    )
    return [
        f"{TITLES[label]}, number {number}, leans {slant:.0f}°"
        + (f", classified as {TITLES[answer]}" if answer != label else "")
        for label, number, slant, answer in zip(label, number, slant, answer, strict=True)
    ]
