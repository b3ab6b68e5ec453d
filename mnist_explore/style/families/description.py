"""What to call a family, and what sets it apart from the rest of its digit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.style.families.clustering import Families, Traits
from mnist_explore.words import PLURALS

TRAIT_NAMES = {
    "looped": ("looped {}", "{} without a loop"),
    "crossed": ("crossed {}", ""),
    "serif": ("{} with a serif", ""),
    "open_top": ("open {}", "closed {}"),
    "gapped": ("{} with a gap", "closed {}"),
    "flag": ("{} with a flag", ""),
    "base": ("{} on a base line", ""),
}
"""Trait → what a family is called that has it, and one that lacks it; "" where lacking it goes without saying."""

TRAIT_SHARES = {
    "looped": "have a loop",
    "crossed": "are crossed",
    "serif": "have a serif",
    "open_top": "are open at the top",
    "gapped": "have a gap in the loop",
    "flag": "have a flag",
    "base": "stand on a base line",
}

MEASURES = {
    "slant_deg": ("leaning right", "leaning left"),
    "thickness_px": ("thick strokes", "thin strokes"),
    "length_px": ("long strokes", "short strokes"),
    "width_px": ("wide", "narrow"),
    "height_px": ("tall", "short"),
    "ends": ("many stroke ends", "few stroke ends"),
    "junctions": ("many junctions", "few junctions"),
    "top_heavy": ("top-heavy", "bottom-heavy"),
    "head_width": ("broad at the top", "narrow at the top"),
    "foot_width": ("broad at the foot", "narrow at the foot"),
    "bulge": ("bulging to the right", "bulging to the left"),
}
"""Measure → what a family is that has more of it than the rest of its digit, and one that has less."""

PROFILE = ("top_heavy", "head_width", "foot_width", "bulge")
"""The measures that a shape itself gives: where slant, stroke width and size are taken out, these are left."""

BULGE = 0.75
"""How much a bulge counts for a name, against the widths: the eye is slower to see it."""

MOST_HAVE = 0.75
"""The share of a family that must have a trait for the family to be called by it."""

NOTABLE = 0.5
"""Standard deviations by which a family's average must differ to be told: Cohen's medium effect."""


@dataclass(frozen=True)
class FamilyDescription:
    """One family in words.

    Parameters
    ----------
    digit, family
        Class, and number within it, 0 for the largest.
    name
        What people would call it, ``"crossed sevens"``.
    medoid
        Row of its most central member, among the digits described.
    share
        Its part of the digits of its class, 0-1.
    differences
        Sentences: what sets it apart from the rest of its class, the strongest first.
    """

    digit: int
    family: int
    name: str
    medoid: int
    share: float
    differences: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the description as JSON can hold it."""
        return asdict(self) | {"differences": list(self.differences)}


def shape_profile(shapes: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """Return what can be said of shapes in words.

    Parameters
    ----------
    shapes
        ``(N, 24, 24)`` float32 in 0-1.

    Returns
    -------
    dict
        Name → ``(N,)`` float32: `top_heavy`, the share of ink in the upper half, 0-1; `head_width` and
        `foot_width`, the standard deviation of the ink's place across in the upper and the lower third, pixels;
        `bulge`, by how many pixels the middle third lies to the right of the outer two. Blank shapes have 0.
    """
    side = shapes.shape[1]
    thirds = [slice(0, side // 3), slice(side // 3, side - side // 3), slice(side - side // 3, side)]
    across = np.arange(side) - (side - 1) / 2

    def moments(rows: slice) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        ink = shapes[:, rows].sum(axis=1)
        mass = np.maximum(ink.sum(axis=1), 1e-6)
        mean = ink @ across / mass
        return mean, np.sqrt(np.maximum(ink @ across**2 / mass - mean**2, 0))

    (head, head_width), (waist, _), (foot, foot_width) = (moments(rows) for rows in thirds)
    upper = shapes[:, : side // 2].sum(axis=(1, 2)) / np.maximum(shapes.sum(axis=(1, 2)), 1e-6)
    found = (upper, head_width, foot_width, waist - (head + foot) / 2)
    return {name: values.astype(np.float32) for name, values in zip(PROFILE, found, strict=True)}


def describe_families(
    families: Families,
    positions: NDArray[np.float32],
    labels: NDArray[np.uint8],
    *,
    measures: Mapping[str, NDArray[np.generic]],
    traits: Traits | None = None,
) -> list[FamilyDescription]:
    """Describe each family by its members among digits, the training digits as a rule.

    Parameters
    ----------
    families
        As fitted.
    positions
        ``(N, D)`` float32, where the digits' shapes lie.
    labels
        ``(N,)`` uint8 in 0-9.
    measures
        Name → ``(N,)`` numbers; those of :data:`MEASURES` are told.
    traits
        The traits that the families were found with.

    Returns
    -------
    list of FamilyDescription
        Digit by digit, the largest family first; a family without members here is left out.

    References
    ----------
    The medoid is the member with the least sum of squared distances to the others: the one nearest their average.
    """
    member = families(positions, labels, traits=traits)
    held = {name: np.asarray(values, np.float32) > 0 for name, values in (traits or {}).items()}
    told = []
    for digit in np.unique(labels):
        rows = np.flatnonzero(labels == digit)
        groups = [rows[member[rows] == family] for family in np.unique(member[rows])]
        known = [np.array([np.mean(held[name][rows]) for name in families.traits]) for rows in groups]
        apart = [_standing(rows, group, measures) for group in groups]
        names = _names(int(digit), families.traits, known, apart)
        for group, name, standing in zip(groups, names, apart, strict=True):
            # Among whole shapes: the families' few axes leave room for odd digits that happen to lie in the middle.
            inside = positions[group]
            medoid = group[np.square(inside - inside.mean(axis=0)).sum(axis=1).argmin()]
            sentences = _trait_sentences(int(digit), group, rows, held, families.traits) + _measure_sentences(standing)
            told.append(
                FamilyDescription(
                    int(digit), int(member[group[0]]), name, int(medoid), len(group) / len(rows), tuple(sentences)
                )
            )
    return told


def _standing(
    rows: NDArray[np.intp], group: NDArray[np.intp], measures: Mapping[str, NDArray[np.generic]]
) -> dict[str, float]:
    """Return by how many of the class's standard deviations the group's averages lie above the others'."""
    others = np.setdiff1d(rows, group)
    found: dict[str, float] = {}
    if not len(others):
        return found
    for name in MEASURES.keys() & measures.keys():
        values = np.asarray(measures[name], np.float64)
        spread = values[rows].std()
        if spread > 0:
            found[name] = float((values[group].mean() - values[others].mean()) / spread)
    return dict(sorted(found.items(), key=lambda item: (-abs(item[1]), item[0])))


def _names(
    digit: int, traits: tuple[str, ...], known: list[NDArray[np.floating]], apart: list[dict[str, float]]
) -> list[str]:
    """Return the families' names: by their traits, and by shape where traits do not tell them apart."""
    if len(known) == 1:
        return [PLURALS[digit]]
    varying = [
        at for at in range(len(traits)) if 0 < np.sum([shares[at] >= MOST_HAVE for shares in known]) < len(known)
    ]
    names = [_trait_name(digit, [(traits[at], shares[at] >= MOST_HAVE) for at in varying]) for shares in known]
    used: set[str] = set()
    final = []
    for name, standing in zip(names, apart, strict=True):
        seen = {key: value * (BULGE if key == "bulge" else 1) for key, value in standing.items() if key in PROFILE}
        shape = [MEASURES[key][seen[key] < 0] for key in sorted(seen, key=lambda key: -abs(seen[key]))]
        unique = name
        if names.count(name) > 1:
            wordings = [f"{name}, {word}" for word in shape]
            wordings += [f"{name}, {one} and {other}" for one in shape for other in shape if one != other]
            unique = next((wording for wording in wordings if wording not in used), f"{name}, kind {len(used) + 1}")
        used.add(unique)
        final.append(unique)
    return final


def _trait_name(digit: int, held: list[tuple[str, bool]]) -> str:
    """Return a family's name by the traits that most of it has, or that most of it lacks."""
    having = [TRAIT_NAMES[trait][0] for trait, has in held if has]
    lacking = [TRAIT_NAMES[trait][1] for trait, has in held if not has and TRAIT_NAMES[trait][1]]
    name = PLURALS[digit]
    for pattern in having or lacking or (["plain {}"] if held else []):
        name = pattern.format(name)
    return name


def _trait_sentences(
    digit: int,
    group: NDArray[np.intp],
    rows: NDArray[np.intp],
    held: Mapping[str, NDArray[np.bool_]],
    names: tuple[str, ...],
) -> list[str]:
    """Return a sentence for each trait that is far more or less common in the group than in the others."""
    others = np.setdiff1d(rows, group)
    if not len(others):
        return []
    shares = [(name, float(np.mean(held[name][group])), float(np.mean(held[name][others]))) for name in names]
    return [
        f"{inside:.0%} {TRAIT_SHARES[name]}, of the other {PLURALS[digit]} {outside:.0%}".replace("%", " %")
        for name, inside, outside in sorted(shares, key=lambda item: -abs(item[1] - item[2]))
        if abs(inside - outside) >= 0.3
    ]


def _measure_sentences(standing: dict[str, float]) -> list[str]:
    """Return a phrase for each measure in which the group differs notably."""
    return [
        f"{MEASURES[name][value < 0]} (by {abs(value):.1f} standard deviations)"
        for name, value in standing.items()
        if abs(value) >= NOTABLE
    ]
