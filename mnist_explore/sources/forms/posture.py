"""How pictures of digits lie: upright or turned, white on black or black on white, told from digits that are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import CLASSES
from mnist_explore.sources.bundled import bundled_averages
from mnist_explore.sources.forms.given import How

FEWEST = 20
FEWEST_CLASSES = 3
"""Of fewer pictures or classes nothing is said."""
MARGIN = 0.05
"""By how much a turn must make averages more alike to known ones. Of 410 sets of 20 to 2,000 training digits of
MNIST, by few writers each, none is taken for turned; transposed, all are, and 408 of them as transposed."""
RIM_PX = 2
PAPER = 170
"""Rims brighter than two thirds of white are paper; noise is 128 and MNIST's rims are 0."""

TURNS: dict[str, Callable[[NDArray[np.floating]], NDArray[np.floating]]] = {
    "upright": lambda picture: picture,
    "transposed, as EMNIST's are (rows and columns exchanged)": lambda picture: picture.T,
    "turned a quarter clockwise": lambda picture: np.rot90(picture),
    "turned a quarter anticlockwise": lambda picture: np.rot90(picture, -1),
    "upside down": lambda picture: np.rot90(picture, 2),
    "mirrored left to right": lambda picture: picture[:, ::-1],
    "mirrored top to bottom": lambda picture: picture[::-1],
    "mirrored about the other diagonal": lambda picture: np.rot90(picture, 2).T,
}
"""How pictures lie, and what makes them upright."""
UPRIGHT, TRANSPOSED = list(TURNS)[:2]


def is_inverted(images: NDArray[np.uint8]) -> bool:
    """Tell whether most of ``(N, 28, 28)`` pictures are black on white: their rims are bright."""
    rim = np.ones(images.shape[1:], bool)
    rim[RIM_PX:-RIM_PX, RIM_PX:-RIM_PX] = False
    return bool((images[:, rim].mean(axis=1) > PAPER).mean() > 0.5)


def turn_of(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> str:
    """Return the key of :data:`TURNS` that says how pictures lie.

    Each class's average, in each of the eight ways, is held against that of the bundled digits by correlation.

    Parameters
    ----------
    images
        ``(N, 28, 28)``, 0 = paper.
    labels
        ``(N,)`` in 0-9.
    """
    there = [digit for digit in range(CLASSES) if (labels == digit).any()]
    if len(labels) < FEWEST or len(there) < FEWEST_CLASSES:
        return UPRIGHT
    known = bundled_averages()
    alike = np.zeros(len(TURNS))
    for digit in there:
        model = _unit(known[digit])
        average = images[labels == digit].mean(axis=0)
        alike += [float((model * _unit(upright(average))).sum()) for upright in TURNS.values()]
    best = int(alike.argmax())
    return list(TURNS)[best] if alike[best] - alike[0] > MARGIN * len(there) else UPRIGHT


def posture_notices(images: NDArray[np.uint8], labels: NDArray[np.uint8], *, how: How) -> tuple[str, ...]:
    """Return one sentence where pictures seem to be black on white, and one where they do not lie upright."""
    said = []
    if is_inverted(images):
        way = "leave --invert out" if how.invert else "use --invert"
        said.append(f"These pictures are black on white, and the measures take white for ink: {way}.")
        images = 255 - images
    turn = turn_of(images, labels)
    if turn == TRANSPOSED:
        way = "leave --transpose out" if how.transpose else "use --transpose to turn them"
        said.append(f"These pictures lie {turn}, and so would be every slant: {way}.")
    elif turn != UPRIGHT:
        said.append(f"These pictures seem to be {turn}; save them upright, or every slant and shape will be wrong.")
    return tuple(said)


def _unit(picture: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return a picture less its mean, of length 1; a blank one is all 0."""
    level: NDArray[np.floating] = picture - picture.mean()
    return level / max(float(np.linalg.norm(level)), 1e-9)
