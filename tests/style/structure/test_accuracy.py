"""How far the detectors are trusted: what the labels say of them, and nothing of digits nobody labelled."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mnist_explore.build.structure.accuracy import READERS, TWOS, readings_of_twos, record_accuracy, unseen_accuracies
from mnist_explore.build.structure.labels import FOLDER, label_table
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS, MANIFEST, read_manifest
from mnist_explore.style.structure.accuracy import UNSEEN, Trust, trust_in
from mnist_explore.style.structure.detectors import FILE, SECTION

FINGERPRINT = read_manifest()[SECTION]["fingerprint"]


def test_trust_in_other_digits() -> None:
    """Of digits that nobody labelled nothing is known."""
    assert trust_in("another") == Trust()


def test_trust_in_mnist() -> None:
    """What ships counts every labelled digit of the random unseen half once, and the readings as they are kept."""
    trust = trust_in(FINGERPRINT, folder=ARTIFACTS)
    for name in ("looped", "crossed", "serif", "open_top", "gapped"):
        table = label_table(name, half="test")
        random = table[table["sample"] == "random"]
        accuracy = trust.accuracies[name]
        assert (accuracy.having, accuracy.lacking) == (random["truth"].sum(), (~random["truth"]).sum())
        assert accuracy.found > 0.7 * accuracy.having and accuracy.false < 0.1 * accuracy.lacking
    assert trust.readings["looped"] == readings_of_twos()


def test_readings_of_twos_weigh_strata(tmp_path: Path) -> None:
    """Half of a stratum of 90 and all of one of 10 make 55 %, although as many digits of either were read."""
    rows = [(number, "large" if number < 10 else "small", 90 if number < 10 else 10) for number in range(20)]
    table = pd.DataFrame(rows, columns=["index", "stratum", "of"])
    for reader in READERS:
        table[reader] = np.where(np.arange(20) < 5, 0, 2)
    table["third"] = np.where(np.arange(20) < 5, 1, 2)
    table.to_csv(tmp_path / TWOS, index=False)
    read = readings_of_twos(folder=tmp_path)
    assert read.narrow == (0.55, 0.55, 0.55) and read.wide == (0.55, 0.55, 1.0) and read.digits == 20
    assert read.low == pytest.approx(0.55 - 1.96 * 0.9 * np.sqrt(0.25 / 9), abs=1e-3) and read.high == 1.0


def test_readings_of_twos_missing(tmp_path: Path) -> None:
    """Where only the package is installed, one sentence says where the readings are."""
    with pytest.raises(ArtifactError, match=r"twos\.csv is missing; the labels come with the project's source"):
        readings_of_twos(folder=tmp_path)


def test_readings_are_of_twos_that_no_detector_learned_from(mnist: Digits) -> None:
    """Every digit read is a two, none is among the labels, and the strata together are all twos."""
    table = pd.read_csv(FOLDER / TWOS)
    assert (mnist.labels[table["index"]] == 2).all() and table["index"].is_unique
    labelled = pd.concat([label_table("looped", half=half) for half in ("tune", "test")])
    assert not set(table["index"]) & set(labelled["index"])
    assert table.groupby("stratum")["of"].first().sum() == (mnist.labels == 2).sum()


@pytest.mark.mnist
def test_record_accuracy_counts_anew_and_changes_nothing_else(mnist: Digits, tmp_path: Path) -> None:
    """The shipped counts are those of the shipped detectors; the detectors' file stays byte for byte."""
    for name in (FILE, MANIFEST):
        shutil.copy(ARTIFACTS / name, tmp_path / name)
    before = read_manifest(tmp_path)[SECTION]
    record_accuracy(mnist, folder=tmp_path)
    after = read_manifest(tmp_path)[SECTION]
    assert after["files"] == before["files"] and after["learned"] == before["learned"]
    counted = unseen_accuracies(mnist, folder=tmp_path)
    assert after[UNSEEN] == before[UNSEEN] == {name: asdict(one) for name, one in counted.items()}
