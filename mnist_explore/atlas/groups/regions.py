"""Areas of the map: as short text for the address bar, and which places lie inside."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Corner = tuple[float, float]
Polygon = tuple[Corner, ...]

STEP = 0.1
"""Map units that corners are kept to: a five-hundredth of the map's radius, less than a digit's picture on it."""

PLACE_STEP = 0.01
"""Map units that digits' places are kept to where it is decided which lie inside an area, and when they are sent to a
browser, so that both find the same."""

FARTHEST = 1_000.0
"""No corner is farther from the middle, on either axis: the map reaches to about 100."""

MOST_TEXT = 2_000
"""Characters of all areas together."""

MOST_AREAS = 50
BETWEEN = "~"
"""Stands between areas; like the letters of the areas themselves it needs no escape in an address."""

PIXELS = "pixels"
AXES: Mapping[str, tuple[str, str]] = {
    PIXELS: ("tsne_x", "tsne_y"),
    **{name: (f"{name}_x", f"{name}_y") for name in ("features", "own", "style")},
}
"""Layout of the map → the table's columns that hold its places; the last two lay each class out alone."""
ON = "."
"""Stands between a layout and the areas drawn on it; areas on the map by pixels have neither."""


def polygon(corners: Iterable[Sequence[float]]) -> Polygon:
    """Return an area with its corners on the grid that texts keep, without repeats.

    Parameters
    ----------
    corners
        ``(x, y)`` each, in map units, in the order they are met along the edge; the last is joined to the first.

    Raises
    ------
    ValueError
        If there are fewer than three different corners, or one is not finite or farther than 1,000 units.
    """
    found: list[Corner] = []
    for x, y in corners:
        if not (abs(x) <= FARTHEST and abs(y) <= FARTHEST):
            raise ValueError(f"a corner must lie within {FARTHEST:.0f} units of the map's middle, not at ({x}, {y})")
        corner = (round(round(float(x) / STEP) * STEP, 1) + 0.0, round(round(float(y) / STEP) * STEP, 1) + 0.0)
        if not found or corner != found[-1]:
            found.append(corner)
    while len(found) > 1 and found[0] == found[-1]:
        found.pop()
    if len(set(found)) < 3:
        raise ValueError("an area needs at least three corners")
    return tuple(found)


def box(x0: float, y0: float, x1: float, y1: float) -> Polygon:
    """Return a rectangle as an area, its corners given in any order."""
    return polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def fitting(areas: Sequence[Iterable[Sequence[float]]]) -> tuple[Polygon, ...]:
    """Return areas as drawn by hand with as many of their corners as a text can hold.

    Corners are thinned by Douglas and Peucker's method, by a distance that is doubled until all areas together
    take :data:`MOST_TEXT` characters.

    Parameters
    ----------
    areas
        As for :func:`polygon`; those with fewer than three corners enclose nothing and are left out, as is
        everything after the first fifty.

    References
    ----------
    Douglas & Peucker (1973), Algorithms for the reduction of the number of points required to represent a digitized
    line or its caricature, Cartographica 10: 112-122.
    """
    from skimage.measure import approximate_polygon

    drawn = [one for one in map(_drawn, list(areas)[:MOST_AREAS]) if one is not None]
    tolerance = STEP / 2
    kept = tuple(drawn)
    while len(to_text(kept)) > MOST_TEXT:
        thinned = [approximate_polygon(np.array([*one, one[0]]), tolerance) for one in drawn]
        kept = tuple(one for one in map(_drawn, (line.tolist() for line in thinned)) if one is not None)
        tolerance *= 2
    return kept


def _drawn(corners: Iterable[Sequence[float]]) -> Polygon | None:
    """Return an area, its corners pulled onto the map; None where it encloses nothing."""
    pulled = [
        (min(max(x, -FARTHEST), FARTHEST), min(max(y, -FARTHEST), FARTHEST)) for x, y in corners if x == x and y == y
    ]
    try:
        return polygon(pulled)
    except ValueError:
        return None


def to_text(areas: Sequence[Polygon]) -> str:
    """Return areas as text: steps from corner to corner as variable-length numbers, in URL-safe base 64.

    References
    ----------
    RFC 4648, section 5. https://protobuf.dev/programming-guides/encoding/ for variable-length and zigzag numbers.
    """
    return BETWEEN.join(_encoded(area) for area in areas)


def from_text(text: str) -> tuple[Polygon, ...]:
    """Return the areas that :func:`to_text` wrote.

    Raises
    ------
    ValueError
        If the text is too long, or no such areas.
    """
    if len(text) > MOST_TEXT:
        raise ValueError(f"a region takes at most {MOST_TEXT:,} characters, not {len(text):,}")
    parts = text.split(BETWEEN)
    if len(parts) > MOST_AREAS:
        raise ValueError(f"a region has at most {MOST_AREAS} areas, not {len(parts)}")
    return tuple(_decoded(part) for part in parts)


def region_text(layout: str, areas: Sequence[Polygon]) -> str:
    """Return areas of a layout as text: ``style.`` and what :func:`to_text` gives, by pixels that alone."""
    return to_text(areas) if layout == PIXELS else f"{layout}{ON}{to_text(areas)}"


def region_from_text(text: str) -> tuple[str, tuple[Polygon, ...]]:
    """Return the layout and the areas that :func:`region_text` wrote.

    Raises
    ------
    ValueError
        If there is no such layout, the text is too long, or holds no areas.
    """
    if len(text) > MOST_TEXT:
        raise ValueError(f"a region takes at most {MOST_TEXT:,} characters, not {len(text):,}")
    layout, found, areas = text.partition(ON)
    if not found:
        return PIXELS, from_text(text)
    if layout not in AXES or layout == PIXELS:
        raise ValueError(f"a region lies on one of {', '.join(list(AXES)[1:])}, or names no layout")
    return layout, from_text(areas)


def _encoded(area: Polygon) -> str:
    """Return one area as text."""
    grid = np.rint(np.array(area) / STEP).astype(int)
    steps = np.diff(grid, axis=0, prepend=[[0, 0]]).ravel()
    data = bytearray()
    for number in np.where(steps < 0, -2 * steps - 1, 2 * steps).tolist():
        while number >= 0x80:
            data.append(number & 0x7F | 0x80)
            number >>= 7
        data.append(number)
    return base64.urlsafe_b64encode(bytes(data)).decode().rstrip("=")


def _decoded(text: str) -> Polygon:
    """Return one area from text; it must be as :func:`_encoded` writes it, so that one area has one text."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("the region is damaged") from error
    numbers, number, shift = [], 0, 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(-(number + 1) // 2 if number & 1 else number // 2)
            number, shift = 0, 0
        elif shift > 28:
            raise ValueError("the region is damaged")
    if shift or len(numbers) % 2:
        raise ValueError("the region is damaged")
    grid = np.cumsum(np.array(numbers, np.int64).reshape(-1, 2), axis=0)
    area = polygon((grid * STEP).tolist())
    if _encoded(area) != text:
        raise ValueError("the region is damaged")
    return area


def inside(places: NDArray[np.floating], areas: Sequence[Polygon]) -> NDArray[np.bool_]:
    """Return which places lie in any of some areas, by the even-odd rule.

    Places within an area's bounds are put in order of height; each edge then toggles only those at its own height
    that lie left of it.

    Parameters
    ----------
    places
        ``(N, 2)`` x and y, in map units.
    areas
        From :func:`polygon`.

    Returns
    -------
    ndarray
        ``(N,)`` bool.

    References
    ----------
    Shimrat (1962), Algorithm 112: position of point relative to polygon, Communications of the ACM 5: 434.
    """
    found = np.zeros(len(places), bool)
    for area in areas:
        ends = np.array(area)
        (left, low), (right, high) = ends.min(axis=0), ends.max(axis=0)
        x, y = places[:, 0], places[:, 1]
        near = np.flatnonzero((x >= left) & (x <= right) & (y >= low) & (y <= high))
        near = near[np.argsort(y[near])]
        found[near] |= _within(x[near].astype(np.float64), y[near].astype(np.float64), ends)
    return found


def on_grid(places: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return places on the grid of :data:`PLACE_STEP` that areas are asked on; ``(N, 2)`` float64.

    Whole numbers divided by a hundred, which every machine rounds alike.
    """
    return np.asarray(np.rint(places.astype(np.float64) / PLACE_STEP) / round(1 / PLACE_STEP))


def _within(x: NDArray[np.float64], y: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which places, in order of height, lie within one area."""
    within = np.zeros(len(x), bool)
    starts = np.searchsorted(y, ends[:, 1])
    stops = np.roll(starts, -1)
    following = np.roll(ends, -1, axis=0)
    for start, stop, (x0, y0), (x1, y1) in zip(
        starts.tolist(), stops.tolist(), ends.tolist(), following.tolist(), strict=True
    ):
        own = slice(start, stop) if start < stop else slice(stop, start)
        if start != stop:
            within[own] ^= x[own] < x0 + (y[own] - y0) * ((x1 - x0) / (y1 - y0))
    return within
