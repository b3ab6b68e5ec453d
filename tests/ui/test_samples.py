"""Samples: a group is named, seen in any order, in rows or as a grid, and selected from."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.analysis.variation.spread import grid_of
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import FIELDS, exact_group, facets, members
from mnist_explore.atlas.groups.fields import DISPUTED
from mnist_explore.digits import Digits
from mnist_explore.ui.components.sheet import MOST_TOLD, _indices, _is_index
from tests.ui.conftest import assert_calm, said, sheet, visit

pytestmark = pytest.mark.usefixtures("on_few")


def shown(test: AppTest) -> list[int]:
    """Return the digits on screen, in order."""
    assert_calm(test)
    found: list[int] = sheet(test, "samples_sheet")["ids"]
    return found


def asked(test: AppTest, name: str = "samples_where") -> str:
    """Return a parameter of the address."""
    found = test.query_params[name]
    return found if isinstance(found, str) else found[0]


def histogram(test: AppTest, column: str) -> dict[str, Any]:
    """Return what the browser is sent for the histogram beside a range."""
    data: dict[str, Any] = json.loads(test.get_by_key(f"samples_where_{column}_histogram").proto.json)
    return data


def test_samples_of_all() -> None:
    """Without a choice all digits are shown as they come, and one sentence says so."""
    test = visit("samples")
    assert shown(test) == list(range(240))
    assert "All digits: 240" in said(test)


@pytest.mark.parametrize(
    "text",
    [
        "split=test",
        "digit=2,3 slant=0..",
        "slant=p25..p75 split=train",
        "right=no",
        "index=3,5..9",
        "holes=1 split=test",
    ],
)
def test_samples_of_a_group(text: str, few_atlas: Atlas) -> None:
    """What the address asks for is shown, counted in a sentence, and written as it was."""
    test = visit("samples", samples_where=text.replace("=", "~"))
    group = exact_group(text)
    found = members(few_atlas.table, group).tolist()
    assert shown(test) == found
    assert f": {len(found):,} of" in said(test)
    assert (
        test.query_params["samples_where"] == [group.addressed] or test.query_params["samples_where"] == group.addressed
    )
    assert shown(visit("samples", samples_where=text)) == found


def test_samples_of_nobody() -> None:
    """A group without digits gets a sentence, and its conditions can still be taken away."""
    test = visit("samples", samples_where="slant~80..")
    assert_calm(test)
    assert "No digit is in this group" in said(test)
    test.button(key="samples_where_slant_deg_drop").click().run()
    assert len(shown(test)) == 240


def test_bad_parts_are_left_out(few_atlas: Atlas) -> None:
    """What of a group cannot be read is left out with a sentence each; the rest holds, and the address is mended."""
    test = visit("samples", samples_where="split~test slnt~3 crossed~maybe slant~3..1 <b>~1")
    assert shown(test) == members(few_atlas.table, exact_group("split=test")).tolist()
    (warning,) = test.warning
    assert "slnt" in warning.value and "crossed" in warning.value and not set("<>[]") & set(warning.value)
    assert asked(test) == "split~test"
    test.run()
    assert not test.warning


def test_counts_follow_as_one_narrows(few_atlas: Atlas) -> None:
    """Buttons say how many digits each value would leave of the group as it is, but for its own condition."""
    test = visit("samples", digit="2")

    def wanted(text: str) -> dict[str, int]:
        return dict(
            next(one for one in facets(few_atlas.table, exact_group(text)) if one.field.name == "looped").counts
        )

    for text in ("digit=2", "digit=2 split=test"):
        counts = wanted(text)
        labels = [f"looped {counts['yes']:,}", f"without a loop {counts['no']:,}"]
        assert test.pills(key="samples_where_looped").options == [one for one in labels if not one.endswith(" 0")]
        test.pills(key="samples_where_split").set_value(["test"]).run()
    assert (few_atlas.digits.split[shown(test)] == 1).all()


def test_buttons_add_and_remove(few_atlas: Atlas) -> None:
    """A pressed button narrows, a second one of the column widens, and releasing both asks for it no more."""
    test = visit("samples")
    split = "samples_where_split"
    test.pills(key=split).set_value(["test"]).run()
    assert shown(test) == np.flatnonzero(few_atlas.digits.split == 1).tolist()
    test.pills(key=split).set_value(["test", "train"]).run()
    assert len(shown(test)) == 240 and "split~test,train" in asked(test)
    test.pills(key=split).set_value([]).run()
    assert len(shown(test)) == 240 and "samples_where" not in test.query_params


def test_range_with_a_histogram(few_atlas: Atlas) -> None:
    """A measure that is added has a histogram of the group and a slider; moving it narrows, its ends mean no bound."""
    test = visit("samples")
    test.selectbox(key="samples_where_add").select("slant_deg").run()
    assert sum(1 for height in histogram(test, "slant_deg")["heights"] if height) > 3
    slider = test.slider(key="samples_where_slant_deg")
    low, high = slider.value
    slants = few_atlas.table["slant_deg"].to_numpy()
    assert low <= slants.min() and high >= slants.max()
    slider.set_value((2.0, high)).run()
    assert shown(test) == np.flatnonzero(slants >= 2).tolist()
    assert "slant~2.." in asked(test)
    assert not all(histogram(test, "slant_deg")["inside"]) and any(histogram(test, "slant_deg")["inside"])
    test.slider(key="samples_where_slant_deg").set_value((low, high)).run()
    assert len(shown(test)) == 240 and "samples_where" not in test.query_params
    assert test.slider(key="samples_where_slant_deg")


def test_range_in_percentiles(few_atlas: Atlas) -> None:
    """A range can be one of percentiles within the class."""
    test = visit("samples", samples_where_open="thickness")
    test.segmented_control(key="samples_where_thickness_px_by").set_value("percentiles").run()
    again = visit("samples", samples_where_open="thickness", samples_where_thickness_px_by="percentiles")
    assert asked(test, "samples_where_thickness_px_by") == "percentiles"
    assert again.slider(key="samples_where_thickness_px").value == (0.0, 100.0)
    test.slider(key="samples_where_thickness_px").set_value((90.0, 100.0)).run()
    assert shown(test) == members(few_atlas.table, exact_group("thickness=p90..")).tolist()
    assert "top 10" in said(test)


def test_typed_condition() -> None:
    """What has no buttons can be typed; what cannot be read gets one sentence, and the group stays."""
    test = visit("samples", samples_where_open="index")
    test.text_input(key="samples_where_index").set_value("3, 5..9").run()
    assert shown(test) == [3, 5, 6, 7, 8, 9]
    test.text_input(key="samples_where_index").set_value("9..5").run()
    assert shown(test) == [3, 5, 6, 7, 8, 9]
    assert len(test.warning) == 1 and "backwards" in test.warning[0].value


def test_every_column_can_be_asked() -> None:
    """Every column that these digits have is either shown at once or among those that can be added."""
    test = visit("samples", digit="2")
    titles = {one.title for one in FIELDS} - {"Writer", "Series", "Disputed label"}
    at_once = {one.label for one in test.main.get("button_group") if one.key and one.key.startswith("samples_where_")}
    assert titles <= at_once | set(test.selectbox(key="samples_where_add").options)


def test_start_over() -> None:
    """One button takes all conditions away, and is there only while there are some."""
    test = visit("samples", samples_where="split~test slant~0..", digit="3")
    test.button(key="samples_where_over").click().run()
    assert "samples_where" not in test.query_params and "Threes: " in said(test)
    assert not [one for one in test.button if one.key == "samples_where_over"]


@pytest.mark.parametrize("title", [one.title for one in FIELDS if one != DISPUTED])
def test_order_by_every_column(title: str) -> None:
    """By every column digits can be sorted, both ways, and captioned."""
    test = visit("samples", samples_order=title, samples_first="highest first", samples_caption=title)
    assert sorted(shown(test)) == list(range(240))
    assert len(sheet(test, "samples_sheet")["captions"]) == 240


def test_order_and_captions(few_atlas: Atlas) -> None:
    """Sorted by slant the digits lean farther and farther, and their captions say how far."""
    test = visit("samples", samples_order="Slant", samples_first="highest first", samples_caption="Slant")
    slants = few_atlas.table["slant_deg"].to_numpy()[shown(test)]
    assert (np.diff(slants) <= 0).all()
    captions = sheet(test, "samples_sheet")["captions"]
    assert captions == [f"{round(slant)}°".replace("-", "−") for slant in slants.tolist()]
    assert "the most right-leaning first" in said(test)


def test_order_at_random() -> None:
    """A random order is the address's own; others are drawn at the press of a button."""
    test = visit("samples", samples_order="at random")
    first = shown(test)
    assert first == shown(visit("samples", samples_order="at random")) != list(range(240))
    test.button(key="samples_others").click().run()
    assert shown(test) != first and sorted(shown(test)) == list(range(240))
    again = visit("samples", samples_order="at random", samples_draw=asked(test, "samples_draw"))
    assert shown(again) == shown(test)


def test_rows_by_class(few_atlas: Atlas) -> None:
    """In rows by class each heading counts the digits of its class, and the digits below it are of that class."""
    test = visit("samples", samples_arrange="in rows", samples_rows="Digit", samples_order="Slant")
    data = sheet(test, "samples_sheet")
    labels, slants = few_atlas.digits.labels, few_atlas.table["slant_deg"].to_numpy()
    place = 0
    for digit, (heading, count) in enumerate(data["rows"]):
        own = data["ids"][place : place + count]
        assert heading.startswith(f"Digit {digit}: {(labels == digit).sum()}")
        assert set(labels[own]) == {digit} and (np.diff(slants[own]) >= 0).all()
        place += count
    assert place == len(data["ids"]) == data["count"]


def test_grid_of_two_measures(few_atlas: Atlas) -> None:
    """A grid shows the medoid of each pair of quantiles, empty places included, with named axes and units."""
    test = visit(
        "samples",
        samples_arrange="as a grid",
        samples_side="10",
        samples_across="Stroke length",
        samples_down="Ink area",
    )
    data = sheet(test, "samples_sheet")
    everyone = np.arange(240)
    grid = grid_of(few_atlas.table, few_atlas.digits, everyone, rows="area_px", columns="length_px", n=10)
    assert data["ids"] == grid.indices.ravel().tolist() and -1 in data["ids"]
    assert data["axes"]["across"]["title"] == "Stroke length, px" and data["axes"]["down"]["title"] == "Ink area, px²"
    ticks = [float(one.replace("−", "-")) for one in data["axes"]["across"]["ticks"]]
    assert ticks == pytest.approx(grid.column_edges[:-1].tolist(), abs=0.6)
    assert data["columns"] == 10


def test_two_thousand_in_one_sheet(few: Digits) -> None:
    """The number on screen is the visitor's, up to two thousand."""
    test = visit("samples", samples_shown="100")
    assert len(shown(test)) == 100
    test.get_by_key("samples_page").set_value(3).run()
    assert shown(test) == list(range(200, len(few)))
    assert test.selectbox(key="samples_shown").options[-1] == "2000"


def test_selection_from_the_address() -> None:
    """A selection is in the address; it can be shown alone, which makes it the group, and taken back."""
    test = visit("samples", samples_selected="3,5..7", samples_size="60")
    assert sheet(test, "samples_sheet")["selected"] == [3, 5, 6, 7] and "4 selected" in said(test)
    assert sheet(test, "samples_sheet")["cellPx"] == 60
    test.button(key="samples_alone").click().run()
    assert shown(test) == [3, 5, 6, 7]
    assert "index~3,5..7" in asked(test) and "samples_selected" not in test.query_params
    other = visit("samples", samples_selected="3")
    other.button(key="samples_none").click().run()
    assert sheet(other, "samples_sheet")["selected"] == [] and "samples_selected" not in other.query_params


@pytest.mark.parametrize("told", ["3", 3, None, {"a": 1}, True, 3.5])
def test_selection_from_a_tampered_browser(told: object) -> None:
    """Of what the browser says was selected only a list counts, and in it only digits that there are, once each."""
    assert _indices(told, 5) is None
    kept = _indices([told, 4, 4, -1, 99, "4", [4], True, 4.0], 5)
    assert kept == ((3, 4) if told == 3 and type(told) is int else (4,))
    assert not _is_index(-1, 5) and not _is_index(5, 5) and not _is_index(True, 5) and _is_index(4, 5)
    assert _indices(list(range(MOST_TOLD + 5)), 70_000) == tuple(range(MOST_TOLD))
