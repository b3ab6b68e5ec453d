"""What is at hand, and the manifest's figures recomputed from the files in use."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from mnist_explore import __version__
from mnist_explore.atlas import load_atlas
from mnist_explore.atlas.predictions import Methods, errors_on_test
from mnist_explore.digits import UNKNOWN, Digits
from mnist_explore.errors import ArtifactError, quoted
from mnist_explore.installation import need_for_building
from mnist_explore.manifest import places, section_facts
from mnist_explore.model.evaluation import evaluate
from mnist_explore.model.serving.recogniser import KERAS_FILE, load_recogniser, network_bytes, network_section
from mnist_explore.model.serving.seeds import SEEDS_SECTION, recorded_seeds
from mnist_explore.sources import Found


def facts_of(found: Found) -> dict[str, Any]:
    """Return which digits were found, who wrote them, and whether the atlas and the network fit, as JSON can hold it.

    Parameters
    ----------
    found
        As :func:`~mnist_explore.sources.load_digits` returns it.

    Returns
    -------
    dict
        Counts, 0 or more, of ``digits``, of those of either split, and of their ``writers`` where these are known;
        ``atlas``, "fits" or why not; ``recogniser``, its figures; ``products``, where products are looked for.
    """
    digits = found.digits

    def writers(split: str | None = None) -> int:
        known = digits.writer if split is None else digits.writer[digits.where_split(split)]
        return len(set(known[known != UNKNOWN].tolist()))

    try:
        load_atlas(digits)
        atlas = "fits"
    except ArtifactError as error:
        atlas = str(error)
    return {
        "version": __version__,
        "name": digits.name,
        "origin": found.origin,
        "digits": len(digits),
        "train": len(digits.where_split("train")),
        "test": len(digits.where_split("test")),
        "writers": writers(),
        "writers_train": writers("train"),
        "writers_test": writers("test"),
        "fingerprint": digits.fingerprint,
        "atlas": atlas,
        "recogniser": section_facts(network_section(digits)).get("figures", {}),
        "products": [str(place) for place in places()],
        "notices": [*found.doubts, *found.notices],
    }


def recomputed_figures(digits: Digits, methods: Methods | None, *, folder: Path | None = None) -> dict[str, Any]:
    """Return the network's figures on the test digits, and every method's.

    Parameters
    ----------
    digits
        With at least one test digit.
    methods
        As :func:`~mnist_explore.atlas.predictions.load_methods` returns them, or None where they were not compared.
    folder
        Where the network and its manifest lie; by default the user's folder, then the package's.

    Returns
    -------
    dict
        ``dataset`` and ``test_digits``, what was asked; ``errors`` of the network that serves, seed 0's;
        ``errors_by_seed``, the same and those of the other seeds' networks; ``recorded_seeds``, which these are: they
        do not ship, and their errors are those counted on the same digits when they were trained; ``parameters``,
        counted in the network's file; ``ece``, 0-1; ``methods``, name → ``errors``, counted among the shipped answers,
        and ``train_seconds`` and ``microseconds_per_digit``, as they were measured when the methods were compared.

    Raises
    ------
    ArtifactError
        If there is no test digit, or a file of the network's is missing or damaged.
    """
    rows = digits.where_split("test")
    if not len(rows):
        raise ArtifactError(f"Figures are of test digits, and none of these {len(digits):,} digits is one.")
    section = network_section(digits)
    chances = load_recogniser(folder=folder, section=section).probabilities(digits.images[rows])
    served = evaluate(chances, digits.labels[rows], classes=len(digits.classes))
    is_theirs = section_facts(SEEDS_SECTION, folder=folder).get("fingerprint") == digits.fingerprint
    others = recorded_seeds(folder=folder) if is_theirs else {}
    return {
        "dataset": digits.name,
        "test_digits": len(rows),
        "errors": served.errors,
        "errors_by_seed": [served.errors, *(int(figures["test_errors"]) for figures in others.values())],
        "recorded_seeds": list(others),
        "parameters": count_parameters(network_bytes(KERAS_FILE, section=section, folder=folder)),
        "ece": served.calibration_error,
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
    need_for_building("tensorflow", "keras")
    import keras

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / KERAS_FILE
        path.write_bytes(network)
        try:
            loaded = keras.saving.load_model(path, compile=False, safe_mode=True)
        except (ValueError, TypeError, OSError, KeyError) as error:
            raise ArtifactError(f"{KERAS_FILE} is not a Keras model ({quoted(error)}); restore it.") from error
    return int(loaded.count_params())


def figures_in_words(figures: dict[str, Any]) -> str:
    """Return recomputed figures as lines that people read, one method a line."""
    asked = f"{figures['test_digits']:,}"
    lines = [
        f"{figures['errors']:,} of {asked} test digits ({figures['dataset']}) are not classified as labelled.",
        *_seeds_in_words(figures["errors_by_seed"], figures["recorded_seeds"]),
        f"{figures['parameters']:,} parameters; expected calibration error {figures['ece']:.4f}.",
    ]
    for name, method in figures["methods"].items():
        lines.append(
            f"{name:>20}  {method['errors']:6,} errors  {method['train_seconds']:10,.1f} core-seconds to train"
            f"  {method['microseconds_per_digit']:9,.1f} µs a digit  {method['parameters']:11,} parameters"
        )
    return "\n".join(lines)


def _seeds_in_words(errors: list[int], recorded: list[int]) -> list[str]:
    """Return a line about the networks of other seeds, if any: they are not recomputed."""
    if not recorded:
        return []
    others = ", ".join(f"seed {seed} {count:,}" for seed, count in zip(recorded, errors[1:], strict=True))
    return [
        f"As counted when they were trained, as their networks do not ship: {others}; "
        f"with seed 0 {sum(errors) / len(errors):,.1f} on average."
    ]
