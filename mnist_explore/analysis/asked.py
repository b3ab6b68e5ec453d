"""A group of digits as a text asks for it, with the labels that are disputed where they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_explore.analysis.errors.disputed import counted_digits
from mnist_explore.atlas.groups import exact_group, members, words
from mnist_explore.atlas.groups.fields import DISPUTED
from mnist_explore.atlas.groups.membership import lacking
from mnist_explore.atlas.predictions import load_methods
from mnist_explore.atlas.table import Atlas
from mnist_explore.errors import DataError
from mnist_explore.words import capitalised

if TYPE_CHECKING:
    import pandas as pd


WHERE_HELP = (
    'only digits that fulfil this, such as "digit=7 crossed=yes slant=20..": columns by short names, values yes, no, '
    "names, numbers, or ranges, of percentiles within the class as in thickness=p90.."
)
"""What the command line says of such a text."""


def asked_rows(atlas: Atlas, text: str) -> tuple[pd.DataFrame, str]:
    """Return the rows of a group of digits, and the group in one sentence.

    Parameters
    ----------
    atlas
        Digits and their table.
    text
        As for :func:`~mnist_explore.atlas.groups.parse`. Disputed labels are those that confident learning counts.

    Raises
    ------
    DataError
        With a sentence for every part of the text that cannot be read or asked of these digits.
    ArtifactError
        If disputed labels are asked for and no answers to these digits were kept.
    """
    try:
        group = exact_group(text)
        if (missing := lacking(atlas.table, group)) is not None:
            raise ValueError(f"{capitalised(missing)}.")
    except ValueError as error:
        raise DataError(str(error)) from error
    disputed = None
    if DISPUTED.name in group.columns:
        disputed = counted_digits(atlas.digits, load_methods(atlas.digits).doubt)
    indices = members(atlas.table, group, disputed=disputed)
    return atlas.table.iloc[indices], words(atlas.table, group, disputed=disputed)
