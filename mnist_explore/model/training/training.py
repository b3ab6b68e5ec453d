"""Training the recogniser on the training digits, with a validation split that shares no writer with them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import Digits
from mnist_explore.model.evaluation import Evaluation, evaluate
from mnist_explore.model.serving.recogniser import keras_recogniser
from mnist_explore.model.training.fitting import Progress, fit_network
from mnist_explore.model.training.phases import phases_of
from mnist_explore.model.training.record import Figures
from mnist_explore.model.training.temperature import best_temperature
from mnist_explore.model.training.validation import split_validation

if TYPE_CHECKING:
    import keras

EPOCHS = 45


@dataclass(frozen=True)
class Trained:
    """A trained network, not compiled, and its figures."""

    model: keras.Model
    figures: Figures


def train(
    digits: Digits,
    *,
    seed: int = 0,
    epochs: int = EPOCHS,
    progress: Progress | None = None,
    checkpoint: Path | None = None,
    limit_s: float = math.inf,
) -> Trained:
    """Train the recogniser on the training digits alone.

    Every epoch sees each digit once, distorted anew, some that are drawn by program, in ways that are rare among
    MNIST's writers, and a few pictures that are no digit; in either of the phases
    (:func:`mnist_explore.model.training.phases.phases_of`) the rate rises and falls once. The served weights are a
    moving average of the trained ones, with logits divided by the temperature that fits the validation split best, so
    that probabilities mean what they say. The test split decides nothing: a training reads it once, at the end, for
    the record.

    Parameters
    ----------
    digits
        At least 20 training digits.
    seed
        Sets the validation writers, first weights, order, distortions and drop-outs.
    epochs
        Passes through the training digits, at least 1.
    progress
        Called with a stage in plain words and the share done of it, 0-1.
    checkpoint
        A file that keeps the state after every epoch; a later call with the same digits, seed and epochs goes on.
    limit_s
        Seconds of training, resumed ones counted, after which no further epoch begins; the averaged weights of the
        epochs done are the result. The first epoch is always done.

    Raises
    ------
    ValueError
        If `epochs` is below 1 or there are fewer than 20 training digits.

    References
    ----------
    Smith and Topin, "Super-convergence", 2017, arXiv:1708.07120 (one rise and fall of the rate). Szegedy et al., 2015,
    arXiv:1512.00567 (label smoothing). Izmailov et al., 2018, arXiv:1803.05407 (averaged weights). Guo et al., 2017,
    arXiv:1706.04599 (temperature).
    """
    learning, validation = split_validation(digits, seed=seed)
    fitted = fit_network(
        digits,
        learning,
        seed=seed,
        phases=phases_of(epochs),
        progress=progress,
        checkpoint=checkpoint,
        limit_s=limit_s,
    )
    model, report = fitted.model, progress or (lambda _stage, _share: None)
    report("Checking on other writers", 0.0)
    temperature = _set_temperature(model, digits, validation)
    on_validation = _judge(model, digits, validation)
    on_test = _judge(model, digits, digits.where_split("test"))
    report("Checking on other writers", 1.0)
    figures = Figures(
        parameters=model.count_params(),
        epochs=fitted.epochs,
        planned_epochs=epochs,
        train_digits=len(learning),
        validation_digits=on_validation.count,
        validation_errors=on_validation.errors,
        validation_accuracy=on_validation.accuracy,
        temperature=temperature,
        test_digits=on_test.count,
        test_errors=on_test.errors,
        test_accuracy=on_test.accuracy,
        test_calibration_error=on_test.calibration_error,
        train_seconds=fitted.seconds,
        core_seconds=fitted.core_seconds,
    )
    return Trained(model=model, figures=figures)


def _set_temperature(model: keras.Model, digits: Digits, validation: NDArray[np.intp]) -> float:
    """Divide the logits by the temperature of the smallest log loss on the validation split, and return it."""
    chances = classified_by(model, digits, validation).astype(np.float64)
    best = best_temperature(np.log(np.maximum(chances, 1e-30)), digits.labels[validation])
    last = model.layers[-1]
    last.set_weights([weights / best for weights in last.get_weights()])
    return best


def classified_by(model: keras.Model, digits: Digits, chosen: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return the probabilities of the chosen digits, each in a single pass."""
    return keras_recogniser(model).single_pass(digits.images[chosen])


def _judge(model: keras.Model, digits: Digits, chosen: NDArray[np.intp]) -> Evaluation:
    """Return how well the model reads the chosen digits, as it will be served."""
    chances = keras_recogniser(model).probabilities(digits.images[chosen])
    return evaluate(chances, digits.labels[chosen], classes=len(digits.classes))
