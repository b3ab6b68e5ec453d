"""Small trainings on the bundled digits, done once for all tests of this folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.manifest import ARTIFACTS, MANIFEST, read_manifest
from mnist_explore.model.serving.recogniser import KERAS_FILE, LITERT_FILE, SECTION
from mnist_explore.model.training.publishing import publish
from mnist_explore.model.training.training import Trained, train

EPOCHS = 4
"""One less than has a finishing phase, which costs a tracing of the network more."""


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.fixture(scope="session")
def few_digits(uci: Digits) -> Digits:
    """Return 400 digits, none for testing but the last 100."""
    rows = np.r_[uci.where_split("train")[:300], uci.where_split("test")[:100]]
    return Digits("few", uci.images[rows], uci.labels[rows], uci.split[rows])


@pytest.fixture(scope="session")
def trained(uci: Digits) -> Trained:
    """Return a network trained for a few epochs on the bundled digits."""
    return train(uci, seed=3, epochs=EPOCHS)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the network that ships, in both forms, and a manifest of nothing else."""
    folder = tmp_path_factory.mktemp("shipped")
    for name in (KERAS_FILE, LITERT_FILE):
        shutil.copy(ARTIFACTS / name, folder / name)
    (folder / MANIFEST).write_text(json.dumps({SECTION: read_manifest(ARTIFACTS)[SECTION]}))
    return folder


@pytest.fixture(scope="session")
def published(trained: Trained, uci: Digits, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with that network's artifacts."""
    folder = tmp_path_factory.mktemp("artifacts")
    publish(trained, digits=uci, seed=0, folder=folder)
    return folder
