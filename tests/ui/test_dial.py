"""The dial on a page: the digit follows the slider, and the words and the answer are the network's own."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.digits import Digits
from mnist_explore.model.serving.recogniser import load_recogniser
from mnist_explore.style.restyling import dial, dial_values


def page(image: list[list[int]]) -> None:
    """Show the dial of one digit."""
    import numpy as np

    from mnist_explore.ui.base.arriving import arrive
    from mnist_explore.ui.components.dial import show_dial

    arrive("dial")
    show_dial(np.array(image, np.uint8), key="dial")


@pytest.fixture(scope="module")
def six(uci: Digits) -> np.ndarray:
    """Return a six of the bundled digits."""
    return uci.images[int(np.flatnonzero(uci.labels == 6)[0])]


def opened(image: np.ndarray) -> AppTest:
    """Return the page, run once."""
    test = AppTest.from_function(page, kwargs={"image": image.tolist()}, default_timeout=120).run()
    assert not test.exception
    return test


def test_show_dial_starts_at_the_digit(six: np.ndarray) -> None:
    """At first the slider stands where the digit does, and the answer is the network's to the digit itself."""
    test = opened(six)
    values = dial_values(six, "slant_deg")
    answer = load_recogniser().probabilities(six[None])[0].argmax()
    assert test.metric[0].value == str(answer)
    assert len(test.select_slider(key="dial_slant_deg").options) == len(values)
    assert any("Sheared about its centre" in caption.value for caption in test.caption)


def test_show_dial_follows_the_slider(six: np.ndarray) -> None:
    """Turned upside down, the six is classified as what the network makes of it then, and the caption says it all."""
    test = opened(six)
    test.segmented_control(key="dial_measure").set_value("Turn").run()
    values = dial_values(six, "turn_deg")
    expected = dial(six, "turn_deg", values, load_recogniser().probabilities)
    test.select_slider(key="dial_turn_deg").set_value(-180.0).run()
    assert not test.exception
    assert test.metric[0].value == str(expected.answers[0])
    assert "−180°" in test.metric[0].label
    assert any("From −180° to 180° the answer is" in caption.value for caption in test.caption)


def test_show_dial_is_in_the_address(six: np.ndarray) -> None:
    """What was chosen stands in the address, and an address that names a dial and a value shows them."""
    test = opened(six)
    test.segmented_control(key="dial_measure").set_value("Turn").run()
    test.select_slider(key="dial_turn_deg").set_value(90.0).run()
    assert (test.query_params["dial_measure"], test.query_params["dial_turn_deg"]) == ("Turn", "90")
    linked = AppTest.from_function(page, kwargs={"image": six.tolist()}, default_timeout=120)
    linked.query_params["dial_measure"], linked.query_params["dial_turn_deg"] = "Turn", "91.2"
    linked.run()
    assert not linked.exception
    assert linked.metric[0].label == test.metric[0].label and linked.metric[0].value == test.metric[0].value


@pytest.mark.parametrize("text", ["1e2", "nan", "181", "-", "9" * 40, "90\u0660"])
def test_show_dial_refuses_what_is_no_value(six: np.ndarray, text: str) -> None:
    """A value that the dial does not have is left out with one sentence, and the digit stands as it is."""
    linked = AppTest.from_function(page, kwargs={"image": six.tolist()}, default_timeout=120)
    linked.query_params["dial_measure"], linked.query_params["dial_turn_deg"] = "Turn", text
    linked.run()
    assert not linked.exception
    assert len(linked.warning) == 1 and "it was ignored" in linked.warning[0].value
    assert "0°" in linked.metric[0].label


def test_show_dial_of_a_blank_page() -> None:
    """A blank picture has no style to change; one sentence says so."""
    test = opened(np.zeros((28, 28), np.uint8))
    assert [caption.value for caption in test.caption] == ["There is no ink whose style could be changed."]
    assert not test.metric
