"""Whatever stands in the address bar, the page answers with one sentence at most and goes on."""

from __future__ import annotations

import pytest

from mnist_explore.digits import Digits
from mnist_explore.ui.shell import PAGES
from tests.ui.conftest import assert_calm, said, sheet, sheets, visit

pytestmark = pytest.mark.usefixtures("on_few")

LONG = "7" * 500_000
BAD = ["77", "-1", "9999999", "\x00", "", " ", "3.0", "\u0663", "None", "<img src=x onerror=alert(1)>", "[a](b)", LONG]


@pytest.mark.hostile
@pytest.mark.parametrize("value", BAD, ids=lambda value: repr(value[:12]))
def test_digit_that_is_none(value: str) -> None:
    """A class that there is not gives one short sentence; all classes are shown."""
    test = visit("samples", digit=value)
    assert_calm(test)
    assert len(test.warning) == 1
    sentence = test.warning[0].value
    assert "digit" in sentence and "0 to 9" in sentence
    assert len(sentence) < 200 and not set("<>[]\x00") & set(sentence)
    assert len(sheet(test, "samples_sheet")["ids"]) == 240


@pytest.mark.hostile
@pytest.mark.parametrize("value", ["240", *BAD[1:]], ids=lambda value: repr(value[:12]))
def test_index_that_is_none(value: str) -> None:
    """A digit number that there is not gives one short sentence and no card."""
    test = visit("app", index=value)
    assert_calm(test)
    assert len(test.warning) == 1
    sentence = test.warning[0].value
    assert "0 to 239" in sentence
    assert len(sentence) < 200 and not set("<>[]\x00") & set(sentence)


@pytest.mark.hostile
def test_repeated_parameters() -> None:
    """Of repeated values the first counts, without an exception."""
    test = visit("samples", digit=["3", "4"], index=["5", "6"])
    assert_calm(test)
    assert test.session_state["digit"] == 3


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("page", "name", "value"),
    [
        ("samples", "samples_arrange", "in a spiral"),
        ("samples", "samples_size", "45"),
        ("samples", "samples_shown", "1000000"),
        ("samples", "samples_selected", "5..3"),
        ("samples", "samples_where_open", "slant.nonsense"),
        ("samples", "samples_where_filter", "ajar"),
        ("samples", "samples_order", "ORDER BY 1"),
        ("samples", "samples_page", "0"),
        ("samples", "samples_page", "1e9"),
        ("averages", "averages_first", "10"),
        ("averages", "averages_picture", "../secret"),
        ("map", "map_colour", "javascript:alert(1)"),
        ("confusion", "confusion_given", "-0"),
        ("confusion", "confusion_show", "\u202e"),
        ("yours", "yours_door", "Window"),
    ],
)
def test_choice_that_is_none(page: str, name: str, value: str) -> None:
    """A choice that there is not is ignored with one sentence, and the page is as without it."""
    test, plain = visit(page, **{name: value}), visit(page)
    assert_calm(test)
    (warning,) = {one.value for one in test.warning} - {one.value for one in plain.warning}
    assert name in warning
    assert said(test).replace(f"{warning}", "").split() == said(plain).split()
    assert sheets(test) == sheets(plain)


@pytest.mark.hostile
def test_unknown_parameters() -> None:
    """Parameters that nobody asked for change nothing."""
    test = visit("app", utm_source="x", digit_="3", __proto__="y")
    assert_calm(test)
    assert not test.warning


@pytest.mark.parametrize("name", PAGES)
def test_digit_survives_a_change_of_page(name: str) -> None:
    """A class that came with the address is still chosen on every other page."""
    test = visit("samples", digit="4")
    if name != "samples":
        test.switch_page(PAGES[name].file).run()
    assert_calm(test)
    assert test.session_state["digit"] == 4
    assert test.pills(key="digit").value == 4
    test.run()
    assert test.pills(key="digit").value == 4


def test_digit_reaches_the_next_page(on_few: Digits) -> None:
    """A class that came with the address is what the next page shows, at once and after another choice."""
    test = visit("map", digit="4")
    test.switch_page(PAGES["samples"].file).run()
    assert (on_few.labels[sheet(test, "samples_sheet")["ids"]] == 4).all()
    test.pills(key="digit").set_value(7).run()
    test.switch_page(PAGES["yours"].file).run()
    test.switch_page(PAGES["samples"].file).run()
    assert (on_few.labels[sheet(test, "samples_sheet")["ids"]] == 7).all()
    assert_calm(test)


def test_choices_of_a_page_survive_leaving_it() -> None:
    """The order chosen on one page is still chosen after a visit to another."""
    test = visit("samples", samples_order="Confidence")
    assert test.selectbox(key="samples_order").value == "Confidence"
    test.switch_page(PAGES["yours"].file).run()
    test.switch_page(PAGES["samples"].file).run()
    assert_calm(test)
    assert test.selectbox(key="samples_order").value == "Confidence"
