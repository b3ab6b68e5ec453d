"""Layouts of the map on its page: which there are, where digits glow on them, and laying some out anew."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore import manifest
from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.groups.regions import polygon, to_text
from mnist_explore.atlas.layouts import layouts_of
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.base.background import Stopped
from mnist_explore.ui.views.map.anew import laid_out
from mnist_explore.ui.views.map.visitor import _place, look_alikes_on
from tests.ui.conftest import assert_calm, said, visit


def test_laid_out_anew_keeps_classes_together(uci: Digits) -> None:
    """Zeros and ones, laid out together, fill the map, and nearly every nearest neighbour is of the same class."""
    rows = np.flatnonzero(uci.labels <= 1)[:80]
    shares: list[float] = []
    places = laid_out(uci.images[rows], 5, shares.append)
    assert places.shape == (80, 2) and places.dtype == np.float32 and np.abs(places).max() == 100
    apart = np.linalg.norm(places[:, None] - places[None], axis=2) + 1e6 * np.eye(80)
    assert (uci.labels[rows][apart.argmin(axis=1)] == uci.labels[rows]).mean() > 0.95
    assert shares[0] < 0.1 and shares[-1] == 1


def test_laying_out_is_stopped_on_the_way(uci: Digits) -> None:
    """What the progress raises ends the optimisation."""

    def progress(share: float) -> None:
        if share > 0.3:
            raise Stopped

    with pytest.raises(Stopped):
        laid_out(uci.images[:60], 5, progress)


def test_a_digit_of_the_data_glows_at_its_place(uci: Digits) -> None:
    """On every layout a digit's own picture is placed where that digit lies: its nearest neighbour is itself."""
    atlas = load_atlas(uci)
    index = int(np.flatnonzero(uci.labels == 3)[7])
    for layout in layouts_of(atlas, only=3):
        place = layout.places[np.searchsorted(layout.indices, index)]
        assert np.hypot(*(np.array(_place(atlas, layout, uci.images[index])) - place)) < 1, layout.name


def test_look_alikes_on_every_layout(uci: Digits) -> None:
    """Ten others on each; on those of the class alone of that class, and they lie nearer than others do."""
    atlas = load_atlas(uci)
    index = int(np.flatnonzero(uci.labels == 3)[7])
    found = look_alikes_on(atlas, index, only=3)
    assert list(found) == ["pixels", "features", "own", "style"]
    for layout in layouts_of(atlas, only=3):
        near = found[layout.name]
        assert len(set(near.tolist())) == 10 and index not in near and np.isin(near, layout.indices).all()
        at = np.searchsorted(layout.indices, [index, *near])
        apart = np.linalg.norm(layout.places - layout.places[at[0]], axis=1)
        assert np.median(apart[at[1:]]) < np.median(apart) / 2, layout.name
    assert list(look_alikes_on(atlas, index, only=5)) == ["pixels", "features"]


def test_further_maps_are_read_once(uci: Digits, few_atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look-alikes are found in what came with the atlas, and nothing is read again; where it has none, it is said."""
    atlas = load_atlas(uci)
    monkeypatch.setattr(manifest, "checked_bytes", lambda *_, **__: pytest.fail("a product was read again"))
    monkeypatch.setattr("mnist_explore.atlas.maps.checked_bytes", manifest.checked_bytes)
    assert digit_cache.maps_of(atlas) is atlas.maps is not None
    with pytest.raises(ArtifactError, match="have no map but the one"):
        digit_cache.maps_of(few_atlas)


@pytest.mark.usefixtures("on_few")
def test_digits_without_layouts() -> None:
    """Where there is the map by pixels alone, one sentence says so, and a region on another is left out with one."""
    test = visit("map", digit="3")
    assert_calm(test)
    assert "These digits have only the map by pixels." in said(test)
    test = visit("samples", samples_where="region~style.AABkAABk digit~3")
    assert_calm(test)
    assert [one.value for one in test.warning] == [
        "The region was left out of the group: the region lies on another map, and these digits have only the map by "
        "pixels."
    ]


@pytest.mark.usefixtures("on_few")
def test_laying_out_too_few_is_said() -> None:
    """Of a selection that holds no digit it is said how many there must be; all 240 can be laid out."""
    nowhere = to_text([polygon([(900, 900), (950, 900), (950, 950)])])
    test = visit("map", map_anew="open", map_region=nowhere)
    assert_calm(test)
    assert "4 to 10,000 digits can be laid out anew" in said(test)
    assert "Lay out these 240 digits" in [one.label for one in visit("map", map_anew="open").button]
