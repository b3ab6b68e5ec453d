"""Any group of digits: named once in a short text, found, counted, put in words, narrowed."""

from mnist_explore.atlas.groups.facets import Histogram, ValueCounts, facets
from mnist_explore.atlas.groups.fields import FIELDS, Field
from mnist_explore.atlas.groups.group import (
    Group,
    exact_group,
    group_of_areas,
    group_of_indices,
    parse,
    parse_pairs,
)
from mnist_explore.atlas.groups.membership import members, others
from mnist_explore.atlas.groups.wording import group_phrase, words

__all__ = [
    "FIELDS",
    "Field",
    "Group",
    "Histogram",
    "ValueCounts",
    "exact_group",
    "facets",
    "group_of_areas",
    "group_of_indices",
    "group_phrase",
    "members",
    "others",
    "parse",
    "parse_pairs",
    "words",
]
