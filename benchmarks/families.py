"""Are a digit's families found again? Starts and halves other than those their number was chosen with."""

from __future__ import annotations

import json
import time

import numpy as np

from mnist_explore.analysis.variation.style_words import family_names
from mnist_explore.atlas.styles import traits_of
from mnist_explore.sources import load_digits
from mnist_explore.style.families.choice import STABLE, Stability, stability
from mnist_explore.style.families.clustering import Families, fit_families
from mnist_explore.style.families.description import FamilyDescription, describe_families, shape_profile
from mnist_explore.style.families.shapes import shapes
from mnist_explore.style.families.standard import fit_reference, usual_measures, where_standard
from mnist_explore.style.families.typicality import fit_typicality
from mnist_explore.style.measures.measurement import measure, structures

FRESH = 1_000
"""A seed that nothing was chosen with."""

TRIES = 10


def main() -> None:
    """Fit on the training digits, and print one JSON object."""
    digits = load_digits().digits
    train = digits.where_split("train")
    labels = digits.labels[train]
    started = time.perf_counter()
    drawn = shapes(digits.images)
    model = fit_typicality(digits.images[train], drawn[train], labels)
    found = model(digits.images, drawn, digits.labels)
    placed_at = time.perf_counter()
    measured, traits = measure(digits.images), traits_of(structures(digits.images, digits.labels))
    measures = {name: measured[name] for name in usual_measures()}
    known = {name: has[train] for name, has in traits.items()}
    measured_at = time.perf_counter()
    families = fit_families(found.positions[train], labels, traits=known)
    families(found.positions, digits.labels, traits=traits)
    grouped_at = time.perf_counter()
    seen = {name: values[train] for name, values in measures.items()}
    reference = fit_reference(labels, measures=seen, traits=known)
    standard = where_standard(
        digits.labels,
        measures=measures,
        traits=traits,
        whole={"typicality": found.typicality, "typicality_shape": found.typicality_shape},
        reference=reference,
    )
    told = describe_families(
        families, found.positions[train], labels, traits=known, measures=seen | shape_profile(drawn[train])
    )
    again = stabilities(families, found.positions[train], labels, known)
    lowest = min(min(one.seeds, one.halves) for one in again.values())
    report = {
        "data": digits.name,
        "tries": TRIES,
        "wanted_ari": STABLE,
        "lowest_ari": round(lowest, 4),
        "ratio": round(lowest / STABLE, 4),
        "seconds": {"typicality": round(placed_at - started, 1), "families": round(grouped_at - measured_at, 1)},
        "standard": {str(digit): int(standard[digits.labels == digit].sum()) for digit in again},
        "digits": [row(digit, again[digit], told) for digit in again],
    }
    print(json.dumps(report, indent=2))


def stabilities(
    families: Families, positions: np.ndarray, labels: np.ndarray, traits: dict[str, np.ndarray]
) -> dict[int, Stability]:
    """Return how well each digit's families are found again, with starts and halves that nothing was chosen with."""
    found = {}
    for digit in np.unique(labels).tolist():
        here = labels == digit
        held = np.array([traits[name][here] for name in families.traits], np.float32).T
        points = families.points(positions[here], digit, traits=held)
        found[digit] = stability(points, int((families.digit == digit).sum()), tries=TRIES, seed=FRESH)
    return found


def row(digit: int, again: Stability, told: list[FamilyDescription]) -> dict[str, object]:
    """Return what is printed of one digit."""
    members = [family for family in told if family.digit == digit]
    return {
        "digit": digit,
        "families": again.families,
        "ari_seeds_lowest": round(again.seeds, 4),
        "ari_halves_lowest": round(again.halves, 4),
        "shares": [round(family.share, 4) for family in members],
        "names": family_names(members),
        "medoids": [family.medoid for family in members],
    }


if __name__ == "__main__":
    main()
