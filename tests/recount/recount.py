"""A second count of what the dashboard says, that shares no code with it.

Reads MNIST's IDX files, QMNIST's tables of writers, and an exported table for what detectors and the network found,
with nothing but numpy and pandas; draws the writers again by itself.

    python -m mnist_explore export --out atlas.csv
    python -m mnist_explore claims --json > claims.json
    python tests/recount/recount.py $MNIST_EXPLORE_DATA atlas.csv claims.json
"""

from __future__ import annotations

import gzip
import json
import struct
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

DRAWS = 400
NAMES = ("zeros", "ones", "twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines")

Array = np.ndarray


@dataclass(frozen=True)
class Counted:
    """One number counted again: its value, what it was counted from where it is a share, and its interval."""

    page: str
    about: str
    place: int
    value: float
    numerator: int | None = None
    denominator: int | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Data:
    """Labels, writers and slants as read here; answers that only detectors and networks give, as exported."""

    label: Array
    writer: Array
    series: Array
    is_train: Array
    slant: Array
    told: pd.DataFrame


def read_idx(path: Path) -> Array:
    """Return an IDX file's array: two zero bytes, 8 for unsigned bytes, the rank, the sizes, the data."""
    content = gzip.decompress(path.read_bytes())
    zero, kind, rank = struct.unpack(">HBB", content[:4])
    assert (zero, kind) == (0, 8), path
    sizes = struct.unpack(f">{rank}I", content[4 : 4 + 4 * rank])
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(sizes)


def slants(images: Array) -> Array:
    """Return the angle whose tangent is minus the covariance of x and y over the variance of y, in degrees."""
    found = []
    down, across = np.mgrid[:28, :28].astype(float)
    for block in np.array_split(images, 40):
        ink = block.reshape(len(block), -1).astype(float)
        mass = np.maximum(ink.sum(axis=1), 1)
        x, y = ink @ across.ravel() / mass, ink @ down.ravel() / mass
        both = ink @ (across * down).ravel() / mass - x * y
        own = ink @ (down**2).ravel() / mass - y**2
        found.append(np.degrees(np.arctan(-both / np.maximum(own, 1e-9))))
    return np.concatenate(found)


def read_data(folder: Path, exported: Path) -> Data:
    """Return everything that is counted from."""
    images, labels, tables = [], [], []
    for part, split in (("train", "train"), ("t10k", "test")):
        images.append(read_idx(folder / "mnist" / f"{part}-images-idx3-ubyte.gz"))
        labels.append(read_idx(folder / "mnist" / f"{part}-labels-idx1-ubyte.gz"))
        with gzip.open(folder / "qmnist" / f"qmnist-{split}-labels.tsv.gz", "rt") as file:
            rows = pd.read_csv(file, sep=r"\s+", header=None, skiprows=_headed(folder, split)).to_numpy()
        tables.append(rows[: len(labels[-1])])
    label, table = np.concatenate(labels), np.concatenate(tables)
    assert (table[:, 0] == label).all()
    is_train = np.arange(len(label)) < len(labels[0])
    told = pd.read_csv(exported)
    assert (told["label"].to_numpy() == label).all()
    return Data(label, table[:, 2], table[:, 1], is_train, slants(np.concatenate(images)), told)


def _headed(folder: Path, split: str) -> int:
    """Return how many lines of a table stand before its numbers."""
    with gzip.open(folder / "qmnist" / f"qmnist-{split}-labels.tsv.gz", "rt") as file:
        return 0 if file.readline().split()[0].lstrip("-").isdigit() else 1


def drawn(writer: Array, *columns: Array, seed: int = 5) -> list[Array]:
    """Return the sums of columns over digits, from draws of the writers with replacement; ``(DRAWS,)`` each."""
    people, own = np.unique(writer, return_inverse=True)
    sums = np.stack([np.bincount(own, column, len(people)) for column in columns], axis=1)
    times = np.random.default_rng(seed).multinomial(len(people), np.full(len(people), 1 / len(people)), DRAWS)
    return list((times @ sums).T)


def shared(data: Data, among: Array, has: Array) -> dict[str, Any]:
    """Return a share of some digits, counted, with its interval from draws of the writers."""
    above, below = drawn(data.writer[among], has[among].astype(float), np.ones(int(among.sum())))
    ends = np.quantile(above / below, (0.025, 0.975))
    numerator, denominator = int(has[among].sum()), int(among.sum())
    return {"value": numerator / denominator, "numerator": numerator, "denominator": denominator,
            "interval": (float(ends[0]), float(ends[1]))}  # fmt: skip


def yes(data: Data, name: str) -> Array:
    """Return which digits an exported yes-no column says yes of."""
    return (data.told[name].astype(str) == "True").to_numpy()


def given(data: Data) -> Iterable[Counted]:
    """Yield what follows from labels and writers alone."""
    yield Counted("overview", "digits", 0, len(data.label))
    yield Counted("samples", "group: all", 0, len(data.label))
    for digit in range(10):
        yield Counted("samples", f"group: digit={digit}", 0, int((data.label == digit).sum()))
    people = len(np.unique(data.writer))
    yield Counted("writers", "people", 0, people)
    yield Counted("writers", "people", 2, len(data.label) / people)
    first = int(np.unique(data.writer)[0])
    yield Counted("writers", f"writer: {first}", 0, int((data.writer == first).sum()))


def of_slants(data: Data) -> Iterable[Counted]:
    """Yield what follows from the pixels' slants."""
    ones = data.label == 1
    for place, end in enumerate(np.percentile(data.slant[ones], (1, 99))):
        yield Counted("overview", "fact: Ones spread over", place, float(end))
    about = "lesson: Some ones lean almost 45 degrees."
    yield Counted("variation", about, 0, **shared(data, ones, np.abs(data.slant) >= 40))
    yield Counted("variation", about, 1, float(np.abs(data.slant[ones]).max()))
    yield Counted("variation", about, 2, float(np.median(np.abs(data.slant[ones]))))
    for digit in range(10):
        low, middle, high = np.quantile(data.slant[data.label == digit], (0.05, 0.5, 0.95))
        for place, value in enumerate((middle, low, high)):
            yield Counted("variation", "medians: slant_deg", 4 * digit + place, float(value))
    correlations = {digit: correlation(data, data.label == digit, data.slant) for digit in range(10)}
    ranked = sorted(correlations.values(), key=lambda one: one[0])
    for place, (value, interval) in ((0, ranked[0]), (1, ranked[-1])):
        yield Counted("writers", "between: slant_deg", place, value, interval=interval)
    apart = {digit: abs(effect(data, digit)) for digit in range(10)}
    digit = max(apart, key=lambda one: apart[one])
    for place, series in ((0, (0, 1)), (1, (4,))):
        own = (data.label == digit) & np.isin(data.series, series)
        yield Counted("writers", "apart: slant_deg", place, float(data.slant[own].mean()))


def correlation(data: Data, among: Array, values: Array) -> tuple[float, tuple[float, float]]:
    """Return ICC(1) by the analysis of variance, and its interval from draws of the writers."""
    one, own = np.ones(int(among.sum())), values[among] - values[among].mean()
    people, code = np.unique(data.writer[among], return_inverse=True)
    counts, sums, squares = (np.bincount(code, column, len(people)) for column in (one, own, own**2))
    every = np.stack([np.ones(len(people)), counts, counts**2, sums, sums**2 / counts, squares], axis=1)
    times = np.random.default_rng(3).multinomial(len(people), np.full(len(people), 1 / len(people)), DRAWS)

    def icc(k: Array, n: Array, n2: Array, s: Array, between: Array, total: Array) -> Array:
        size = (n - n2 / n) / (k - 1)
        ms_between = (between - s**2 / n) / (k - 1)
        ms_within = (total - between) / (n - k)
        return (ms_between - ms_within) / (ms_between + (size - 1) * ms_within)

    again = np.quantile(icc(*(times @ every).T), (0.025, 0.975))
    return float(icc(*every.sum(axis=0))), (float(again[0]), float(again[1]))


def effect(data: Data, digit: int) -> float:
    """Return by how many pooled standard deviations employees' digits lean farther than students'."""
    parts = [data.slant[(data.label == digit) & np.isin(data.series, series)] for series in ((0, 1), (4,))]
    freedom = sum(map(len, parts)) - 2
    pooled = np.sqrt(sum(((part - part.mean()) ** 2).sum() for part in parts) / freedom)
    return float((parts[0].mean() - parts[1].mean()) / pooled * (1 - 3 / (4 * freedom - 1)))


def of_structures(data: Data) -> Iterable[Counted]:
    """Yield shares of what detectors found, each counted again from the exported answers."""
    twos, sevens = data.label == 2, data.label == 7
    looped, crossed, standard = yes(data, "looped"), yes(data, "crossed"), yes(data, "standard")
    holes = data.told["holes"].to_numpy()
    yield Counted("overview", "fact: Twos with a loop", 6, **shared(data, twos, looped))
    yield Counted("overview", "fact: Sevens crossed", 0, **shared(data, sevens, crossed))
    for place, series in ((1, (4,)), (2, (0, 1))):
        among = sevens & np.isin(data.series, series)
        yield Counted("overview", "fact: Sevens crossed", place, **shared(data, among, crossed))
    thick = data.told["thickness_px"].to_numpy()
    bold = thick >= np.quantile(thick, 0.9)
    about = "lesson: Sevens are crossed, bold and unusual."
    for place, has in enumerate((crossed, bold, crossed & bold)):
        yield Counted("variation", about, place, **shared(data, sevens, has))
    yield Counted("variation", "lesson: There are not many standard sevens.", 0, **shared(data, sevens, standard))
    for digit in range(10):
        yield Counted("variation", f"standard: {digit}", 0, **shared(data, data.label == digit, standard))
    for digit, name in ((0, "gapped"), (2, "looped"), (4, "open_top"), (7, "crossed"), (7, "serif"), (9, "open_top")):
        known = (data.label == digit) & data.told[name].notna().to_numpy()
        if known.any():
            told = shared(data, known, yes(data, name))
            yield Counted("variation", f"structure: {digit}, {name}=yes", 0, **told)
    for digit in (0, 4, 6, 8, 9):
        for count in (0, 1):
            told = shared(data, data.label == digit, holes == count)
            yield Counted("variation", f"structure: {digit}, holes={count}", 0, **told)


def of_errors(data: Data) -> Iterable[Counted]:
    """Yield what the network's exported answers to the test digits come to."""
    test = ~data.is_train
    read = data.told["predicted"].to_numpy()
    wrong = test & (read != data.label)
    yield Counted("confusion", "errors: test", 0, int(test.sum()))
    yield Counted("confusion", "errors: test", 2, int(wrong.sum()), int(wrong.sum()), int(test.sum()))
    share = wrong.sum() / test.sum()
    yield Counted("confusion", "errors: test", 3, float(share), int(wrong.sum()), int(test.sum()))
    people = {int(one) for one in np.unique(data.writer[test])}
    spared = people - {int(one) for one in np.unique(data.writer[wrong])}
    yield Counted("confusion", "spared: test", 0, len(people))
    yield Counted("confusion", "spared: test", 1, len(spared), len(spared), len(people))
    one, other = np.sort([data.label[wrong], read[wrong]], axis=0)
    pair, count = np.unique(one * 10 + other, return_counts=True)
    low, high = divmod(int(pair[count.argmax()]), 10)
    both = int((test & np.isin(data.label, (low, high))).sum())
    about = f"pair: test, {low} and {high}"
    yield Counted("confusion", about, 0, int(count.max()))
    yield Counted("confusion", about, 1, count.max() / wrong.sum(), int(count.max()), int(wrong.sum()))
    yield Counted("confusion", about, 2, count.max() / both, int(count.max()), both)


COUNTS: tuple[Callable[[Data], Iterable[Counted]], ...] = (given, of_slants, of_structures, of_errors)


def recount(data: Data) -> list[Counted]:
    """Return everything that is counted again."""
    return [one for counts in COUNTS for one in counts(data)]


def differences(counted: Iterable[Counted], claims: list[dict[str, Any]]) -> list[str]:
    """Return where the dashboard's numbers are not those counted here, a sentence each."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for claim in claims:
        found.setdefault((claim["page"], claim["about"]), claim["numbers"])
    broken = []
    for one in counted:
        numbers = found.get((one.page, one.about))
        if numbers is None or one.place >= len(numbers):
            broken.append(f"{one.page}, {one.about}: nothing is said, and {one.value} was counted")
            continue
        broken += [f"{one.page}, {one.about}: {wrong}" for wrong in _compared(one, numbers[one.place])]
    return broken


def _compared(one: Counted, said: dict[str, Any]) -> Iterable[str]:
    """Yield where one number is not as counted."""
    if abs(said["value"] - one.value) > 1e-3 * max(1.0, abs(one.value)) or (
        one.denominator is not None and abs(said["value"] - one.value) > 1e-9
    ):
        yield f"{said['value']} is said, and {one.value} was counted"
    for name in ("numerator", "denominator"):
        own = getattr(one, name)
        if own is not None and said.get(name) != own:
            yield f"the {name} {said.get(name)} is said, and {own} was counted"
    if one.interval is not None and "corrected" not in said:
        low, high = said.get("interval", (float("inf"), float("inf")))
        # Two methods, one of them by 400 draws: their widths agree to a quarter, and their ends to a quarter of one.
        width = one.interval[1] - one.interval[0]
        apart = max(abs(low - one.interval[0]), abs(high - one.interval[1]))
        if apart > 0.25 * width + 5e-4:
            yield f"the interval {low:.4f} to {high:.4f} is said, and {one.interval} was drawn"


if __name__ == "__main__":
    folder, exported, listed = map(Path, sys.argv[1:])
    everything = recount(read_data(folder, exported))
    wrong = differences(everything, json.loads(listed.read_text()))
    sys.stdout.write("\n".join([*wrong, f"{len(everything)} numbers counted again, {len(wrong)} differ."]) + "\n")
    sys.exit(bool(wrong))
