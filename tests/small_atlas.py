"""A small data set of real digits with an atlas of its own, built once for all tests that ask for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.build.stages import build_atlas
from mnist_explore.digits import Digits

TRAIN, TEST = 160, 80


@pytest.fixture(scope="session")
def few(uci: Digits) -> Digits:
    """Return 240 of the bundled digits, 160 for training and 80 for testing, under another name."""
    rows = np.r_[uci.where_split("train")[:TRAIN], uci.where_split("test")[:TEST]]
    return Digits("few", uci.images[rows], uci.labels[rows], uci.split[rows])


@pytest.fixture(scope="session")
def few_folder(few: Digits, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the atlas of the 240 digits and its manifest."""
    folder = tmp_path_factory.mktemp("atlas")
    build_atlas(few, folder=folder)
    return folder


@pytest.fixture(scope="session")
def few_atlas(few: Digits, few_folder: Path) -> Atlas:
    """Return the atlas of the 240 digits."""
    return load_atlas(few, folder=few_folder)
