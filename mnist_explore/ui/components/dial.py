"""The style dial: a digit written differently, and what the network makes of it all along the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mnist_explore.classes import in_use
from mnist_explore.figures.dial import dial_figure, dial_words
from mnist_explore.style.restyling import Dial
from mnist_explore.style.restyling.restyle import RANGES, own_value
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.base.errors import say_errors
from mnist_explore.ui.components.choices import choose, choose_value
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.sheet import picture_sheet
from mnist_explore.words import per_cent, with_unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

TITLES = {"slant_deg": "Slant", "thickness_px": "Stroke width", "size_px": "Size", "turn_deg": "Turn"}
UNITS = {"slant_deg": "°", "thickness_px": "px", "size_px": "px", "turn_deg": "°"}
NOTES = {
    "slant_deg": "Sheared about its centre of mass; 0° is upright, right is positive.",
    "thickness_px": "The strokes' outline moved in or out; as with a pen of another width.",
    "size_px": "MNIST brings the longer side of every digit to 20 pixels; here it is not.",
    "turn_deg": "Turned about its centre of mass, clockwise from how it stands.",
}
FEWEST = 2
"""Values below which there is nothing to turn: a digit at the end of a range that ends there."""


@say_errors()
def show_dial(image: NDArray[np.uint8], *, key: str) -> None:
    """Show a choice of dials, a slider, the digit as it then is with the network's answer, and the answers all along.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, a visitor's digit or the data set's.
    key
        Begins every widget's key.
    """
    if not image.any():
        show_caption("There is no ink whose style could be changed.")
        return
    title = choose("What to change", list(TITLES.values()), key=f"{key}_measure")
    measure = next(name for name, its_title in TITLES.items() if its_title == title)
    found, unit = digit_cache.dial_of(image, measure), UNITS[measure]
    if len(found.values) < FEWEST:
        show_caption("This digit leaves no room to change that.")
        return
    own = own_value(image, measure)
    is_within = _is_within(own, measure)
    values = [float(value) for value in found.values.round(2)]
    chosen = choose_value(
        title,
        values,
        key=f"{key}_{measure}",
        default=values[int(np.abs(found.values - own).argmin())],
        format_func=lambda value: with_unit(value, unit),
    )
    at = values.index(chosen)
    _show_at(found, at, unit, key=key)
    flips = [(flip.value, flip.before, flip.after) for flip in found.flips]
    words = dial_words(found.values, found.probabilities, flips=flips, unit=unit)
    st.plotly_chart(
        dial_figure(
            found.values,
            found.probabilities,
            flips=flips,
            own=own if is_within else None,
            title=title,
            unit=unit,
        ),
        key=f"{key}_figure",
        config={"displayModeBar": False},
        alt=f"Probabilities of the likeliest answers along the dial. {words}",
    )
    show_caption(
        f"{words} {NOTES[measure]} Below half of the probability no answer counts. After "
        "[Morpho-MNIST](https://jmlr.org/papers/v20/19-033.html) (Castro et al., 2019)."
    )


def _is_within(own: float, measure: str) -> bool:
    """Return whether a digit's own value is on the dial; say so where it is not."""
    unit, (low, high) = UNITS[measure], RANGES[measure]
    if low <= own <= high:
        return True
    show_caption(
        f"This digit has {with_unit(own, unit)}, and the dial goes from {with_unit(low, unit)} to "
        f"{with_unit(high, unit)}: nowhere on it does the digit stand as it is."
    )
    return False


def _show_at(found: Dial, at: int, unit: str, *, key: str) -> None:
    """Show the digit at one value of the dial, and the network's answer to it."""
    value, chances = with_unit(found.values[at], unit), found.probabilities[at]
    answer = int(chances.argmax())
    seen, words = st.columns([1, 2], vertical_alignment="center")
    with seen:
        picture_sheet(
            found.images[at : at + 1], key=f"{key}_digit", alt=f"The digit at {value}", columns=1, cell_px=140
        )
    words.metric(f"At {value} the network classifies it as", in_use().name(answer))
    words.write(f"with **{per_cent(float(chances[answer]))}** confidence")
