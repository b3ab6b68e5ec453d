"""All measurements of a digit's style: one function for one digit or for 70,000."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import DIGITS, Classes
from mnist_explore.columns import Column, functions_of, imported
from mnist_explore.digits import SIDE_PX
from mnist_explore.style.measures.upscaling import CHUNK, checked_images, chunks

WINDOW_PX = 7
"""Side of the window whose ink tells bold digits from fine ones."""

Progress = Callable[[str, float], None]
Values = NDArray[Any]


def measure(images: NDArray[np.uint8], *, progress: Progress | None = None, threads: int = 2) -> dict[str, Values]:
    """Measure how digits are written: slant, size, strokes, holes.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink. One digit and 70,000 take the same path.
    progress
        Called with ``("measure", fraction)`` as the work goes on, from the caller's thread.
    threads
        How many chunks of 256 digits are measured at a time.

    Returns
    -------
    dict
        Name → ``(N,)``, of the dtype that its entry states: every column of the style stage that applies to all
        classes, by the functions that :mod:`mnist_explore.columns` names. Blank digits measure 0 throughout; nothing
        is ever NaN.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8, or `threads` is below 1.

    References
    ----------
    Area, length, thickness, slant, width and height as defined by Castro et al., "Morpho-MNIST", JMLR 20 (2019),
    section 3.2. https://jmlr.org/papers/v20/19-033.html
    """
    images = checked_images(images)
    work = [(imported(name), columns) for name, columns in functions_of("style").items() if not columns[0].classes]
    result = {one.name: np.zeros(len(images), one.dtype) for _, columns in work for one in columns}
    # A chunk is eroded until its boldest digit is gone: bold digits belong together.
    order = np.argsort(_boldness(images), kind="stable")
    parts = [order[chunk] for chunk in chunks(len(images), size=CHUNK)]

    def measured(part: NDArray[np.intp]) -> dict[str, Values]:
        chunk = images[part]
        return {name: values for function, columns in work for name, values in named(function(chunk), columns)}

    with ThreadPoolExecutor(threads) as pool:
        for done, (part, found) in enumerate(zip(parts, pool.map(measured, parts), strict=True)):
            for name, values in found.items():
                result[name][part] = values
            if progress is not None:
                progress("measure", (done + 1) / len(parts))
    return result


def structures(images: NDArray[np.uint8], labels: NDArray[np.integer], *, classes: Classes = DIGITS) -> dict[str, Any]:
    """Return what is measured of some classes alone.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    labels
        ``(N,)`` integers, a class each.
    classes
        What the labels stand for: of other things than digits no structure is known.

    Returns
    -------
    dict
        Name → ``(N,)`` pandas array of the dtype that its entry states, missing where it does not apply.
    """
    import pandas as pd

    found: dict[str, Any] = {}
    for name, columns in functions_of("style").items():
        if columns[0].classes and not classes.are_digits:
            found |= {one.name: pd.Series([None] * len(labels), dtype=one.dtype).array for one in columns}
        elif columns[0].classes:
            found |= named(imported(name)(images, labels), columns)
    return found


def named(results: Any, columns: Sequence[Column]) -> list[tuple[str, Values]]:
    """Return a function's results with the names of their columns: one array, several, or a dataclass of them.

    Raises
    ------
    ValueError
        If there are more or fewer results than columns.
    """
    if is_dataclass(results):
        results = tuple(getattr(results, one.name) for one in fields(results))
    elif not isinstance(results, tuple):
        results = (results,)
    return [(column.name, values) for column, values in zip(columns, results, strict=True)]


def _boldness(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the most ink in any window of 7 by 7 pixels of each digit, ``(N,)``: what its boldest spot holds."""
    shift = np.subtract.outer(np.arange(SIDE_PX), np.arange(SIDE_PX - WINDOW_PX + 1))
    window = ((shift >= 0) & (shift < WINDOW_PX)).astype(np.float32)
    boldest = np.empty(len(images), np.float32)
    for chunk in chunks(len(images), size=1024):
        boldest[chunk] = (window.T @ images[chunk].astype(np.float32) @ window).max(axis=(1, 2))
    return boldest
