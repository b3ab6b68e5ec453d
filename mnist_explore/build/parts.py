"""Work on many digits in parts: each part alone, in any process, put together in the digits' order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from mnist_explore.digits import Digits

PART = 20_480
"""Digits in a part, 16 MB of pixels: a multiple of every chunk that a stage takes. What a digit's numbers are summed
with can still differ from one call on all digits in the last bit, as ``proportion``'s do; where a part is worked on
changes nothing."""

MOST_FITTED = 100_000
"""Of more training digits than these as many, drawn at random, are what models are fitted to: all 60,000 of MNIST, and
of ten classes still some 10,000 each, whose shares of a half are known to within one percentage point (95 %)."""

Found = dict[str, Any]
"""Name → one value a digit."""


Part = Callable[..., Found]
"""Work on one part: a function that another process can be told of by name, from ``(N, 28, 28)`` uint8 pictures, their
``(N,)`` uint8 labels and, by keyword, models."""

Task = tuple[NDArray[np.uint8], NDArray[np.uint8]]
Run = Callable[[Part, Iterable[Task], dict[str, Any]], Iterator[Found]]
"""Does work on parts, wherever that is, and gives the results in the parts' order."""


def run_here(work: Part, tasks: Iterable[Task], models: dict[str, Any]) -> Iterator[Found]:
    """Work on one part after another in this process."""
    for images, labels in tasks:
        yield on_one_thread(work, images, labels, **models)


def on_one_thread(work: Part, images: NDArray[np.uint8], labels: NDArray[np.uint8], /, **models: Any) -> Found:
    """Work on one part, matrices multiplied on one thread.

    On several they are cut where the number of threads has it, and sums can differ in the last bit from one number of
    threads to another, as a cluster's workers and this process have.
    """
    with threadpool_limits(1, user_api="blas"):
        return work(images, labels, **models)


def in_parts(
    work: Part,
    digits: Digits,
    *,
    run: Run = run_here,
    report: Callable[[float], None] = lambda _share: None,
    **models: Any,
) -> Found:
    """Return what `work` finds of all digits, part by part.

    Parameters
    ----------
    work
        What is done with each part.
    digits
        All digits.
    run
        Where it is done; the results are the same to the bit wherever that is.
    report
        Called with the finished share, 0-1.
    models
        What `work` needs besides, the same for every part; small, since it travels with each.

    Returns
    -------
    dict
        Name → ``(N,)`` or ``(N, k)``, in the digits' order.
    """
    count = len(digits)
    starts = range(0, count, PART)
    tasks = ((digits.images[start : start + PART], digits.labels[start : start + PART]) for start in starts)
    found: list[Found] = []
    for number, result in enumerate(run(work, tasks, models)):
        found.append(result)
        report((number + 1) / len(starts))
    return {name: _joined([one[name] for one in found]) for name in found[0]}


def fitted_rows(digits: Digits, *, seed: int = 0) -> NDArray[np.intp]:
    """Return which training digits models are fitted to, ascending.

    All, or :data:`MOST_FITTED` at random, with all of a class that none was drawn of.
    """
    return some_rows(digits.where_split("train"), digits.labels, seed=seed)


def some_rows(rows: NDArray[np.intp], labels: NDArray[np.integer], *, seed: int) -> NDArray[np.intp]:
    """Return rows to fit to, ascending: all, or :data:`MOST_FITTED` of them at random, and a class that lacks, whole.

    Parameters
    ----------
    rows
        ``(n,)``, ascending.
    labels
        ``(N,)``, of all digits.
    seed
        Of the draw.
    """
    if len(rows) <= MOST_FITTED:
        return rows
    chosen = np.random.default_rng(seed).choice(rows, MOST_FITTED, replace=False)
    # Of a rare class none may have been drawn, and it has to be known.
    left_out = np.isin(labels[rows], labels[chosen], invert=True)
    return np.sort(np.concatenate([chosen, rows[left_out]]))


def _joined(parts: list[Any]) -> Any:
    """Return parts of a column as one, in the kind of array that they are."""
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    return type(parts[0])._concat_same_type(parts)
