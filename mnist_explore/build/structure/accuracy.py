"""Counts how often the detectors err, and what readings by eye give a class's share, for the manifest."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_explore.atlas.values import Z_VALUE
from mnist_explore.build.structure.labels import FOLDER, label_table
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import checked_bytes, record, section_facts
from mnist_explore.style.structure.accuracy import READ, UNSEEN, Accuracy, Readings
from mnist_explore.style.structure.detectors import FILE, FORMS, SECTION, structure

if TYPE_CHECKING:
    import pandas as pd

TWOS = "twos.csv"
READERS = ("first", "second", "third")
YES_NO = ("looped", "crossed", "serif", "open_top", "gapped")


def unseen_accuracies(digits: Digits, *, folder: Path | None = None) -> dict[str, Accuracy]:
    """Return what every detector finds among the random digits of the labels' `test` half.

    Parameters
    ----------
    digits
        MNIST's.
    folder
        Where the detectors are; by default where products are kept.

    Raises
    ------
    ArtifactError
        If there are no labels or no detectors.
    """
    found: dict[str, Accuracy] = {}
    for name in (*YES_NO, "form"):
        table = label_table(name, half="test")
        table = table[table["sample"] == "random"]
        at = table["index"].to_numpy()
        told = getattr(structure(digits.images[at], digits.labels[at], folder=folder), name)
        if name == "form":
            forms, labels = told.to_numpy(object), table["value"].to_numpy(object)
            found |= {f"form={form}": _counted(labels == form, forms == form) for form in FORMS}
        else:
            found[name] = _counted(table["truth"].to_numpy(bool), told.to_numpy(bool))
    return found


def readings_of_twos(*, folder: Path = FOLDER) -> Readings:
    """Return which share of the twos has a loop by each of three readings, every stratum weighed by its size.

    Narrow: a hole, or a loop filled with ink; wide: also a stroke drawn back over itself (``labels/LABELS.md``).

    Raises
    ------
    ArtifactError
        If the readings are not there.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., chapter 5: the stratified mean and its variance.
    """
    import pandas as pd

    path = folder / TWOS
    if not path.is_file():
        raise ArtifactError(f"{path} is missing; the labels come with the project's source, not as a package.")
    table = pd.read_csv(path)
    shares = {least: [_stratified(table, table[reader] >= least) for reader in READERS] for least in (1, 2)}
    low = min(share - Z_VALUE * error for share, error in shares[2])
    high = max(share + Z_VALUE * error for share, error in shares[1])
    narrow, wide = (tuple(round(share, 4) for share, _ in shares[least]) for least in (2, 1))
    return Readings(len(table), narrow, wide, round(low, 4), round(high, 4))


def _stratified(table: pd.DataFrame, has: pd.Series) -> tuple[float, float]:
    """Return a share and its standard error, from a table with ``stratum`` and the stratum's size ``of``."""
    strata = has.groupby(table["stratum"])
    weight = table.groupby("stratum")["of"].first() / table.groupby("stratum")["of"].first().sum()
    share, count = strata.mean(), strata.size()
    error = np.sqrt((weight**2 * share * (1 - share) / (count - 1)).sum())
    return float((weight * share).sum()), float(error)


def accuracy_facts(digits: Digits, *, folder: Path | None = None) -> dict[str, Any]:
    """Return what the manifest says of the detectors' errors, as JSON can hold it."""
    accuracies = unseen_accuracies(digits, folder=folder)
    return {
        UNSEEN: {name: asdict(accuracy) for name, accuracy in accuracies.items()},
        READ: {"looped": asdict(readings_of_twos())},
    }


def record_accuracy(digits: Digits, *, folder: Path | None = None) -> None:
    """Count the errors of the detectors as they are and enter them in the manifest; the detectors stay.

    Parameters
    ----------
    digits
        MNIST's.
    folder
        Where the detectors and their manifest are; by default where products are kept.
    """
    told = section_facts(SECTION, folder=folder)
    kept = {key: value for key, value in told.items() if key not in ("files", "bytes", "versions")}
    files = {FILE: checked_bytes(SECTION, FILE, folder=folder)}
    record(SECTION, files, facts={**kept, **accuracy_facts(digits, folder=folder)}, folder=folder)


def _counted(truth: np.ndarray, told: np.ndarray) -> Accuracy:
    """Return the counts of two boolean arrays."""
    return Accuracy(int(truth.sum()), int((truth & told).sum()), int((~truth).sum()), int((~truth & told).sum()))
