"""Pages that take a group, on MNIST: pairs that are compared, averages, spread, errors and doubts of a group."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.atlas import load_atlas
from mnist_explore.digits import Digits
from tests.ui.conftest import VIEWS, assert_calm, compare, said, sentence, sheet, sheets, visit

pytestmark = [pytest.mark.mnist, pytest.mark.slow]

PAIRS = [
    ("digit~7 series~students", "digit~7 series~employees", "is crossed 15 times as often"),
    ("digit~7 crossed~yes", None, "makes more junctions"),
    ("digit~2 looped~yes", "digit~2 looped~no", "closes more loops"),
    ("digit~4 open_top~yes", "digit~4 open_top~no", "closes fewer loops"),
    ("writer~2330 digit~0..9", "writer~2331 digit~0..9", ""),
]


@pytest.mark.usefixtures("on_mnist")
@pytest.mark.parametrize(("first", "second", "words"), PAIRS)
def test_compare_mnist(first: str, second: str | None, words: str) -> None:
    """Five pairs of groups of MNIST: what sets them apart is said, and every view stands."""
    for view in VIEWS:
        test = compare(first, second, compare_view=view)
        assert words in sentence(test)
        assert not test.warning
        assert test.get("plotly_chart") or sheets(test)


def test_compare_mnist_errors_are_out_of_fold(on_mnist: Digits) -> None:
    """How often students' and employees' sevens are misclassified is by networks that never saw them."""
    from mnist_explore.atlas.predictions import OURS, load_methods

    wrong = load_methods(on_mnist).of(OURS) != on_mnist.labels
    test = visit("compare", compare_view="Structures and errors")
    sevens = on_mnist.labels == 7
    for name, series in (("A", (4,)), ("B", (0, 1))):
        own = sevens & np.isin(on_mnist.series, series)
        assert f"{name}: {int((wrong & own).sum()):,} of {int(own.sum()):,}" in said(test)


GROUP = "crossed~yes series~students"


@pytest.fixture
def crossed(on_mnist: Digits) -> np.ndarray:
    """Return the crossed sevens by students."""
    is_crossed = load_atlas(on_mnist).table["crossed"].fillna(value=False).to_numpy(bool)
    return np.flatnonzero((on_mnist.labels == 7) & (on_mnist.series == 4) & is_crossed)


def test_averages_of_a_group(crossed: np.ndarray) -> None:
    """The average crossed seven by students is of as many digits as there are, in four pictures."""
    test = visit("averages", digit="7", averages_where=GROUP)
    assert_calm(test)
    assert f"Computed from {len(crossed):,} sevens" in said(test)
    assert sheet(test, "averages_one")["count"] == 4
    assert "not worked out anew for groups" in said(test)
    assert "Two classes are needed" in said(test)


def test_spread_of_a_group(crossed: np.ndarray) -> None:
    """The spread and the extremes are those of the group's digits."""
    test = visit("variation", variation_view="Spread", variation_where=GROUP)
    assert_calm(test)
    assert f"{len(crossed):,} digits)" in said(test)
    shown = [one for key, data in sheets(test).items() if key.startswith("variation_") for one in data["ids"]]
    assert len(shown) == 32 and set(shown) <= set(crossed.tolist())


def test_errors_of_a_group(on_mnist: Digits, crossed: np.ndarray) -> None:
    """Errors are counted within the group's digits of the split, and a group without any gets a sentence."""
    test = visit("confusion", confusion_where=f"digit~7 {GROUP}")
    assert_calm(test)
    own = int((on_mnist.split[crossed] == 1).sum())
    assert f"Of the **{own:,} test digits in the group**" in said(test)
    nobody = visit("confusion", confusion_where="slant~89..")
    assert_calm(nobody)
    assert any("No test digit is in this group" in info.value for info in nobody.info)


def test_doubts_of_a_group(on_mnist: Digits, crossed: np.ndarray) -> None:
    """The labels in doubt are the group's."""
    test = visit("disputed", disputed_where=f"digit~7 {GROUP}")
    assert_calm(test)
    assert set(sheet(test, "disputed_sheet")["ids"]) <= set(crossed.tolist())
    assert f"of {int((on_mnist.split[crossed] == 1).sum())} test digits of the group" in said(test)


def test_writer_leads_to_compare(on_mnist: Digits) -> None:
    """From a writer's page one click leads to them beside everyone else, or beside another, of all classes."""
    test = visit("writers", writers_writer="2330")
    links = {link.value: link.proto.query_string for link in test.main.get("page_link")}
    assert "compare_first=writer~2330" in links["Compare them with everyone else"].replace("%7E", "~")
    (other,) = [words for words in links if words.startswith("Compare them with writer")]
    assert "compare_second=writer~" in links[other].replace("%7E", "~")
    narrowed = visit("writers", writers_writer="2330", digit="7")
    shown = sheet(narrowed, "writers_all")["ids"]
    assert shown and (on_mnist.writer[shown] == 2330).all() and (on_mnist.labels[shown] == 7).all()
