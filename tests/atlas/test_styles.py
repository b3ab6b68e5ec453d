"""Typicality and families with the atlas: kept as files, and the same for a data-set digit and a visitor's."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.styles import FILES, Styles, describe_digit, traits_of, traits_of_row
from mnist_explore.atlas.summary import PICTURES, Summary
from mnist_explore.errors import ArtifactError

SAME = (
    "slant_deg",
    "thickness_px",
    "area_px",
    "length_px",
    "width_px",
    "height_px",
    "proportion",
    "typicality",
    "typicality_shape",
)


@pytest.mark.parametrize("index", [0, 7, 101, 200])
def test_describe_digit_is_the_row(few_atlas: Atlas, index: int) -> None:
    """A data-set digit, measured like a visitor's, gets the very values of its row."""
    row = few_atlas.table.iloc[index].to_dict()
    found = describe_digit(few_atlas.digits.images[index], int(row["label"]), few_atlas.styles)
    assert [found[name] for name in SAME] == pytest.approx([row[name] for name in SAME], rel=1e-4, abs=1e-4)
    for name in ("holes", "ends", "junctions", "family"):
        assert found[name] == row[name], name
    assert traits_of_row(found) == traits_of_row(row)


def test_describe_digit_blank(few_atlas: Atlas) -> None:
    """A blank picture measures to finite values."""
    found = describe_digit(np.zeros((28, 28), np.uint8), 3, few_atlas.styles)
    assert all(np.isfinite(found[name]) for name in SAME)


def test_traits_of_missing_is_not_had() -> None:
    """Only yes is had: no, and what does not apply, are not."""
    columns = {name: [True, False, None] for name in ("looped", "crossed", "serif", "open_top", "gapped")}
    found = traits_of({**columns, "form": ["flag", "bar", None]})
    assert found["looped"].tolist() == [True, False, False]
    assert found["flag"].tolist() == [True, False, False] and not found["base"].any()


def test_styles_come_back_from_files(few_atlas: Atlas) -> None:
    """What is written is read again, and gives every digit the same family."""
    files = few_atlas.styles.to_files()
    assert set(files) == set(FILES)
    again = Styles.from_files(files.__getitem__)
    assert again.descriptions == few_atlas.styles.descriptions
    image = few_atlas.digits.images[3]
    assert describe_digit(image, 4, again) == describe_digit(image, 4, few_atlas.styles)


@pytest.mark.hostile
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"PK\x03\x04"])
def test_styles_damaged(few_atlas: Atlas, name: str, damage: bytes) -> None:
    """A damaged file is an ArtifactError."""
    files = {**few_atlas.styles.to_files(), name: damage}
    with pytest.raises(ArtifactError):
        Styles.from_files(files.__getitem__)


def test_families_shares_sum_to_one(few_atlas: Atlas) -> None:
    """The shares of a class's families sum to one."""
    for digit in range(10):
        assert sum(one.share for one in few_atlas.styles.of_digit(digit)) == pytest.approx(1)


def test_summary_comes_back(few_atlas: Atlas) -> None:
    """A summary is classified as it was written; a damaged one is an ArtifactError."""
    again = Summary.from_bytes(few_atlas.summary.to_bytes())
    assert again.causes == few_atlas.summary.causes
    assert np.array_equal(again.shares, few_atlas.summary.shares, equal_nan=True)
    assert all(np.array_equal(again.pictures[name], few_atlas.summary.pictures[name]) for name in PICTURES)
    with pytest.raises(ArtifactError):
        Summary.from_bytes(b"no")


def test_standard_digits_have_nothing_unusual(few_atlas: Atlas) -> None:
    """A digit is standard exactly when there is nothing unusual to say of it."""
    from mnist_explore.style.families.standard import oddities

    for index in range(0, len(few_atlas.digits), 5):
        row = few_atlas.table.iloc[index].to_dict()
        values = {name: row[name] for name in SAME} | traits_of_row(row)
        found = oddities(values, int(row["label"]), few_atlas.styles.reference)
        assert bool(row["standard"]) == (found == []), (index, found)
