"""Whatever a browser can send: addresses, drawings, the map's messages. A page stands, and says a sentence at most."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from mnist_explore.errors import PictureError
from mnist_explore.ui import shell
from mnist_explore.ui.base.arriving import BROWSERS
from mnist_explore.ui.inputs.strokes import MOST_CHARACTERS, draw_strokes, parse_drawing
from tests.hostile.test_fuzz import ANY_JSON
from tests.ui.conftest import assert_calm, said, visit

pytestmark = [pytest.mark.hostile, pytest.mark.usefixtures("on_few")]

SOURCES = (Path(shell.__file__).parent, Path(shell.__file__).parents[2] / "pages")
VALUES = [
    "", " ", "0", "-1", "7", "1e9", "nan", "\x00", "\u202e7", "None", "a b", "[]", "{}", "digit=7", "slant=..",
    "crossed~yes", "slant~-1e308..1e308 digit~7", "writer~9999999", "../../etc/passwd", "<script>alert(1)</script>",
    "[a](b)", "٣", "𝟕", "%00%ff", "'; DROP TABLE", "x" * 5_000, "~" * 300, "7.7.7.7", "0..0", "true",
]  # fmt: skip


def parameters(page: str) -> list[str]:
    """Return every name that the page's controls have in the address, as they stand in the source."""
    text = "".join(path.read_text() for folder in SOURCES for path in sorted(folder.rglob("*.py")))
    own = set(re.findall(rf'"({page}_[a-z_]+)"', text)) | {"digit", "index"} | set(BROWSERS)
    where = {f"{name}_{part}" for name in re.findall(rf'key="({page}_[a-z]+)"', text) for part in ("open", "filter")}
    return sorted(own | where)


@pytest.mark.parametrize("page", shell.PAGES)
def test_page_with_any_address(page: str) -> None:
    """With most of its parameters at values that nobody would choose, a page stands, and what it says is printable."""
    draw = random.Random(page)
    query = {name: draw.choice(VALUES) for name in parameters(page) if draw.random() < 0.7}
    test = visit(page, **query)
    assert_calm(test)
    for warning in test.warning:
        assert warning.value.isprintable() and len(warning.value) <= 300, warning.value
    assert "<script>" not in said(test)


def test_parameters_are_found() -> None:
    """The names that the pages are tried with are those that they use."""
    assert {"samples_order", "samples_page", "digit", "map_view"} <= set(parameters("samples"))
    assert all(len(parameters(page)) > 6 for page in shell.PAGES)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_JSON | some.text("0123456789abcdef-|; .", max_size=200) | some.binary(max_size=20))
def test_drawing_of_anything(value: Any) -> None:
    """Whatever the drawing box is said to have sent is strokes that can be drawn, or one sentence."""
    try:
        strokes = parse_drawing(value)
    except PictureError as error:
        assert str(error).endswith(".") and str(error).isprintable()
        return
    assert draw_strokes(strokes).size == (336, 336)


def test_drawing_is_measured_before_it_is_read() -> None:
    """A text over the limit is refused by its length alone, however it goes on."""
    for text in ("0" * (MOST_CHARACTERS + 1), "00000000-1|72 1 1" + " 1 1" * 10**6):
        with pytest.raises(PictureError, match="4,000 points"):
            parse_drawing(text)


def hearing() -> None:
    """Hear every message of a list, as a page that has a map does."""
    import streamlit as st

    from mnist_explore.ui.base.arriving import BROWSERS, arrive, browser_text, hear

    arrive("map")
    for told in st.session_state["told"]:
        hear(told)
        assert all(len(browser_text(name)) <= 2_000 for name in BROWSERS)


def test_map_writes_nothing_but_its_own() -> None:
    """Whatever the map says that it has written, only its own parameters are taken, as text, and short ones."""
    told: list[Any] = [None, 3, "x", [], {}, [["map_view"]], {"digit": "7", "index": "3", "__class__": "x"}]
    told += [{name: value} for name in BROWSERS for value in (3, None, [], {}, "x" * 2_001, "\x00", "x" * 2_000)]
    test = AppTest.from_function(hearing, default_timeout=60)
    test.session_state["told"] = told
    test.run()
    assert not test.exception, test.exception[0].message
    assert set(test.query_params) <= set(BROWSERS)
