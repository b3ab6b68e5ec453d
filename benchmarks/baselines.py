"""Does it take a neural network? The methods side by side: errors, learning, reading, size, and the ratios to ours.

``python -m benchmarks.baselines`` prints, as one JSON object, what ``build --stage methods`` shipped, with every error
counted anew. ``--measure`` times learning and reading again, in this run and on this machine; MNIST takes some ten
minutes of it on an idle core. ``--choose`` makes the settings' choices again: how many training digits of writers set
aside are misclassified with each.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from mnist_explore.atlas.predictions import OURS, load_methods
from mnist_explore.build.methods import timed_fit, timed_images
from mnist_explore.build.prediction_time import prediction_times
from mnist_explore.build.report import method_figures
from mnist_explore.digits import Digits
from mnist_explore.manifest import installed_versions
from mnist_explore.model.baselines import methods
from mnist_explore.model.baselines.methods import BASELINES, Logistic, NearestNeighbours
from mnist_explore.model.baselines.support_vectors import DeskewedSupportVectors, SupportVectors
from mnist_explore.model.training.validation import split_validation
from mnist_explore.sources import bundled_digits, load_digits

ASIDE = 1 / 12
"""Of the training digits, asked about when settings are chosen."""
MACHINES = {"cost": (3.0, 10.0), "gamma": (0.02, 0.025, 0.03, 0.04, 0.05)}
CHOICES: dict[str, tuple[Any, type[Any], dict[str, tuple[float, ...]]]] = {
    "logistic regression": (methods, Logistic, {"PENALTY": (0.03, 0.1, 0.3, 1.0)}),
    "nearest neighbours": (methods, NearestNeighbours, {"NEIGHBOURS": (1, 3, 5, 7)}),
    "support vectors": (SupportVectors, SupportVectors, MACHINES),
    "deskewed SVM": (DeskewedSupportVectors, DeskewedSupportVectors, MACHINES),
}
"""Method → where its settings are kept, its class, and the values that were tried.

All training digits but those set aside are learned from: how strict a penalty should be depends on how many they are.
"""
PACKAGES = ("scikit-learn", "faiss-cpu", "keras", "tensorflow-cpu", "tensorflow", "ai-edge-litert", "numpy")


def main() -> None:
    """Count, measure or choose, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundled", action="store_true", help="on scikit-learn's bundled digits")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--measure", action="store_true", help="time learning and reading again")
    what.add_argument("--choose", action="store_true", help="make the settings' choices again")
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    digits = bundled_digits() if options.bundled else load_digits().digits
    print(json.dumps(choices(digits) if options.choose else side_by_side(digits, again=options.measure), indent=2))


def side_by_side(digits: Digits, *, again: bool) -> dict[str, Any]:
    """Return each method's figures, as shipped or measured `again`, and how many times ours they are."""
    methods = method_figures(load_methods(digits), digits)
    if again:
        methods = measured(digits, methods)
    ours = methods[OURS]
    ratios = {
        name: {f"{figure}_ratio": round(value / ours[figure], 4) for figure, value in method.items() if ours[figure]}
        for name, method in methods.items()
    }
    return {
        "dataset": digits.name,
        "test_digits": len(digits.where_split("test")),
        "methods": {name: {**methods[name], **ratios[name]} for name in methods},
        "measured": "in this run" if again else "when the methods were compared",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "versions": {"python": sys.version.split()[0], **installed_versions(*PACKAGES)},
    }


def measured(digits: Digits, known: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Return the figures timed and counted in this run; our network reads again, but is not trained again."""
    train, test = digits.where_split("train"), digits.where_split("test")
    fits = {
        baseline.name: timed_fit(baseline, digits.images[train], digits.labels[train], seed=0) for baseline in BASELINES
    }
    times = prediction_times({name: reader for name, (reader, _) in fits.items()}, timed_images(digits))
    found = {
        name: {
            "errors": int((reader.read(digits.images[test]) != digits.labels[test]).sum()),
            "train_seconds": seconds,
            "microseconds_per_digit": times[name],
            "parameters": reader.parameters,
        }
        for name, (reader, seconds) in fits.items()
    }
    return {**found, OURS: {**known[OURS], "microseconds_per_digit": times[OURS]}}


def choices(digits: Digits) -> dict[str, Any]:
    """Return how many digits of writers set aside each setting misclassifies; no test digit is looked at."""
    learning, aside = split_validation(digits, share=ASIDE)
    found: dict[str, Any] = {"learned": len(learning), "asked": len(aside)}
    for name, (module, kind, options) in CHOICES.items():
        kept = {option: getattr(module, option) for option in options}
        found[name] = []
        for settings in _combinations(options):
            for option, value in settings.items():
                setattr(module, option, value)
            predictions = kind.fit(digits.images[learning], digits.labels[learning]).read(digits.images[aside])
            misclassified = int((predictions != digits.labels[aside]).sum())
            found[name].append({**settings, "misclassified": misclassified, "chosen": settings == kept})
        for option, value in kept.items():
            setattr(module, option, value)
    return found


def _combinations(options: dict[str, tuple[float, ...]]) -> Iterator[dict[str, float]]:
    """Yield every way to take one value of each option."""
    names = list(options)
    for values in np.array(np.meshgrid(*options.values(), indexing="ij")).reshape(len(names), -1).T:
        yield {name: type(options[name][0])(value) for name, value in zip(names, values, strict=True)}


if __name__ == "__main__":
    main()
