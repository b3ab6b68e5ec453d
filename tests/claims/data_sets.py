"""Ten data sets made of the bundled digits and their shipped atlas, by which statements are put to the test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.predictions import Methods
from mnist_explore.atlas.styles import Styles, traits_of
from mnist_explore.atlas.table import COMPUTED, join_given
from mnist_explore.digits import Digits
from mnist_explore.style.families.standard import fit_reference, usual_measures

EACH = 15
"""Digits that a made-up writer wrote; every other writer is a student."""

Rows = np.ndarray


def variant(atlas: Atlas, name: str, rows: Rows, writer: Rows | None = None, *, split: Rows | None = None) -> Atlas:
    """Return an atlas of some rows of another, by made-up writers or nobody known."""
    whole = atlas.digits
    people: dict[str, np.ndarray] = {}
    if writer is not None:
        people = {"writer": writer.astype(np.int32), "series": np.where(writer % 2, 4, 0).astype(np.int8)}
    parts = whole.split[rows] if split is None else split
    digits = Digits(name, whole.images[rows], whole.labels[rows], parts, **people)
    computed = atlas.table[[column.name for column in COMPUTED]].iloc[rows].reset_index(drop=True)
    table = join_given(digits, computed)
    return replace(atlas, digits=digits, table=table, styles=_described_anew(atlas.styles, table))


def _described_anew(styles: Styles, table: pd.DataFrame) -> Styles:
    """Return styles whose families and whose usual values are told of the training digits of a table, or of all."""
    trained = table[table["split"] == "train"]
    trained = trained if len(trained) else table
    labels, held = trained["label"].to_numpy(), traits_of(trained)
    measures = {name: trained[name].to_numpy() for name in usual_measures()}
    families = []
    for one in styles.descriptions:
        own = labels == one.digit
        inside, outside = (own & ((trained["family"] == one.family).to_numpy() == wanted) for wanted in (True, False))
        if not inside.any():
            continue
        ends = {name: tuple(float(held[name][part if part.any() else inside].mean()) for part in (inside, outside))
                for name in one.traits}  # fmt: skip
        differences = one.differences if outside.any() else {}
        families.append(replace(one, share=inside.sum() / own.sum(), traits=ends, differences=differences))
    reference = fit_reference(labels, measures=measures, traits=held)
    return replace(styles, descriptions=tuple(families), reference=reference)


def methods_of_rows(methods: Methods, rows: Rows) -> Methods:
    """Return the answers to some digits."""
    by_all = None if methods.by_all is None else methods.by_all[rows]
    return replace(
        methods,
        predictions=methods.predictions[:, rows],
        probabilities=methods.probabilities[rows],
        by_all=by_all,
    )


def _people(count: int) -> Rows:
    """Return made-up writers of so many digits, one after the other."""
    return np.arange(count) // EACH


def _resampled(atlas: Atlas) -> tuple[Rows, Rows | None]:
    """Return digits of writers drawn with replacement, each draw a writer of its own."""
    count = len(atlas.digits) // EACH
    drawn = np.random.default_rng(1).integers(count, size=count)
    rows = (drawn[:, None] * EACH + np.arange(EACH)).ravel()
    return rows, np.repeat(np.arange(count), EACH)


def _shuffled(atlas: Atlas) -> tuple[Rows, Rows | None]:
    """Return all digits, dealt to writers at random."""
    count = len(atlas.digits)
    return np.arange(count), np.random.default_rng(2).permutation(_people(count))


def _of_classes(*wanted: int) -> Callable[[Atlas], tuple[Rows, Rows | None]]:
    """Return what makes a data set of some classes."""

    def made(atlas: Atlas) -> tuple[Rows, Rows | None]:
        rows = np.flatnonzero(np.isin(atlas.digits.labels, wanted))
        return rows, _people(len(rows))

    return made


def _ties(atlas: Atlas) -> tuple[Rows, Rows | None]:
    """Return the first 40 digits of every class as those of the class before as well: every number three times."""
    labels = atlas.digits.labels
    rows = np.concatenate([np.flatnonzero(labels == digit)[:20] for digit in range(10)])
    return np.repeat(rows, 3), np.tile(np.arange(3), len(rows)) + 3 * (np.repeat(np.arange(len(rows)), 3) // 10)


def _alike(atlas: Atlas) -> tuple[Rows, Rows | None]:
    """Return one seven sixty times."""
    return np.repeat(np.flatnonzero(atlas.digits.labels == 7)[:1], 60), np.arange(60) // 3


def _first(count: int, *, known: bool) -> Callable[[Atlas], tuple[Rows, Rows | None]]:
    """Return what makes a data set of the first digits."""
    return lambda _: (np.arange(count), _people(count) if known else None)


DATA_SETS: dict[str, Callable[[Atlas], tuple[Rows, Rows | None]]] = {
    "bundled": lambda atlas: (np.arange(len(atlas.digits)), None),
    "bundled, by made-up writers": lambda atlas: (np.arange(len(atlas.digits)), _people(len(atlas.digits))),
    "writers drawn again": _resampled,
    "writers shuffled": _shuffled,
    "sevens alone": _of_classes(7),
    "ones and sevens": _of_classes(1, 7),
    "every digit three times": _ties,
    "one digit sixty times": _alike,
    "thirty digits": _first(30, known=True),
    "training digits alone": _first(600, known=False),
}
"""What it is → rows of the bundled digits and who wrote them, or nobody known."""
