"""Why the network says so: a digit's ink coloured by what it speaks for, and the finding in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.model.serving.attribution import Attribution
from mnist_explore.model.serving.augmentation import LOOKS
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.base.errors import say_errors
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.words import SINGULARS, per_cent

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOTABLE = 0.01
"""The share, in probability, from which a piece of ink is named in words: one point."""
SOURCE = (
    "A piece's share is its [Shapley value](https://arxiv.org/abs/1705.07874) (Lundberg and Lee, 2017): how many "
    "points of probability it adds, averaged over all orders of laying the pieces on blank paper. Missing ink is not "
    "seen."
)


@dataclass(frozen=True)
class Side:
    """One question that ink is coloured by.

    Parameters
    ----------
    name
        Ends the widget's key.
    shares
        ``(K,)`` float64, of each piece of ink, in probability, -1 to 1.
    orange, blue
        What pieces above and below 0 speak for, to follow "speaks".
    """

    name: str
    shares: NDArray[np.float64]
    orange: str
    blue: str


@say_errors()
def show_explanation(image: NDArray[np.uint8], *, key: str) -> None:
    """Show which ink speaks for the network's answer and which against, and for it rather than the second answer.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8.
    """
    found = digit_cache.explanation(image)
    if len(found.shares) == 0:
        show_caption(f"There is no ink that could speak for {SINGULARS[found.answer]}.")
        return
    shown = sides(found)
    for place, side in zip(st.columns(len(shown)), shown, strict=True):
        words = strongest_words(found, side)
        place.plotly_chart(
            figures.attribution_figure(
                image, np.append(side.shares, 0)[found.pieces], names=(side.orange, "neither", side.blue)
            ),
            key=f"{key}_{side.name}",
            config={"displayModeBar": False},
            alt=f"The digit's ink: orange speaks {side.orange}, blue speaks {side.blue}. {words}",
        )
        place.caption(words)
    show_caption(f"{whole_words(found)} {SOURCE}")


def sides(found: Attribution) -> list[Side]:
    """Return what to show: for and against the answer, then for it rather than the second answer.

    The second is left out where no ink moves the second answer, as both pictures would then be the same.
    """
    answer, rival = found.answer, found.rival
    said, other = SINGULARS[answer], SINGULARS[rival]
    shown = [Side("for", found.shares[:, answer], f"for {said}", f"against {said}")]
    if np.abs(found.shares[:, rival]).max(initial=0) >= NOTABLE:
        apart = found.shares[:, answer] - found.shares[:, rival]
        shown.append(Side("rather", apart, f"for {said} rather than {other}", f"for {other} rather than {said}"))
    return shown


def whole_words(found: Attribution) -> str:
    """Return in one sentence what all ink together does to the answer's probability."""
    before, after = (per_cent(float(chances[found.answer])) for chances in (found.blank, found.probabilities))
    said = SINGULARS[found.answer]
    words = f"Together the {len(found.shares)} pieces take {said} from {before} on blank paper to {after}."
    (below, few), (still_below, many) = LOOKS
    if found.probabilities.max() < below:
        words += (
            f" That is the network's first answer. As its confidence was below {per_cent(below)}, it also classified "
            f"{few} altered copies (moved, turned, sheared, bent, resized, bolder, finer), and {many} more where "
            f"these left it below {per_cent(still_below)}."
        )
    return words


def strongest_words(found: Attribution, side: Side) -> str:
    """Return where the pieces with the highest and the lowest share lie, and how high these are."""
    shares, orange, blue = side.shares, side.orange, side.blue
    most, least = int(shares.argmax()), int(shares.argmin())
    words = [
        f"{place_words(found.pieces, piece)} speaks most {towards} ({_points(shares[piece])})"
        for piece, towards, notable in (
            (most, orange, shares[most] >= NOTABLE),
            (least, blue, shares[least] <= -NOTABLE),
        )
        if notable
    ]
    if not words:
        return f"No piece of ink moves it by {NOTABLE * 100:.0f} point or more, {orange} or {blue}."
    return f"The ink {', the ink '.join(words)}."


def place_words(pieces: NDArray[np.int8], piece: int) -> str:
    """Return where in a digit a piece of its ink lies, by the thirds of the digit's box that its middle falls into.

    Parameters
    ----------
    pieces
        ``(28, 28)`` int8, from :func:`~mnist_explore.model.serving.attribution.ink_pieces`.
    """
    ink, own = np.argwhere(pieces >= 0), np.argwhere(pieces == piece)
    first, last = ink.min(axis=0), ink.max(axis=0)
    down, across = (int(third) for third in 3 * (own.mean(axis=0) - first + 0.5) // (last - first + 1))
    return (
        ("at the upper left", "at the top", "at the upper right"),
        ("on the left", "in the middle", "on the right"),
        ("at the lower left", "at the bottom", "at the lower right"),
    )[down][across]


def _points(share: float) -> str:
    """Return a share in signed percentage points, with a proper minus.

    >>> _points(0.312), _points(-0.04)
    ('+31 points', '−4 points')
    """
    return f"{100 * share:+.0f} points".replace("-", "−")
