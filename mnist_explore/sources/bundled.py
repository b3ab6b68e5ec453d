"""The digits that are always there: scikit-learn's 1,797 real ones, brought from 8 x 8 to 28 x 28."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import CLASSES, SPLITS, Digits
from mnist_explore.ink.normalisation import AROUND_PX, boxed, centred

BUNDLED = "uci"
GIVEN_PX = 8
FULL = 16
"""Each given number counts the inked pixels of a 4 x 4 block."""
TEST_COUNT = 297
AVERAGED = 40

GROWTH = 5
MARGIN = 2
BLUR = 0.6
SHARPENING = 5.0
RIM = 0.5
NEAR = 0.12
"""How the strokes are drawn again, in given pixels and shares of full ink. Chosen on the training part as what
leaves most digits their loops: one in 94 % of the zeros, sixes and nines, two in 79 % of the eights, none in 98 %
of the ones, twos, threes, fives and sevens; plain interpolation closes every second eight."""


def bundled_digits() -> Digits:
    """Return scikit-learn's 1,797 handwritten digits as MNIST would show them.

    Returns
    -------
    Digits
        Named ``"uci"``, in the given order, writers unknown. The first 1,500 are for training, the last 297 for
        testing: a writer's digits lie together in the file (a digit's nearest neighbour of its class lies 85 rows
        away in the median, a random one 523), so that its end, unlike a random choice, has mostly other writers.

    References
    ----------
    E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998,
    https://doi.org/10.24432/C50P49; scikit-learn bundles its test part,
    https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_digits.html.
    """
    table = _given_table()
    images = _drawn(table)
    split = np.full(len(images), SPLITS.index("train"), np.uint8)
    split[-TEST_COUNT:] = SPLITS.index("test")
    return Digits(BUNDLED, images, table[:, -1].astype(np.uint8), split)


def bundled_averages() -> NDArray[np.float64]:
    """Return the average bundled digit of each class, ``(10, 28, 28)`` in 0-255, of the class's first 40.

    In a tenth of the time that all 1,797 digits take.
    """
    table = _given_table()
    rows = [table[table[:, -1] == digit][:AVERAGED] for digit in range(CLASSES)]
    return np.stack([_drawn(those).mean(axis=0) for those in rows])


def _drawn(table: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return rows of the table as ``(N, 28, 28)`` digits."""
    given = table[:, :-1].reshape(-1, GIVEN_PX, GIVEN_PX)
    return np.stack([centred(boxed(ink), around_px=AROUND_PX) for ink in drawn_larger(given / FULL)])


def _given_table() -> NDArray[np.float64]:
    """Return scikit-learn's ``(1797, 65)`` table: 64 pixels and the label in each row.

    From its file where that is found: importing scikit-learn would take two thirds of the time that all this takes.
    """
    package = find_spec("sklearn")
    path = Path(package.origin or "").parent / "datasets" / "data" / "digits.csv.gz" if package else Path()
    if path.is_file():
        return np.loadtxt(path, delimiter=",")
    from sklearn.datasets import load_digits

    given = load_digits()
    return np.column_stack([given.data, given.target])


def drawn_larger(small: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return digits of 8 x 8 grey pixels as pen strokes of five times the size.

    Cubic splines between the pixels, sharpened so that a loop of a single grey pixel stays open, then cut half-way
    between paper and ink with a soft rim. Sharpening makes splines ring: ink that has no ink near it is dropped.

    Parameters
    ----------
    small
        ``(N, 8, 8)``, 0 = paper, 1 = full ink.

    Returns
    -------
    ndarray
        ``(N, 60, 60)`` float32 in 0-1, with an empty margin of two given pixels.
    """
    from scipy.ndimage import gaussian_filter1d

    grow = _growing(is_interpolating=True)
    blur = gaussian_filter1d(grow, BLUR * GROWTH, axis=0)
    sharp = (1 + SHARPENING) * (grow @ small @ grow.T) - SHARPENING * (blur @ small @ blur.T)
    spread = _growing(is_interpolating=False)
    near = np.clip(spread @ small @ spread.T / NEAR - 0.5, 0, 1)
    ink = np.clip((sharp - 0.5) / RIM + 0.5, 0, 1) * near
    # In steps of 1/256: the digits' fingerprint must not hang on the last bit of a machine's matrix products.
    steps: NDArray[np.float32] = (np.round(ink * 256) / 256).astype(np.float32)
    return steps


def _growing(*, is_interpolating: bool) -> NDArray[np.float64]:
    """Return the ``(60, 8)`` matrix that grows a row of pixels by splines, through the pixels or near them."""
    from scipy.ndimage import zoom

    padded = np.pad(np.eye(GIVEN_PX), ((MARGIN, MARGIN), (0, 0)))
    columns = [
        zoom(column, GROWTH, order=3, grid_mode=True, mode="grid-constant", prefilter=is_interpolating)
        for column in padded.T
    ]
    return np.stack(columns, axis=1)
