"""One warm digit, one cold start: the recogniser as served, beside Keras's three ways of asking the same network.

``python -m benchmarks.serving --json`` prints one JSON object. All sides read the same digits with the same weights, on
one thread each, in turn, so that what else the machine does falls on all of them; the figures are medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

ROUNDS = 15
CALLS = {
    "predict_us": 3,
    "keras_call_us": 10,
    "tf_function_us": 40,
    "ours_us": 200,
    "ours_looking_again_us": 40,
    "ours_looking_twice_again_us": 10,
}
"""Calls in a round, so that no side takes much longer than the others."""
COLD_STARTS = 3
BATCH = 10_000
BATCH_ROUNDS = 5
PACKAGES = ("tensorflow-cpu", "tensorflow", "keras", "ai-edge-litert", "numpy")

COLD_OURS = """
import resource, numpy as np
from mnist_explore.model.serving import load_recogniser
load_recogniser().probabilities(np.zeros((1, 28, 28), np.uint8))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
COLD_TENSORFLOW = """
import resource, numpy as np, keras
from mnist_explore.manifest import ARTIFACTS
network = keras.saving.load_model(ARTIFACTS / "recogniser.keras", compile=False)
np.asarray(network(np.zeros((1, 28, 28, 1), np.float32), training=False))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON on one line")
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # The batch comes first and in a process of its own: a warm digit is asked for on one thread, a batch on all.
    figures = {**cold_starts(), **_apart(batch), **warm_digit()}
    print(json.dumps(figures) if options.json else json.dumps(figures, indent=2))


def warm_digit() -> dict[str, Any]:
    """Return median microseconds for one digit on each side, and how far their answers lie apart."""
    import keras
    import tensorflow as tf

    from mnist_explore.manifest import ARTIFACTS, installed_versions
    from mnist_explore.model.serving.augmentation import LOOKS
    from mnist_explore.model.serving.recogniser import load_recogniser
    from mnist_explore.sources import bundled_digits

    tf.config.threading.set_intra_op_parallelism_threads(1)
    network = keras.saving.load_model(ARTIFACTS / "recogniser.keras", compile=False)
    graph = tf.function(lambda picture: network(picture, training=False))
    recogniser = load_recogniser()
    images = bundled_digits().images
    digit, pictures = images[:1], images[..., None].astype(np.float32)
    one = pictures[:1]
    tensor = tf.constant(one)
    # Of those that a single pass leaves unsure, the surest in the end took one more look, the least sure two.
    again = (recogniser.single_pass(images).max(axis=1) < LOOKS[0][0]).nonzero()[0]
    again = again[recogniser.probabilities(images[again]).max(axis=1).argsort()]
    once, twice = images[again[-1:]], images[again[:1]]
    medians = _medians(
        {
            "predict_us": lambda: network.predict(one, verbose=0),
            "keras_call_us": lambda: np.asarray(network(tensor, training=False)),
            "tf_function_us": lambda: graph(tensor).numpy(),
            "ours_us": lambda: recogniser.probabilities(digit),
            "ours_looking_again_us": lambda: recogniser.probabilities(once),
            "ours_looking_twice_again_us": lambda: recogniser.probabilities(twice),
        }
    )
    through_keras = load_recogniser(form="Keras").probabilities(images)
    apart = {
        "single_pass": np.abs(network.predict(pictures, verbose=0) - recogniser.single_pass(images)).max(),
        "with_views": np.abs(through_keras - recogniser.probabilities(images)).max(),
    }
    return {
        **medians,
        "predict_ratio": medians["predict_us"] / medians["ours_us"],
        "tf_function_ratio": medians["tf_function_us"] / medians["ours_us"],
        "max_abs_difference": {name: float(most) for name, most in apart.items()},
        "digits_compared": len(images),
        "form": recogniser.form,
        "threads": 1,
        "versions": {"python": sys.version.split()[0], **installed_versions(*PACKAGES)},
    }


def batch() -> dict[str, Any]:
    """Return median seconds for 10,000 digits in one call, on all cores: ours in one pass as Keras's, and as served.

    The test digits are asked for, MNIST's where they are at hand: how many of them get a second look is their doing.
    `batch_ratio` compares the same work, `batch_ratio_as_served` a second look with none.
    """
    import keras

    from mnist_explore.manifest import ARTIFACTS
    from mnist_explore.model.serving.recogniser import load_recogniser
    from mnist_explore.sources import load_digits

    network = keras.saving.load_model(ARTIFACTS / "recogniser.keras", compile=False)
    recogniser = load_recogniser()
    digits = load_digits(download=False).digits
    images = np.resize(digits.images[digits.where_split("test")], (BATCH, 28, 28))
    sides: dict[str, Callable[[], Any]] = {
        "batch_ours_s": lambda: recogniser.single_pass(images),
        "batch_as_served_s": lambda: recogniser.probabilities(images),
        "batch_keras_s": lambda: network.predict(images[..., None].astype(np.float32), batch_size=256, verbose=0),
    }
    spent: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(BATCH_ROUNDS + 1):
        for name, ask in sides.items():
            started = time.perf_counter()
            ask()
            if turn:
                spent[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(times) for name, times in spent.items()}
    ratios = {
        "batch_ratio": medians["batch_keras_s"] / medians["batch_ours_s"],
        "batch_ratio_as_served": medians["batch_keras_s"] / medians["batch_as_served_s"],
    }
    return {**medians, **ratios, "batch_digits": digits.name}


def _apart(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what a function of this module returns in a process of its own."""
    code = f"import json; from benchmarks.serving import {ask.__name__}; print(json.dumps({ask.__name__}()))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def cold_starts() -> dict[str, float]:
    """Return seconds from a fresh process to its first answer, for both sides, and the memory each holds then."""
    seconds: dict[str, list[float]] = {"ours": [], "tensorflow": []}
    memory_mb = {}
    for _ in range(COLD_STARTS):
        for side, code in (("ours", COLD_OURS), ("tensorflow", COLD_TENSORFLOW)):
            started = time.perf_counter()
            done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
            seconds[side].append(time.perf_counter() - started)
            memory_mb[side] = int(done.stdout.split()[-1]) / (2**20 if sys.platform == "darwin" else 2**10)
    ours, tensorflow = statistics.median(seconds["ours"]), statistics.median(seconds["tensorflow"])
    return {
        "cold_ours_s": ours,
        "cold_tensorflow_s": tensorflow,
        "cold_ratio": tensorflow / ours,
        "rss_mb": memory_mb["ours"],
        "rss_tensorflow_mb": memory_mb["tensorflow"],
    }


def _medians(sides: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return each side's median microseconds, the sides taking turns, after one warm-up round."""
    spent: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(ROUNDS + 1):
        for name, ask in sides.items():
            for _ in range(CALLS[name]):
                started = time.perf_counter()
                ask()
                if turn:
                    spent[name].append(1e6 * (time.perf_counter() - started))
    return {name: statistics.median(times) for name, times in spent.items()}


if __name__ == "__main__":
    main()
