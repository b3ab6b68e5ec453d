"""Why the network says so: which ink speaks for its answer, and which against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import factorial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX

PIECES = 8
"""Pieces that ink is cut into: all 256 combinations of them are read in one call, so none is left to chance."""
PAPER = -1
"""In :attr:`Attribution.pieces`: no ink here."""
_ROUNDS = 20
"""Of moving the pieces' centres: they come to rest in fewer."""

Number = TypeVar("Number", bound=np.generic)
Shares = NDArray[np.float64]
Pieces = NDArray[np.int8]
Read = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


@dataclass(frozen=True)
class Attribution:
    """What :func:`attribution` found. All arrays are read-only; shares are in probability, so 0.1 is ten points.

    Parameters
    ----------
    answer
        The digit that the network reads in the end, 0-9.
    rival
        The network's second answer, 0-9.
    probabilities
        ``(10,)`` float64 in 0-1, of the picture, in a single pass.
    blank
        ``(10,)`` float64 in 0-1, of paper without ink.
    pieces
        ``(28, 28)`` int8, which piece of ink a pixel belongs to, from 0; :data:`PAPER` where there is no ink.
    shares
        ``(K, 10)`` float64 in -1 to 1, what each of the K pieces, at most :data:`PIECES`, adds to the probability of
        each digit. A column sums to `probabilities` minus `blank`, a row to 0.
    """

    answer: int
    rival: int
    probabilities: Shares
    blank: Shares
    pieces: Pieces
    shares: Shares


def attribution(image: NDArray[np.uint8], read: Read, *, final: NDArray[np.floating] | None = None) -> Attribution:
    """Return how much each piece of a digit's ink adds to the network's answer: its Shapley value.

    The ink is cut into at most :data:`PIECES` compact pieces, and the network reads every combination of them, the
    others left as paper. A piece's Shapley value is how much it changes the probability when it is added, averaged over
    all orders in which the pieces could be laid down. It is the only division of the whole change among the pieces
    that leaves nothing over, gives equal pieces equal shares and pieces without effect none, and adds up when
    predictions do. As all combinations are read it is exact, and the same every time.

    It tells only of ink that is there. What is missing, the gap that makes a 4 no 9, is not seen by it.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, 0 = paper, 255 = full ink. A blank picture has no pieces, and nothing speaks for its
        answer; one pixel is one piece; full ink is cut like any other.
    read
        From ``(N, 28, 28)`` uint8 to ``(N, classes)`` probabilities:
        :meth:`~mnist_explore.model.serving.recogniser.Recogniser.single_pass`. Called once, with at most 256 pictures.
    final
        ``(10,)`` probabilities that decide which answers are explained, where those of `read` are not the last word.

    Raises
    ------
    ValueError
        If the shape or dtype is not as above.

    References
    ----------
    Lundberg and Lee, "A unified approach to interpreting model predictions", NeurIPS 2017; Shapley, "A value for
    n-person games", 1953. That erasing what is named lowers the answer fastest is the test of Petsiuk, Das and Saenko,
    "RISE: Randomized input sampling for explanation of black-box models", BMVC 2018.
    """
    if image.shape != (SIDE_PX, SIDE_PX) or image.dtype != np.uint8:
        raise ValueError(f"image must be (28, 28) uint8, not {image.shape} {image.dtype}")
    pieces = ink_pieces(image)
    chances = read(_combinations(image, pieces)).astype(np.float64)
    blank, whole = chances[0], chances[-1]
    shares = _weights(int(pieces.max()) + 1) @ chances
    answer, rival = (int(digit) for digit in np.argsort(-(whole if final is None else final), kind="stable")[:2])
    return Attribution(
        answer=answer,
        rival=rival,
        probabilities=_kept(whole),
        blank=_kept(blank),
        pieces=_kept(pieces),
        shares=_kept(shares),
    )


def ink_pieces(image: NDArray[np.uint8]) -> Pieces:
    """Return a digit's ink cut into at most :data:`PIECES` compact pieces, numbered from the top down.

    Pieces are k-means clusters of the pixels with ink, each pixel weighing as much as it is dark. The first centre is
    the pixel farthest from the centre of mass, the next always the one farthest from those before it; so nothing is
    drawn by lot, and a digit that is moved is cut in the same way.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8.

    Returns
    -------
    ndarray
        ``(28, 28)`` int8, :data:`PAPER` without ink.

    References
    ----------
    Lloyd, "Least squares quantization in PCM", 1982; Gonzalez, "Clustering to minimize the maximum intercluster
    distance", 1985.
    """
    pieces = np.full(image.shape, PAPER, np.int8)
    places = np.argwhere(image).astype(np.float64)
    if len(places) == 0:
        return pieces
    weight = image[image > 0].astype(np.float64)
    centres = _far_apart(places, start=np.average(places, axis=0, weights=weight))
    for _ in range(_ROUNDS):
        member = np.equal.outer(np.arange(len(centres)), _nearest(places, centres)) * weight
        filled = member.sum(axis=1) > 0
        moved = member[filled] @ places / member[filled].sum(axis=1, keepdims=True)
        if np.array_equal(moved, centres):
            break
        centres = moved
    centres = centres[np.lexsort((centres[:, 1], centres[:, 0]))]
    pieces[image > 0] = np.unique(_nearest(places, centres), return_inverse=True)[1]
    return pieces


def _far_apart(places: Shares, *, start: Shares) -> Shares:
    """Return at most PIECES of the places ``(n, 2)``, each as far as can be from `start` and those before it."""
    centres, apart = np.empty((0, 2)), ((places - start) ** 2).sum(axis=1)
    for _ in range(min(PIECES, len(places))):
        farthest = places[apart.argmax()]
        distance = ((places - farthest) ** 2).sum(axis=1)
        # The centre of mass only finds the first; it is no centre of a piece.
        apart = np.minimum(apart, distance) if len(centres) else distance
        centres = np.vstack([centres, farthest])
    return centres


def _nearest(places: Shares, centres: Shares) -> NDArray[np.intp]:
    """Return which centre ``(k, 2)`` is nearest to each place ``(n, 2)``, the first of equals."""
    nearest: NDArray[np.intp] = ((places[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    return nearest


def _combinations(image: NDArray[np.uint8], pieces: Pieces) -> NDArray[np.uint8]:
    """Return the digit in every combination of its K pieces ``(2**K, 28, 28)``; bit i of a row's number is piece i."""
    numbers = np.arange(2 ** (int(pieces.max()) + 1))
    shown = numbers[:, None, None] >> np.maximum(pieces, 0).astype(np.int64) & 1
    return (shown * image).astype(np.uint8)


@cache
def _weights(count: int) -> Shares:
    """Return ``(K, 2**K)``, by which the values of all combinations of K pieces become Shapley values.

    With a piece a combination counts for it, without the piece against it, as often as it occurs among all orders.
    """
    has = np.arange(2**count) >> np.arange(count)[:, None] & 1 == 1
    others = has.sum(axis=0) - has
    orders = [factorial(before) * factorial(count - before - 1) / factorial(count) for before in range(count)]
    weights: Shares = np.where(has, 1.0, -1.0) * np.asarray(orders, np.float64)[others]
    return weights


def _kept(array: NDArray[Number]) -> NDArray[Number]:
    """Return an array that can no longer be written to: it is shared by all who look at it."""
    array.setflags(write=False)
    return array
