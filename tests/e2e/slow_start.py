"""Run the app as ``streamlit run`` does, on a machine whose own digits come only after some seconds of download."""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from typing import Any
from unittest.mock import patch

from streamlit.web import cli

from mnist_explore.sources import Found, load_digits
from mnist_explore.sources.bundled import bundled_digits
from mnist_explore.ui import shell

SECONDS = "MNIST_EXPLORE_TEST_SECONDS"


def load(seconds: float, *, progress: Any, download: bool = True) -> Found:
    """Take the place of `load_digits`: nothing is here, and the network takes its time."""
    if not download:
        return Found(bundled_digits(), "scikit-learn's bundled digits")
    for step in range(50):
        progress("Downloading mnist.npz from slow.example", step / 50)
        time.sleep(seconds / 50)
    return load_digits(download=False)


if __name__ == "__main__":
    with patch.object(shell, "load_digits", partial(load, float(os.environ[SECONDS]))):
        cli.main(["run", *sys.argv[1:]])
