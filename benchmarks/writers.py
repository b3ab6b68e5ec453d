"""Is a writer found again by a few of their digits, and do the probabilities that are told hold?

``python -m benchmarks.writers`` looks for writers among all 836 by digits that were left out of what is known of them.
Each is looked for with a model of hands that was not fitted to any digit of theirs: the 297 test writers, of some 34
digits each, with one fitted to all training writers; the training writers, of some 111 each, with one of four fitted
to the other three quarters of them. Half of a writer's digits are known, the digits given are from the other half.

It prints one JSON object: how often the right writer comes first, and among the first ten, beside a plain nearest mean
of the same features and beside chance; how sure the model was, and how often rightly; and how often somebody who is
not among those known is held for a stranger. ``--calibrate`` prints what turns evidence into probabilities, from the
training writers alone, of whom a sixth to a half of the digits are known.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.writers.hands import fit_hands, hand_features
from mnist_explore.analysis.writers.likeness import (
    SURENESS,
    KnownHands,
    Sureness,
    calibrate,
    enrol,
    log_ratios,
    rank_writers,
    to_probabilities,
)
from mnist_explore.atlas import load_atlas
from mnist_explore.digits import SPLITS
from mnist_explore.sources import load_digits

GIVEN = (5, 10, 20, 40)
"""How many digits a writer is looked for by."""
FEWEST = 50
"""Searches below which nothing is told: few test writers have 40 digits."""
FOLDS = 4
"""Of the training writers."""

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Written:
    """Digits of known writers: features ``(N, F)``, the same standardised in their class, labels, writers, split."""

    features: NDArray[np.float32]
    standard: NDArray[np.float32]
    labels: NDArray[np.uint8]
    writers: NDArray[np.int32]
    split: NDArray[np.uint8]

    def of(self, rows: Rows | Mask) -> tuple[NDArray[np.float32], NDArray[np.uint8], NDArray[np.int32]]:
        """Return features, labels and writers of some rows."""
        return self.features[rows], self.labels[rows], self.writers[rows]


@dataclass(frozen=True, eq=False)
class Search:
    """One search: log likelihood ratios ``(W,)``, the right writer's place or -1, its rank by nearest mean, digits."""

    ratios: Floats
    right: int
    plain_rank: int
    given: int

    @property
    def rank(self) -> int:
        """The right writer's rank, 1 the best."""
        return 1 + int((self.ratios > self.ratios[self.right]).sum())


def main() -> None:
    """Measure and print."""
    written = load_written()
    if "--calibrate" in sys.argv[1:]:
        trials = [one for parts in training_searches(written, portions(written.writers, seed=1)) for one in parts]
        found = calibrate([(one.ratios, one.right, one.given) for one in trials])
        print(json.dumps(asdict(found), indent=2))
        return
    of_training, strange = training_searches(written, halves(written.writers))
    of_test, strange_test, seconds = test_searches(written)
    result = {
        "writers": len(np.unique(written.writers)),
        "test_writers": report(of_test, strange_test),
        "training_writers_by_models_fitted_to_others": report(of_training, strange),
        "milliseconds_to_rank_by_ten_digits": round(1000 * seconds, 1),
        "sureness": asdict(SURENESS),
    }
    print(json.dumps(result, indent=2))


def load_written() -> Written:
    """Return the features of all digits whose writers are known."""
    digits = load_digits(download=False).digits
    if not digits.has_writers:
        raise SystemExit("No writer is known; `python -m mnist_explore fetch` downloads their table.")
    atlas = load_atlas(digits)
    features = hand_features(digits.images, atlas.styles.typicality.shapes, measured=atlas.table)
    standard = np.empty_like(features)
    for digit in np.unique(digits.labels):
        here = digits.labels == digit
        known = features[here & (digits.split == SPLITS.index("train"))]
        standard[here] = (features[here] - known.mean(axis=0)) / (known.std(axis=0) + 1e-6)
    return Written(features, standard, digits.labels, digits.writer, digits.split)


def training_searches(written: Written, kept: Mask) -> tuple[list[Search], list[Search]]:
    """Return searches for the training writers, each by a model fitted to others: enrolled, and half as strangers."""
    training = written.split == SPLITS.index("train")
    order = np.random.default_rng(0).permutation(np.unique(written.writers[training]))
    known, strange = [], []
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        found = searches_for(written, held, kept, fitted=training & ~np.isin(written.writers, held))
        known += found[0]
        strange += found[1]
    return known, strange


def test_searches(written: Written) -> tuple[list[Search], list[Search], float]:
    """Return searches for the test writers, enrolled and, half of them, as strangers, and the seconds of a ranking."""
    training = written.split == SPLITS.index("train")
    held = np.unique(written.writers[~training])
    found, strange, hands = searches_for(written, held, halves(written.writers), fitted=training)
    return found, strange, seconds_to_rank(written, hands, np.flatnonzero(~training)[:10])


def searches_for(
    written: Written, held: Rows, kept: Mask, *, fitted: Mask
) -> tuple[list[Search], list[Search], KnownHands]:
    """Return searches for held-out writers with a model of others: among all, and, for half, without being there.

    Of the held-out writers the digits `kept` are known, the digits given are from the others.
    """
    model = fit_hands(*written.of(fitted))
    is_held = np.isin(written.writers, held)
    known = ~is_held | kept
    chosen = [rows for count in GIVEN for rows in draws(written.writers, held, is_held & ~known, count=count)]
    everyone = enrol(model, *written.of(known))
    outside = np.isin(written.writers, held[::2])
    others = enrol(model, *written.of(known & ~outside))
    absent = [rows for rows in chosen if outside[rows[0]]]
    return searched(written, everyone, chosen, known), searched(written, others, absent, known & ~outside), everyone


def halves(writers: NDArray[np.int32], *, seed: int = 0) -> Mask:
    """Return a random half of every writer's digits, ``(N,)`` bool."""
    order = np.random.default_rng(seed).permutation(len(writers))
    order = order[np.argsort(writers[order], kind="stable")]
    kept = np.zeros(len(writers), bool)
    kept[order[::2]] = True
    return kept


def portions(writers: NDArray[np.int32], *, seed: int) -> Mask:
    """Return a random part of every writer's digits, between a sixth and a half: 18 to 55 of a training writer's."""
    generator = np.random.default_rng(seed)
    part = generator.uniform(1 / 6, 1 / 2, int(writers.max()) + 1)
    return np.asarray(generator.random(len(writers)) < part[writers])


def draws(writers: NDArray[np.int32], wanted: Rows, rows: Mask, *, count: int) -> list[Rows]:
    """Return a random choice of `count` digits of each wanted writer among `rows`, where there are as many."""
    generator = np.random.default_rng(count)
    owned = [np.flatnonzero(rows & (writers == writer)) for writer in wanted]
    return [generator.choice(own, count, replace=False) for own in owned if len(own) >= count]


def searched(written: Written, hands: KnownHands, chosen: list[Rows], known: Mask) -> list[Search]:
    """Return the searches by chosen digits, each of one writer, among the hands of known writers."""
    groups = np.searchsorted(hands.writers, written.writers[known])
    sums = np.zeros((len(hands.writers), written.standard.shape[1]))
    np.add.at(sums, groups, written.standard[known])
    means = sums / np.bincount(groups)[:, None]
    found = []
    for rows in chosen:
        features, labels, writers = written.of(rows)
        ratios = log_ratios(hands, hands.model.evidence(features, labels, np.zeros(len(rows), np.intp)))
        place = int(np.searchsorted(hands.writers, writers[0]))
        right = place if place < len(hands.writers) and hands.writers[place] == writers[0] else -1
        apart = ((means - written.standard[rows].mean(axis=0)) ** 2).sum(axis=1)
        found.append(Search(ratios, right, 1 + int((apart < apart[right]).sum()), len(rows)))
    return found


def report(searches: list[Search], strange: list[Search]) -> dict[str, Any]:
    """Return what was found of some writers, by how many digits were given."""
    table = {}
    for count in GIVEN:
        mine = [one for one in searches if one.given == count]
        if len(mine) >= FEWEST:
            table[str(count)] = {**found_again(mine), **strangers(mine, [one for one in strange if one.given == count])}
    return table


def found_again(searches: list[Search]) -> dict[str, Any]:
    """Return how often writers are found: by the model, by nearest mean, by chance; and how sure it was."""
    ranks, plain = (np.array([getattr(one, name) for one in searches]) for name in ("rank", "plain_rank"))
    told = np.array([chances(one, SURENESS)[0].max() for one in searches])
    count = len(searches[0].ratios)
    return {
        "searches": len(searches),
        "first": share(ranks <= 1),
        "among_ten": share(ranks <= 10),
        "nearest_mean": {"first": share(plain <= 1), "among_ten": share(plain <= 10)},
        "chance": {"first": round(1 / count, 4), "among_ten": round(10 / count, 4)},
        "told_on_average": share(told),
        "reliability": list(reliability(told, ranks == 1)),
    }


def strangers(searches: list[Search], strange: list[Search]) -> dict[str, float]:
    """Return how often strangers, and enrolled writers, are held for what they are."""
    return {
        "strangers_held_for_strangers": share(np.array([chances(one, SURENESS)[1] > 0.5 for one in strange])),
        "enrolled_held_for_enrolled": share(np.array([chances(one, SURENESS)[1] <= 0.5 for one in searches])),
    }


def chances(one: Search, sureness: Sureness) -> tuple[Floats, float]:
    """Return each writer's probability, and a stranger's."""
    return to_probabilities(one.ratios, digits=one.given, sureness=sureness)


def reliability(told: Floats, right: Mask) -> Iterator[dict[str, Any]]:
    """Yield, for each fifth of probability told, how many searches, the mean told, and the share that was right."""
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = (told > low) & (told <= low + 0.2)
        if inside.any():
            yield {"searches": int(inside.sum()), "told": share(told[inside]), "right": share(right[inside])}


def seconds_to_rank(written: Written, hands: KnownHands, rows: Rows) -> float:
    """Return the median time of one ranking by digits whose features are known."""
    features, labels, _ = written.of(rows)
    taken = []
    for _ in range(7):
        started = time.perf_counter()
        rank_writers(hands, features, labels)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def share(values: NDArray[Any]) -> float:
    """Return a mean, rounded."""
    return round(float(values.mean()), 3)


if __name__ == "__main__":
    main()
