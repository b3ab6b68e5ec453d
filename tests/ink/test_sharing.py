"""A digit in an address: nothing is lost on the way, and nothing but a digit comes back."""

from __future__ import annotations

import base64
import re
import tracemalloc
import zlib

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.errors import PictureError
from mnist_explore.ink.sharing import MOST_CHARACTERS, read_shared, shared_text
from mnist_explore.model.serving.recogniser import load_recogniser


def packed(data: bytes, *, pixels: bytes | None = None, tail: bytes = b"") -> str:
    """Return a text made from any bytes, with the checksum of `pixels`, and more bytes behind the stream."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -10)
    stream = packer.compress(data) + packer.flush() + tail
    stream += zlib.crc32(data if pixels is None else pixels).to_bytes(4, "big")
    return "1" + base64.urlsafe_b64encode(stream).decode().rstrip("=")


def noise(seed: int = 0) -> np.ndarray:
    """Return ``(28, 28)`` random pixels, which cannot be packed."""
    return np.random.default_rng(seed).integers(0, 256, (28, 28), dtype=np.uint8)


@pytest.mark.mnist
def test_shared_text_of_real_digits(mnist: Digits) -> None:
    """All 10,000 test digits come back pixel for pixel; 99.9 % take at most 400 characters, none more than 700."""
    images = mnist.images[mnist.where_split("test")]
    texts = [shared_text(image) for image in images]
    lengths = np.array([len(text) for text in texts])
    assert np.quantile(lengths, 0.999) <= 400 and lengths.max() <= 700
    assert 200 < np.median(lengths) < 300
    assert all(re.fullmatch(r"1[A-Za-z0-9_-]+", text) for text in texts)
    restored = np.stack([read_shared(text) for text in texts])
    assert (restored == images).all()
    classify = load_recogniser().probabilities
    np.testing.assert_array_equal(classify(restored[:1000]), classify(images[:1000]))


@pytest.mark.parametrize("seed", range(20))
def test_shared_text_of_anything_is_bounded(seed: int) -> None:
    """Noise, the worst there is, and plain pages come back too, and are not longer than what is read."""
    for image in (noise(seed), np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)):
        text = shared_text(image)
        assert len(text) <= MOST_CHARACTERS
        assert (read_shared(text) == image).all()


def test_shared_text_of_a_view() -> None:
    """A transposed view is shared as it looks, not as it lies in memory; what comes back can be written to."""
    image = noise()
    restored = read_shared(shared_text(image.T))
    assert (restored == image.T).all()
    restored[0, 0] = 1


def test_shared_text_refuses_other_pictures() -> None:
    """Another size or dtype is a caller's mistake."""
    for wrong in (np.zeros((1, 28, 28), np.uint8), np.zeros((28, 28))):
        with pytest.raises(ValueError, match="image must be"):
            shared_text(wrong)


GOOD = shared_text(np.tril(np.full((28, 28), 200, np.uint8)))


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("1", "characters that no|cut short"),
        ("2" + GOOD[1:], "not known here"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}" + GOOD, "not known here"),
        (GOOD[:-1], "cut short or changed"),
        (GOOD[: len(GOOD) // 2], "cut short or changed"),
        (GOOD + "A", "cut short or changed"),
        (GOOD + "AAAA", "cut short or changed"),
        (GOOD[:9] + ("A" if GOOD[9] != "A" else "B") + GOOD[10:], "cut short or changed"),
        (GOOD + "==", "characters that no"),
        (GOOD + "\n", "characters that no"),
        (GOOD[:5] + " " + GOOD[5:], "characters that no"),
        ("1" + "%00" * 20, "characters that no"),
        ("1<img onerror=alert(1)>", "characters that no"),
        ("1" + "\N{FULLWIDTH LATIN SMALL LETTER A}" * 8, "characters that no"),
        ("1../../etc/passwd", "characters that no"),
        ("1AAAA", "cut short or changed"),
        ("1" + "A" * MOST_CHARACTERS, "more than the 1,100"),
        ("1" + "A" * 600_000, "600,001 characters"),
        (packed(bytes(783)), "cut short or changed"),
        (packed(bytes(785)), "cut short or changed"),
        (packed(bytes(784), pixels=bytes(783)), "cut short or changed"),
        (packed(bytes(784), tail=b"more"), "cut short or changed"),
        (packed(bytes(700_000)), "cut short or changed"),
    ],
)
def test_read_shared_refuses(text: str, said: str) -> None:
    """Every text that is no digit is one sentence and what to do, with nothing of the text's own markup in it."""
    with pytest.raises(PictureError, match=said) as raised:
        read_shared(text)
    message = str(raised.value)
    assert len(message) < 200 and "<" not in message and message.isascii() and message.endswith("anew.")


@pytest.mark.hostile
def test_read_shared_unpacks_no_bomb() -> None:
    """A text that would unpack to 700,000 bytes is refused without taking 100,000 bytes of memory."""
    text = packed(bytes(700_000))
    assert len(text) <= MOST_CHARACTERS
    tracemalloc.start()
    with pytest.raises(PictureError):
        read_shared(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000


@pytest.mark.hostile
def test_read_shared_survives_every_changed_letter() -> None:
    """Any one letter changed, left out or doubled is refused, and never gives another digit."""
    for place in range(1, len(GOOD)):
        other = "B" if GOOD[place] != "B" else "C"
        for text in (
            GOOD[:place] + other + GOOD[place + 1 :],
            GOOD[:place] + GOOD[place + 1 :],
        ):
            with pytest.raises(PictureError):
                read_shared(text)
