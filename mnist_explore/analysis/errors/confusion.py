"""What was classified as another digit than its label: whose answers, which pairs, and whose writing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.resampling import RESAMPLES, resampled_sums, units_of
from mnist_explore.atlas.predictions import OURS, Methods
from mnist_explore.atlas.values import LEVEL, Indices, Values, writer_codes
from mnist_explore.digits import CLASSES, Digits
from mnist_explore.model.evaluation import confusion

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Answers:
    """What one method classifies the digits of one split as.

    Parameters
    ----------
    method
        Its name.
    split
        ``"train"`` or ``"test"``.
    indices
        ``(n,)`` rows of the data set, ascending.
    labels, predictions
        ``(n,)`` uint8, 0-9: what each is labelled, and what it is classified as.
    confidence
        ``(n,)`` float32 in 0-1, the method's probability for its own reading; None for a method that gives none.
    is_part
        Whether these are some of the split's digits, and not all.
    classes
        How many there are.
    """

    method: str
    split: str
    indices: Indices
    labels: NDArray[np.uint8]
    predictions: NDArray[np.uint8]
    confidence: NDArray[np.float32] | None
    is_part: bool = False
    classes: int = CLASSES

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Whether each digit is classified as another than its label, ``(n,)`` bool."""
        return np.asarray(self.predictions != self.labels)

    @property
    def counts(self) -> NDArray[np.int64]:
        """How often each label (row) is classified as each class (column), ``(classes, classes)``."""
        return confusion(self.labels, self.predictions, classes=self.classes)

    def where(self, wanted: NDArray[np.bool_]) -> Indices:
        """Return the rows of the data set that are wanted, ``(n,)`` bool, the surest first where that is known."""
        places = np.flatnonzero(wanted)
        if self.confidence is not None:
            places = places[np.argsort(-self.confidence[places], kind="stable")]
        return self.indices[places]

    def cell(self, given: int, answer: int) -> Indices:
        """Return the digits labelled `given` and classified as `answer`, in the order of :meth:`where`."""
        return self.where((self.labels == given) & (self.predictions == answer))

    def pair(self, first: int, second: int) -> Indices:
        """Return the digits of one of two classes that are classified as the other, in the order of :meth:`where`."""
        there = (self.labels == first) & (self.predictions == second)
        return self.where(there | ((self.labels == second) & (self.predictions == first)))

    def among(self, group: Indices) -> Answers:
        """Return the answers to the digits of a group alone; all of them where the group has all."""
        own = np.isin(self.indices, group)
        if own.all():
            return self
        sure = None if self.confidence is None else self.confidence[own]
        some = (self.indices[own], self.labels[own], self.predictions[own], sure)
        return Answers(self.method, self.split, *some, is_part=True, classes=self.classes)

    def places(self, indices: Indices) -> NDArray[np.intp]:
        """Return where rows of the data set stand among these answers."""
        return np.searchsorted(self.indices, indices)


def table_answers(table: pd.DataFrame, *, split: str) -> Answers:
    """Return what the shipped network answers, from the atlas's table.

    For MNIST's training digits these are answers of a network that has seen them.
    """
    indices = np.flatnonzero((table["split"] == split).to_numpy())
    part = table.iloc[indices]
    label, read, sure = (part[name].to_numpy() for name in ("label", "predicted", "confidence"))
    return Answers(OURS, split, indices, label, read, sure)


def method_answers(methods: Methods, digits: Digits, *, name: str, split: str) -> Answers:
    """Return what one of several methods answers.

    Parameters
    ----------
    methods
        Of these digits.
    name
        One of ``methods.names``.
    split
        ``"train"``, read out of fold, or ``"test"``.
    """
    indices = digits.where_split(split)
    predictions = methods.of(name)[indices]
    sure = methods.probabilities[indices, predictions] if name == OURS else None
    return Answers(name, split, indices, digits.labels[indices], predictions, sure, classes=len(digits.classes))


def most_confused(counts: NDArray[np.int64], *, given: int | None = None) -> tuple[int, int]:
    """Return the cell off the diagonal with the highest count, as (given, answer); the first of equal ones.

    Where nothing is mixed up it is one of a class that has digits, where any has.

    Parameters
    ----------
    counts
        ``(10, 10)``, rows = labels, columns = predictions.
    given
        Look in this row alone.
    """
    errors = np.where(np.eye(len(counts), dtype=bool), -1, counts)
    if given is not None:
        return given, int(errors[given].argmax())
    if errors.max() == 0:
        given = int((counts.sum(axis=1) > 0).argmax())
        return given, int(errors[given].argmax())
    row, answer = np.unravel_index(int(errors.argmax()), errors.shape)
    return int(row), int(answer)


def confused_pairs(counts: NDArray[np.int64]) -> pd.DataFrame:
    """Return the pairs of classes that are mixed up, the most often mixed up first.

    A pair has no order, for the two directions tell of one likeness; each direction's count stands beside it.

    Parameters
    ----------
    counts
        ``(10, 10)``, rows = labels, columns = predictions.

    Returns
    -------
    DataFrame
        One row per pair with an error: ``first`` < ``second``, ``errors`` (both ways), ``forth`` (first classified as
        second), ``back`` (second classified as first), ``share`` of all errors and ``rate`` among the digits of the two
        classes, both 0-1.
    """
    import pandas as pd

    first, second = np.triu_indices(len(counts), 1)
    forth, back = counts[first, second], counts[second, first]
    errors = forth + back
    digits = counts.sum(axis=1)
    found = pd.DataFrame({"first": first, "second": second, "errors": errors, "forth": forth, "back": back})
    found["share"] = errors / max(int(errors.sum()), 1)
    found["rate"] = errors / np.maximum(digits[first] + digits[second], 1)
    return found[found["errors"] > 0].sort_values("errors", ascending=False, kind="stable", ignore_index=True)


def resampled_pairs(table: pd.DataFrame, answers: Answers, *, seed: int = 0) -> Values:
    """Return how often every pair of classes is mixed up, from draws of writers with replacement.

    Parameters
    ----------
    table
        The atlas's table.
    answers
        Of one method and split.
    seed
        Of the draws.

    Returns
    -------
    ndarray
        ``(resamples, classes, classes)`` float64, of `first` < `second` in ``[:, first, second]``, both ways together.
    """
    wrong = np.flatnonzero(answers.wrong)
    units = units_of(writer_codes(table.iloc[answers.indices])[0], seed=seed)
    low, high = np.sort([answers.labels[wrong], answers.predictions[wrong]], axis=0).astype(np.intp)
    count = int(units.max(initial=0)) + 1
    classes, size = answers.classes, answers.classes**2
    cells = np.bincount(units[wrong] * size + low * classes + high, minlength=count * size).reshape(count, size)
    again = resampled_sums(cells.astype(np.float64), resamples=RESAMPLES, seed=seed)
    return again.reshape(-1, classes, classes)


@dataclass(frozen=True, eq=False)
class WriterErrors:
    """How often each writer is misclassified.

    Parameters
    ----------
    writers
        One row per writer, the hardest first: ``writer``, ``series``, ``digits`` and ``errors`` (counts), ``rate``
        (their quotient), ``shrunk`` (the rate drawn to that of all writers, as far as so few digits demand) with its
        95 % interval ``low`` and ``high``, all four 0-1.
    spread
        Intraclass correlation of being misclassified: 0 where writers differ no more than chance makes them.
    """

    writers: pd.DataFrame
    spread: float


def writer_errors(table: pd.DataFrame, answers: Answers) -> WriterErrors:
    """Return how hard each writer is to read, the hardest first.

    One misclassified digit of three does not make a hard writer: writers are ranked by the mean of what is known of
    their rate, a beta distribution fitted to all writers and updated by their own digits.

    Parameters
    ----------
    table
        The atlas's table; digits without a known writer are left out.
    answers
        Of one method and split.

    References
    ----------
    Kleinman (1973), Proportions with extraneous variance: single and independent samples, JASA 68: 46-54.
    Morris (1983), Parametric empirical Bayes inference: theory and applications, JASA 78: 47-55.
    """
    import pandas as pd

    part = table[["writer", "series"]].iloc[answers.indices]
    codes, writers = writer_codes(part)
    known = codes >= 0
    digits = np.bincount(codes[known], minlength=len(writers))
    errors = np.bincount(codes[known], answers.wrong[known], minlength=len(writers)).astype(np.int64)
    spread = error_spread(errors, digits)
    shrunk, low, high = _shrunk(errors, digits, spread)
    series = part["series"][known].groupby(part["writer"][known]).first().reindex(writers)
    columns = {"writer": writers, "series": series.array, "digits": digits, "errors": errors, "rate": errors / digits}
    found = pd.DataFrame(columns | {"shrunk": shrunk, "low": low, "high": high})
    ranked = found.sort_values(["shrunk", "errors"], ascending=False, kind="stable", ignore_index=True)
    return WriterErrors(ranked, spread)


def error_spread(errors: NDArray[np.int64], digits: NDArray[np.int64]) -> float:
    """Return the intraclass correlation of being misclassified, 0 to below 1, by Kleinman's weighted moments.

    Parameters
    ----------
    errors, digits
        ``(W,)`` each writer's misclassified digits and digits; at least one digit each.
    """
    total, writers = digits.sum(), len(digits)
    share = errors.sum() / max(int(total), 1)
    free = total - (digits**2).sum() / max(int(total), 1) - (writers - 1)
    if writers < 2 or free <= 0 or share in (0, 1):
        return 0.0
    between = float((digits * (errors / digits - share) ** 2).sum() / (share * (1 - share)))
    return float(np.clip((between - (writers - 1)) / free, 0.0, 0.99))


def _shrunk(errors: NDArray[np.int64], digits: NDArray[np.int64], spread: float) -> tuple[Values, Values, Values]:
    """Return the beta posterior's mean and the ends of its 95 % interval for each writer."""
    from scipy.special import betaincinv

    share = float(errors.sum() / max(int(digits.sum()), 1))
    if spread <= 0:
        alike = np.full(len(digits), share)
        return alike, alike, alike
    strength = 1 / spread - 1
    hits, misses = share * strength + errors, (1 - share) * strength + digits - errors
    low, high = (betaincinv(hits, misses, tail) for tail in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return hits / (hits + misses), low, high
