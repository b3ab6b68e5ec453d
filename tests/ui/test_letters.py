"""Every page on letters instead of digits: they are called by their names, and what is true of digits alone says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.analysis.asked import asked_rows
from mnist_explore.atlas import load_atlas
from mnist_explore.atlas.bins import bins_of
from mnist_explore.atlas.layouts import layouts_of
from mnist_explore.atlas.predictions import OURS, Method, Methods
from mnist_explore.build.stages import build_atlas
from mnist_explore.classes import using
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError, DataError
from mnist_explore.sources import Found
from mnist_explore.ui import shell
from mnist_explore.ui.base import cache
from mnist_explore.ui.components.style_map import component, packing
from mnist_explore.ui.components.style_map.state import fields_on
from mnist_explore.ui.shell import PAGES
from tests.letters import CAPITALS, KANA, letters
from tests.ui.conftest import assert_calm, clear_caches, said, sheets, visit

VIEWS = {
    "variation": (
        "Families",
        "Style axes",
        "Spread",
        "Slant × width",
        "Structure",
        "Standard",
        "Ranking",
        "The lesson",
    ),
    "confusion": ("Every cell", "Pairs", "Styles that fool it", "Hardest writers"),
    "compare": ("At a glance", "Structures and errors", "Distributions", "Samples", "Map"),
    "writers": ("One writer", "Two writers", "Within and between writers"),
}
EVERY = [(page, view) for page in PAGES for view in VIEWS.get(page, (None,))]
SHAPES = (*CAPITALS, *"abdefghmnqrt0123456789?&")
OF_DIGITS = re.compile(
    r"\b(digits?|twos|sevens?|ones|QMNIST traced|form \(Grother)\b(?! 0 to 9| cannot be)", re.IGNORECASE
)
"""What no page on letters says."""


def built(digits: Digits, folder: Path) -> tuple[Digits, Path]:
    """Return pictures with an atlas in a folder."""
    build_atlas(digits, folder=folder)
    return digits, folder


@pytest.fixture(scope="module")
def capitals(tmp_path_factory: pytest.TempPathFactory) -> tuple[Digits, Path]:
    """Return 26 letters, twenty pictures each, and the folder of their atlas."""
    return built(letters(CAPITALS, each=20), tmp_path_factory.mktemp("letters"))


def show(data: tuple[Digits, Path], patch: pytest.MonkeyPatch, methods: Methods | None = None) -> None:
    """Let the pages show a data set, read by a network or by none."""
    digits, folder = data
    patch.setattr(shell, "load_digits", lambda **_: Found(digits, "a test"))
    patch.setattr(cache, "load_atlas", partial(load_atlas, folder=folder))
    if methods is not None:
        patch.setattr(cache, "load_methods", lambda _: methods)


@pytest.fixture(scope="module")
def on_capitals(capitals: tuple[Digits, Path]) -> Iterator[Digits]:
    """Let the pages show letters that no network has read."""
    with pytest.MonkeyPatch.context() as patch:
        show(capitals, patch)
        yield capitals[0]


def told(test: AppTest) -> str:
    """Return all text of a page, that of its sheets too."""
    alts = [data["alt"] for data in sheets(test).values()]
    return "\n".join([said(test), *alts, *(title.value for title in test.title)])


@pytest.mark.parametrize(("page", "view"), EVERY)
def test_page_on_letters(page: str, view: str | None, on_capitals: Digits) -> None:
    """It runs for one class, names it, and speaks of pictures."""
    assert len(on_capitals.classes) == 26
    test = visit(page, digit="B", **({f"{page}_view": view} if view else {}))
    assert_calm(test)
    text = told(test)
    assert not OF_DIGITS.search(text), OF_DIGITS.search(text)
    assert test.session_state["digit"] == 1 and test.query_params["digit"] == "B"
    assert not test.warning


@pytest.mark.usefixtures("on_capitals")
def test_classes_are_chosen_by_name() -> None:
    """Buttons, lists and addresses have the letters; a group is asked by them, and what is no class is refused."""
    test = visit("samples", samples_where="digit~A,c thickness~p90..")
    assert_calm(test)
    assert "“A”s and “C”s among the top 10\u00a0% of their class by stroke width" in said(test)
    pills = test.sidebar.get("button_group")[0]
    assert [option.content for option in pills.proto.options] == list(CAPITALS)
    test = visit("variation", variation_view="Spread", variation_digits="A.Z")
    assert {"variation_least_0_slant_deg", "variation_least_25_slant_deg"} <= set(sheets(test))
    test = visit("samples", samples_where="digit~7")
    assert "digit cannot be" in test.warning[0].value and "one of A to Z" in test.warning[0].value
    test = visit("map", digit="AA")
    assert "is not one of A to Z" in test.warning[0].value


@pytest.mark.usefixtures("on_capitals")
def test_what_is_true_of_digits_alone_says_so() -> None:
    """The lesson, structures and the network that ships have nothing to say of letters, and say so."""
    assert "are about the digits 0 to 9" in said(visit("variation", variation_view="The lesson"))
    assert "looked for in the digits 0 to 9 alone" in said(visit("variation", variation_view="Families"))
    for page in ("confusion", "methods"):
        assert "train --data PATH" in said(visit(page))
    overview = visit("app")
    assert next(fact.label for fact in overview.metric).endswith("spread over")
    assert not any("lesson" in header.value for header in overview.header)
    card = visit("samples", index="3", card_why="open")
    assert_calm(card)
    assert f"Labelled **“{CAPITALS[3]}”**" in said(card) and "train --data PATH" in said(card)


def test_what_a_network_would_say_is_offered_nowhere(capitals: tuple[Digits, Path], on_capitals: Digits) -> None:
    """Before a network has read them, answers are no column of the map, its card or the sheet; asked, they say so."""
    atlas = load_atlas(on_capitals, folder=capitals[1])
    assert not {"predicted", "confidence", "right"} & set(fields_on(atlas))
    assert set(fields_on(atlas)) >= {"digit", "slant", "disputed"}
    order = packing.map_order(atlas, layouts_of(atlas)[0])
    with using(on_capitals.classes):
        header, _ = packing.picture_parts(atlas, order, np.array([0]), component._on_card(atlas))
    assert header["facts"][0][0] in CAPITALS
    test = visit("samples", samples_where="right~no thickness~p90..")
    assert_calm(test)
    assert "Classified right was left out of the group: no network" in test.warning[0].value
    assert "stroke width" in said(test)
    offered = [one for one in test.selectbox if one.label in ("Order", "Below each digit", "Below each picture")]
    assert len(offered) == 2
    assert not any({"Classified as", "Confidence", "Classified right"} & set(one.options) for one in offered)
    test = visit("map", map_colour="predicted", map_hidden="right.0")
    assert_calm(test)
    assert "map_colour" in test.warning[0].value and "map_hidden" in test.warning[1].value
    with pytest.raises(DataError, match="No network has read these"):
        asked_rows(atlas, "right~no")


def test_map_knows_classes_by_number(capitals: tuple[Digits, Path], on_capitals: Digits) -> None:
    """What the browser is sent says which class each bin holds, so that one can be shown alone."""
    atlas = load_atlas(on_capitals, folder=capitals[1])
    with using(on_capitals.classes):
        bins = bins_of(atlas.table, fields_on(atlas)["digit"])
        header, arrays = packing.column_parts(bins, np.arange(len(on_capitals)))
    labels = np.array([-1 if one is None else one for one in header["columns"][0]["labels"]])
    assert np.array_equal(labels[arrays["bin:digit"]], on_capitals.labels)


def test_pages_on_letters_that_a_network_has_read(capitals: tuple[Digits, Path]) -> None:
    """Confusions, styles and doubts are those of out-of-fold answers, class by class."""
    digits, _ = capitals
    generator = np.random.default_rng(0)
    chances = np.full((len(digits), 26), 0.01, np.float32)
    right = generator.random(len(digits)) < 0.8
    answers = np.where(right, digits.labels, (digits.labels + 1) % 26)
    chances[np.arange(len(digits)), answers] = 0.75
    methods = Methods((Method(OURS, 10, 1.0, 1.0),), answers[None].astype(np.uint8), chances, chances)
    clear_caches()
    with pytest.MonkeyPatch.context() as patch:
        show(capitals, patch, methods)
        cells = visit("confusion", confusion_given="A", confusion_answer="B")
        assert_calm(cells)
        assert "Labelled “A”, classified as “B”" in told(cells)
        for page, view in [("confusion", one) for one in VIEWS["confusion"][1:]] + [("disputed", None)]:
            test = visit(page, **({f"{page}_view": view} if view else {}))
            assert_calm(test)
            assert not OF_DIGITS.search(told(test)), (view, OF_DIGITS.search(told(test)))
        assert "Only the network trained on these pictures has read them" in said(visit("methods"))
    clear_caches()


@pytest.fixture(scope="module", params=[2, 10, 62])
def others(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Digits, Path]:
    """Return pictures of two classes, of ten with Japanese names, or of sixty-two, and the folder of their atlas."""
    names, each = {
        2: (("cross", "nought"), 30),
        10: (KANA, 10),
        62: ((*"0123456789", *CAPITALS, *map(str.lower, CAPITALS)), 4),
    }[request.param]
    return built(letters(names, each=each, shapes=SHAPES), tmp_path_factory.mktemp("others"))


def test_other_numbers_of_classes(others: tuple[Digits, Path]) -> None:
    """They are shown as well, by their names."""
    name = others[0].classes.names[1]
    clear_caches()
    with pytest.MonkeyPatch.context() as patch:
        show(others, patch)
        for page in ("app", "variation", "averages", "compare"):
            test = visit(page, digit=name)
            assert_calm(test)
            assert f"“{name}”" in told(test), page
    clear_caches()


def test_network_is_missing(capitals: tuple[Digits, Path]) -> None:
    """Nothing but a network trained on them is ever asked to read letters."""
    from mnist_explore.model.serving.recogniser import load_recogniser, network_section

    with pytest.raises(ArtifactError, match="train one on them with"):
        load_recogniser(section=network_section(capitals[0]))
