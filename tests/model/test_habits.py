"""Habits that are rare in MNIST, drawn by hand for this test and never trained on, read by the network that ships."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy.interpolate import PchipInterpolator

from mnist_explore.ink import find_digits
from mnist_explore.model.serving.recogniser import Recogniser, load_recogniser

Points = tuple[tuple[int, int], ...]
DRAWINGS: dict[str, list[tuple[Points, ...]]] = {
    # Fours in one stroke with a round loop.
    "4": [
        (
            (
                (90, 60),
                (85, 120),
                (90, 160),
                (130, 172),
                (180, 165),
                (215, 130),
                (195, 90),
                (155, 95),
                (140, 140),
                (138, 190),
                (132, 250),
            ),
        ),
        (
            (
                (110, 40),
                (100, 100),
                (105, 150),
                (150, 160),
                (200, 150),
                (210, 105),
                (175, 80),
                (150, 110),
                (150, 170),
                (155, 260),
            ),
        ),
        (
            (
                (80, 90),
                (78, 140),
                (88, 180),
                (140, 185),
                (190, 170),
                (200, 130),
                (170, 110),
                (140, 140),
                (130, 200),
                (120, 245),
            ),
        ),
        (
            (
                (120, 50),
                (100, 90),
                (90, 140),
                (110, 165),
                (170, 160),
                (220, 120),
                (205, 70),
                (165, 75),
                (150, 130),
                (145, 200),
                (140, 260),
            ),
        ),
        (
            (
                (70, 70),
                (75, 130),
                (100, 170),
                (160, 178),
                (230, 160),
                (235, 110),
                (190, 95),
                (165, 130),
                (160, 190),
                (160, 255),
            ),
        ),
        (
            (
                (100, 80),
                (95, 140),
                (100, 185),
                (135, 195),
                (165, 185),
                (180, 150),
                (160, 130),
                (140, 150),
                (135, 200),
                (130, 250),
            ),
        ),
    ],
    # Ones with a long flag.
    "1": [
        (((90, 150), (125, 105), (160, 50), (160, 150), (160, 250)),),
        (((70, 160), (160, 55), (162, 250)),),
        (
            ((90, 120), (150, 50), (150, 250)),
            ((100, 250), (205, 250)),
        ),
        (((80, 190), (165, 50), (155, 255)),),
        (((95, 130), (130, 105), (170, 50), (160, 150), (150, 255)),),
        (
            ((70, 140), (150, 50), (150, 250)),
            ((90, 252), (210, 248)),
        ),
    ],
    # Fives with a curled start.
    "5": [
        (
            (
                (200, 85),
                (215, 65),
                (195, 50),
                (160, 55),
                (110, 60),
                (105, 130),
                (150, 125),
                (195, 150),
                (205, 200),
                (165, 245),
                (110, 235),
            ),
        ),
        (
            (
                (210, 60),
                (190, 90),
                (175, 70),
                (150, 50),
                (115, 55),
                (105, 120),
                (150, 120),
                (200, 160),
                (185, 225),
                (130, 250),
                (90, 220),
            ),
        ),
        (
            (
                (190, 80),
                (180, 50),
                (140, 45),
                (105, 75),
                (120, 125),
                (170, 150),
                (195, 195),
                (165, 240),
                (110, 245),
                (85, 215),
            ),
        ),
        (
            (
                (185, 45),
                (200, 65),
                (180, 75),
                (150, 55),
                (110, 60),
                (100, 130),
                (150, 120),
                (200, 160),
                (195, 220),
                (140, 250),
                (95, 240),
            ),
        ),
        (
            (
                (200, 75),
                (180, 45),
                (130, 50),
                (100, 90),
                (110, 130),
                (160, 140),
                (190, 185),
                (170, 235),
                (120, 250),
                (85, 225),
                (95, 190),
            ),
        ),
    ],
    # Sixes beside them.
    "6": [
        (((180, 50), (120, 110), (95, 190), (120, 245), (175, 240), (195, 200), (165, 165), (110, 180), (98, 205)),),
        (((120, 50), (105, 150), (110, 230), (160, 250), (200, 215), (180, 165), (130, 165), (108, 200)),),
        (((200, 70), (180, 50), (140, 80), (105, 160), (110, 230), (160, 250), (195, 210), (165, 170), (115, 185)),),
        (((110, 45), (110, 150), (115, 235), (160, 240), (175, 200), (150, 180), (115, 195)),),
    ],
    # Sevens beside them.
    "7": [
        (((80, 60), (140, 65), (210, 55), (170, 140), (140, 250)),),
        (
            ((80, 85), (85, 60), (140, 65), (215, 60), (160, 150), (140, 250)),
            ((115, 150), (205, 145)),
        ),
        (((90, 70), (200, 60), (180, 150), (175, 250)),),
        (((75, 95), (80, 65), (200, 60), (150, 160), (130, 250)),),
    ],
    # Nines beside them.
    "9": [
        (((190, 80), (150, 55), (110, 85), (115, 135), (160, 145), (195, 90), (190, 160), (185, 250)),),
        (((195, 75), (150, 50), (105, 95), (130, 145), (180, 120), (195, 75), (190, 200), (160, 250), (110, 235)),),
    ],
}
"""Strokes by their points, in a square of 300 pixels, by digit."""
HANDS = ((8, 0.0), (14, 0.15), (20, -0.1), (12, 0.3))
"""Pens' widths in pixels, and slants."""


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    """Return the network that ships."""
    return load_recogniser()


def drawn(strokes: tuple[Points, ...], pen: int, slant: float) -> np.ndarray:
    """Return strokes as a drawing, 300 by 300, dark on light."""
    canvas = Image.new("L", (1200, 1200), 244)
    draw = ImageDraw.Draw(canvas)
    for stroke in strokes:
        points = np.array(stroke, float)
        points[:, 0] += slant * (150 - points[:, 1])
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        course = 4 * PchipInterpolator(along, points)(np.linspace(0, along[-1], 80))
        draw.line([tuple(point) for point in course], 20, 4 * pen, joint="curve")
        for x, y in course:
            draw.ellipse((x - 2 * pen, y - 2 * pen, x + 2 * pen, y + 2 * pen), 20)
    return np.asarray(canvas.resize((300, 300), Image.Resampling.BOX))


@pytest.mark.parametrize("digit", DRAWINGS)
def test_rare_habits_read(recogniser: Recogniser, digit: str) -> None:
    """Every drawing, by four pens and slants, is one digit and read as what it is."""
    wrong = []
    for number, strokes in enumerate(DRAWINGS[digit]):
        for pen, slant in HANDS:
            reading = find_digits(drawn(strokes, pen, slant), classify=recogniser.probabilities)
            images = [mark.image for mark in reading.digits]
            chances = recogniser.probabilities(np.stack(images)) if images else np.zeros((0, 10))
            answer = "".join(str(each) for each in chances.argmax(axis=1))
            if answer != digit or reading.touching:
                wrong.append(f"drawing {number}, pen {pen}, slant {slant}: {answer or 'nothing'}")
    assert wrong == []
