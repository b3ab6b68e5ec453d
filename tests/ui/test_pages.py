"""Every page runs on a small data set and says what it shows; controls change what is shown."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.ui.shell import PAGES
from tests.ui.conftest import assert_calm, said, sheet, sheets, visit

pytestmark = pytest.mark.usefixtures("on_few")


@pytest.mark.parametrize("name", PAGES)
def test_page_runs(name: str) -> None:
    """A page shows its question as title, links to all pages, and neither an error nor a warning."""
    test = visit(name)
    assert_calm(test)
    assert not test.warning
    assert [title.value for title in test.title] == [PAGES[name].question]
    links = [link.value for link in test.sidebar.get("page_link")]
    assert links == [page.name for page in PAGES.values()]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("digit", ["0", "8"])
def test_page_runs_for_one_class(name: str, digit: str) -> None:
    """A page shows one class alone without an error."""
    test = visit(name, digit=digit)
    assert_calm(test)
    assert test.session_state["digit"] == int(digit)


@pytest.mark.parametrize("name", PAGES)
def test_page_sheets_are_described(name: str) -> None:
    """Every sheet has alternative text, and one that can be picked from has words for every digit."""
    for key, data in sheets(visit(name)).items():
        assert len(data["alt"]) > 10, key
        assert data["sprite"].startswith(("data:image/webp;base64,", "data:image/png;base64,"))
        if data["pickable"]:
            assert len(data["ids"]) == len(data["labels"]) == data["count"], key


def test_overview_shows_sixteen_of_each(on_few: Digits) -> None:
    """The overview shows up to sixteen of every class, and others at the press of a button."""
    test = visit("app")
    before = sheet(test, "app_sheet")["ids"]
    assert sorted(set(on_few.labels[before])) == list(range(10))
    assert np.bincount(on_few.labels[before]).max() <= 16
    test.button(key="app_others").click().run()
    assert_calm(test)
    after = sheet(test, "app_sheet")["ids"]
    assert after != before and len(after) == len(before)


def test_overview_leads_to_every_other_page() -> None:
    """The overview has a door to every other page."""
    doors = [link.value.strip("*") for link in visit("app").main.get("page_link")]
    names = [page.name for key, page in PAGES.items() if key != "app"]
    assert doors[-len(names) :] == names


def test_overview_offers_an_own_digit_first() -> None:
    """The first link on the overview leads to the page for one's own digit, before any fact."""
    assert visit("app").main.get("page_link")[0].value == "Draw your own digit"


def test_samples_digit_in_the_sidebar(on_few: Digits) -> None:
    """A class chosen in the sidebar is the only one shown, and all come back when it is taken off."""
    test = visit("samples")
    test.pills(key="digit").set_value(5).run()
    shown = sheet(test, "samples_sheet")["ids"]
    assert shown == np.flatnonzero(on_few.labels == 5).tolist()
    test.pills(key="digit").set_value(None).run()
    assert len(sheet(test, "samples_sheet")["ids"]) == 240


def test_averages_differ_by_choice() -> None:
    """The difference drawn is of the two classes and the picture chosen."""
    test = visit("averages")
    before = test.get_by_key("averages_difference").proto.SerializeToString()
    test.selectbox(key="averages_first").select(0).run()
    after = test.get_by_key("averages_difference").proto.SerializeToString()
    test.get_by_key("averages_picture").set_value("median").run()
    last = test.get_by_key("averages_difference").proto.SerializeToString()
    assert_calm(test)
    assert len({before, after, last}) == 3


def test_card_opens_from_the_address(on_few: Digits) -> None:
    """A link to a digit opens its card: label, number, look-alikes without itself."""
    test = visit("samples", index="77")
    assert_calm(test)
    shown = sheets(test)
    alikes = next(data for key, data in shown.items() if "alikes" in key)
    assert 77 not in alikes["ids"] and len(alikes["ids"]) == 12
    assert f"Labelled **{on_few.labels[77]}**" in said(test)


@pytest.mark.parametrize("index", [0, 159, 160, 239])
def test_card_of_any_digit(index: int) -> None:
    """The first, the last and the digits at the border of the split have a card like any other."""
    test = visit("app", index=str(index))
    assert_calm(test)
    assert not test.warning
