"""Ways in which people draw each digit, as courses of strokes: the usual ones, and some that MNIST has few of.

A course is given in a box whose height is about 1: ``(P, 2)``, x to the right before y down. Angles are in degrees from
the right, 90 below. Every call draws its lengths and angles anew within what the kind allows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Strokes = list[NDArray[np.float64]]
Draw = Callable[[np.random.Generator], Strokes]


@dataclass(frozen=True)
class Glyph:
    """One way to draw a digit.

    Parameters
    ----------
    digit
        0-9.
    draw
        Returns its strokes, in a new variant every time.
    share
        How often it is drawn, beside the others.
    """

    digit: int
    draw: Draw
    share: float = 1.0


def arc(centre: tuple[float, float], radii: tuple[float, float], begin: float, end: float) -> NDArray[np.float64]:
    """Return points on an ellipse from one angle to another, clockwise where `end` is the larger."""
    angles = np.radians(np.linspace(begin, end, max(3, int(abs(end - begin) / 12))))
    return np.asarray(np.array(centre) + np.array(radii) * np.stack([np.cos(angles), np.sin(angles)], axis=1))


def course(*parts: NDArray[np.float64] | Sequence[float]) -> NDArray[np.float64]:
    """Return points and arcs as one course."""
    return np.concatenate([np.reshape(np.asarray(part, float), (-1, 2)) for part in parts])


def zero(generator: np.random.Generator) -> Strokes:
    """An oval that begins near the top and ends past its beginning, or short of it."""
    u = generator.uniform
    begin = u(-150, -40)
    return [arc((0, 0.5), (u(0.25, 0.48), 0.5), begin, begin - u(335, 400))]


def one_plain(generator: np.random.Generator) -> Strokes:
    """A single line, straight or bent."""
    u = generator.uniform
    return [course((u(-0.1, 0.1), 0), (u(-0.04, 0.04), 0.5), (0, 1))]


def one_flagged(generator: np.random.Generator) -> Strokes:
    """A flag of up to three quarters of the height that rises steeply to an upright line, with or without a base."""
    u = generator.uniform
    long, angle = u(0.2, 0.75), np.radians(u(36, 68))
    lean = u(-0.12, 0.08)
    end = np.array([-long * np.cos(angle), long * np.sin(angle)])
    sag = end / 2 + u(-0.08, 0.08) * np.array([np.sin(angle), np.cos(angle)]) * long
    strokes = [course(end, sag, (0, 0), (lean, 1))]
    if generator.random() < 0.4:
        left, right = u(0.1, 0.4), u(0.1, 0.4)
        strokes.append(course((lean - left, 1 + u(-0.03, 0.03)), (lean + right, 1 + u(-0.03, 0.03))))
    return strokes


def two(generator: np.random.Generator) -> Strokes:
    """A bow, a line down to the left, a foot; the corner between is sharp or a loop, small or large."""
    u = generator.uniform
    radius = u(0.2, 0.34)
    bow = arc((0, radius), (radius, radius), u(-215, -140), u(10, 50))
    left, foot = -u(0.15, 0.4), u(0.2, 0.45)
    if generator.random() < 0.5:
        return [course(bow, (left, 1), (foot, 1 + u(-0.08, 0.04)))]
    loop = u(0.05, 0.17)
    return [course(bow, arc((left, 1 - loop), (loop * u(1, 1.8), loop), 70, 305), (foot, 1 + u(-0.08, 0.06)))]


def three(generator: np.random.Generator) -> Strokes:
    """Two bows, or a flat top, a diagonal and a bow; between them a point or a loop."""
    u = generator.uniform
    lower = arc((0, 0.72), (u(0.22, 0.36), 0.28), u(-95, -70), u(115, 170))
    waist = arc((-0.05, 0.45), (u(0.03, 0.09), 0.04), 60, 330) if generator.random() < 0.3 else (u(-0.1, 0.02), 0.45)
    if generator.random() < 0.35:
        return [course((-u(0.15, 0.35), u(-0.04, 0.04)), (u(0.15, 0.3), 0), waist, lower)]
    return [course(arc((0, 0.22), (u(0.18, 0.3), 0.22), u(-200, -140), u(50, 80)), waist, lower)]


def four_looped(generator: np.random.Generator) -> Strokes:
    """One stroke: down the arm, to the right, round a loop over the crossing and down through it.

    The loop is round or flat, as high as the arm or lower, and closes before the stem, at it or beyond it.
    """
    u = generator.uniform
    arm, crossing = -u(0.18, 0.45), u(0.55, 0.8)
    across, high = u(0.1, 0.3), u(0.13, min(0.33, crossing / 2))
    centre = (across * u(0.65, 1.15), crossing - high * u(0.85, 1.05))
    loop = arc(centre, (across, high), u(70, 100), -u(175, 215))
    elbow = (arm + u(-0.04, 0.12), crossing - u(-0.02, 0.12))
    top = max(0.0, centre[1] - high + u(-0.35, 0.15))
    return [course((arm + u(-0.06, 0.1), top), elbow, loop, (u(-0.06, 0.06), crossing), (u(-0.12, 0.08), 1))]


def four_open(generator: np.random.Generator) -> Strokes:
    """An arm that is bent or round, to the right, and an upright stem across its end."""
    u = generator.uniform
    arm, crossing = -u(0.25, 0.5), u(0.45, 0.7)
    body = course((arm + u(0, 0.15), u(0, 0.2)), (arm, crossing - u(0, 0.1)), (u(0.05, 0.3), crossing + u(-0.06, 0.04)))
    return [body, course((u(-0.03, 0.1), u(0, 0.3)), (u(-0.08, 0.05), 1))]


def four_pointed(generator: np.random.Generator) -> Strokes:
    """A closed triangle with a stem: down to the left, across, and from the top down."""
    u = generator.uniform
    crossing = u(0.55, 0.75)
    top = (u(-0.04, 0.06), 0)
    bar = course(top, (-u(0.3, 0.5), crossing), (u(0.1, 0.3), crossing + u(-0.05, 0.05)))
    return [bar, course(top, (u(-0.05, 0.05), 1))]


def five_curled(generator: np.random.Generator) -> Strokes:
    """One stroke that begins with a hook or a loop at the top, to the left, down, and round the bow."""
    u = generator.uniform
    right, radius = u(0.12, 0.42), u(0.04, 0.15)
    if generator.random() < 0.65:
        start = arc((right, radius), (radius, radius), u(0, 260), -90)
    else:
        start = arc((right, -radius), (radius, radius), -u(0, 200), 90)
    return [
        course(start, (-0.2 + u(-0.04, 0.1), u(-0.02, 0.12)), (-0.2 + u(-0.04, 0.04), u(0.36, 0.46)), _bow(generator))
    ]


def five_round(generator: np.random.Generator) -> Strokes:
    """One stroke without corners, as an S: a round top that begins curled, and the bow."""
    u = generator.uniform
    top = arc((0.02, 0.22), (u(0.16, 0.3), 0.22), u(-60, 30), -u(180, 205))
    return [course(top, _bow(generator, most=150))]


def five_plain(generator: np.random.Generator) -> Strokes:
    """Down and round the bow, and a bar at the top."""
    u = generator.uniform
    corner = (-0.2 + u(-0.03, 0.08), u(-0.03, 0.04))
    return [
        course(corner, (-0.2 + u(-0.06, 0.04), u(0.36, 0.46)), _bow(generator)),
        course(corner, (u(0.15, 0.4), u(-0.1, 0.08))),
    ]


def _bow(generator: np.random.Generator, most: float = 180) -> NDArray[np.float64]:
    """Return a five's bow, which ends below or turns up again, at most to an angle."""
    u = generator.uniform
    return arc((-0.02, 0.7), (u(0.22, 0.36), u(0.24, 0.3)), -u(115, 150), u(100, most))


def six(generator: np.random.Generator) -> Strokes:
    """A line down, straight or round or curled at its start, and the loop to its right, closed or nearly."""
    u = generator.uniform
    wide, high = u(0.2, 0.34), u(0.18, 0.32)
    top: NDArray[np.float64] = np.array([wide * u(-0.6, 1.6), 0])
    if generator.random() < 0.3:
        top = arc((wide * u(0.2, 1), 0.09), (u(0.06, 0.16), 0.09), u(0, 60), -150)
    loop = arc((0, 1 - high), (wide, high), 180, -u(120, 200))
    return [course(top, (-wide * u(0.75, 1.1), u(0.4, 0.6)), loop)]


def seven(generator: np.random.Generator) -> Strokes:
    """A bar, level or nearly, and a line down to the left; with a serif or a curl at its start, and a crossbar."""
    u = generator.uniform
    left, right, foot = -u(0.2, 0.4), u(0.12, 0.35), u(-0.2, 0.15)
    corner, tilt = u(-0.04, 0.04), u(-0.06, 0.08)
    start = [(left - u(-0.03, 0.05), tilt + u(0.1, 0.22))] if generator.random() < 0.4 else []
    strokes = [course(*start, (left, tilt), (right, corner), ((right + foot) / 2 + u(-0.08, 0.03), 0.5), (foot, 1))]
    if generator.random() < 0.5:
        middle, half, high = (right + foot) / 2, u(0.12, 0.26), u(0.42, 0.6)
        strokes.append(course((middle - half, high + u(-0.04, 0.06)), (middle + half, high - u(-0.04, 0.06))))
    return strokes


def eight(generator: np.random.Generator) -> Strokes:
    """One stroke across the waist and back, closed at the top or not; or two ovals."""
    u = generator.uniform
    upper, lower = u(0.15, 0.26), u(0.2, 0.3)
    if generator.random() < 0.3:
        return [arc((0, 0.24), (upper, 0.24), 0, 360), arc((u(-0.04, 0.04), 0.74), (lower, 0.26), -90, 280)]
    top = arc((0, 0.23), (upper, 0.23), u(-70, -20), -u(215, 235))
    back = arc((0, 0.23), (upper, 0.23), 40, u(-45, 10))
    return [course(top, arc((0, 0.74), (lower, 0.26), -40, 220), back)]


def nine(generator: np.random.Generator) -> Strokes:
    """A loop and a line down from its right, which ends straight or in a curl to the left."""
    u = generator.uniform
    wide, high = u(0.17, 0.3), u(0.18, 0.3)
    loop = arc((0, high), (wide, high), u(-50, 10), -u(345, 375))
    foot = wide + u(-0.2, 0.05)
    if generator.random() < 0.5:
        return [course(loop, (foot, 1))]
    radius = u(0.1, 0.22)
    return [course(loop, arc((foot - radius, 1 - radius), (radius, radius), 0, u(90, 200)))]


GLYPHS: dict[str, Glyph] = {
    "zero": Glyph(0, zero),
    "one, plain": Glyph(1, one_plain, 0.5),
    "one, flagged": Glyph(1, one_flagged, 3.0),
    "two": Glyph(2, two),
    "three": Glyph(3, three),
    "four, looped": Glyph(4, four_looped, 3.0),
    "four, open": Glyph(4, four_open, 0.7),
    "four, pointed": Glyph(4, four_pointed, 0.7),
    "five, curled": Glyph(5, five_curled, 2.0),
    "five, round": Glyph(5, five_round, 1.5),
    "five, plain": Glyph(5, five_plain, 0.5),
    "six": Glyph(6, six, 2.0),
    "seven": Glyph(7, seven, 2.0),
    "eight": Glyph(8, eight),
    "nine": Glyph(9, nine, 1.5),
}
"""All kinds by name. Those MNIST has few of are drawn most, and beside each what it could be taken for."""
