"""What a group could be narrowed to: each count is what narrowing then gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import Histogram, ValueCounts, exact_group, facets, members
from tests.atlas.tables import table_of


def test_facets_by_hand() -> None:
    """A column's counts leave out its own condition and keep all others; series have words."""
    table = table_of(
        [7, 7, 7, 1],
        series=[0, 1, 4, 4],
        crossed=pd.array([True, False, True, None], dtype="boolean"),
        holes=np.array([0, 2, 0, 1], np.uint8),
    )
    found = {facet.field.short: facet for facet in facets(table, exact_group("digit=7 crossed=yes"))}
    assert list(found) == ["digit", "split", "series", "holes", "crossed"]
    assert dict(found["crossed"].counts) == {"yes": 2, "no": 1}
    assert dict(found["digit"].counts) == {"1": 0, "7": 2}
    assert dict(found["split"].counts) == {"train": 2, "test": 0}
    assert dict(found["series"].counts) == {"employees": 1, "students": 1}
    assert found["holes"].counts.tolist() == [2, 0, 0]
    assert found["holes"].edges.tolist() == [-0.5, 0.5, 1.5, 2.5]


@pytest.mark.parametrize("text", ["", "digit=3", "digit=3,5 slant=0..", "standard=yes right=yes", "width=p20..p80"])
def test_facets_are_what_narrowing_gives(few_atlas: Atlas, text: str) -> None:
    """Every value of every column leaves as many digits as its facet says; histograms hold the rest that has one."""
    group = exact_group(text)
    kinds = set()
    for facet in facets(few_atlas.table, group, disputed=np.array([3, 5, 8])):
        kinds.add(type(facet))
        if isinstance(facet, ValueCounts):
            for value, count in facet.counts.items():
                narrowed = members(few_atlas.table, group.asking(facet.field.name, value), disputed=np.array([3, 5, 8]))
                assert len(narrowed) == count, (facet.field.name, value)
        else:
            rest = members(few_atlas.table, group.without(facet.field.name))
            values = few_atlas.table[facet.field.name].to_numpy(float)[rest]
            values = values[~np.isnan(values)]
            assert facet.counts.sum() == len(values) and (np.diff(facet.edges) > 0).all()
            inner = facet.edges[1:-1]
            middle = inner[len(inner) // 2] if len(inner) else facet.edges[0]
            below = facet.counts[: len(inner) // 2 + 1].sum() if len(inner) else 0
            assert abs((values < middle).sum() - below) <= (np.abs(values - middle) < 1e-5).sum()
    assert kinds == {ValueCounts, Histogram}


def test_facets_edges_stand_still(few_atlas: Atlas) -> None:
    """Narrowing within a class leaves every histogram's edges as they are."""
    whole, narrow = (facets(few_atlas.table, exact_group(text)) for text in ("digit=3", "digit=3 slant=5.. width=12.."))
    edges = [(one.edges, other.edges) for one, other in zip(whole, narrow, strict=True) if isinstance(one, Histogram)
             and isinstance(other, Histogram)]  # fmt: skip
    assert len(edges) > 10 and all(one.tolist() == other.tolist() for one, other in edges)
