"""How often a digit is classified correctly when it comes as people send it, against a plain resize.

``python -m benchmarks.ink [COUNT]`` prints one JSON object: errors in COUNT (100) made pictures of each of twelve
conditions; of several digits, how many pictures are read whole and how many are taken for one digit; errors when the
test digits themselves go through; and how the confidence below which a digit is said to be unclear parts right from
wrong and from what is no digit. Pictures are made from test digits, which nothing was chosen on; the threshold is
looked at on pictures made from training digits.

The exit code is 1 unless ours makes at most a fifth of the plain resize's errors in each condition.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks import probes
from benchmarks.ink_pictures import CONDITIONS, Picture
from benchmarks.ink_several import KINDS
from mnist_explore.digits import SIDE_PX, Digits
from mnist_explore.errors import PictureError
from mnist_explore.ink import find_digits
from mnist_explore.ink.grey import grey_levels
from mnist_explore.ink.reading import UNCLEAR
from mnist_explore.model.serving.recogniser import Recogniser, load_recogniser
from mnist_explore.sources import load_digits

FEWER = 5
"""Errors of the plain resize for each of ours, at least."""


def plain_digit(picture: Picture, recogniser: Recogniser) -> str:
    """Return what is read in a picture made grey, inverted if it is bright, and resized: what most demos do."""
    from PIL import Image

    grey = Image.fromarray(picture).convert("L")
    levels = np.asarray(grey.resize((SIDE_PX, SIDE_PX)))
    return str(recogniser.probabilities((255 - levels if levels.mean() > 127 else levels)[None])[0].argmax())


def our_digits(picture: Picture, recogniser: Recogniser) -> tuple[str, float]:
    """Return the number read in a picture and the least digit's confidence; "" where there is no answer."""
    from PIL import Image

    try:
        reading = find_digits(grey_levels(Image.fromarray(picture)), classify=recogniser.probabilities)
    except PictureError:
        return "", 0.0
    if reading.touching or not reading.digits:
        return "", 0.0
    chances = recogniser.probabilities(np.stack([mark.image for mark in reading.digits]))
    return "".join(str(digit) for digit in chances.argmax(axis=1)), float(chances.max(axis=1).min())


def singles(digits: Digits, recogniser: Recogniser, count: int) -> dict[str, dict[str, Any]]:
    """Return the errors in each condition, ours and the plain resize's."""
    rows = digits.where_split("test")
    result = {}
    for number, (name, maker) in enumerate(CONDITIONS.items()):
        ours = plain = 0
        for index in range(count):
            generator = np.random.default_rng([7, number, index])
            row = generator.choice(rows)
            picture = maker(digits.images[row], generator)
            ours += our_digits(picture, recogniser)[0] != str(digits.labels[row])
            plain += plain_digit(picture, recogniser) != str(digits.labels[row])
        result[name] = {"ours": ours, "plain": plain, "ratio": round(plain / max(1, ours), 1), "of": count}
    return result


def several(digits: Digits, recogniser: Recogniser, count: int) -> dict[str, dict[str, int]]:
    """Return how many pictures of two to five digits are read whole, and how many are answered as one digit."""
    rows = digits.where_split("test")
    result = {}
    for number, (name, maker) in enumerate(KINDS.items()):
        whole = one = 0
        for index in range(count):
            generator = np.random.default_rng([8, number, index])
            chosen = generator.choice(rows, generator.integers(2, 6))
            answer, _ = our_digits(maker([digits.images[row] for row in chosen], generator), recogniser)
            whole += answer == "".join(str(label) for label in digits.labels[chosen])
            one += len(answer) == 1
        result[name] = {"whole": whole, "as_one": one, "of": count}
    return result


def through(digits: Digits, recogniser: Recogniser) -> dict[str, int]:
    """Return the errors on the test digits as they are, and after they went through `ink` as pictures."""
    rows = digits.where_split("test")
    direct = recogniser.probabilities(digits.images[rows]).argmax(axis=1) != digits.labels[rows]
    ours = sum(our_digits(digits.images[row], recogniser)[0] != str(digits.labels[row]) for row in rows)
    return {"direct": int(direct.sum()), "through_ink": ours, "of": len(rows)}


def thresholds(digits: Digits, recogniser: Recogniser, count: int) -> dict[str, dict[str, float]]:
    """Return, for some thresholds, the shares below them: of right and wrong answers, and of what is no digit."""
    rows = digits.where_split("train")
    right: list[float] = []
    wrong: list[float] = []
    for number, maker in enumerate(CONDITIONS.values()):
        for index in range(count):
            generator = np.random.default_rng([9, number, index])
            row = generator.choice(rows)
            answer, sure = our_digits(maker(digits.images[row], generator), recogniser)
            (right if answer == str(digits.labels[row]) else wrong).append(sure)
    none = [our_digits(picture, recogniser)[1] for picture in (*probes.letters(), *probes.scribbles(100))]

    def below(values: list[float], threshold: float) -> float:
        return round(float((np.array(values) < threshold).mean()), 4) if values else 0.0

    kinds = {"right": right, "wrong": wrong, "no_digit": none}
    return {
        str(threshold): {name: below(values, threshold) for name, values in kinds.items()}
        for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    }


def main() -> int:
    """Measure and print; return 1 if the gate does not hold."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    digits, recogniser = load_digits(download=False).digits, load_recogniser()
    made = singles(digits, recogniser, count)
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "several": lambda: several(digits, recogniser, count),
        "mnist": lambda: through(digits, recogniser),
        "below_threshold": lambda: thresholds(digits, recogniser, max(1, count // 2)),
    }
    result = {"singles": made, "unclear_below": UNCLEAR, **{name: part() for name, part in parts.items()}}
    print(json.dumps(result, indent=2))
    return int(any(FEWER * errors["ours"] > errors["plain"] for errors in made.values()))


if __name__ == "__main__":
    sys.exit(main())
