"""Two groups and everything that is asked of the two together, each answer worked out when it is first wanted."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.comparing.comparison import Comparison, compare
from mnist_explore.analysis.comparing.distributions import OverlaidDistributions, overlaid_distributions
from mnist_explore.analysis.comparing.pictures import AveragePictures, average_pictures
from mnist_explore.analysis.comparing.places import MapPlaces, map_places
from mnist_explore.analysis.comparing.typical import FEWEST, Separation, separate
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import Group, members, others
from mnist_explore.atlas.values import Indices
from mnist_explore.digits import UNKNOWN, Digits

WHOLE = 7
"""The class that is compared where none is chosen: the one whose writers differ most visibly."""

NAMES = ("A", "B")
"""What sentences call the two."""


def first_pair(digits: Digits, whole: Group) -> tuple[Group, Group]:
    """Return which two groups are held against each other at first, among those of `whole`.

    Students and employees, where these are known; else training and test digits; where all are of one split, standard
    digits and the others.
    """
    if (digits.series != UNKNOWN).any():
        return whole.asking("series", "students"), whole.asking("series", "employees")
    if len(set(digits.split.tolist())) > 1:
        return whole.asking("split", "train"), whole.asking("split", "test")
    return whole.asking("standard", "yes"), whole.asking("standard", "no")


class Pair:
    """Two groups of digits, A and B.

    Parameters
    ----------
    atlas
        The digits and what is known of them.
    first
        Which digits A is.
    second
        Which digits B is; None for all others that A is held against, as in
        :func:`~mnist_explore.atlas.groups.others`.
    disputed
        The digits whose label is disputed, for groups that ask it.
    wrong
        As for :func:`~mnist_explore.analysis.comparing.compare`.

    Raises
    ------
    ValueError
        If the table lacks a column that is asked, or disputed labels are asked and not given.
    """

    def __init__(
        self,
        atlas: Atlas,
        first: Group,
        second: Group | None,
        *,
        disputed: Indices | None = None,
        wrong: NDArray[np.bool_] | None = None,
    ) -> None:
        self.atlas, self._wrong = atlas, wrong
        self.chosen_by = {*first.columns, *(() if second is None else second.columns)}
        self.first = members(atlas.table, first, disputed=disputed)
        if second is None:
            self.second = others(atlas.table, first, disputed=disputed)
        else:
            self.second = members(atlas.table, second, disputed=disputed)
        for own in (self.first, self.second):
            own.setflags(write=False)

    @property
    def is_out_of_fold(self) -> bool:
        """Whether errors are those that were given, rather than the table's, of a network that has seen digits."""
        return self._wrong is not None

    @property
    def sides(self) -> tuple[Indices, Indices]:
        """The digits of both groups, ascending."""
        return self.first, self.second

    @cached_property
    def comparison(self) -> Comparison:
        """What sets them apart."""
        return compare(self.atlas.table, *self.sides, names=NAMES, chosen_by=self.chosen_by, wrong=self._wrong)

    @cached_property
    def pictures(self) -> tuple[AveragePictures, AveragePictures]:
        """What either looks like on average."""
        first, second = (average_pictures(self.atlas.digits, self.atlas.table, own) for own in self.sides)
        return first, second

    @cached_property
    def separation(self) -> Separation | None:
        """Which digits show the difference; None where either has too few of its own."""
        if min(len(np.setdiff1d(own, other)) for own, other in (self.sides, self.sides[::-1])) < FEWEST:
            return None
        return separate(self.atlas.table, *self.sides, chosen_by=self.chosen_by)

    @cached_property
    def places(self) -> MapPlaces:
        """Where they lie on the map."""
        return map_places(self.atlas.table, *self.sides)

    def distributions(self, measure: str) -> OverlaidDistributions:
        """Return how a measure that both have is distributed."""
        return overlaid_distributions(self.atlas.table, *self.sides, measure)
