"""How soon the network reads 99 % of digits by writers it does not know, beside Keras's example.

``python -m benchmarks.training`` prints one JSON object. Both learn from the same digits and are judged on the same
12,000 training digits, of other writers; both have all cores. Keras's example is trained as published and judged after
every epoch. This project's network is trained with a plan of a quarter of an epoch, of half, of one, of two ...,
because its rate falls to nothing at the end of its plan, and with the finishing phase's distortions throughout; what
counts is the time of the first plan that gets there. Judging is not counted, starting the first step is. Needs MNIST.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import replace
from typing import Any

import numpy as np

from mnist_explore.digits import Digits
from mnist_explore.manifest import installed_versions
from mnist_explore.model.baselines.keras_example import BATCH, keras_example
from mnist_explore.model.evaluation import evaluate
from mnist_explore.model.training.fitting import fit_network
from mnist_explore.model.training.out_of_fold import fold_numbers
from mnist_explore.model.training.phases import phases_of
from mnist_explore.model.training.training import classified_by
from mnist_explore.sources import load_digits

GOAL = 0.99
MOST_EPOCHS = 30
PLANS = (0.25, 0.5, 1, 2, 3, 4)
"""Epochs; a part of one is one epoch of that part of the digits, drawn at random."""
FAST = replace(phases_of(1)[0], strength=0.5)
"""The opening phase's rate with the finishing phase's distortions: strong ones pay late."""
PACKAGES = ("tensorflow-cpu", "tensorflow", "keras", "numpy")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    digits = load_digits(download=False).digits
    # A fold, not the few validation digits of a training: with 2,500, 99 % come and go by chance.
    folds = fold_numbers(digits, seed=options.seed)
    learning, validation = np.flatnonzero(folds > 0), np.flatnonzero(folds == 0)
    example = example_until(digits, learning, validation, seed=options.seed)
    ours = ours_until(digits, learning, validation, seed=options.seed)
    result = {
        "goal": GOAL,
        "train_digits": len(learning),
        "validation_digits": len(validation),
        "keras_example": example,
        "ours": ours,
        "ratio": round(example[-1]["seconds"] / ours[-1]["seconds"], 2),
        "both_reached_the_goal": all(side[-1]["accuracy"] >= GOAL for side in (example, ours)),
        "versions": installed_versions(*PACKAGES),
    }
    print(json.dumps(result, indent=2))


def example_until(digits: Digits, learning: np.ndarray, validation: np.ndarray, *, seed: int) -> list[dict[str, Any]]:
    """Return seconds and accuracy of Keras's example after every epoch, up to the goal."""
    import keras

    keras.utils.set_random_seed(seed)
    network = keras_example()
    network.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    pictures, labels = digits.images[learning][..., None].astype(np.float32), digits.labels[learning]
    steps: list[dict[str, Any]] = []
    seconds = 0.0
    while len(steps) < MOST_EPOCHS and (not steps or steps[-1]["accuracy"] < GOAL):
        started = time.perf_counter()
        network.fit(pictures, labels, batch_size=BATCH, epochs=1, verbose=0)
        seconds += time.perf_counter() - started
        accuracy = evaluate(classified_by(network, digits, validation), digits.labels[validation]).accuracy
        steps.append({"epochs": len(steps) + 1, "seconds": round(seconds, 1), "accuracy": round(accuracy, 5)})
    return steps


def ours_until(digits: Digits, learning: np.ndarray, validation: np.ndarray, *, seed: int) -> list[dict[str, Any]]:
    """Return seconds and accuracy of this project's network for every plan, up to the first that gets there."""
    plans: list[dict[str, Any]] = []
    order = np.random.default_rng(seed).permutation(learning)
    for plan in PLANS:
        part = np.sort(order[: round(min(1, plan) * len(order))])
        phase = replace(FAST, epochs=max(1, round(plan)))
        fitted = fit_network(digits, part, seed=seed, phases=[phase])
        accuracy = evaluate(classified_by(fitted.model, digits, validation), digits.labels[validation]).accuracy
        plans.append({"epochs": plan, "seconds": round(fitted.seconds, 1), "accuracy": round(accuracy, 5)})
        if accuracy >= GOAL:
            break
    return plans


if __name__ == "__main__":
    main()
