"""Structure: told by the shipped machines, held against labels made by eye on digits that nothing was chosen on.

``python benchmarks/structure.py`` prints one JSON object. ``--validate`` cross-validates within the `tune` half
instead, a writer's digits always together, and ``--fit`` learns the machines anew from that half and ships them
(``--fit serif`` only that one; committees take a few minutes each). Borderline cases and the definition
of every structure are in ``tests/labels/LABELS.md``. The other side of each comparison, where there is one, is
counting holes at grey 128, the usual way to see loops.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from mnist_explore.build.structure.committee_learning import learned_committee  # noqa: E402
from mnist_explore.build.structure.learning import learned, packed  # noqa: E402
from mnist_explore.digits import Digits  # noqa: E402
from mnist_explore.manifest import read_manifest, record  # noqa: E402
from mnist_explore.sources import load_digits  # noqa: E402
from mnist_explore.style.measures.topology import count_holes  # noqa: E402
from mnist_explore.style.structure.convolution import Committee  # noqa: E402
from mnist_explore.style.structure.detectors import (  # noqa: E402
    FILE,
    RECIPES,
    SECTION,
    Recipe,
    Structure,
    committees,
    machines,
    structure,
)

LABELS = ROOT / "tests" / "labels" / "structure.csv"
READINGS = LABELS.with_name("readings.csv")
READERS = ("first", "second", "third")
EXPECTED_HOLES = {0: 1, 6: 1, 8: 2, 9: 1}


def labelled(name: str, half: str) -> pd.DataFrame:
    """Return the labels that a machine is about, with the boolean column `truth`."""
    table = pd.read_csv(LABELS, dtype={"value": str})
    attribute = {"based": "form", "flagged": "form"}.get(name, name)
    table = table[(table["attribute"] == attribute) & (table["half"] == half)]
    if name == "flagged":
        table = table[table["value"] != "base"]
    return table.assign(truth=table["value"] == {"based": "base", "flagged": "flag"}.get(name, "1"))


def scores(truth: np.ndarray, found: np.ndarray) -> dict[str, float | int]:
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
        for sample, table in _samples(labelled(name, "test")):
            at = table["index"].to_numpy()
            found = getattr(structure(digits.images[at], digits.labels[at]), name)
            if name == "form":
                entry[sample] = form_scores(table["value"].to_numpy(), found)
                continue
            truth = table["truth"].to_numpy()
            entry[sample] = scores(truth, found == 1)
            counted = by_holes(name, digits.images[at], digits.labels[at])
            if counted is not None:
                entry[sample]["f1_by_holes"] = scores(truth, counted)["f1"]
            if sample == "random" and (readings := _readings(table)) is not None:
                entry["random_f1_by_reader"] = {
                    reader: scores(readings[reader].to_numpy() == 1, found == 1)["f1"] for reader in READERS
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
    """Return five-fold cross-validated scores of every machine within `tune`: all of it, and its random sample."""
    report: dict[str, Any] = {}
    for name, recipe in RECIPES.items():
        table, images, labels, truth, writers = _tune(digits, name)
        found = _outside(images, labels, truth, writers, recipe)
        if recipe.say:
            found += recipe.say * _committee(labels, images, truth, writers, recipe)[1]
        report[name] = _cross_validated(table, found)
    return report


def fit(digits: Digits, names: list[str]) -> dict[str, Any]:
    """Learn the named machines from the whole `tune` half, ship them with the others, and return what was learned.

    Where a committee has a say, its members' answers out of fold come for nothing, and the scores with them.
    """
    all_are_new = set(names) == set(RECIPES)
    made, sitting = ({}, {}) if all_are_new else (dict(machines()), dict(committees()))
    facts = {} if all_are_new else dict(read_manifest()[SECTION]["learned"])
    for name in names:
        recipe = RECIPES[name]
        table, images, labels, truth, writers = _tune(digits, name)
        made[name] = learned(images, labels, truth, recipe)
        facts[name] = {"labelled": len(truth), "vectors": len(made[name].vectors)}
        if recipe.say:
            sitting[name], answers = _committee(labels, images, truth, writers, recipe)
            found = _outside(images, labels, truth, writers, recipe) + recipe.say * answers
            facts[name] |= {"members": len(sitting[name].answer), "cross_validated": _cross_validated(table, found)}
    data = packed(made, sitting)
    command = "python benchmarks/structure.py --fit"
    record(SECTION, {FILE: data}, facts={"fingerprint": digits.fingerprint, "learned": facts, "command": command})
    return {"bytes": len(data), **facts}


def _tune(digits: Digits, name: str) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the labels to learn from: their table, and images, digits, truth and writers."""
    table = labelled(name, "tune")
    at = table["index"].to_numpy()
    return table, digits.images[at], digits.labels[at], table["truth"].to_numpy(), digits.writer[at]


def _outside(
    images: np.ndarray, labels: np.ndarray, truth: np.ndarray, writers: np.ndarray, recipe: Recipe
) -> np.ndarray:
    """Return what each digit is told by a machine that saw neither it nor its writer; a committee's folds."""
    from sklearn.model_selection import StratifiedGroupKFold

    found = np.zeros(len(truth), np.float32)
    for known, asked in StratifiedGroupKFold(5, shuffle=True, random_state=0).split(truth, truth, writers):
        machine = learned(images[known], labels[known], truth[known], recipe)
        found[asked] = machine.decisions(recipe.features(images[asked], labels[asked]))
    return found


def _committee(
    labels: np.ndarray, images: np.ndarray, truth: np.ndarray, writers: np.ndarray, recipe: Recipe
) -> tuple[Committee, np.ndarray]:
    """Return a committee learned from labelled digits, and its members' answers out of fold."""
    return learned_committee(images, labels[:, None] == np.array(recipe.digits), truth, writers)


def _cross_validated(table: pd.DataFrame, found: np.ndarray) -> dict[str, Any]:
    """Return the scores of decisions over all labels of a table that were decided on, and over its random sample."""
    decided = ~np.isnan(found)
    table, found = table[decided], found[decided]
    truth, random = table["truth"].to_numpy(), (table["sample"] == "random").to_numpy()
    return {"all": scores(truth, found > 0), "random": scores(truth[random], found[random] > 0)}


def shares(found: Structure) -> dict[str, Any]:
    """Return how many digits have each structure, and of how many of their class."""
    report: dict[str, Any] = {}
    for name in ("looped", "crossed", "serif", "open_top", "gapped"):
        column = getattr(found, name)
        count, total = int((column == 1).sum()), int((column >= 0).sum())
        report[name] = {"count": count, "of": total, "share": round(count / max(total, 1), 4)}
    ones = found.form[found.form != ""]
    report["form"] = {form: round(float((ones == form).mean()), 4) for form in ("bar", "flag", "base")}
    return report


def main() -> None:
    """Print the report that the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--fit", nargs="*", choices=RECIPES, metavar="NAME", help="learn machines anew, all or the named, and ship them"
    )
    parser.add_argument("--validate", action="store_true", help="cross-validate within the tune half")
    options = parser.parse_args()
    digits = load_digits().digits
    if digits.name != "mnist":
        sys.exit(f"The labels are about MNIST's digits, and only {digits.name!r} was found; set MNIST_EXPLORE_DATA.")
    if options.validate or options.fit is not None:
        print(json.dumps(validate(digits) if options.validate else fit(digits, options.fit or list(RECIPES)), indent=2))
        return
    start = time.perf_counter()
    found = structure(digits.images, digits.labels)
    seconds = round(time.perf_counter() - start, 1)
    report = {"unseen_half": unseen(digits), "shares": shares(found), "digits": len(digits), "seconds": seconds}
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
