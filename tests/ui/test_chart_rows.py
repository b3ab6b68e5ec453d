"""A click on a chart's mark chooses its digits; what is no click on one chooses nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mnist_explore.atlas import Atlas
from mnist_explore.ui.components.chart_rows import clicked
from tests.ui.conftest import assert_calm, sheet, visit


def told(**point: Any) -> dict[str, Any]:
    """Return what the browser tells of one mark."""
    return {"selection": {"points": [point]}}


def test_clicked_mark() -> None:
    """Numbers come as themselves, as text or as a list of one."""
    assert [clicked(told(y=value), "y") for value in (3, "3", [3])] == [3, 3, 3]


@pytest.mark.parametrize("event", [None, {}, {"selection": {"points": []}}, told(y="x"), told(y=-1), told(y=1e400),
                                   told(y=[]), told(x=1), "selection"])  # fmt: skip
def test_clicked_nothing(event: Any) -> None:
    """What is none is none, whatever the browser sends."""
    assert clicked(event, "y") is None


@pytest.mark.usefixtures("on_few")
def test_structure_bar_leads_to_its_digits(few_atlas: Atlas) -> None:
    """The digits below the structures' bars are those of the bar chosen, and the address may name it."""
    for row, holes in (("0 holes", 0), ("1 hole", 1)):
        test = visit("variation", digit="9", variation_view="Structure", variation_structures_row=row)
        assert_calm(test)
        ids = np.array(sheet(test, "variation_structure_digits")["ids"])
        assert len(ids) and set(few_atlas.digits.labels[ids]) == {9}
        assert set(few_atlas.table["holes"].to_numpy()[ids]) == {holes}


@pytest.mark.usefixtures("on_few")
def test_ranking_cell_leads_to_its_extremes(few_atlas: Atlas) -> None:
    """The cell chosen shows its class's digits with the least and the most of its measure."""
    test = visit(
        "variation", variation_view="Ranking", variation_ranking_row="3", variation_ranking_column="Slant"
    )  # fmt: skip
    assert_calm(test)
    least, most = (np.array(sheet(test, f"variation_{side}_3_slant_deg")["ids"]) for side in ("least", "most"))
    slant = few_atlas.table["slant_deg"].to_numpy()
    own = np.flatnonzero(few_atlas.digits.labels == 3)
    assert slant[least[0]] == slant[own].min() and slant[most[0]] == slant[own].max()


@pytest.mark.usefixtures("on_few")
@pytest.mark.parametrize("cause", ["stroke width", "family", "the rest"])
def test_variance_bar_leads_on(cause: str) -> None:
    """Every cause of variation leads to digits, or to the families."""
    assert_calm(visit("averages", averages_variance_row="7", averages_variance_column=cause))
