"""What a notebook takes from the package: arrays, a frame, and things that show themselves."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings

import numpy as np
import pytest
from PIL import Image

import mnist_explore
from mnist_explore import card_of, digit_at, group_of
from mnist_explore.analysis.cards import whose
from mnist_explore.atlas import Atlas
from mnist_explore.digits import Digits
from mnist_explore.errors import DataError
from mnist_explore.notebook import load_atlas, load_digits


def opened(png: bytes) -> np.ndarray:
    """Return a PNG's pixels in grey."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("L"))


def test_package_offers_notebook_names_and_imports_nothing() -> None:
    """The names are there by one import; the package alone brings in neither pandas nor numpy."""
    assert all(callable(getattr(mnist_explore, name)) for name in mnist_explore.OFFERED)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        mnist_explore.nothing  # noqa: B018
    code = "import sys, mnist_explore; print(sorted({'pandas', 'numpy', 'streamlit'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_load_digits_warns_of_bundled_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without MNIST the bundled digits come as arrays, and a warning says which they are."""
    monkeypatch.delenv("MNIST_EXPLORE_DATA", raising=False)
    monkeypatch.setenv("MNIST_EXPLORE_CACHE", "/nowhere/at/all")
    monkeypatch.setenv("KERAS_HOME", "/nowhere/at/all")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        digits = load_digits(download=False)
    assert digits.images.shape == (1797, 28, 28) and digits.images.dtype == np.uint8
    assert "bundled" in str(caught[0].message)
    assert len(load_atlas(digits).table) == 1797


def test_load_digits_refuses_named_data_of_no_use(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """Data that were named are not replaced by others."""
    monkeypatch.setenv("MNIST_EXPLORE_DATA", f"{tmp_path}/missing")
    with pytest.raises(DataError, match="missing"):
        load_digits(download=False)


def test_digit_shows_itself(few: Digits) -> None:
    """A digit's picture is its own pixels, dark on white, each a square; its words are its number and label."""
    digit = digit_at(few, 3)
    pixels = opened(digit._repr_png_())
    assert (pixels[2::5, 2::5] == 255 - few.images[3]).all() and pixels.shape == (140, 140)
    assert repr(digit) == f"digit number 3, labelled {few.labels[3]}"
    with pytest.raises(IndexError, match=f"none has the number {len(few)}"):
        digit_at(few, len(few))


def test_group_shows_itself(few_atlas: Atlas) -> None:
    """A group's picture has its digits in order; its frame has their rows, its sentence their number."""
    group = group_of(few_atlas, "digit=7")
    sevens = np.flatnonzero(few_atlas.digits.labels == 7)
    assert group.frame["index"].tolist() == sevens.tolist() and len(group) == len(sevens)
    pixels = opened(group._repr_png_())
    assert (pixels[:56:2, 56:112:2] == 255 - few_atlas.digits.images[sevens[1]]).all()
    assert str(len(sevens)) in repr(group) and repr(group) in group._repr_html_()
    with pytest.raises(DataError, match="kind"):
        group_of(few_atlas, "kind=7")


def test_card_shows_itself(few_atlas: Atlas) -> None:
    """A card has the digit, what the page's card says of it, and its place in every measure, with no markup let in."""
    card = card_of(few_atlas, 0)
    html = card._repr_html_()
    assert html.count("<img") == 1 and "**" not in html and "**" not in repr(card)
    assert str(whose(few_atlas, 0)[0]).replace("**", "") in repr(card)
    assert all(place.title in html and place.text in html for place in card.places) and len(card.places) > 5
    assert "classifies it as" in repr(card)
    assert opened(card._repr_png_()).shape == (630, 1200)
