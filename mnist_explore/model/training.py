"""Training the recogniser on the training digits, with a validation split that shares no writer with them."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX, Digits
from mnist_explore.model.checkpoint import resume_checkpoint, save_checkpoint
from mnist_explore.model.evaluation import Evaluation, evaluate
from mnist_explore.model.figures import Figures
from mnist_explore.model.network import CLASSES, build_network
from mnist_explore.model.serving import keras_runner
from mnist_explore.model.validation import VALIDATION_SHARE, split_validation

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

Progress = Callable[[str, float], None]

EPOCHS = 10
BATCH = 128
PEAK_RATE = 3e-3
WARM_UP = 0.15
"""Share of the steps in which the rate rises."""
WEIGHT_DECAY = 1e-2
LABEL_SMOOTHING = 0.03
AVERAGED = 0.02
"""Share of the steps that the weights' moving average reaches back."""
TEMPERATURES = np.geomspace(0.2, 2.0, 91)


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

    Every epoch sees each digit once, distorted anew; the rate rises and falls once. The served weights are a moving
    average of the trained ones, with logits divided by the temperature that fits the validation split best, so that
    probabilities mean what they say. The test split decides nothing: it is read once, at the end, for the record.

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
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, not {epochs}")
    report: Progress = progress or (lambda _stage, _share: None)
    learning, validation = split_validation(digits, seed=seed)
    model = _compiled(build_network(seed=seed), steps=epochs * _steps(len(learning)))
    key = _key(digits, seed=seed, epochs=epochs, model=model)
    done, seconds = _fit(
        model,
        digits,
        learning,
        key=key,
        seed=seed,
        epochs=epochs,
        report=report,
        checkpoint=checkpoint,
        limit_s=limit_s,
    )
    model.optimizer.finalize_variable_values(model.trainable_variables)
    report("Checking on other writers", 0.0)
    temperature = _set_temperature(model, digits, validation)
    on_validation = _judge(model, digits, validation)
    on_test = _judge(model, digits, digits.where_split("test"))
    report("Checking on other writers", 1.0)
    figures = Figures(
        parameters=model.count_params(),
        epochs=done,
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
        train_seconds=seconds,
    )
    return Trained(model=model, figures=figures)


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
    model.compile(optimizer, loss)
    optimizer.build(model.trainable_variables)
    return model


def _fit(
    model: keras.Model,
    digits: Digits,
    learning: NDArray[np.intp],
    *,
    key: str,
    seed: int,
    epochs: int,
    report: Progress,
    checkpoint: Path | None,
    limit_s: float,
) -> tuple[int, float]:
    """Train the epochs that the checkpoint has not, and return how many were done in all, in how many seconds."""
    done, before = resume_checkpoint(checkpoint, model, key=key) if checkpoint else (0, 0.0)
    seconds, started, steps = before, time.perf_counter(), _steps(len(learning))
    if done == epochs or (done and before >= limit_s):
        return done, before

    def keep(epoch: int) -> bool:
        nonlocal done, seconds
        done, seconds = epoch + 1, before + time.perf_counter() - started
        if checkpoint:
            save_checkpoint(checkpoint, model, key=key, epochs_done=done, seconds=seconds)
        return seconds < limit_s

    model.fit(
        _batches(digits, learning, seed=seed, epochs=range(done, epochs)),
        steps_per_epoch=steps,
        initial_epoch=done,
        epochs=epochs,
        shuffle=False,
        verbose=0,
        callbacks=[_callback(report, keep, steps=steps, epochs=epochs)],
    )
    return done, seconds


def _batches(digits: Digits, learning: NDArray[np.intp], *, seed: int, epochs: range) -> tf.data.Dataset:
    """Return the distorted batches of pictures and one-hot labels of `epochs`; order and variants are the seed's."""
    import tensorflow as tf

    from mnist_explore.model.distortion import distort

    steps = _steps(len(learning))

    def slices() -> Iterator[tuple[Any, Any, int]]:
        for epoch in epochs:
            order = np.random.default_rng((seed, epoch)).permutation(learning)
            for step in range(steps):
                part = order[step * BATCH : (step + 1) * BATCH]
                yield digits.images[part], digits.labels[part], epoch * steps + step

    def prepare(images: Any, labels: Any, step: Any) -> tuple[Any, Any]:
        pictures = distort(tf.cast(images, tf.float32), seed=tf.stack([seed, step]))
        return pictures[..., None], tf.one_hot(labels, CLASSES)

    pixels, numbers = tf.TensorSpec((None, SIDE_PX, SIDE_PX), tf.uint8), tf.TensorSpec((None,), tf.uint8)
    source = tf.data.Dataset.from_generator(slices, output_signature=(pixels, numbers, tf.TensorSpec((), tf.int32)))
    return source.map(prepare).prefetch(2)


def _callback(report: Progress, keep: Callable[[int], bool], *, steps: int, epochs: int) -> Any:
    """Return a callback that tells the share done every 20 batches, keeps every epoch's state, and stops when told."""
    import keras

    class Watch(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002
            self.epoch = epoch

        def on_train_batch_end(self, batch: int, logs: object = None) -> None:  # noqa: ARG002
            if batch % 20 == 0 or batch == steps - 1:
                report(f"Training, epoch {self.epoch + 1} of {epochs}", (self.epoch + (batch + 1) / steps) / epochs)

        def on_epoch_end(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002
            if not keep(epoch):
                self.model.stop_training = True

    return Watch()


def _set_temperature(model: keras.Model, digits: Digits, validation: NDArray[np.intp]) -> float:
    """Divide the logits by the temperature of the smallest log loss on the validation split, and return it."""
    chances = _read(model, digits, validation).astype(np.float64)
    logits = np.log(np.maximum(chances, 1e-30))
    labels = digits.labels[validation]

    def log_loss(temperature: float) -> float:
        scaled = logits / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]).mean())

    best = float(min(TEMPERATURES, key=log_loss))
    last = model.layers[-1]
    last.set_weights([weights / best for weights in last.get_weights()])
    return best


def _read(model: keras.Model, digits: Digits, chosen: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return the probabilities of the chosen digits."""
    if len(chosen) == 0:
        return np.empty((0, CLASSES), np.float32)
    return keras_runner(model)(digits.images[chosen][..., None].astype(np.float32))


def _judge(model: keras.Model, digits: Digits, chosen: NDArray[np.intp]) -> Evaluation:
    """Return how well the model reads the chosen digits."""
    return evaluate(_read(model, digits, chosen), digits.labels[chosen])


def _steps(count: int) -> int:
    """Return the batches in an epoch of `count` digits."""
    return -(-count // BATCH)


def _key(digits: Digits, *, seed: int, epochs: int, model: keras.Model) -> str:
    """Return a name for this very training: digits, writers, settings and network."""
    settings = [PEAK_RATE, WARM_UP, WEIGHT_DECAY, LABEL_SMOOTHING, AVERAGED, VALIDATION_SHARE, BATCH]
    writers = hashlib.sha256(digits.writer.tobytes()).hexdigest()
    # Layers' names count up within a process and say nothing of the network.
    layers = [[type(layer).__name__, {**layer.get_config(), "name": ""}] for layer in model.layers]
    return json.dumps([digits.fingerprint, writers, seed, epochs, settings, layers])
