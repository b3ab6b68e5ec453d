"""How pictures of digits lie: upright or turned, white on black or black on white, told from digits that are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import DIGITS, Classes
from mnist_explore.ink.normalisation import boxed, centred
from mnist_explore.sources.bundled import bundled_averages
from mnist_explore.sources.forms.given import How

FEWEST = 20
FEWEST_CLASSES = 3
"""Of fewer pictures or classes nothing is said."""
MARGIN = 0.05
"""By how much a turn must make averages more alike to known ones. Of 410 sets of 20 to 2,000 training digits of
MNIST, by few writers each, none is taken for turned; transposed, all are, and 408 of them as transposed."""
FEWEST_TO_TELL, MOST_TO_TELL = 200, 2_000
"""Pictures that are looked at to tell digits from other things labelled 0 to 9."""
LIKE_DIGITS = 0.27
"""Share that must be most like their own digit: of 100 sets of 200 training digits of MNIST at least 36 % are, and of
the same with their labels moved on at most 15 %."""
PRINT_BLUR_PX = 1.5
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


def turn_of(images: NDArray[np.uint8], labels: NDArray[np.uint8], *, classes: Classes = DIGITS) -> str:
    """Return the key of :data:`TURNS` that says how pictures lie.

    Each class's average, in each of the eight ways, is held against what is known of its shape by correlation: the
    bundled digits' average, or of a letter the printed one. Of other classes nothing is known.

    Parameters
    ----------
    images
        ``(N, 28, 28)``, 0 = paper.
    labels
        ``(N,)``, a class each.
    classes
        What the labels stand for.
    """
    known = {label: shape for label, shape in _known(classes).items() if (labels == label).any()}
    if len(labels) < FEWEST or len(known) < FEWEST_CLASSES:
        return UPRIGHT
    alike = np.zeros(len(TURNS))
    for label, shape in known.items():
        model, average = _unit(shape), images[labels == label].mean(axis=0)
        alike += [float((model * _unit(upright(average))).sum()) for upright in TURNS.values()]
    best = int(alike.argmax())
    return list(TURNS)[best] if alike[best] - alike[0] > MARGIN * len(known) else UPRIGHT


def look_like_digits(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> bool:
    """Tell whether pictures labelled 0 to 9 show these digits, however they lie.

    A picture counts where its own digit's average, among those of all ten bundled digits, is most like it.

    Parameters
    ----------
    images
        ``(N, 28, 28)``, white on black or black on white. Of fewer than 200 nothing can be told, and they are
        taken for digits.
    labels
        ``(N,)`` in 0-9.
    """
    if len(images) < FEWEST_TO_TELL:
        return True
    step = max(1, len(images) // MOST_TO_TELL)
    some, own = images[::step].astype(np.float32), labels[::step]
    some = 255 - some if is_inverted(images) else some
    known = bundled_averages()
    rights = []
    for upright in TURNS.values():
        # Known shapes are turned, and not thousands of pictures: the other way round for the two quarter turns.
        models = np.stack([_unit(upright(average)).ravel() for average in known])
        rights.append(float(((some.reshape(len(some), -1) @ models.T).argmax(axis=1) == own).mean()))
    return max(rights) >= LIKE_DIGITS


def _known(classes: Classes) -> dict[int, NDArray[np.floating]]:
    """Return label → what its class is known to look like on average, of digits and of Latin letters."""
    if classes.are_digits:
        return dict(enumerate(bundled_averages()))
    averages = bundled_averages() if any(name in DIGITS.names for name in classes.names) else None
    found: dict[int, NDArray[np.floating]] = {}
    for label, name in enumerate(classes.names):
        if averages is not None and name in DIGITS.names:
            found[label] = averages[DIGITS.names.index(name)]
        elif len(name) == 1 and name.isascii() and name.isalpha():
            found[label] = printed(name)
    return found


def printed(letter: str) -> NDArray[np.floating]:
    """Return a printed letter as an average of many would look: ``(28, 28)`` in 0-255, sized and blurred."""
    from PIL import Image, ImageDraw, ImageFont
    from scipy.ndimage import gaussian_filter

    page = Image.new("L", (96, 96))
    ImageDraw.Draw(page).text((48, 48), letter, 255, ImageFont.load_default(64), anchor="mm")
    ink = np.asarray(page).astype(np.float32) / np.float32(255)
    return np.asarray(gaussian_filter(centred(boxed(ink)).astype(np.float64), PRINT_BLUR_PX))


def posture_notices(
    images: NDArray[np.uint8], labels: NDArray[np.uint8], *, how: How, classes: Classes = DIGITS
) -> tuple[str, ...]:
    """Return one sentence where pictures seem to be black on white, and one where they do not lie upright."""
    said = []
    if is_inverted(images):
        way = "leave --invert out" if how.invert else "use --invert"
        said.append(f"These pictures are black on white, and the measures take white for ink: {way}.")
        images = 255 - images
    turn = turn_of(images, labels, classes=classes)
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
