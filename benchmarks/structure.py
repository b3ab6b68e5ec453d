"""Structure: told by the shipped machines, held against labels made by eye on digits that nothing was chosen on.

``python -m benchmarks.structure`` prints one JSON object. ``--validate`` cross-validates within the `tune` half
instead, a writer's digits always together, and says what a committee adds to its machine (a few minutes). Machines are
learned by ``python -m mnist_explore build --stage structure``. Borderline cases and the definition of every structure
are in ``labels/LABELS.md``. The other side of each comparison, where there is one, is counting holes at grey 128, the
usual way to see loops.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

import numpy as np
import pandas as pd

from mnist_explore.build.structure.fitting import fitted_committee
from mnist_explore.build.structure.labels import FOLDER, Labelled, label_table, labelled_digits
from mnist_explore.build.structure.learning import learned
from mnist_explore.digits import Digits
from mnist_explore.sources import load_digits
from mnist_explore.style.measures.topology import count_holes
from mnist_explore.style.structure.detectors import RECIPES, Recipe, Structure, structure

READINGS = FOLDER / "readings.csv"
READERS = ("first", "second", "third")
EXPECTED_HOLES = {0: 1, 6: 1, 8: 2, 9: 1}
RESAMPLES = 2_000
"""Of the writers, for a standard error."""


def scores(truth: np.ndarray, found: np.ndarray) -> dict[str, Any]:
    """Return precision, recall, F1 and balanced accuracy of two boolean arrays."""
    hits, wrong, missed = (truth & found).sum(), (~truth & found).sum(), (truth & ~found).sum()
    rejected = (~truth & ~found).sum()
    recall = hits / max(hits + missed, 1)
    return {
        "n": len(truth),
        "positives": int(truth.sum()),
        "precision": round(float(hits / max(hits + wrong, 1)), 4),
        "recall": round(float(recall), 4),
        "f1": round(float(2 * hits / max(2 * hits + wrong + missed, 1)), 4),
        "balanced_accuracy": round(float((recall + rejected / max(rejected + wrong, 1)) / 2), 4),
    }


def by_holes(name: str, images: np.ndarray, labels: np.ndarray) -> np.ndarray | None:
    """Return what counting holes would say, or None where it has nothing to say."""
    holes = count_holes(images)
    if name == "gapped":
        return holes < np.array([EXPECTED_HOLES.get(digit, 0) for digit in labels])
    return {"looped": holes > 0, "open_top": holes == 0}.get(name)


def form_scores(truth: np.ndarray, found: np.ndarray) -> dict[str, Any]:
    """Return balanced accuracy over a one's forms, with each form's recall and count."""
    recalls = {form: float((found[truth == form] == form).mean()) for form in sorted(set(truth))}
    counts = {form: int((truth == form).sum()) for form in recalls}
    return {
        "n": len(truth),
        "counts": counts,
        "recalls": {form: round(value, 4) for form, value in recalls.items()},
        "balanced_accuracy": round(float(np.mean(list(recalls.values()))), 4),
    }


def unseen(digits: Digits) -> dict[str, Any]:
    """Return the scores on the unseen half: of its random sample, and of the others that :func:`_samples` names."""
    report: dict[str, Any] = {}
    for name in ("looped", "crossed", "serif", "open_top", "gapped", "form"):
        entry = report.setdefault(name, {})
        for sample, table in _samples(label_table(name, half="test")):
            at = table["index"].to_numpy()
            found = getattr(structure(digits.images[at], digits.labels[at]), name)
            if name == "form":
                entry[sample] = form_scores(table["value"].to_numpy(), found.to_numpy(object))
                continue
            truth, held = table["truth"].to_numpy(), found.to_numpy(bool)
            entry[sample] = scores(truth, held)
            counted = by_holes(name, digits.images[at], digits.labels[at])
            if counted is not None:
                entry[sample]["f1_by_holes"] = scores(truth, counted)["f1"]
            if sample == "random" and (readings := _readings(table)) is not None:
                entry["random_f1_by_reader"] = {
                    reader: scores(readings[reader].to_numpy() == 1, held)["f1"] for reader in READERS
                }
    return report


def _readings(table: pd.DataFrame) -> pd.DataFrame | None:
    """Return what every reader said of a table's digits, in its order; None for a structure that one reader read."""
    readings = pd.read_csv(READINGS, dtype={"third": "Int64"})
    readings = readings[readings["attribute"].isin(table["attribute"])].set_index("index")
    return readings.loc[table["index"], list(READERS)] if len(readings) else None


def _samples(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the random sample, all digits where there are extra ones, and the random ones that all readers agree on.

    Only some structures were read by three; what they disagree on is left out of the last sample, which is therefore
    the easier one.
    """
    random = table[table["sample"] == "random"]
    samples = [("random", random)] + ([("random_and_extra", table)] if len(random) < len(table) else [])
    readings = _readings(random)
    if readings is not None:
        is_agreed = (readings.nunique(axis=1) == 1).to_numpy()
        samples.append(("random_where_three_readers_agree", random[is_agreed]))
    return samples


def validate(digits: Digits) -> dict[str, Any]:
    """Return five-fold cross-validated scores of every machine within `tune`: all of it, and its random sample.

    Where a committee has a say, also the machine's F1 without it, and what the committee adds, with a standard error.
    """
    report: dict[str, Any] = {}
    for name, recipe in RECIPES.items():
        known = labelled_digits(digits, name)
        alone = _out_of_fold(known, recipe)
        found = alone + recipe.say * fitted_committee(known, recipe)[1] if recipe.say else alone
        report[name] = entry = {}
        for sample, here in (("all", np.ones(len(alone), bool)), ("random", known.is_random)):
            entry[sample] = scores(known.truth[here], found[here] > 0)
            if recipe.say:
                entry[sample]["f1_machine_alone"] = scores(known.truth[here], alone[here] > 0)["f1"]
                entry[sample]["f1_gain"] = gain(
                    known.truth[here], alone[here] > 0, found[here] > 0, writers=known.writers[here]
                )
    return report


def _out_of_fold(known: Labelled, recipe: Recipe) -> np.ndarray:
    """Return what each digit is told by a machine that saw neither it nor its writer; a committee's folds."""
    from sklearn.model_selection import StratifiedGroupKFold

    found = np.zeros(len(known.truth), np.float32)
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    for learnt, asked in folds.split(known.truth, known.truth, known.writers):
        machine = learned(known.images[learnt], known.labels[learnt], known.truth[learnt], recipe)
        found[asked] = machine.decisions(recipe.features(known.images[asked], known.labels[asked]))
    return found


def gain(truth: np.ndarray, before: np.ndarray, after: np.ndarray, *, writers: np.ndarray) -> dict[str, float]:
    """Return how much F1 rises from one array of answers to another, with a standard error by resampling writers."""
    rng, (names, writer) = np.random.default_rng(0), np.unique(writers, return_inverse=True)
    even = np.full(len(names), 1 / len(names))
    times = rng.multinomial(len(names), even, size=RESAMPLES)[:, writer]
    drawn = _weighted_f1(truth, after, times) - _weighted_f1(truth, before, times)
    once = np.ones((1, len(truth)))
    value = float(_weighted_f1(truth, after, once)[0] - _weighted_f1(truth, before, once)[0])
    return {"value": round(value, 4), "standard_error": round(float(drawn.std()), 4)}


def _weighted_f1(truth: np.ndarray, found: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return F1, one for each row of `times`, which says how often every digit counts."""
    hits = times @ (truth & found)
    scored: np.ndarray = 2 * hits / np.maximum(2 * hits + times @ (truth != found), 1)
    return scored


def shares(found: Structure) -> dict[str, Any]:
    """Return how many digits have each structure, and of how many of their class."""
    report: dict[str, Any] = {}
    for name in ("looped", "crossed", "serif", "open_top", "gapped"):
        known = getattr(found, name).dropna()
        count, total = int(known.sum()), len(known)
        report[name] = {"count": count, "of": total, "share": round(count / max(total, 1), 4)}
    ones = found.form.dropna()
    report["form"] = {form: round(float((ones == form).mean()), 4) for form in ("bar", "flag", "base")}
    return report


def main() -> None:
    """Print the report that the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--validate", action="store_true", help="cross-validate within the tune half")
    options = parser.parse_args()
    digits = load_digits().digits
    if digits.name != "mnist":
        sys.exit(f"The labels are about MNIST's digits, and only {digits.name!r} was found; set MNIST_EXPLORE_DATA.")
    if options.validate:
        print(json.dumps(validate(digits), indent=2))
        return
    start = time.perf_counter()
    found = structure(digits.images, digits.labels)
    seconds = round(time.perf_counter() - start, 1)
    report = {"unseen_half": unseen(digits), "shares": shares(found), "digits": len(digits), "seconds": seconds}
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
