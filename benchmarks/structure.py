"""Structure: told by the shipped machines, held against labels made by eye on digits that nothing was chosen on.

``python benchmarks/structure.py`` prints one JSON object. ``--validate`` cross-validates within the `tune` half
instead, and ``--fit`` learns the machines anew from that half and ships them. Borderline cases and the definition
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

from mnist_explore.digits import Digits  # noqa: E402
from mnist_explore.manifest import record  # noqa: E402
from mnist_explore.sources import load_digits  # noqa: E402
from mnist_explore.style.structure import FILE, RECIPES, SECTION, Structure, structure  # noqa: E402
from mnist_explore.style.structure_learning import learned, packed  # noqa: E402
from mnist_explore.style.topology import count_holes  # noqa: E402

LABELS = ROOT / "tests" / "labels" / "structure.csv"
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
    """Return the scores on the unseen half: its random sample, and with the extra digits of rare kinds."""
    report: dict[str, Any] = {}
    for name in ("looped", "crossed", "serif", "open_top", "gapped", "form"):
        for sample, table in _samples(labelled(name, "test")):
            at = table["index"].to_numpy()
            found = getattr(structure(digits.images[at], digits.labels[at]), name)
            entry = report.setdefault(name, {})
            if name == "form":
                entry[sample] = form_scores(table["value"].to_numpy(), found)
                continue
            truth = table["truth"].to_numpy()
            entry[sample] = scores(truth, found == 1)
            counted = by_holes(name, digits.images[at], digits.labels[at])
            if counted is not None:
                entry[sample]["f1_by_holes"] = scores(truth, counted)["f1"]
    return report


def _samples(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the random sample and, where there are extra digits, all of them together."""
    random = table[table["sample"] == "random"]
    return [("random", random)] + ([("random_and_extra", table)] if len(random) < len(table) else [])


def validate(digits: Digits) -> dict[str, Any]:
    """Return five-fold cross-validated scores of every machine within `tune`: all of it, and its random sample."""
    from sklearn.model_selection import StratifiedKFold

    report: dict[str, Any] = {}
    for name, recipe in RECIPES.items():
        table = labelled(name, "tune")
        at, truth = table["index"].to_numpy(), table["truth"].to_numpy()
        images, labels = digits.images[at], digits.labels[at]
        found = np.zeros(len(at), bool)
        for known, asked in StratifiedKFold(5, shuffle=True, random_state=0).split(at, truth):
            machine = learned(images[known], labels[known], truth[known], recipe)
            found[asked] = machine.decisions(recipe.features(images[asked], labels[asked])) > 0
        random = (table["sample"] == "random").to_numpy()
        report[name] = {"all": scores(truth, found), "random": scores(truth[random], found[random])}
    return report


def fit(digits: Digits) -> dict[str, Any]:
    """Learn every machine from the whole `tune` half, ship them, and return how many vectors each keeps."""
    machines, facts = {}, {}
    for name, recipe in RECIPES.items():
        table = labelled(name, "tune")
        at = table["index"].to_numpy()
        machines[name] = learned(digits.images[at], digits.labels[at], table["truth"].to_numpy(), recipe)
        facts[name] = {"labelled": len(at), "vectors": len(machines[name].vectors)}
    data = packed(machines)
    command = "python benchmarks/structure.py --fit"
    record(SECTION, {FILE: data}, facts={"fingerprint": digits.fingerprint, "learned": facts, "command": command})
    return {"bytes": len(data), **facts}


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
    parser.add_argument("--fit", action="store_true", help="learn the machines anew and ship them")
    parser.add_argument("--validate", action="store_true", help="cross-validate within the tune half")
    options = parser.parse_args()
    digits = load_digits().digits
    if digits.name != "mnist":
        sys.exit(f"The labels are about MNIST's digits, and only {digits.name!r} was found; set MNIST_EXPLORE_DATA.")
    if options.fit or options.validate:
        print(json.dumps(validate(digits) if options.validate else fit(digits), indent=2))
        return
    start = time.perf_counter()
    found = structure(digits.images, digits.labels)
    seconds = round(time.perf_counter() - start, 1)
    report = {"unseen_half": unseen(digits), "shares": shares(found), "digits": len(digits), "seconds": seconds}
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
