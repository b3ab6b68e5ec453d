"""The dial's figure carries its probabilities and marks where the answer changes."""

from __future__ import annotations

import doctest

import numpy as np

from mnist_explore.figures import DIGIT_COLOURS, dial
from mnist_explore.figures.dial import dial_figure, dial_words, likely_answers

VALUES = np.array([-10.0, 0.0, 10.0])


def chances() -> np.ndarray:
    """Return ``(3, 10)``: a seven that becomes a two, with a nine of 6 % once and a one of 4 %."""
    made = np.zeros((3, 10))
    made[:, 7], made[:, 2] = [0.9, 0.6, 0.1], [0.1, 0.3, 0.9]
    made[1, 9], made[1, 1] = 0.06, 0.04
    return made


def test_dial_figure_lines() -> None:
    """Each likely answer is one line in its class's colour, in per cent, over the dial's values."""
    figure = dial_figure(VALUES, chances(), flips=[(4.2, 7, 2)], own=0.0, title="Slant", unit="°")
    assert [trace.name for trace in figure.data] == ["2", "7", "9"]
    seven = figure.data[1]
    assert seven.line.color == DIGIT_COLOURS[7]
    np.testing.assert_allclose(seven.y, [90, 60, 10])
    np.testing.assert_allclose(seven.x, VALUES)
    assert figure.layout.xaxis.title.text == "Slant, °"


def test_dial_figure_marks() -> None:
    """A line stands where the digit is and where the answer changes, the latter with both answers."""
    figure = dial_figure(VALUES, chances(), flips=[(4.2, 7, 2), (5.0, 2, 7)], own=-1.5, title="Slant", unit="°")
    assert sorted(shape.x0 for shape in figure.layout.shapes) == [-1.5, 4.2, 5.0]
    told = {note.text: (note.x, note.y) for note in figure.layout.annotations}
    assert told["7 → 2"][0] == 4.2 and told["2 → 7"][0] == 5.0
    assert told["7 → 2"][1] != told["2 → 7"][1], "two marks that stand close must not cover each other"
    assert told["as it is"][0] == -1.5


def test_dial_figure_marks_keep_apart() -> None:
    """Of many answers close together so many are named as stand apart; a digit beyond the dial has no line."""
    flips = [(float(value), 7, 2) for value in np.linspace(-9, 9, 12)]
    figure = dial_figure(VALUES, chances(), flips=flips, own=None, title="Slant", unit="°")
    assert len(figure.layout.shapes) == 12, "every change has its line"
    levels: dict[float, list[float]] = {}
    for note in figure.layout.annotations:
        levels.setdefault(note.y, []).append(note.x)
    assert len(levels) == 2 and all((np.diff(places) > 5).all() for places in levels.values())


def test_likely_answers_keep_every_answer() -> None:
    """At most four lines, unless more classes are a sure answer somewhere; those under 5 % everywhere are left out."""
    assert likely_answers(chances()) == [2, 7, 9]
    assert likely_answers(np.eye(10)) == list(range(10))
    spread = np.array([[0.3, 0.2, 0.15, 0.1, 0.09, 0.08, 0.04, 0.02, 0.01, 0.01]])
    assert likely_answers(spread) == [0, 1, 2, 3]


def test_dial_words() -> None:
    """A sentence for no change, one and several; the docstring's example holds."""
    always = np.eye(10)[[7, 7, 7]]
    assert dial_words(VALUES, always, flips=[], unit="°") == "From −10° to 10° the answer is 7 throughout."
    several = dial_words(VALUES, np.eye(10)[[7, 2, 3]], flips=[(-5, 7, 2), (5, 2, 3)], unit="px")
    assert several == "From −10.0 px to 10.0 px the answer is first 7, then 2 from −5.0 px on, then 3 from 5.0 px on."
    unsure = dial_words(VALUES, np.full((3, 10), 0.1), flips=[], unit="°")
    assert unsure == "From −10° to 10° the answer is unsure throughout."
    lost = dial_words(VALUES, chances(), flips=[(2, 7, None), (5, None, 2)], unit="°")
    assert lost == "From −10° to 10° the answer is first 7, then unsure from 2° on, then 2 from 5° on."
    assert doctest.testmod(dial).failed == 0
