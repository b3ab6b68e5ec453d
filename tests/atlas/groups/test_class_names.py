"""Groups of classes that are no digits: asked, written, counted, put in words and exported by their names."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mnist_explore.atlas.bins import bins_of
from mnist_explore.atlas.export import description, group_pictures, table_bytes
from mnist_explore.atlas.groups import Group, facets, group_phrase, members, parse
from mnist_explore.atlas.groups.fields import BY_COLUMN
from mnist_explore.classes import Classes, using
from mnist_explore.digits import Digits
from mnist_explore.sources.npz import read_arrays

CLASSES = Classes(("10", "9", "a", "A", "Ankle boot"), are_digits=False)
TABLE = pd.DataFrame({"label": np.array([0, 1, 2, 3, 4, 4], np.uint8), "predicted": np.array([0, 0, 2, 2, 4, 4])})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("digit=10", [0]),
        ("digit=9,a", [1, 2]),
        ("digit=A", [3]),
        ("digit=ankle-boot", [4, 5]),
        ("label~Ankle-boot predicted~Ankle-boot", [4, 5]),
        ("predicted=10 right=no", [1]),
    ],
)
def test_group_by_name(text: str, found: list[int]) -> None:
    """A class is asked by its name, also where that is a number; capitals tell two that differ by them."""
    with using(CLASSES):
        group, notes = parse(text)
        assert not notes and members(TABLE, group).tolist() == found
        assert parse(str(group)) == parse(group.spaced) == parse(group.addressed) == (group, ())


@pytest.mark.parametrize("text", ["digit=0", "digit=1..3", "digit=B", "digit=", "digit=p90.."])
def test_no_class(text: str) -> None:
    """What names no class is left out with a sentence that says which there are; numbers of rows are no names."""
    with using(CLASSES):
        group, notes = parse(text)
        assert group == Group() and "it is one of 10, 9, a, A, Ankle boot, or several with commas" in notes[0]


def test_words_counts_and_colours() -> None:
    """Sentences, counts and the map's bins have the names."""
    with using(CLASSES):
        both = Group().asking("digit", "A,9")
        assert str(both) == "digit=9,A" and group_phrase(both) == "“9”s and “A”s"
        assert group_phrase(Group().asking("predicted", "a")) == "digits classified as “a”s"
        counted = {one.field.name: one for one in facets(TABLE, Group())}
        assert counted["label"].counts == {"10": 1, "9": 1, "a": 1, "A": 1, "Ankle-boot": 2}
        bins = bins_of(TABLE, BY_COLUMN["label"])
        assert bins.texts == CLASSES.texts and bins.kinds.tolist() == TABLE["label"].tolist()
        assert bins.asking({0, 4}) == "9,a,A"
    assert parse("digit=9")[0].of("label").numbers == (9,), "of digits it is as ever"


def test_exports_have_names(tmp_path: Path) -> None:
    """A table has the classes' names beside the labels, pictures have them too, and are read back by them."""
    images = np.arange(6, dtype=np.uint8)[:, None, None] * np.ones((28, 28), np.uint8)
    digits = Digits("a", images, TABLE["label"].to_numpy(), np.zeros(6, np.uint8), classes=CLASSES)
    with using(CLASSES):
        table = pd.read_csv(io.BytesIO(table_bytes(tmp_path / "a.csv", lambda: TABLE)))
        assert table["class_name"].tolist() == ["10", "9", "a", "A", "Ankle boot", "Ankle boot"]
        assert "from 0 on: 10, 9, a, A, Ankle boot" in description()
        (given,) = read_arrays(group_pictures(digits, np.array([5, 0])), source="f")
        assert given.names == CLASSES.names and given.labels.tolist() == [4, 0]
    assert "class_name" not in table_bytes(tmp_path / "a.csv", lambda: TABLE).decode()
    assert "class_name" not in description()
