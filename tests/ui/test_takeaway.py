"""The menu from which a view is taken away: on every page, about what the page shows, and made when asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.atlas.groups import Group, parse
from mnist_explore.digits import Digits
from mnist_explore.ui.components import takeaway
from mnist_explore.ui.shell import PAGES
from tests.ui.conftest import assert_calm, visit

pytestmark = pytest.mark.usefixtures("on_few")


def opened(page: str, **query: Any) -> AppTest:
    """Return a page whose menu has been opened."""
    test = visit(page, **query)
    test.session_state["takeaway_menu"] = True
    test.run()
    assert_calm(test)
    return test


def offered(test: AppTest, *, part: str = "csv") -> list[str]:
    """Return the keys of the buttons that make one kind of file."""
    keys = [str(button.key) for button in test.get("download_button")]
    return [key for key in keys if key.startswith("takeaway_") and key.endswith(part)]


def told(test: AppTest) -> dict[str, Group]:
    """Return name → group of what a page has said that it is about."""
    groups: dict[str, Group] = test.session_state["subject"].groups
    return groups


@pytest.mark.parametrize("name", PAGES)
def test_every_page_can_be_taken_away(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page has the menu: shut it offers nothing, open a link, four files of its digits, and its figures."""

    def refuse(*_: object, **__: object) -> bytes:
        raise AssertionError("a file was made that nobody asked for")

    for maker in ("group_table", "group_pictures", "description"):
        monkeypatch.setattr(takeaway, maker, refuse)
    assert not offered(visit(name))
    test = opened(name)
    groups = len(offered(test))
    assert groups == (2 if name == "compare" else 1)
    for part in ("parquet", "columns", "npz"):
        assert len(offered(test, part=part)) == groups
    there = {element.proto.component_name: element for element in test.get("bidi_component")}
    assert any("copying" in one for one in there)
    pictures = json.loads(next(one for key, one in there.items() if "picturing" in key).proto.json)
    assert pictures["page"] == name and "mnist_explore" in pictures["source"]


@pytest.mark.parametrize(
    ("page", "query", "expected"),
    [
        ("app", {"digit": "3"}, "digit=3"),
        ("methods", {}, ""),
        ("samples", {"samples_where": "split~test"}, "split=test"),
        ("samples", {"samples_where": "split~test", "samples_selected": "3,5..7"}, "index=3,5..7"),
        ("averages", {"averages_where": "split~test", "digit": "4"}, "split=test"),
        ("variation", {"variation_view": "Families"}, "digit=7"),
        ("variation", {"variation_view": "Ranking", "digit": "3"}, ""),
        ("variation", {"variation_view": "Spread", "variation_digits": "3.5", "digit": "3"}, "digit=3,5"),
        ("variation", {"variation_view": "Structure", "variation_where": "split~train"}, "digit=7 split=train"),
        ("confusion", {"confusion_where": "digit~3"}, "digit=3 split=test"),
        ("confusion", {"confusion_where": "split~test"}, "split=test"),
    ],
)
def test_what_is_taken_is_what_is_shown(page: str, query: dict[str, str], expected: str) -> None:
    """The digits that are offered are those that the view is about: its group, its selection, its class."""
    test = opened(page, **query)
    wanted, notes = parse(expected)
    assert not notes
    assert (list(told(test).values()) or [parse(f"digit={query['digit']}")[0] if "digit" in query else Group()]) == [
        wanted
    ]


def test_what_is_taken_follows_the_view(on_few: Digits) -> None:
    """Going on to another page takes nothing of the last one's group along."""
    test = opened("samples", samples_where="split~test")
    assert [str(group) for group in told(test).values()] == ["split=test"]
    test.switch_page("pages/methods.py")
    test.run()
    assert not told(test)
    assert not offered(test), "what the menu would offer is not known while a page runs for the first time"
    assert len(on_few) > 0


def test_group_of_nobody_offers_no_files() -> None:
    """A group without digits gets its sentence and no files."""
    test = opened("samples", samples_where="slant~89..")
    assert not offered(test)
    assert any("0 of" in str(element.value) for element in test.markdown)


def test_files_over_the_limit_get_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be larger than 100 MB has a sentence in place of its button; the description stays."""
    monkeypatch.setattr(takeaway, "likely_bytes", lambda *_: 123e6)
    test = opened("samples")
    assert not offered(test) and not offered(test, part="parquet")
    assert len(offered(test, part="columns")) == len(offered(test, part="npz")) == 1
    assert sum("would take about 123 MB, and a download may have 100" in one.value for one in test.caption) == 2
