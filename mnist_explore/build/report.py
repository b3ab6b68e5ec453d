"""The manifest's figures, recomputed from the files that ship."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from mnist_explore.atlas.predictions import Methods, errors_on_test
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS, checked_bytes
from mnist_explore.model.evaluation import evaluate
from mnist_explore.model.serving.recogniser import KERAS_FILE, SECTION
from mnist_explore.model.serving.seeds import seed_recognisers


def recomputed_figures(digits: Digits, methods: Methods | None, *, folder: Path = ARTIFACTS) -> dict[str, Any]:
    """Return the network's figures on the test digits, and every method's.

    Parameters
    ----------
    digits
        With at least one test digit.
    methods
        As :func:`~mnist_explore.atlas.predictions.load_methods` returns them, or None where they were not compared.
    folder
        Where the network and its manifest lie.

    Returns
    -------
    dict
        ``dataset`` and ``test_digits``, what was asked; ``errors`` of the network that serves; ``errors_by_seed``, of
        every shipped seed's network, seed 0 (which serves) first; ``parameters``, counted in the network's file;
        ``ece``, 0-1; ``methods``, name → ``errors``, counted among the shipped answers, and ``train_seconds`` and
        ``microseconds_per_digit``, as they were measured when the methods were compared.

    Raises
    ------
    ArtifactError
        If there is no test digit, or a file of the network's is missing or damaged.
    """
    rows = digits.where_split("test")
    if not len(rows):
        raise ArtifactError(f"Figures are of test digits, and none of these {len(digits):,} digits is one.")
    seeds = [
        evaluate(recogniser.probabilities(digits.images[rows]), digits.labels[rows])
        for recogniser in seed_recognisers(folder=folder).values()
    ]
    return {
        "dataset": digits.name,
        "test_digits": len(rows),
        "errors": seeds[0].errors,
        "errors_by_seed": [seed.errors for seed in seeds],
        "parameters": count_parameters(checked_bytes(SECTION, KERAS_FILE, folder=folder)),
        "ece": seeds[0].calibration_error,
        "methods": {} if methods is None else method_figures(methods, digits),
    }


def method_figures(methods: Methods, digits: Digits) -> dict[str, dict[str, float]]:
    """Return each method's errors on the test digits, and what it took."""
    errors = errors_on_test(methods, digits)
    return {
        method.name: {
            "errors": errors[method.name],
            "train_seconds": method.train_seconds,
            "microseconds_per_digit": method.microseconds_per_digit,
            "parameters": method.parameters,
        }
        for method in methods.methods
    }


def count_parameters(network: bytes) -> int:
    """Return how many weights the network in a `.keras` file's bytes has, trainable or not."""
    import keras

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / KERAS_FILE
        path.write_bytes(network)
        try:
            loaded = keras.saving.load_model(path, compile=False, safe_mode=True)
        except (ValueError, TypeError, OSError, KeyError) as error:
            raise ArtifactError(f"{KERAS_FILE} is not a Keras model ({error}); restore it.") from error
    return int(loaded.count_params())


def figures_in_words(figures: dict[str, Any]) -> str:
    """Return recomputed figures as lines that people read, one method a line."""
    asked = f"{figures['test_digits']:,}"
    lines = [
        f"{figures['errors']:,} of {asked} test digits ({figures['dataset']}) are read as another than their label.",
        f"By seed: {', '.join(f'{errors:,}' for errors in figures['errors_by_seed'])}.",
        f"{figures['parameters']:,} parameters; expected calibration error {figures['ece']:.4f}.",
    ]
    for name, method in figures["methods"].items():
        lines.append(
            f"{name:>20}  {method['errors']:6,} errors  {method['train_seconds']:10,.1f} core-seconds to train"
            f"  {method['microseconds_per_digit']:9,.1f} µs a digit  {method['parameters']:11,} parameters"
        )
    return "\n".join(lines)
