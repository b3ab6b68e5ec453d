"""The overview's fan stands as its angles say, and its facts lead to the views that prove them."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.variation.fan import Fan
from mnist_explore.digits import Digits
from mnist_explore.ui.views.overview import places_of
from tests.ui.conftest import assert_calm, sheet, visit


def test_places_of_a_fan() -> None:
    """Upright stands above the centre, 30 degrees to the right lies right and lower, the inner ring below the outer."""
    fan = Fan(np.arange(4), np.array([-30.0, 0.0, 30.0, 0.0]), np.array([0, 0, 0, 1]))
    places = places_of(fan, step_deg=5)
    assert places.x[1] == pytest.approx(0.5) and places.x[0] == pytest.approx(1 - places.x[2])
    assert places.y[1] < places.y[0] == pytest.approx(places.y[2])
    assert places.x[3] == places.x[1] and places.y[3] > places.y[1]
    half = places.side / 2
    assert places.x.min() == pytest.approx(half) and places.x.max() == pytest.approx(1 - half)
    assert places.y.min() == pytest.approx(half * places.ratio)
    # Neighbours of the innermost ring are as far apart as what can be picked is wide.
    assert places.width < places.side


@pytest.mark.usefixtures("on_few")
def test_overview_fan_of_ones(on_few: Digits) -> None:
    """The fan shows ones only, each with a place and words."""
    test = visit("app")
    assert_calm(test)
    fan = sheet(test, "app_fan")
    assert set(on_few.labels[fan["ids"]]) == {1}
    assert len(fan["places"]["at"]) == len(fan["ids"]) == len(fan["labels"]) > 5


@pytest.mark.usefixtures("on_few")
def test_overview_facts_lead_to_their_proof() -> None:
    """Each fact has a link to the view that proves it, for the class it is about."""
    asked = [link.proto.query_string for link in visit("app").main.get("page_link")]
    for words in (
        ("digit=1", "variation_view=Spread", "variation_measure=Slant"),
        ("digit=2", "variation_view=Struct"),
    ):
        assert any(all(word in query for word in words) for query in asked), (words, asked)
