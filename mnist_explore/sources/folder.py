"""Digits in a folder or file that a person names: MNIST in any of its usual layouts, or a data set of his own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mnist_explore.digits import Digits
from mnist_explore.errors import DataError, plain
from mnist_explore.sources.forms.finding import Candidate, candidates, unread_in
from mnist_explore.sources.forms.given import AS_IT_IS, How
from mnist_explore.sources.forms.labelling import labelled, no_digits
from mnist_explore.sources.forms.posture import look_like_digits, posture_notices
from mnist_explore.sources.forms.settling import settled
from mnist_explore.sources.splits import assembled, is_mnist, own_name

NO_DIGITS = (
    "These pictures are labelled 0 to 9 and do not look like digits: they are shown as pictures of these classes."
)
FEWEST = 4
"""Digits that can be compared with one another, three of them for training."""


@dataclass(frozen=True, eq=False)
class Named:
    """What a folder or file was found to hold.

    Parameters
    ----------
    digits
        Named ``"mnist"`` if all bytes are MNIST's, otherwise after the folder or file. Writers unknown.
    layout
        What the files are, in words.
    notices
        One sentence for each thing that was left out or could not be used.
    doubts
        One sentence where the pictures seem to be inverted, and one where they seem to be turned.
    """

    digits: Digits
    layout: str
    notices: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def read_folder(folder: Path) -> Digits:
    """Return the digits that :func:`read_named` finds."""
    return _named(folder, AS_IT_IS).digits


def read_named(path: Path, *, how: How = AS_IT_IS) -> Named:
    """Return the digits that lie in a folder, or in one file, in whatever form.

    Parameters
    ----------
    path
        A folder with IDX files (gzipped or plain), an NPZ, CSV or Parquet file, CSV or Parquet files by split, or
        folders of pictures by class; directly in it or in one of :data:`~.forms.finding.PLACES`. Or one such file.
    how
        What is done with the pictures.

    Raises
    ------
    DataError
        If nothing usable is there, one sentence for each thing that was found and could not be used; or if there are
        too few digits to compare.
    """
    named = _named(path, how)
    training = len(named.digits.where_split("train"))
    if len(named.digits) < FEWEST or training < FEWEST - 1:
        raise DataError(
            f"{path} has {len(named.digits)} pictures in all, {training} of them for training; at least {FEWEST} with "
            f"{FEWEST - 1} for training are needed to compare."
        )
    return named


def _named(path: Path, how: How) -> Named:
    """Return the first usable digits of a folder or file."""
    problems: list[str] = []
    try:
        if not path.exists():
            raise DataError(f"{path} is named as the data and is not there; correct the name, or leave it out.")
        found = candidates(path)
        for candidate in found:
            try:
                return _read(candidate, how, problems, path, found)
            except DataError as error:
                problems.append(str(error))
        raise DataError(" ".join(problems) or unread_in(path))
    except (OSError, ValueError) as error:
        # A name with a NUL is a ValueError in some versions of Python, and no such file in others.
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"{path} cannot be read ({reason}); make it readable, or correct the name.") from error


def _read(candidate: Candidate, how: How, problems: list[str], path: Path, others: Iterator[Candidate]) -> Named:
    """Return a candidate's digits, with a word on whatever was tried before and on what is not looked at."""
    given = candidate.read()
    settled_parts = [settled(one, how=how) for one in given]
    notices = [*problems, *(said for one in given for said in one.notices)]
    notices += [said for _, more in settled_parts for said in more]
    (train, test), classes, left_out = labelled([part for part, _ in settled_parts], names=given[0].names)
    notices += left_out
    if is_mnist(train, test):
        return Named(assembled("mnist", train, test), candidate.layout, tuple(map(plain, notices)))
    if classes.are_digits and len(np.unique(train.labels)) > 1 and not look_like_digits(train.images, train.labels):
        (train, test), classes = no_digits(train, test)
        notices.append(NO_DIGITS)
    digits = assembled(own_name(candidate.name), train, test, classes=classes)
    if also := list(dict.fromkeys(other.layout for other in others)):
        notices.append(f"{path} also holds {', '.join(also)}, not shown; name the file that is meant.")
    doubts = posture_notices(digits.images, digits.labels, how=how, classes=classes)
    return Named(digits, candidate.layout, tuple(map(plain, notices)), doubts)
