"""The entries of columns.toml: sound, complete, and all that a new measure takes besides its function."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from mnist_explore.columns import (
    BY_NAME,
    COLUMNS,
    SHAPES,
    Words,
    functions_of,
    imported,
    measures_of,
    traits,
)

ROOT = Path(__file__).parent.parent

FUNCTION = '''"""How much of a digit's ink lies on its left."""

import numpy as np


def left_shares(images):
    """Return which share of each digit's ink lies in the left half of its picture, 0-1."""
    ink = images.sum(axis=1, dtype=np.float64)
    return ink[:, :14].sum(axis=1) / np.maximum(ink.sum(axis=1), 1)
'''

ENTRY = """
[[column]]
name = "left_share"
title = "Share on the left"
unit = ""
range = "0 to 1"
dtype = "float32"
stage = "style"
kind = "amount"
function = "mnist_explore.style.measures.sides:left_shares"
is_style = true
definition = "Share of the ink that lies in the left half."
source = "A test"

[column.words]
person = ["keeps to the right", "keeps to the left"]
extremes = ["with the least on the left", "with the most on the left"]
tenths = ["rightmost", "leftmost"]
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Return where a made-up measure is found: one entry and one function, in a copy of the package, built anew."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        ROOT / "mnist_explore",
        copy / "mnist_explore",
        ignore=lambda folder, _: {"artifacts"} if Path(folder).name == "mnist_explore" else {"__pycache__"},
    )
    (copy / "mnist_explore" / "artifacts").symlink_to(ROOT / "mnist_explore" / "artifacts")
    with (copy / "mnist_explore" / "columns" / "columns.toml").open("a") as entries:
        entries.write(ENTRY)
    (copy / "mnist_explore" / "style" / "measures" / "sides.py").write_text(FUNCTION)
    answer = copy / "answer.json"
    run = subprocess.run(
        [sys.executable, ROOT / "tests" / "made_up_measure.py", copy / "atlas", answer],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{copy}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    told: dict[str, Any] = json.loads(answer.read_text())
    assert told["package"] == str(copy / "mnist_explore")
    return told


@pytest.mark.slow
def test_a_new_measure_is_exported_and_described(found: Mapping[str, Any]) -> None:
    """Its values are a column of exports, as its function gives them, and its entry is described."""
    assert "left_share" in found["header"]
    assert found["values"] == pytest.approx(found["ink"], abs=1e-6)
    assert (
        "left_share, 0 to 1\n    Share of the ink that lies in the left half.\n    Source: A test" in found["described"]
    )


@pytest.mark.slow
def test_a_new_measure_is_on_the_card(found: Mapping[str, Any]) -> None:
    """A digit's card shows its place in it, and a visitor's digit is measured as well."""
    assert "Share on the left" in found["card"]
    assert found["of a visitor"] == pytest.approx(found["ink"][3], abs=1e-6)


@pytest.mark.slow
def test_a_new_measure_varies(found: Mapping[str, Any]) -> None:
    """Variation offers it, names its extremes in the entry's words, and ranks the digits by it."""
    assert "Share on the left" in found["spread"]
    for end in ("with the least on the left", "with the most on the left"):
        assert f"**The sevens {end}**" in found["extremes"]
    assert re.search(r"share on the left (among the )?most in the \w+s", found["ranking"])


@pytest.mark.slow
def test_a_new_measure_is_a_habit(found: Mapping[str, Any]) -> None:
    """Writers are told by it, in the entry's words, and compared by it."""
    assert found["habits"] and "Share on the left" in found["writers"]
    assert all(habit.startswith(("keeps to the right", "keeps to the left")) for habit in found["habits"])


@pytest.mark.slow
def test_a_new_measure_is_looked_at_for_errors(found: Mapping[str, Any]) -> None:
    """Errors are counted along its tenths, the outermost in the entry's words, and the page offers it."""
    assert "Share on the left" in found["errors to look at"]
    assert found["errors"][0] == "Share on the left: 1st tenth, rightmost"
    assert found["errors"][-1] == "Share on the left: 10th tenth, leftmost"


@pytest.mark.slow
def test_a_new_measure_is_there_to_colour_and_filter_by(found: Mapping[str, Any]) -> None:
    """Whatever asks for all amounts is given it."""
    assert "left_share" in found["to colour by"]


def test_columns_describe_themselves() -> None:
    """Every entry has a name of its own, a title, a range, a sentence and a source."""
    every = [*COLUMNS, *SHAPES]
    assert len({column.name for column in every}) == len(every) and list(BY_NAME) == [one.name for one in COLUMNS]
    for column in every:
        assert column.title and column.range and column.source
        assert column.definition.endswith("."), column.name
        unit = {"deg": ("°",), "px": ("px", "px²")}.get(column.name.rpartition("_")[2])
        assert unit is None or column.unit in unit, column.name


def test_columns_name_what_computes_them() -> None:
    """What is computed names a function that is there, in the part of the project that its stage runs."""
    rooms = {
        "style": "style.",
        "family": "style.families.",
        "axes": "style.axes.",
        "network": "model.",
        "map": "embedding.",
    }
    for column in (*COLUMNS, *SHAPES):
        assert bool(column.function) == (column.stage != "given"), column.name
        if column.function:
            assert callable(imported(column.function))
            assert column.function.startswith(f"mnist_explore.{rooms[column.stage]}"), column.name


def test_columns_lean_on_columns_that_are_there() -> None:
    """What nearly follows from others follows from columns, and a place in lists is taken once."""
    orders = [column.order for column in COLUMNS if column.order is not None]
    assert len(set(orders)) == len(orders)
    assert all(name in BY_NAME for column in COLUMNS for name in column.follows_from)
    assert all(0 <= digit <= 9 for column in COLUMNS for digit in column.classes)


def test_column_without_words_that_its_lists_need() -> None:
    """A measure of style that lacks words is refused, by its name and theirs."""
    with pytest.raises(ValueError, match=r"slant_deg .* words\.extremes"):
        replace(BY_NAME["slant_deg"], words=replace(BY_NAME["slant_deg"].words, extremes=None))
    with pytest.raises(ValueError, match=r"crossed .* words\.person"):
        replace(BY_NAME["crossed"], words=Words())
    with pytest.raises(ValueError, match="slant_deg has classes"):
        replace(BY_NAME["slant_deg"], classes=(1,))


def test_words_of_both_sides_differ() -> None:
    """Little and much are never said alike, and a phrase that takes the class or a share has room for it."""
    said = {column.name: column.words for column in (*COLUMNS, *SHAPES)} | {one.name: one.words for one in traits()}
    for name, words in said.items():
        pairs = {one.name: getattr(words, one.name) for one in fields(Words)}
        assert all(pair[0] != pair[1] for pair in pairs.values() if isinstance(pair, tuple)), name
        assert not words.group or all(text.count("{}") == 1 for text in words.group), name
    for name in measures_of("amount", told="digit"):
        assert all(text.endswith(" than {}") for text in BY_NAME[name].words.digit or ())


def test_measures_of_narrows() -> None:
    """Kinds, stages, style and words each narrow the list, and those with a place come first."""
    style, others = measures_of("amount", is_style=True), measures_of("amount", is_style=False)
    assert style[:2] == ("slant_deg", "thickness_px") and {"area_px", "length_px", "proportion"} <= set(style)
    assert others[:2] == ("width_px", "height_px") and {"typicality", "confidence"} <= set(others)
    assert not set(style) & set(others) and {*style, *others} == set(measures_of("amount"))
    assert measures_of("amount", stages=("network",)) == ("confidence",)
    assert {"holes", "ends", "junctions"} <= set(measures_of("count"))
    assert measures_of("count", "place")[-2:] == ("tsne_x", "tsne_y")
    assert {"slant_deg", "confidence"} <= set(measures_of(told="sorted"))
    assert sorted(measures_of()) == sorted(BY_NAME)


def test_traits_ask_the_table() -> None:
    """A yes/no column is asked by its name, a form by its value; the form that is left tells nothing."""
    assert [trait.measure for trait in traits()] == [
        "looped", "crossed", "serif", "open_top", "gapped", "form=flag", "form=base",
    ]  # fmt: skip
    assert {trait.name for trait in traits(plain=True)} - {trait.name for trait in traits()} == {"bar"}


def test_functions_of_keep_the_order_of_entries() -> None:
    """A function's columns stand in the order in which it gives them."""
    found = {name.partition(":")[2]: [one.name for one in columns] for name, columns in functions_of("style").items()}
    assert found["stroke_sizes_px"] == ["area_px", "length_px", "thickness_px"]
    assert found["structure"] == ["looped", "crossed", "serif", "open_top", "gapped", "form"]
    assert functions_of("given") == {}


def test_columns_that_the_scan_set_are_told_of_nobody() -> None:
    """What bringing digits to 20 px has set is in no list of what sets people or digits apart; the proportion is."""
    from mnist_explore.analysis.variation.lesson import style_measures
    from mnist_explore.analysis.variation.percentiles import ranked_measures
    from mnist_explore.analysis.writers.habits import habit_measures
    from mnist_explore.style.families.standard import usual_measures

    scanned = {column.name for column in COLUMNS if column.normalised == "set"}
    assert scanned == {"width_px", "height_px"}
    told = (habit_measures(), usual_measures(), ranked_measures(), style_measures(), measures_of(is_style=True))
    for names in told:
        assert not scanned & set(names) and "proportion" in names


def test_columns_that_the_scan_set_or_scaled_are_held_to_it() -> None:
    """A measure of style that the scan set is refused, and one relative to size whose words hide that."""
    with pytest.raises(ValueError, match="height_px is set by the scan"):
        replace(BY_NAME["height_px"], is_style=True, words=BY_NAME["slant_deg"].words)
    with pytest.raises(ValueError, match=r"thickness_px is relative to size; words\.digit"):
        replace(BY_NAME["thickness_px"], words=replace(BY_NAME["thickness_px"].words, digit=("thin {}", "thick {}")))
    relative = [column for column in COLUMNS if column.normalised == "relative"]
    assert {"area_px", "length_px", "thickness_px"} <= {column.name for column in relative}
