"""Who belongs to a group: by hand, and against pandas on the real digits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.groups import exact_group, group_of_areas, group_of_indices, members, others
from mnist_explore.atlas.groups.regions import on_grid
from mnist_explore.digits import Digits
from tests.atlas.tables import table_of


@pytest.fixture
def small() -> pd.DataFrame:
    """Return eight digits: five sevens with slants 0.1 to 0.5, three ones."""
    return table_of(
        [7, 7, 7, 7, 7, 1, 1, 1],
        writer=[5, 5, 6, None, 7, 7, 8, 8],
        series=[0, 0, 4, None, 1, 1, 4, 4],
        slant_deg=np.array([0.1, 0.2, 0.3, 0.4, 0.5, 10, 20, 20], np.float32),
        crossed=pd.array([True, False, None, True, False, None, None, None], dtype="boolean"),
        form=pd.Series([None, None, None, None, None, "bar", "flag", "base"], dtype="str"),
        predicted=np.array([7, 7, 9, 9, 7, 1, 1, 7], np.uint8),
        tsne_x=np.arange(8, dtype=np.float32),
        tsne_y=np.zeros(8, np.float32),
        style_x=np.array([0, -50, 0.994, 0.996, 2, 0, 0, 0], np.float32),
        style_y=np.array([0, 50, 0, 0, 2, 0, 0, 0], np.float32),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", range(8)),
        ("digit=7", range(5)),
        ("digit=1,7 split=train", range(8)),
        ("split=test", []),
        ("crossed=yes", [0, 3]),
        ("crossed=no", [1, 4]),
        ("crossed=unknown digit=7", [2]),
        ("crossed=yes,unknown digit=7", [0, 2, 3]),
        ("series=employees", [0, 1, 4, 5]),
        ("series=students,unknown", [2, 3, 6, 7]),
        ("writer=5,8", [0, 1, 6, 7]),
        ("form=bar,base", [5, 7]),
        ("form=unknown", range(5)),
        ("right=no", [2, 3, 7]),
        ("predicted=9", [2, 3]),
        ("disputed=yes", [1, 2]),
        ("disputed=no digit=7", [0, 3, 4]),
        ("slant=0.2..0.4", [1, 2, 3]),
        ("slant=0.3", [2]),
        ("slant=..0.1,20", [0, 6, 7]),
        ("slant=p50..", [2, 3, 4, 6, 7]),
        ("slant=..p50 digit=7", [0, 1, 2]),
        ("slant=p70.. digit=7", [3, 4]),
        ("slant=0.2..p50", [1, 2, 5]),
        ("slant=..p5", []),
        ("index=0..1,7", [0, 1, 7]),
        ("index=9..", []),
        ("map-x=3..4", [3, 4]),
    ],
)
def test_members_by_hand(small: pd.DataFrame, text: str, expected: list[int]) -> None:
    """Each kind of condition finds its digits; percentiles are of the class: 0.1 to 0.5 are its 10th to 90th."""
    found = members(small, exact_group(text), disputed=np.array([1, 2]))
    assert found.tolist() == list(expected) and found.dtype == np.intp


def test_members_many_ranges(small: pd.DataFrame) -> None:
    """More ranges than are asked one by one, overlapping and nested, find the same digits."""
    many = ",".join(f"{low / 1000:.3f}..{low / 1000 + 0.001:.3f}" for low in range(0, 290, 4))
    assert members(small, exact_group(f"slant=0.25..0.31,0.26..0.27,{many}")).tolist() == [0, 1, 2]
    assert members(small, exact_group(f"slant=15..,{many}")).tolist() == [0, 1, 6, 7]


def test_members_region(small: pd.DataFrame) -> None:
    """An area finds the digits whose places lie in it, and narrows with other conditions."""
    group = group_of_areas([[(1.5, -1), (6.5, -1), (6.5, 1), (1.5, 1)]])
    assert members(small, group).tolist() == [2, 3, 4, 5, 6]
    assert members(small, group.asking("digit", "1")).tolist() == [5, 6]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("digit=7 slant=0.3..", [0, 1]),
        ("digit=7", [5, 6, 7]),
        ("writer=7,8", [0, 1, 2, 3]),
        ("split=test right=yes", []),
    ],
)
def test_others_by_hand(small: pd.DataFrame, text: str, expected: list[int]) -> None:
    """A group is held against the rest of its classes and split, a whole class against the other classes."""
    assert others(small, exact_group(text)).tolist() == expected


def test_members_region_of_another_layout(small: pd.DataFrame) -> None:
    """An area of a layout is asked of the places on that one, rounded to hundredths; one not there is said so."""
    area = group_of_areas([[(-1, -1), (1, -1), (1, 1), (-1, 1)]])
    assert members(small, area).tolist() == [0]
    # 0.994 rounds to 0.99, within; 0.996 to the right edge, which is outside.
    assert members(small, replace(area, layout="style")).tolist() == [0, 2, 5, 6, 7]
    assert others(small, replace(area, layout="style").asking("digit", "7")).tolist() == [1, 3, 4]
    with pytest.raises(ValueError, match="only the map by pixels"):
        members(small, replace(area, layout="features"))


def test_members_refuses(small: pd.DataFrame) -> None:
    """A column that the table lacks, and disputed labels that were not given, are said so."""
    with pytest.raises(ValueError, match="width_px"):
        members(small, exact_group("width=3.."))
    with pytest.raises(ValueError, match="not given"):
        members(small, exact_group("disputed=yes"))


def test_members_of_indices_are_those(few_atlas: Atlas) -> None:
    """A group made of any digits has these and no others."""
    chosen = np.random.default_rng(0).choice(240, 90, replace=False)
    assert members(few_atlas.table, group_of_indices(chosen)).tolist() == sorted(chosen.tolist())


def test_where_returns_rows(few_atlas: Atlas) -> None:
    """A notebook gets the rows of a group, as the table has them; a bad text is an error."""
    found = few_atlas.where("digit=3 slant=0..")
    rows = few_atlas.table[(few_atlas.table["label"] == 3) & (few_atlas.table["slant_deg"] >= 0)]
    assert len(found) > 3 and found.equals(rows)
    with pytest.raises(ValueError, match="bogus"):
        few_atlas.where("bogus=1")


@pytest.mark.mnist
@pytest.mark.slow
def test_members_of_mnist_are_as_by_pandas(mnist: Digits) -> None:
    """Of the 70,000 digits, five groups are those that pandas finds in its own ways."""
    from skimage.measure import points_in_poly

    table = load_atlas(mnist).table
    places = table[["tsne_x", "tsne_y"]].to_numpy()
    percentile = table.groupby("label")["thickness_px"].rank(pct=True)
    per_digit = 0.5 / table.groupby("label")["label"].transform("size")
    lasso = [(-40.0, -30.0), (35.0, -45.0), (50.0, 20.0), (-5.0, 44.0)]
    expected = {
        "digit=7 crossed=yes series=students slant=20..": table.query(
            "label == 7 and crossed == True and series == 4 and slant_deg >= 20"
        ).index,
        "digit=8 thickness=p90..": table.index[(table["label"] == 8) & (percentile - per_digit >= 0.9)],
        "right=no split=test": table.index[(table["predicted"] != table["label"]) & (table["split"] == "test")],
        "digit=2 looped=no family=2,3": table.query("label == 2 and looped == False and family in (2, 3)").index,
        str(group_of_areas([lasso])): np.flatnonzero(points_in_poly(on_grid(places), lasso)),
    }
    for text, found in expected.items():
        assert len(found) > 10, text
        assert members(table, exact_group(text)).tolist() == list(found), text
