"""Fitting a network to digits, phase by phase, so that a killed training goes on where it was."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import Digits
from mnist_explore.installation import need_for_building
from mnist_explore.model.network.architecture import build_network
from mnist_explore.model.training.batches import BATCH, DRAWN, DRAWN_KINDS, NON_DIGITS, PAIRS, batches, steps_of
from mnist_explore.model.training.checkpoint import Spent, resume_checkpoint, save_checkpoint
from mnist_explore.model.training.memory import keep_freed_memory
from mnist_explore.model.training.phases import Phase

if TYPE_CHECKING:
    import keras

Progress = Callable[[str, float], None]

WARM_UP = 0.15
"""Share of a phase's steps in which the rate rises."""
WEIGHT_DECAY = 1e-2
LABEL_SMOOTHING = 0.03
AVERAGED = 0.02
"""Share of a phase's steps that the weights' moving average reaches back."""


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
    phases: Sequence[Phase],
    progress: Progress | None = None,
    checkpoint: Path | None = None,
    limit_s: float = math.inf,
) -> Fitted:
    """Fit a new network to the digits `learning` names, and to nothing else.

    Parameters
    ----------
    phases
        At least one, in their order.
    digits, seed, progress, checkpoint, limit_s
        As :func:`mnist_explore.model.training.training.train` takes them.

    Raises
    ------
    MnistExploreError
        If TensorFlow or Keras is not installed.
    """
    need_for_building("tensorflow", "keras")
    keep_freed_memory()
    training = _Training(digits, learning, seed, tuple(phases), progress or (lambda _stage, _share: None), checkpoint)
    first, spent = training.resume()
    for number in range(first, len(phases)):
        if number > first:
            training.begin(number)
        if spent.epochs == 0 or spent.seconds < limit_s:
            spent = training.run(number, before=spent, limit_s=limit_s)
        training.model.optimizer.finalize_variable_values(training.model.trainable_variables)
        if spent.epochs < training.epochs_to(number + 1):
            break
    return Fitted(training.model, spent.epochs, spent.seconds, spent.core_seconds)


class _Training:
    """A network on its way through the phases."""

    def __init__(
        self,
        digits: Digits,
        learning: NDArray[np.intp],
        seed: int,
        phases: tuple[Phase, ...],
        report: Progress,
        checkpoint: Path | None,
    ) -> None:
        self.model = build_network(seed=seed, classes=len(digits.classes))
        self._digits, self._learning, self._seed, self._phases = digits, learning, seed, phases
        self._report, self._checkpoint, self._steps = report, checkpoint, steps_of(len(learning))

    def epochs_to(self, number: int) -> int:
        """Return the epochs of all phases before phase `number`."""
        return sum(phase.epochs for phase in self._phases[:number])

    def begin(self, number: int) -> None:
        """Make the model ready for a phase: AdamW at a rate that rises once and falls once."""
        import keras

        phase = self._phases[number]
        steps = phase.epochs * self._steps
        rise, momentum = max(1, int(WARM_UP * steps)), 1 - 1 / max(1.0, AVERAGED * steps)
        rate = keras.optimizers.schedules.CosineDecay(
            phase.peak_rate / 25, max(1, steps - rise), alpha=0.0, warmup_target=phase.peak_rate, warmup_steps=rise
        )
        optimizer = keras.optimizers.AdamW(rate, weight_decay=WEIGHT_DECAY, use_ema=True, ema_momentum=momentum)
        optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
        loss = keras.losses.CategoricalCrossentropy(label_smoothing=LABEL_SMOOTHING)
        # Compiled, a step took 580 us a digit instead of 417, on the one machine and core where both were timed.
        self.model.compile(optimizer, loss, jit_compile=False)
        optimizer.build(self.model.trainable_variables)

    def resume(self) -> tuple[int, Spent]:
        """Begin the phase that the checkpoint is in, else the first; return its number and what was spent so far."""
        if self._checkpoint:
            for number in reversed(range(len(self._phases))):
                self.begin(number)
                spent = resume_checkpoint(self._checkpoint, self.model, key=self._key(number))
                if spent.epochs:
                    return number, spent
        self.begin(0)
        return 0, Spent()

    def run(self, number: int, *, before: Spent, limit_s: float) -> Spent:
        """Do a phase's epochs that are not done yet, up to the limit, and return what was spent in all."""
        phase, end = self._phases[number], self.epochs_to(number + 1)
        if before.epochs >= end:
            return before
        watch = _Watch(before, self._checkpoint, self._key(number), limit_s)
        epochs = range(before.epochs, end)
        self.model.fit(
            batches(
                self._digits,
                self._learning,
                seed=self._seed,
                epochs=epochs,
                strength=phase.strength,
                signs=phase.signs,
            ),
            steps_per_epoch=self._steps,
            initial_epoch=before.epochs,
            epochs=end,
            shuffle=False,
            verbose=0,
            callbacks=[_callback(self._report, watch, self._steps, self.epochs_to(len(self._phases)))],
        )
        return watch.spent

    def _key(self, number: int) -> str:
        """Return a name for this phase of this very training: digits, those learnt from, settings and network."""
        settings = [WARM_UP, WEIGHT_DECAY, LABEL_SMOOTHING, AVERAGED, BATCH, NON_DIGITS, PAIRS, DRAWN, DRAWN_KINDS]
        chosen = hashlib.sha256(self._learning.tobytes()).hexdigest()
        # Layers' names count up within a process and say nothing of the network.
        layers = [[type(layer).__name__, {**layer.get_config(), "name": ""}] for layer in self.model.layers]
        phases = [number, *map(astuple, self._phases)]
        return json.dumps([self._digits.fingerprint, chosen, self._seed, phases, settings, layers])


class _Watch:
    """What a training took so far; kept after every epoch, or, where the disk refuses it, gone on without."""

    def __init__(self, before: Spent, checkpoint: Path | None, key: str, limit_s: float) -> None:
        self.spent, self._before = before, before
        self._checkpoint, self._key, self._limit_s = checkpoint, key, limit_s
        self._wall, self._core = time.perf_counter(), time.process_time()
        self.trouble = ""

    def keep(self, model: keras.Model, epoch: int) -> bool:
        """Count an epoch, keep the state that it left, and return whether there is time for another."""
        self.spent = Spent(
            epoch + 1,
            self._before.seconds + time.perf_counter() - self._wall,
            self._before.core_seconds + time.process_time() - self._core,
        )
        if self._checkpoint:
            try:
                save_checkpoint(self._checkpoint, model, key=self._key, spent=self.spent)
                self.trouble = ""
            except OSError as error:
                # Most of an hour's training is worth more than the way back into it.
                self.trouble = f"; its state cannot be kept ({error.strerror or error})"
        return self.spent.seconds < self._limit_s


def _callback(report: Progress, watch: _Watch, steps: int, epochs: int) -> Any:
    """Return a callback that tells the share done every 20 batches, keeps every epoch's state, and stops when told."""
    import keras

    class Watch(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002
            self.epoch = epoch

        def on_train_batch_end(self, batch: int, logs: object = None) -> None:  # noqa: ARG002
            if batch % 20 == 0 or batch == steps - 1:
                done = (self.epoch + (batch + 1) / steps) / epochs
                report(f"Training, epoch {self.epoch + 1} of {epochs}{watch.trouble}", done)

        def on_epoch_end(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002
            if not watch.keep(self.model, epoch):
                self.model.stop_training = True

    return Watch()
