"""Training the recogniser on the training digits, with a validation split that shares no writer with them."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import Digits
from mnist_explore.model.batches import BATCH, NON_DIGITS, batches, steps_of
from mnist_explore.model.checkpoint import Spent, resume_checkpoint, save_checkpoint
from mnist_explore.model.evaluation import Evaluation, evaluate
from mnist_explore.model.figures import Figures
from mnist_explore.model.network import CLASSES, build_network
from mnist_explore.model.serving import keras_runner
from mnist_explore.model.temperature import best_temperature
from mnist_explore.model.validation import split_validation

if TYPE_CHECKING:
    import keras

Progress = Callable[[str, float], None]

EPOCHS = 24
PEAK_RATE = 4e-3
WARM_UP = 0.15
"""Share of the steps in which the rate rises."""
WEIGHT_DECAY = 1e-2
LABEL_SMOOTHING = 0.03
AVERAGED = 0.02
"""Share of the steps that the weights' moving average reaches back."""
COMPILED_FROM = 1_000
"""Steps from which on it pays to compile the step: that takes some 15 seconds and saves a third of every step."""


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

    Every epoch sees each digit once, distorted anew, and a few pictures that are none; the rate rises and falls once.
    The served weights are a moving average of the trained ones, with logits divided by the temperature that fits the
    validation split best, so that probabilities mean what they say. The test split decides nothing: it is read once,
    at the end, for the record.

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
        digits, learning, seed=seed, epochs=epochs, progress=progress, checkpoint=checkpoint, limit_s=limit_s
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


@dataclass(frozen=True)
class Fitted:
    """A network fitted to some digits: its averaged weights, the epochs done and what they took."""

    model: keras.Model
    epochs: int
    seconds: float
    core_seconds: float


def fit_network(
    digits: Digits,
    learning: NDArray[np.intp],
    *,
    seed: int,
    epochs: int,
    progress: Progress | None = None,
    checkpoint: Path | None = None,
    limit_s: float = math.inf,
) -> Fitted:
    """Fit a new network to the digits `learning` names, and to nothing else; the parameters are :func:`train`'s.

    Raises
    ------
    ValueError
        If `epochs` is below 1.
    """
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, not {epochs}")
    model = _compiled(build_network(seed=seed), steps=epochs * steps_of(len(learning)))
    report: Progress = progress or (lambda _stage, _share: None)
    key = _key(digits, learning, seed=seed, epochs=epochs, model=model)
    state = resume_checkpoint(checkpoint, model, key=key) if checkpoint else Spent()
    if state.epochs < epochs and not (state.epochs and state.seconds >= limit_s):
        watch = _Watch(state, checkpoint=checkpoint, key=key, limit_s=limit_s)
        model.fit(
            batches(digits, learning, seed=seed, epochs=range(state.epochs, epochs)),
            steps_per_epoch=steps_of(len(learning)),
            initial_epoch=state.epochs,
            epochs=epochs,
            shuffle=False,
            verbose=0,
            callbacks=[_callback(report, watch, model, steps=steps_of(len(learning)), epochs=epochs)],
        )
        state = watch.spent
    model.optimizer.finalize_variable_values(model.trainable_variables)
    return Fitted(model, state.epochs, state.seconds, state.core_seconds)


def _compiled(model: keras.Model, *, steps: int) -> keras.Model:
    """Return the model ready for `steps` steps of AdamW at a rate that rises once and falls once."""
    import keras

    rise, momentum = max(1, int(WARM_UP * steps)), 1 - 1 / max(1.0, AVERAGED * steps)
    rate = keras.optimizers.schedules.CosineDecay(
        PEAK_RATE / 25, max(1, steps - rise), alpha=0.0, warmup_target=PEAK_RATE, warmup_steps=rise
    )
    optimizer = keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY, use_ema=True, ema_momentum=momentum)
    optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=LABEL_SMOOTHING)
    model.compile(optimizer, loss, jit_compile=steps >= COMPILED_FROM)
    optimizer.build(model.trainable_variables)
    return model


class _Watch:
    """What a training took so far; kept after every epoch."""

    def __init__(self, before: Spent, *, checkpoint: Path | None, key: str, limit_s: float) -> None:
        self.spent, self._before = before, before
        self._checkpoint, self._key, self._limit_s = checkpoint, key, limit_s
        self._wall, self._core = time.perf_counter(), time.process_time()

    def keep(self, model: keras.Model, epoch: int) -> bool:
        """Count an epoch, keep the state that it left, and return whether there is time for another."""
        self.spent = Spent(
            epoch + 1,
            self._before.seconds + time.perf_counter() - self._wall,
            self._before.core_seconds + time.process_time() - self._core,
        )
        if self._checkpoint:
            save_checkpoint(self._checkpoint, model, key=self._key, spent=self.spent)
        return self.spent.seconds < self._limit_s


def _callback(report: Progress, watch: _Watch, model: keras.Model, *, steps: int, epochs: int) -> Any:
    """Return a callback that tells the share done every 20 batches, keeps every epoch's state, and stops when told."""
    import keras

    class Watch(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002
            self.epoch = epoch

        def on_train_batch_end(self, batch: int, logs: object = None) -> None:  # noqa: ARG002
            if batch % 20 == 0 or batch == steps - 1:
                report(f"Training, epoch {self.epoch + 1} of {epochs}", (self.epoch + (batch + 1) / steps) / epochs)

        def on_epoch_end(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002
            if not watch.keep(model, epoch):
                model.stop_training = True

    return Watch()


def _set_temperature(model: keras.Model, digits: Digits, validation: NDArray[np.intp]) -> float:
    """Divide the logits by the temperature of the smallest log loss on the validation split, and return it."""
    chances = read_by(model, digits, validation).astype(np.float64)
    best = best_temperature(np.log(np.maximum(chances, 1e-30)), digits.labels[validation])
    last = model.layers[-1]
    last.set_weights([weights / best for weights in last.get_weights()])
    return best


def read_by(model: keras.Model, digits: Digits, chosen: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return the probabilities of the chosen digits."""
    if len(chosen) == 0:
        return np.empty((0, CLASSES), np.float32)
    return keras_runner(model)(digits.images[chosen][..., None].astype(np.float32))


def _judge(model: keras.Model, digits: Digits, chosen: NDArray[np.intp]) -> Evaluation:
    """Return how well the model reads the chosen digits."""
    return evaluate(read_by(model, digits, chosen), digits.labels[chosen])


def _key(digits: Digits, learning: NDArray[np.intp], *, seed: int, epochs: int, model: keras.Model) -> str:
    """Return a name for this very training: digits, those learnt from, settings and network."""
    settings = [PEAK_RATE, WARM_UP, WEIGHT_DECAY, LABEL_SMOOTHING, AVERAGED, BATCH, NON_DIGITS]
    chosen = hashlib.sha256(learning.tobytes()).hexdigest()
    # Layers' names count up within a process and say nothing of the network.
    layers = [[type(layer).__name__, {**layer.get_config(), "name": ""}] for layer in model.layers]
    return json.dumps([digits.fingerprint, chosen, seed, epochs, settings, layers])
