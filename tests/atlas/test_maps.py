"""Further maps at rest: they come back as they were, are of these digits or refused, and hold what they promise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_explore.atlas import load_atlas
from mnist_explore.atlas.maps import NAMES, FurtherMaps, in_steps, load_maps, maps_section, save_maps
from mnist_explore.digits import Digits
from mnist_explore.embedding.coordinates import principal_coordinates
from mnist_explore.embedding.neighbours import NeighbourIndex
from mnist_explore.embedding.placement import place_by_neighbours
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import read_manifest
from mnist_explore.style.families.shapes import shapes
from mnist_explore.style.families.spaces import flat
from mnist_explore.style.restyling import restyle


def made(digits: Digits) -> FurtherMaps:
    """Return maps of some digits, at random places."""
    generator = np.random.default_rng(0)
    features = generator.normal(size=(len(digits), 6)).astype(np.float32)
    places: dict[Any, Any] = {name: generator.integers(0, 65_536, (len(digits), 2)).astype(np.uint16) for name in NAMES}
    space = principal_coordinates(features, dimensions=3)
    return FurtherMaps(places, space, space)


def test_layouts_come_back(few: Digits, tmp_path: Path) -> None:
    """What is saved is what is loaded."""
    layouts = made(few)
    save_maps(layouts, few, seed=0, folder=tmp_path)
    again = load_maps(few, folder=tmp_path)
    for name in NAMES:
        assert (again.places[name] == layouts.places[name]).all()
    assert (again.style.points() == layouts.style.points()).all()


def test_layouts_of_other_digits_are_refused(few: Digits, uci: Digits, tmp_path: Path) -> None:
    """Maps of a few digits are no maps of all, and where there are none one sentence says what to do."""
    with pytest.raises(ArtifactError, match="have no map but the one of all by pixels"):
        load_maps(few, folder=tmp_path)
    save_maps(made(few), few, seed=0, folder=tmp_path)
    with pytest.raises(ArtifactError, match="--stage layouts"):
        load_maps(uci, folder=tmp_path)


def test_layouts_that_do_not_fit_are_refused(few: Digits, tmp_path: Path) -> None:
    """A map that lacks a digit is damage, though its hash is right."""
    whole = made(few)
    short = FurtherMaps({**whole.places, "own": whole.places["own"][1:]}, whole.features, whole.style)
    save_maps(short, few, seed=0, folder=tmp_path)
    with pytest.raises(ArtifactError, match="does not fit"):
        load_maps(few, folder=tmp_path)


def test_in_steps_keeps_the_proportions() -> None:
    """The longer side spans all steps, the shorter lies in its middle, and distances keep their ratios."""
    found = in_steps(np.array([[-2, 0], [2, 1], [0, 0.5]], np.float32)).astype(int)
    assert found[0].tolist() == [0, 24_576] and found[1].tolist() == [65_535, 40_959]
    assert np.abs(found[2] - 32_768).max() <= 1
    assert in_steps(np.zeros((3, 2), np.float32)).tolist() == [[32_768, 32_768]] * 3


def test_shipped_maps_put_like_digits_together(uci: Digits) -> None:
    """On the map by features nine in ten of the bundled digits' nearest ones on it are of their class."""
    places = load_maps(uci).places["features"].astype(np.float32)
    near = NeighbourIndex(places).search(places, count=2).indices[:, 1]
    assert (uci.labels[near] == uci.labels).mean() > 0.9


def test_style_forgets_slant(uci: Digits) -> None:
    """A bundled digit leant over by 15° finds itself by style nearly always, and by pixels hardly ever."""
    atlas, layouts = load_atlas(uci), load_maps(uci)
    rows = np.arange(0, len(uci), 37)
    slants = atlas.table["slant_deg"].to_numpy()[rows]
    leant = np.concatenate(
        [restyle(uci.images[row], "slant_deg", [float(slant) + 15]) for row, slant in zip(rows, slants, strict=True)]
    )
    by_style = NeighbourIndex(layouts.style.points()).search(layouts.style.place(flat(shapes(leant))), count=5)
    by_pixels = NeighbourIndex(atlas.projection(uci.images)).search(atlas.projection(leant), count=5)
    found = [(near.indices == rows[:, None]).any(axis=1).mean() for near in (by_style, by_pixels)]
    assert found[0] > 0.6 and found[0] > found[1] + 0.2


def test_a_new_digit_lands_on_each_map(mnist: Digits) -> None:
    """A test digit that comes as a stranger lands by its neighbours within a few per cent of where the map has it."""
    layouts = load_maps(mnist)
    rows = mnist.where_split("test")[::101]
    for name, space in (("features", layouts.features), ("style", layouts.style)):
        points, places = space.points(), layouts.places[name].astype(np.float32)  # type: ignore[index]
        index = NeighbourIndex(points)
        off = []
        for row in rows:
            among = np.flatnonzero((mnist.labels == mnist.labels[row]) & (np.arange(len(mnist)) != row))
            near = index.search(points[row : row + 1], count=10, among=among)
            off.append(float(np.hypot(*(place_by_neighbours(near, places).places[0] - places[row]))))
        assert np.median(off) < 0.05 * 65_535


def test_the_manifest_names_the_network(uci: Digits) -> None:
    """Shipped maps say which network's features they are of."""
    from mnist_explore.manifest import ARTIFACTS

    manifest = read_manifest(ARTIFACTS)
    made_with = manifest[maps_section(uci)]["made_with"]
    assert made_with and all(manifest["recogniser"]["files"][name] == sha for name, sha in made_with.items())
