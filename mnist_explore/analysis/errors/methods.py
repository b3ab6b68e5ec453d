"""What the page about methods says: how many digits each classifies as labelled, and which of the others is best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.ranking import Lead, lead
from mnist_explore.analysis.resampling import RESAMPLES, resampled_ratios
from mnist_explore.analysis.variation.structures import share_interval
from mnist_explore.atlas.predictions import OURS, Methods, errors_on_test
from mnist_explore.atlas.values import Indices, writer_codes
from mnist_explore.statements import COUNT, SHARE, Number, Rank, Statement, compose, count, share_alone
from mnist_explore.words import SPLIT_WORDS, listed

if TYPE_CHECKING:
    from mnist_explore.atlas.table import Atlas


def error_shares(methods: Methods, atlas: Atlas) -> NDArray[np.float64]:
    """Return the 95 % interval of each method's share of misclassified test digits, ``(methods, 2)`` in 0-1.

    One writer's digits are misclassified together, so that ten thousand digits tell less than as many writers' would:
    Wilson's interval for as many digits as :func:`~mnist_explore.analysis.variation.structures.share_interval` leaves.
    """
    test = atlas.digits.where_split("test")
    codes, _ = writer_codes(atlas.table.iloc[test])
    wrong = (methods.predictions[:, test] != atlas.digits.labels[test]).astype(np.float64)
    return np.array([share_interval(one, codes) for one in wrong])


def finding(methods: Methods, atlas: Atlas) -> Statement:
    """Return what the comparison says to the page's question; there is at least one test digit."""
    test = atlas.digits.where_split("test")
    errors = errors_on_test(methods, atlas.digits)
    intervals = dict(zip(methods.names, error_shares(methods, atlas), strict=True))
    by_all = int((methods.predictions[:, test] == atlas.digits.labels[test]).all(axis=0).sum())
    names = [name for name in methods.names if name != OURS]
    wrong = np.stack([methods.of(name)[test] != atlas.digits.labels[test] for name in names], axis=1)
    codes, _ = writer_codes(atlas.table.iloc[test])
    most = lead(-wrong.mean(axis=0), -resampled_ratios(wrong, np.ones_like(wrong), codes))
    plain, digits = methods.names[0], "test digits"

    def missed(name: str) -> Number:
        low, high = (float(end) for end in intervals[name])
        said = f"**{errors[name]:,}**"
        return Number(said, errors[name] / len(test), SHARE, errors[name], len(test), digits, (low, high))

    low, high = (1 - float(end) for end in intervals[plain][::-1])
    return compose(
        "**For most digits it does not.** All {} methods classify the same {} of the {} test digits as labelled; the "
        "plainest ({}) gets right {}. It is the rest that parts them: {} misclassifies {}, our network {}.",
        count(len(errors), "methods"),
        share_alone(by_all, len(test), digits),
        count(len(test), digits),
        plain,
        share_alone(len(test) - errors[plain], len(test), digits, interval=(low, high)),
        best_of(most, names, drawn=atlas.digits.resampled),
        missed(names[most.first]),
        missed(OURS),
    )


def best_of(most: Lead, names: Sequence[str], *, drawn: str = "writers") -> Rank:
    """Return which of the other methods is the best, with those that may be; `drawn` is what draws were of."""
    first = names[most.first]
    rivals = tuple(names[place] for place in most.rivals)
    said = f"the best of the others ({first})"
    if rivals:
        said = f"the best of the others ({first}; in one draw of the {drawn} of twenty or more, {listed(rivals)})"
    return Rank(said, first, rivals, len(names), RESAMPLES)


def counted(found: Indices, atlas: Atlas, split: str) -> Statement:
    """Return how many digits of a split were found."""
    total, digits = len(atlas.digits.where_split(split)), f"{SPLIT_WORDS[split]} digits"
    said = f"{len(found):,}" if len(found) else "none"
    return compose("{} of {} {}", Number(said, float(len(found)), COUNT, len(found), total, digits),
                   count(total, digits), digits)  # fmt: skip
