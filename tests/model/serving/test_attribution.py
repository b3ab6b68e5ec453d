"""Which ink speaks for an answer: the properties that make Shapley values, and erasing what they name."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_explore.digits import Digits
from mnist_explore.model.serving.attribution import PAPER, PIECES, attribution, ink_pieces
from mnist_explore.model.serving.recogniser import Recogniser, load_recogniser

STEPS = np.linspace(0, 1, 16)
"""Shares of ink erased, from none to all."""


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    """Return the shipped network."""
    return load_recogniser()


def chances(first: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return probabilities whose zeroth is given, and whose first is the rest."""
    rest = np.zeros((len(first), 8))
    return np.column_stack([first, 1 - first, rest]).astype(np.float32)


def falls(recogniser: Recogniser, image: NDArray[np.uint8], answer: int, order: NDArray[np.intp]) -> float:
    """Return the mean of the answer's probability while ink pixels are erased in an order, in equal steps of ink."""
    gone = np.cumsum(image.ravel()[order], dtype=np.float64) / image.sum(dtype=np.float64)
    erased = np.repeat(image.reshape(1, -1), len(STEPS), axis=0)
    for row, step in zip(erased, STEPS, strict=True):
        row[order[gone <= step + 1e-9]] = 0
    return float(recogniser.single_pass(erased.reshape(-1, 28, 28))[:, answer].mean())


def assert_erasing_named_ink_counts(digits: Digits, recogniser: Recogniser, chosen: NDArray[np.intp]) -> None:
    """Fail unless named ink lowers the answer clearly faster than as much ink of random pixels, or random pieces.

    Pieces erased in random order are the stricter comparison: only their order differs from what is named.
    """
    generator, named, pixels, whole = np.random.default_rng(0), [], [], []
    for image in digits.images[chosen]:
        found = attribution(image, recogniser.single_pass)
        ink = np.flatnonzero(image)
        strength = found.shares[found.pieces.ravel()[ink], found.answer]
        lot = generator.permutation(len(found.shares))[found.pieces.ravel()[ink]]
        orders = (ink[np.argsort(-strength, kind="stable")], generator.permutation(ink), ink[np.argsort(lot)])
        for curve, order in zip((named, pixels, whole), orders, strict=True):
            curve.append(falls(recogniser, image, found.answer, order))
    assert len(named) >= 30
    assert np.mean(named) < 0.6 * np.mean(pixels), (np.mean(named), np.mean(pixels))
    assert np.mean(named) < 0.8 * np.mean(whole), (np.mean(named), np.mean(whole))


def test_attribution_erasing_named_ink_mnist(mnist: Digits, recogniser: Recogniser) -> None:
    """On MNIST's training digits the answer falls much faster with the ink that is named than with random ink."""
    assert_erasing_named_ink_counts(mnist, recogniser, mnist.where_split("train")[5::1800])


def test_attribution_erasing_named_ink_bundled(uci: Digits, recogniser: Recogniser) -> None:
    """On the bundled digits, which the network has never seen, it does too."""
    assert_erasing_named_ink_counts(uci, recogniser, uci.where_split("train")[::45])


def test_attribution_adds_up(uci: Digits, recogniser: Recogniser) -> None:
    """The shares of all ten digits sum to what the ink changes, and a piece takes from some what it gives to others."""
    for image in uci.images[:5]:
        found = attribution(image, recogniser.single_pass)
        read = recogniser.single_pass(np.stack([np.zeros_like(image), image] * 10))[:2]
        np.testing.assert_allclose(found.shares.sum(axis=0), read[1] - read[0], atol=1e-5)
        np.testing.assert_allclose(found.shares.sum(axis=1), 0, atol=1e-5)
        assert found.answer == read[1].argmax() and found.rival == read[1].argsort()[-2]


def test_attribution_linear(uci: Digits) -> None:
    """Of a function linear in ink, each piece's share is exactly what its own pixels weigh, above and below nought."""
    weights = np.random.default_rng(0).normal(0, 1e-5, (28, 28))
    image = uci.images[3]
    found = attribution(image, lambda images: chances(0.5 + (images * weights).sum(axis=(1, 2))))
    for piece, share in enumerate(found.shares[:, 0]):
        assert share == pytest.approx((weights * image)[found.pieces == piece].sum(), abs=1e-6)
    assert found.shares[:, 0].min() < 0 < found.shares[:, 0].max()


def test_attribution_all_orders() -> None:
    """Shares are the mean change over all orders in which the pieces can be laid down, worked out one by one."""
    image = np.zeros((28, 28), np.uint8)
    image[[4, 10, 16, 22], [5, 20, 8, 14]] = 200
    value = np.random.default_rng(1).random(16)
    values = {tuple(number >> np.arange(4) & 1): value[number] for number in range(16)}

    def read(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        there = images[:, [4, 10, 16, 22], [5, 20, 8, 14]] > 0
        return chances(np.array([values[tuple(row)] for row in there.astype(int)]))

    expected = np.zeros(4)
    for order in permutations(range(4)):
        laid = np.zeros(4, int)
        for piece in order:
            before = values[tuple(laid)]
            laid[piece] = 1
            expected[piece] += (values[tuple(laid)] - before) / 24
    found = attribution(image, read)
    assert found.pieces[[4, 10, 16, 22], [5, 20, 8, 14]].tolist() == [0, 1, 2, 3]
    np.testing.assert_allclose(found.shares[:, 0], expected, atol=1e-6)


def test_attribution_ignored_ink(uci: Digits) -> None:
    """Pieces of ink that the network does not look at get nothing, however the others act together."""
    for image in uci.images[:5]:
        half = image.copy()
        half[14:] = 0
        found = attribution(image, lambda images: chances(images[:, :14].max(axis=(1, 2)) / 255.0))
        unseen = [piece for piece in range(len(found.shares)) if not half[found.pieces == piece].any()]
        assert unseen
        np.testing.assert_allclose(found.shares[unseen], 0, atol=1e-7)


def test_attribution_shares_alike() -> None:
    """Two pieces that only count together get half each."""
    image = np.zeros((28, 28), np.uint8)
    image[8, 8] = image[20, 20] = 255
    found = attribution(image, lambda images: chances(0.8 * (images[:, [8, 20], [8, 20]] > 0).all(axis=1)))
    assert found.shares[:, 0] == pytest.approx([0.4, 0.4])


def test_attribution_same_twice(uci: Digits, recogniser: Recogniser) -> None:
    """The same digit gets the same shares twice, in arrays that cannot be written to, from one call of the network."""
    image, sizes = uci.images[7], []

    def read(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        sizes.append(len(images))
        return recogniser.single_pass(images)

    first, second = attribution(image, read), attribution(image.copy(), read)
    np.testing.assert_array_equal(first.shares, second.shares)
    np.testing.assert_array_equal(first.pieces, second.pieces)
    assert sizes == [2**PIECES, 2**PIECES]
    with pytest.raises(ValueError, match="read-only"):
        first.shares[0, 0] = 1


@pytest.mark.filterwarnings("error")
def test_attribution_extremes(recogniser: Recogniser) -> None:
    """A blank page has no pieces and no reasons, one pixel is one piece, full ink eight; all add up, none warns."""
    blank = np.zeros((28, 28), np.uint8)
    pixel, full = blank.copy(), np.full_like(blank, 255)
    pixel[3, 5] = 1
    for image, count in ((blank, 0), (pixel, 1), (full, PIECES)):
        found = attribution(image, recogniser.single_pass)
        assert found.shares.shape == (count, 10)
        assert ((found.pieces == PAPER) == (image == 0)).all()
        np.testing.assert_allclose(found.shares.sum(axis=0), found.probabilities - found.blank, atol=1e-6)
        assert np.isfinite(found.shares).all()


def test_attribution_wrong_input() -> None:
    """Another shape or type is the caller's mistake and is named."""
    for image in (np.zeros((1, 28, 28), np.uint8), np.zeros((28, 28), np.float32)):
        with pytest.raises(ValueError, match=r"image must be \(28, 28\) uint8"):
            attribution(image, lambda images: chances(np.zeros(len(images))))


def test_ink_pieces_cover_the_ink(uci: Digits) -> None:
    """Every pixel with ink is in one of eight pieces, none is empty, and a digit that is moved is cut alike."""
    for image in uci.images[:20]:
        pieces = ink_pieces(image)
        assert ((pieces == PAPER) == (image == 0)).all()
        assert set(pieces[image > 0]) == set(range(PIECES))
        middles = [np.argwhere(pieces == piece)[:, 0].mean() for piece in range(PIECES)]
        assert middles == pytest.approx(sorted(middles), abs=1)
        if not image[:, -1].any():
            np.testing.assert_array_equal(ink_pieces(np.roll(image, 1, axis=1)), np.roll(pieces, 1, axis=1))
