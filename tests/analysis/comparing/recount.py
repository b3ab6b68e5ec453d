"""A second count of how groups of digits differ, that shares nothing with the package.

It reads an exported atlas with the csv module and goes digit by digit, in plain loops: means, medians, differences,
Hedges' g, shares, error rates, and the standard error of a difference by drawing writers again and again.

    python -m mnist_explore export --out atlas.csv && python tests/analysis/comparing/recount.py atlas.csv
"""

from __future__ import annotations

import csv
import json
import math
import random
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

Row = dict[str, str]

FEWEST = 20
"""Digits of either group that must have an answer."""

NUMBERS = ("area_px", "length_px", "thickness_px", "slant_deg", "width_px", "height_px", "holes", "ends", "junctions",
           "typicality", "typicality_shape")  # fmt: skip
ANSWERS = ("looped", "crossed", "serif", "open_top", "gapped", "standard")

PAIRS: dict[str, tuple[Callable[[Row], bool], Callable[[Row], bool]]] = {
    "digit=7 series=students | digit=7 series=employees": (
        lambda row: row["label"] == "7" and row["series"] == "4",
        lambda row: row["label"] == "7" and row["series"] in ("0", "1"),
    ),
    "digit=7 crossed=yes | digit=7 crossed=no": (
        lambda row: row["label"] == "7" and row["crossed"] == "True",
        lambda row: row["label"] == "7" and row["crossed"] == "False",
    ),
    "digit=2 looped=yes | digit=2 split=test": (
        lambda row: row["label"] == "2" and row["looped"] == "True",
        lambda row: row["label"] == "2" and row["split"] == "test",
    ),
    "digit=4,9 slant=10.. | digit=4,9 slant=..10": (
        lambda row: row["label"] in "49" and float(row["slant_deg"]) >= 10,
        lambda row: row["label"] in "49" and float(row["slant_deg"]) <= 10,
    ),
    "series=students holes=2.. | series=employees holes=2..": (
        lambda row: row["series"] == "4" and int(row["holes"]) >= 2,
        lambda row: row["series"] in ("0", "1") and int(row["holes"]) >= 2,
    ),
}
"""Two groups as the package's texts say them → the same two groups, asked of a row."""


def recount(rows: list[Row], pair: str, *, drawn: str = "slant_deg", resamples: int = 400) -> dict[str, object]:
    """Return counts, means, medians, differences, Hedges' g, shares and one standard error of a pair of groups."""
    groups = [[row for row in rows if belongs(row)] for belongs in PAIRS[pair]]
    told: dict[str, object] = {"digits": [len(group) for group in groups]}
    told["shared"] = len({row["index"] for row in groups[0]} & {row["index"] for row in groups[1]})
    for measure in NUMBERS:
        values = [[float(row[measure]) for row in group] for group in groups]
        told[measure] = {
            "mean": [statistics.fmean(own) for own in values],
            "median": [statistics.median(own) for own in values],
            "spread": [statistics.stdev(own) for own in values],
            "effect": hedges_g(*values),
        }
    for measure in ANSWERS:
        answered = [[row[measure] for row in group if row[measure]] for group in groups]
        if min(map(len, answered)) >= FEWEST:
            shares = [sum(answer == "True" for answer in own) / len(own) for own in answered]
            angles = [2 * math.asin(math.sqrt(share)) for share in shares]
            told[measure] = {"mean": shares, "effect": angles[0] - angles[1]}
    wrong = [[row["predicted"] != row["label"] for row in group] for group in groups]
    told["misclassified"] = [sum(own) / len(own) for own in wrong]
    told["drawn"] = standard_error(groups, drawn, resamples)
    return told


def hedges_g(first: list[float], second: list[float]) -> float:
    """Return the difference of the means in pooled standard deviations, without the bias of small groups."""
    freedom = len(first) + len(second) - 2
    squares = 0.0
    for own in (first, second):
        mean = statistics.fmean(own)
        squares += sum((value - mean) ** 2 for value in own)
    pooled = math.sqrt(squares / freedom)
    return (statistics.fmean(first) - statistics.fmean(second)) / pooled * (1 - 3 / (4 * freedom - 1))


def standard_error(groups: list[list[Row]], measure: str, resamples: int) -> float:
    """Return the standard deviation of the difference of the means when writers are drawn with replacement."""
    writers = sorted({row["writer"] for group in groups for row in group})
    totals: dict[str, list[float]] = {writer: [0, 0.0, 0, 0.0] for writer in writers}
    for side, group in enumerate(groups):
        for row in group:
            totals[row["writer"]][2 * side] += 1
            totals[row["writer"]][2 * side + 1] += float(row[measure])
    draw = random.Random(7)
    differences = []
    for _ in range(resamples):
        count, total, other_count, other_total = 0.0, 0.0, 0.0, 0.0
        for writer in draw.choices(writers, k=len(writers)):
            own = totals[writer]
            count, total = count + own[0], total + own[1]
            other_count, other_total = other_count + own[2], other_total + own[3]
        differences.append(total / count - other_total / other_count)
    return statistics.stdev(differences)


def read_rows(path: Path) -> list[Row]:
    """Return an exported CSV's rows."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    found = read_rows(Path(sys.argv[1]))
    sys.stdout.write(json.dumps({pair: recount(found, pair) for pair in PAIRS}, indent=1) + "\n")
