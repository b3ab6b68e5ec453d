"""What was measured while and after training."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figures:
    """What was measured while and after training.

    Parameters
    ----------
    parameters
        The network's weights, trainable or not.
    epochs, planned_epochs
        Passes through the training digits, and those the rate was planned for; fewer if the time ran out.
    train_digits, validation_digits
        How many digits the weights, and the decisions, came from.
    validation_errors, validation_accuracy
        On the validation split, after the decisions.
    temperature
        What the logits were divided by, chosen on the validation split.
    test_digits, test_errors, test_accuracy, test_calibration_error
        On the test split, which a training looks at once, at the end (those of the shipped networks were counted
        again when the looks changed); accuracy and calibration in 0-1, NaN without test digits.
    train_seconds
        Wall-clock seconds of all epochs, those before a resumption counted.
    core_seconds
        The same of the processor, all its cores together; other work on the machine does not add to it.
    """

    parameters: int
    epochs: int
    planned_epochs: int
    train_digits: int
    validation_digits: int
    validation_errors: int
    validation_accuracy: float
    temperature: float
    test_digits: int
    test_errors: int
    test_accuracy: float
    test_calibration_error: float
    train_seconds: float
    core_seconds: float


def figures_as_dict(figures: Figures) -> dict[str, Any]:
    """Return the figures as JSON can hold them: NaN becomes None."""
    return {name: None if value != value else value for name, value in asdict(figures).items()}
