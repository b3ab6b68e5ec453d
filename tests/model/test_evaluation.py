from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.model.evaluation import calibration_error, confusion, evaluate


def _rows(*peaks: tuple[int, float]) -> np.ndarray:
    """Return one row per (digit, its probability), the rest spread evenly."""
    rows = np.array([[(1 - chance) / 9] * 10 for _, chance in peaks])
    for row, (digit, chance) in zip(rows, peaks, strict=True):
        row[digit] = chance
    return rows


def test_evaluate_worked_case() -> None:
    """Three digits, one nine classified as a four: one error, accuracy 2/3, and the loss of each label."""
    found = evaluate(_rows((3, 0.9), (4, 0.8), (4, 0.6)), [3, 4, 9])
    assert (found.count, found.errors) == (3, 1)
    assert found.accuracy == pytest.approx(2 / 3)
    assert found.log_loss == pytest.approx(-(np.log(0.9) + np.log(0.8) + np.log(0.4 / 9)) / 3)


def test_evaluate_nothing() -> None:
    """No digits have no accuracy: NaN, not 0 or 1."""
    found = evaluate(np.empty((0, 10)), np.empty(0, int))
    assert (found.count, found.errors) == (0, 0)
    assert np.isnan([found.accuracy, found.calibration_error, found.log_loss]).all()


def test_evaluate_certain_mistake() -> None:
    """A label given probability 0 makes a large, but finite, log loss."""
    assert 80 < evaluate(_rows((1, 1.0)), [2]).log_loss < 100


@pytest.mark.parametrize(
    ("probabilities", "labels", "words"),
    [
        (np.zeros((2, 9)), [1, 2], "must be"),
        (np.zeros((2, 10)), [1], "must be"),
        (np.full((1, 10), 1.5), [1], "probabilities must lie"),
        (np.full((1, 10), np.nan), [1], "probabilities must lie"),
        (np.full((1, 10), 0.1), [10], "labels must lie"),
        (np.full((1, 10), 0.1), [-1], "labels must lie"),
    ],
)
def test_evaluate_wrong_input(probabilities: np.ndarray, labels: list[int], words: str) -> None:
    """Wrong shapes and values are named."""
    with pytest.raises(ValueError, match=words):
        evaluate(probabilities, labels)


def test_confusion_counts() -> None:
    """Rows are labels and columns predictions, uint8 or not."""
    table = confusion(np.array([9, 9, 0], np.uint8), np.array([4, 9, 0]))
    assert table[9, 4] == table[9, 9] == table[0, 0] == 1
    assert table.sum() == 3


def test_calibration_error_worked_case() -> None:
    """Two digits at 0.95, one right (gap 0.45), two at 0.65, both right (gap 0.35): (2*0.45 + 2*0.35) / 4."""
    chances = _rows((0, 0.95), (0, 0.95), (1, 0.65), (1, 0.65))
    assert calibration_error(chances, [0, 5, 1, 1]) == pytest.approx(0.4)


def test_calibration_error_calibrated() -> None:
    """Ten digits at 0.9, nine of them right, are calibrated."""
    assert calibration_error(_rows(*[(2, 0.9)] * 10), [2] * 9 + [3]) == pytest.approx(0, abs=1e-12)


def test_calibration_error_bins() -> None:
    """Gaps of opposite sign cancel within one interval, not across two."""
    chances = _rows((0, 0.95), (1, 0.45))
    assert calibration_error(chances, [5, 1], bins=1) == pytest.approx(0.2)
    assert calibration_error(chances, [5, 1], bins=2) == pytest.approx((0.95 + 0.55) / 2)
    with pytest.raises(ValueError, match="bins"):
        calibration_error(chances, [5, 1], bins=0)
