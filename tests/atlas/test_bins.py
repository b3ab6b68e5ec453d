"""A column cut into bins: every digit in one, and a group asks for any of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.bins import bins_of
from mnist_explore.atlas.groups import FIELDS, Field, Group, members
from mnist_explore.atlas.groups.fields import DISPUTED

BY_SHORT = {field.short: field for field in FIELDS}


@pytest.mark.parametrize("field", [field for field in FIELDS if field != DISPUTED], ids=lambda field: field.short)
@pytest.mark.parametrize("seed", range(3))
def test_bins_hidden_are_those_a_group_leaves_out(field: Field, seed: int, few_atlas: Atlas) -> None:
    """Of any column, the digits of the bins that are shown are those of the group that asks for them."""
    bins = bins_of(few_atlas.table, field)
    assert bins.kinds.max() < len(bins.texts) <= 255
    hidden = set(np.flatnonzero(np.random.default_rng(seed).random(len(bins.texts)) < 0.5).tolist())
    asked = bins.asking(hidden)
    shown = np.flatnonzero(~np.isin(bins.kinds, sorted(hidden)))
    if asked:
        assert members(few_atlas.table, Group().asking(field.short, asked)).tolist() == shown.tolist()
    else:
        assert len(hidden) == len(bins.texts) and not len(shown)


@pytest.mark.parametrize("lowest", [0.0, 1e-9, 4e-7])
def test_bins_where_digits_lie_closer_than_a_text_can_tell(lowest: float) -> None:
    """Many digits at an edge and some a hair beside it: the edge goes into the next gap that six decimals name."""
    hair = np.float32([0.8, np.nextafter(np.float32(0.8), np.float32(1)), 0.8000002, 0.85])
    typical = np.concatenate(
        [np.float32([0.0] * 30 + [lowest, 3e-7, 0.1]), np.repeat(hair, 9), np.linspace(0.2, 1, 99)]
    )
    table = pd.DataFrame({"label": np.zeros(len(typical), np.uint8), "typicality": typical.astype(np.float32)})
    bins = bins_of(table, BY_SHORT["typicality"])
    assert len(bins.marks) == len(bins.texts) - 2 >= 4
    for kind, text in enumerate(bins.texts[:-1]):
        own = members(table, Group().asking("typicality", text))
        assert own.tolist() == np.flatnonzero(bins.kinds == kind).tolist(), text


def test_bins_of_a_count_by_hand() -> None:
    """A count has a bin each, up to seven, and one for more; what is asked joins neighbours."""
    table = pd.DataFrame({"label": np.zeros(5, np.uint8), "holes": np.array([0, 1, 9, 2, 7], np.uint8)})
    bins = bins_of(table, BY_SHORT["holes"])
    assert bins.texts[:3] == ("..0.5", "0.5..1.5", "1.5..2.5") and bins.texts[-2:] == ("6.5..", "unknown")
    assert bins.kinds.tolist() == [0, 1, 7, 2, 7]
    assert bins.asking({0, 8}) == "0.5.."
    assert bins.asking({1, 3, 4, 5, 6, 7, 8}) == "..0.5,1.5..2.5"


def test_bins_edges_are_no_digits_value() -> None:
    """Ranges include both ends, so that a digit at a round number would be in two bins; the edge makes way."""
    slant = np.concatenate([np.linspace(-40, 40, 81), [0.0] * 5]).astype(np.float32)
    table = pd.DataFrame({"label": np.zeros(len(slant), np.uint8), "slant_deg": slant})
    bins = bins_of(table, BY_SHORT["slant"])
    assert 0.0 in bins.marks and "-10..0" not in bins.texts
    for kind, text in enumerate(bins.texts[:-1]):
        own = members(table, Group().asking("slant", text))
        assert own.tolist() == np.flatnonzero(bins.kinds == kind).tolist()


def test_bins_of_missing_values() -> None:
    """Writers that are not known have a bin of their own."""
    table = pd.DataFrame({"label": np.zeros(4, np.uint8), "writer": pd.array([3, None, 900, None], "Int32")})
    bins = bins_of(table, BY_SHORT["writer"])
    assert bins.texts[-1] == "unknown" and (bins.kinds == len(bins.texts) - 1).tolist() == [False, True, False, True]
    assert members(table, Group().asking("writer", bins.asking(range(len(bins.texts) - 1)))).tolist() == [1, 3]
