"""What a person's own data are found to be, before anything is done with them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import numpy as np

from mnist_explore.digits import UNKNOWN
from mnist_explore.sources.folder import read_named
from mnist_explore.sources.forms.given import asked_how


def facts_at(path: Path) -> dict[str, Any]:
    """Return what lies at a path, as the app would read it.

    Parameters
    ----------
    path
        A folder or file; read as MNIST_EXPLORE_READ asks.

    Returns
    -------
    dict
        ``path``; ``layout`` in words; ``name`` of the data set; counts of ``digits``, ``train`` and ``test``;
        ``classes``, the counts by class, and ``absent``, the digits without any; ``writers``, how many are known;
        ``blank``, pictures without ink;
        ``wrong``, one sentence for each thing that is, with what to do; ``next``, the commands that measure and
        show them.

    Raises
    ------
    DataError
        If nothing there can be used: what is there, what is wrong and what to do.
    """
    how = asked_how()
    named = read_named(path, how=how)
    digits = named.digits
    counts = dict(
        zip(digits.classes.names, np.bincount(digits.labels, minlength=len(digits.classes)).tolist(), strict=True)
    )
    options = [f"--{word.replace('=', ' ')}" for word in str(how).split()]
    return {
        "path": str(path),
        "layout": named.layout,
        "name": digits.name,
        "digits": len(digits),
        "train": len(digits.where_split("train")),
        "test": len(digits.where_split("test")),
        "classes": {name: count for name, count in counts.items() if count},
        "absent": [int(name) for name, count in counts.items() if not count],
        "writers": len(set(digits.writer[digits.writer != UNKNOWN].tolist())),
        "blank": int((~digits.images.any(axis=(1, 2))).sum()),
        "wrong": [*named.doubts, *named.notices],
        "next": [
            " ".join([f"python -m mnist_explore {command} --data", shlex.quote(str(path)), *options])
            for command in (("app",) if digits.name == "mnist" else ("build", "app"))
        ],
    }
