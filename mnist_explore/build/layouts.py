"""Making the maps besides the one in the table: by the network's features, and each digit alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.maps import FurtherMaps, MapName, in_steps, save_maps
from mnist_explore.atlas.table import Atlas
from mnist_explore.build.parts import Found, in_parts
from mnist_explore.digits import class_rows, pixel_rows
from mnist_explore.embedding.coordinates import Coordinates, in_steps_of, principal_coordinates
from mnist_explore.embedding.landmarks import laid_out
from mnist_explore.embedding.projection import COMPONENTS
from mnist_explore.installation import need_for_building
from mnist_explore.model.serving.features import FeatureReader
from mnist_explore.model.serving.recogniser import LITERT_FILE, network_bytes, network_section
from mnist_explore.sources import Progress
from mnist_explore.style.families.shapes import shapes
from mnist_explore.style.families.spaces import flat

STAGE = "layouts"
"""What ``build --stage`` calls this."""

FEATURES_KEPT = 24
"""Directions of the network's 128 features that are kept: 94 % of their variance on MNIST."""

Rows = Callable[[NDArray[np.uint8]], NDArray[np.float32]]

FEWEST = 4
"""Digits of a class that have a map of their own; fewer are put in a row."""


def lay_out(
    atlas: Atlas, *, seed: int = 0, progress: Progress | None = None, folder: Path | None = None
) -> FurtherMaps:
    """Lay all digits out by the network's features, and each class alone as written and by style; keep the maps.

    Parameters
    ----------
    atlas
        Digits with their styles: shapes are placed in the space that typicality is measured in.
    seed
        Of the optimisations.
    progress
        Called with a map's name and its finished share, 0-1.
    folder
        Where the maps go; by default :func:`~mnist_explore.manifest.products_folder`.

    Raises
    ------
    ArtifactError
        If the network is missing.
    MnistExploreError
        If openTSNE is not installed.
    """
    need_for_building("openTSNE")
    report = progress or (lambda _stage, _share: None)
    digits = atlas.digits
    reader = FeatureReader(network_bytes(LITERT_FILE, section=network_section(digits)))
    features = principal_coordinates(reader(digits.images), dimensions=FEATURES_KEPT)
    components = atlas.styles.typicality.shapes.components
    drawn = in_parts(placed_shapes, digits, components=components)["places"]
    style = in_steps_of(drawn, components, np.zeros(len(components), np.float32))
    by_features = laid_out(features.points(), seed=seed, progress=lambda share: report("features", share))
    places: dict[MapName, NDArray[np.uint16]] = {
        "features": in_steps(by_features),
        "own": _each_class_alone(atlas, pixel_rows, "own", seed=seed, progress=report),
        "style": _each_class_alone(atlas, shape_rows, "style", seed=seed, progress=report),
    }
    maps = FurtherMaps(places, features, style)
    save_maps(maps, digits, seed=seed, folder=folder)
    return maps


def _each_class_alone(atlas: Atlas, rows: Rows, name: str, *, seed: int, progress: Progress) -> NDArray[np.uint16]:
    """Return a map of each class, laid out by its own principal components of what `rows` makes of its pictures."""
    places = np.full((len(atlas.digits), 2), 32_768, np.uint16)
    classes = class_rows(atlas.digits.labels)
    for digit in range(classes):
        here = np.flatnonzero(atlas.digits.labels == digit)
        if len(here) >= FEWEST:
            points = principal_coordinates_of(rows(atlas.digits.images[here]))
            places[here] = in_steps(laid_out(points, seed=seed))
        elif len(here):
            places[here, 0] = np.linspace(0, 65_535, len(here) + 2)[1:-1]
        progress(name, (digit + 1) / classes)
    return places


def shape_rows(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the shapes of ``(N, 28, 28)`` pictures as ``(N, 576)`` float32."""
    return flat(shapes(images))


def placed_shapes(
    images: NDArray[np.uint8], _labels: NDArray[np.uint8], /, *, components: NDArray[np.float32]
) -> Found:
    """Return where the shapes of one part of the digits lie in the space that typicality is measured in."""
    return {"places": shape_rows(images) @ components}


def principal_coordinates_of(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``(N, F)`` float32 features along their strongest 50 directions, unrounded."""
    found: Coordinates = principal_coordinates(rows, dimensions=COMPONENTS)
    return found.place(rows)
