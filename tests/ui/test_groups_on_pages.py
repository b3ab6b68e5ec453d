"""Pages that take a group, on a small data set: what they show is the group's, and they say so where it is not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import Group
from mnist_explore.digits import Digits
from mnist_explore.ui.components.filters import of_any_class
from mnist_explore.ui.views.compare.groups import default_groups
from mnist_explore.ui.views.writers.page import of_writer
from tests.ui.conftest import assert_calm, said, sheet, sheets, visit


def test_averages_of_two_classes(on_few: Digits) -> None:
    """Of a group's two classes both are pictured and can be subtracted; what is of whole classes is said to be."""
    test = visit("averages", averages_where="digit~1,2 split~test")
    assert_calm(test)
    count = int((np.isin(on_few.labels, [1, 2]) & (on_few.split == 1)).sum())
    assert sheet(test, "averages_mean")["captions"] == ["1", "2"]
    assert f"Computed from {count} digits" in said(test)
    assert [str(one) for one in test.selectbox(key="averages_first").options] == ["1", "2"]
    assert "not worked out anew for groups" in said(test)
    assert "not worked out anew" not in said(visit("averages"))


def test_averages_of_the_class_in_the_sidebar(on_few: Digits) -> None:
    """With a class chosen its pictures alone are shown, and it can still be held against the others."""
    test = visit("averages", digit="4")
    assert_calm(test)
    assert sheet(test, "averages_one")["count"] == 4 and "averages_mean" not in sheets(test)
    assert len(test.selectbox(key="averages_first").options) == 10
    assert f"Computed from {int((on_few.labels == 4).sum())} fours" in said(test)


@pytest.mark.usefixtures("on_few")
def test_averages_of_nobody() -> None:
    """A group without digits gets a sentence in place of blank pictures."""
    test = visit("averages", averages_where="slant~89..")
    assert_calm(test)
    assert any("No digit is left" in info.value for info in test.info)
    # What the variation of whole classes is made of is still there.
    assert set(sheets(test)) == {"averages_least", "averages_most"}


def test_spread_of_a_split(on_few: Digits) -> None:
    """Medians, counts and extremes are of the group's digits of the class; a class without any is named."""
    test = visit("variation", variation_view="Spread", variation_digits="3", variation_where="split~test")
    assert_calm(test)
    own = (on_few.labels == 3) & (on_few.split == 1)
    assert f"{int(own.sum())} digits)" in said(test)
    shown = [index for key, data in sheets(test).items() if key.startswith("variation_") for index in data["ids"]]
    assert shown and own[shown].all()
    none = visit("variation", variation_view="Spread", variation_digits="3", variation_where="digit~5")
    assert_calm(none)
    assert any("is a 3" in info.value for info in none.info)


def test_errors_of_a_class(on_few: Digits) -> None:
    """Errors are counted among the group's digits of the split, whoever reads them."""
    test = visit("confusion", confusion_where="digit~3,5")
    assert_calm(test)
    own = int((np.isin(on_few.labels, [3, 5]) & (on_few.split == 1)).sum())
    assert f"Of the **{own} test digits in the group**" in said(test)
    assert "in the group" not in said(visit("confusion"))


@pytest.mark.usefixtures("on_few")
@pytest.mark.parametrize(
    ("page", "name"),
    [("averages", "averages_where"), ("confusion", "confusion_where"), ("variation", "variation_where")],
)
def test_group_that_is_none(page: str, name: str) -> None:
    """What of a group cannot be read is left out with one sentence, and the rest of it holds."""
    view = {"variation_view": "Spread"} if page == "variation" else {}
    test = visit(page, **{name: "split~test colour~red"}, **view)
    assert_calm(test)
    (warning,) = [one.value for one in test.warning if name in one.value]
    assert "colour" in warning and "Test digits" in said(test)


def test_default_groups_by_what_is_known(few_atlas: Atlas) -> None:
    """Students and employees where writers are known, else the splits, else standard digits and the others."""
    digits = few_atlas.digits
    train = digits.where_split("train")
    one_split = Digits("part", digits.images[train], digits.labels[train], digits.split[train])
    series = (np.arange(len(digits)) % 2 * 4).astype(np.int8)
    by_students = Digits("few", digits.images, digits.labels, digits.split, series.astype(np.int32), series)
    known: Any = SimpleNamespace(digits=by_students)
    part: Any = SimpleNamespace(digits=one_split)
    assert [str(one) for one in default_groups(known)] == ["digit=7&series=students", "digit=7&series=employees"]
    assert [str(one) for one in default_groups(few_atlas)] == ["digit=7&split=train", "digit=7&split=test"]
    assert [str(one) for one in default_groups(part)] == ["digit=7&standard=yes", "digit=7&standard=no"]


def test_of_writer_is_of_all_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer's group has all classes, also where the sidebar has chosen one."""
    assert str(of_writer(5)) == "writer=5"
    monkeypatch.setitem(of_writer.__globals__, "st", SimpleNamespace(session_state={"digit": 7}))
    assert str(of_writer(5)) == "digit=0..9&writer=5"


def test_of_any_class_keeps_what_the_group_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sidebar's class is taken off, a group's own is not."""
    seven = Group().asking("digit", "7").asking("crossed", "yes")
    state = {"a_where": seven, "b_where": Group().asking("crossed", "yes")}
    monkeypatch.setitem(of_any_class.__globals__, "st", SimpleNamespace(session_state=state))
    assert of_any_class(seven, key="a_where") == seven
    assert str(of_any_class(seven, key="b_where")) == "crossed=yes"


@pytest.mark.usefixtures("on_few")
@pytest.mark.parametrize(
    ("page", "view"),
    [
        ("variation", "The lesson"),
        ("variation", "Families"),
        ("variation", "Ranking"),
        ("averages", ""),
        ("methods", ""),
    ],
)
def test_view_that_takes_no_group_says_so(page: str, view: str) -> None:
    """What is not worked out for groups says so, once, where a group would be named; a page with none besides too."""
    test = visit(page, **({"variation_view": view} if view else {"averages_where": "split~test"}))
    assert_calm(test)
    told = [one.value for one in test.caption if "takes no group" in one.value]
    assert len(told) == (0 if page == "methods" and not test.get("plotly_chart") else 1), told


def test_grid_structures_and_standard_of_a_group(on_few: Digits) -> None:
    """The grid, the structures and the standard digits are those of the group's digits of the class, and say so."""
    where = "index~10..229"
    own = np.flatnonzero((on_few.labels == 7) & np.isin(np.arange(len(on_few)), range(10, 230)))
    assert 20 <= len(own) < (on_few.labels == 7).sum()
    grid = visit("variation", variation_view="Slant × width", variation_where=where)
    structures = visit("variation", variation_view="Structure", variation_where=where)
    standard = visit("variation", variation_view="Standard", variation_where=where)
    for test in (grid, structures, standard):
        assert_calm(test)
    assert f"of the {len(own)} sevens of the group" in said(grid)
    assert set(sheet(grid, "variation_grid_7")["ids"]) - {-1} <= set(own.tolist())
    assert f"Of {len(own)} sevens of the group" in said(structures)
    assert f"of {len(own)} sevens of the group (" in said(standard)
    shown = [index for key, data in sheets(standard).items() if key.startswith("variation_") for index in data["ids"]]
    assert set(shown) <= set(own.tolist()) and shown


def test_variation_of_a_group_of_another_class(on_few: Digits) -> None:
    """A group that names a class of its own is shown of that class; one of too few digits gets a sentence."""
    test = visit("variation", variation_view="Structure", variation_where="digit~3")
    assert_calm(test)
    assert f"Of {int((on_few.labels == 3).sum())} threes." in said(test)
    few = visit("variation", variation_view="Structure", variation_where="index~0..30")
    assert_calm(few)
    assert any("too few to say how they vary" in info.value for info in few.info)
    assert not few.get("plotly_chart")
