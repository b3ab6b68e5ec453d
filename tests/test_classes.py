"""Classes by name: what they are called in sentences, in charts and in addresses, and which are in use."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.cards import network_statements
from mnist_explore.classes import DIGITS, Classes, in_use, spoken, use, using
from mnist_explore.digits import Digits, class_rows
from mnist_explore.words import PLURALS, SINGULARS, TEXTS, TITLES, capitalised, reading_words

THINGS = Classes(("T-shirt/top", "Ankle boot", "き", "a", "A"), are_digits=False)


def test_digits_are_spoken_of_as_ever() -> None:
    """MNIST's sevens are sevens, and no text about them changes."""
    assert in_use() == DIGITS and list(PLURALS)[7] == "sevens" and PLURALS[1:3] == ["ones", "twos"]
    assert (SINGULARS[7], TITLES[7], TEXTS[7]) == ("7", "7", "7")
    assert spoken("Draw a digit: ten digits") == "Draw a digit: ten digits"


def test_other_classes_have_their_names() -> None:
    """Sentences quote names, charts do not, and what goes into an address has nothing that one acts on."""
    with using(THINGS):
        assert (PLURALS[2], SINGULARS[2], TITLES[0], TEXTS[0]) == ("“き”s", "“き”", "T-shirt/top", "T-shirt-top")
        assert PLURALS[1] == "“Ankle boot” pictures"
        assert reading_words(3, 4) == "labelled “a”, classified “A”"
        assert (
            spoken("4 handwritten digits, each digit as another digit") == "4 pictures, each picture as another class"
        )
        assert spoken("digits written alike lie close") == "pictures that look alike lie close"
        assert capitalised(PLURALS[3]) == "“a”s", "a name begins as it is written"
        assert spoken("Their class is the digit chosen") == "Their class is the class chosen"
        assert spoken("A writes with a thicker stroke, leaves fewer loose ends and draws shorter lines") == (
            "A has a thicker stroke, has fewer loose ends and has shorter lines"
        )
        assert spoken("two ways of sorting the same digits") == "two ways of sorting the same pictures"
        assert spoken("Draw a digit, or send a picture of one or several:") == "Draw a picture, or send one:"
        assert spoken("asks for digit = “3”") == "asks for digit = “3”", "that is what the address calls it"
        assert spoken("?digit=A&x=1 Digits") == "?digit=A&x=1 Pictures" and spoken("Digit") == "Class"
    assert in_use() == DIGITS
    with pytest.raises(RuntimeError), using(THINGS):
        raise RuntimeError
    assert in_use() == DIGITS, "what was in use before is again, whatever went wrong"


def test_any_answer_about_other_things_is_clear() -> None:
    """Under which confidence something is no digit was found on digits; a coat at 61 % is a coat, so far."""
    chances = np.array([0.61, 0.3, 0.09, 0, 0])
    assert "not a digit" in next(network_statements(chances, None, is_trained_on=False)).text
    with using(THINGS):
        told = next(network_statements(chances, None, is_trained_on=False)).text
        assert "classifies it as **“T-shirt/top”**" in told and "as far as" not in told


def test_span() -> None:
    """Signs have an order that people know, words have none."""
    letters = Classes(tuple("ABCDEF"), are_digits=False)
    assert (DIGITS.span, letters.span) == ("0 to 9", "A to F")
    assert THINGS.span == "T-shirt/top, Ankle boot, き, a, A"
    many = Classes(tuple(f"thing {place}" for place in range(20)), are_digits=False)
    assert many.span.endswith("thing 11 and 8 more")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("T-shirt-top", 0),
        ("t-shirt-TOP", 0),
        ("T-shirt/top", 0),
        ("き", 2),
        ("a", 3),
        ("A", 4),
        ("b", None),
        ("", None),
    ],
)
def test_label_of(text: str, label: int | None) -> None:
    """A class answers to its name and its text, in any capitals unless two names differ by them."""
    assert THINGS.label_of(text) == label


def test_texts_differ() -> None:
    """Names that would have one text are told apart by their number."""
    texts = Classes(("a b", "a/b", "  "), are_digits=False).texts
    assert texts == ("a-b-0", "a-b-1", "-") and len(set(texts)) == 3
    assert len(set(Classes(("A", "A?", "A-0", "A-1"), are_digits=False).texts)) == 4


@pytest.mark.parametrize("names", [("A",), ("A", "A"), tuple(map(str, range(63)))])
def test_wrong_classes(names: tuple[str, ...]) -> None:
    """One class, more than 62, or two of one name are none."""
    with pytest.raises(ValueError, match="2 to 62 classes"):
        Classes(names, are_digits=False)


def test_labels_must_be_classes() -> None:
    """A data set's labels count its classes' names; the names are part of its fingerprint, digits' are not."""
    images, split = np.zeros((3, 28, 28), np.uint8), np.zeros(3, np.uint8)
    two = Classes(("x", "y"), are_digits=False)
    found = Digits("a", images, np.array([0, 1, 1], np.uint8), split, classes=two)
    with pytest.raises(ValueError, match=r"labels must lie in -1\.\.1"):
        Digits("a", images, np.array([0, 1, 2], np.uint8), split, classes=two)
    plain = Digits("a", images, found.labels, split)
    assert found.fingerprint != plain.fingerprint
    assert class_rows(found.labels) == 10 and class_rows(np.array([25])) == 26 and class_rows(found.labels[:0]) == 10


def test_use_is_reset_between_tests() -> None:
    """What one test uses, the next does not find: see the fixture in conftest."""
    assert in_use() == DIGITS
    use(THINGS)
