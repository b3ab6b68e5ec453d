"""The colours that figures share; everything else follows the page's theme."""

from __future__ import annotations

from colorsys import hls_to_rgb

DIGIT_COLOURS = (
    "#4c78a8",
    "#f58518",
    "#54a24b",
    "#e45756",
    "#39b5b2",
    "#b279a2",
    "#d6a800",
    "#ff7f9f",
    "#9d755d",
    "#808890",
)
"""One colour a digit, 0-9, legible on white and on near-black; ``.streamlit/config.toml`` has the same ten."""

GOLDEN_TURN = 0.381966
"""Share of the colour circle from one further class to the next, so that neighbours differ."""


def class_colour(label: int) -> str:
    """Return a class's colour as ``#rrggbb``: a digit's own, and of further classes hues far from each other."""
    if label < len(DIGIT_COLOURS):
        return DIGIT_COLOURS[label]
    lightness = (0.45, 0.58, 0.36)[label % 3]
    parts = hls_to_rgb(label * GOLDEN_TURN % 1, lightness, 0.5)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


SLANT_SCALE = ((0.0, "#2b6cb0"), (0.5, "#b8b8b8"), (1.0, "#c2571a"))
"""Left-leaning is blue, upright grey, right-leaning orange."""


DIFFERENCE_SCALE = ((0.0, "#2b6cb0"), (0.5, "rgba(128,128,128,0)"), (1.0, "#c2571a"))
"""For differences of pictures: nothing where they agree."""

CELL_SCALE = ((0.0, "rgba(43,108,176,0.7)"), (0.5, "rgba(128,128,128,0)"), (1.0, "rgba(194,87,26,0.7)"))
"""The same for cells with numbers on them, which stay legible on it, in the light and in the dark."""

TEXT = "#000037"
"""Streamlit's placeholder for the theme's strong text: numbers in its default grey would fade into coloured cells."""

MARGIN = {"l": 0, "r": 0, "t": 8, "b": 0}

CAUSE_COLOURS = ("#b24c11", "#e0a458", "#5b8e7d", "#4c78a8", "#9aa0a6")
"""Of shares of variance: the causes in order, and what is left."""

CAUSE_TEXT = ("#ffffff", "#1f1b16", "#1f1b16", "#ffffff", "#1f1b16")
"""Of numbers on these, at least 4.5 : 1."""

GROUP_COLOURS = ("#d9621e", "#3b7dd8")
"""Of two groups that are compared: orange and blue, as where one picture has more ink than another. Colour-blind
people tell them apart, both stand out from white and from near-black, and neither is a digit's own."""

MAP_RAMP = ("#2f5fb3", "#7a5cc0", "#c4458c", "#e0653a", "#e8a020")
"""From the lowest to the highest of a measure on the map: no part of it fades into white or near-black paper."""

UNKNOWN_COLOUR = "#9a9a9a"
"""Of a digit that a measure is not known of, or does not apply to."""
