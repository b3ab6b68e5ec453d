"""Typicality and families of a data set: fitted on its training digits, kept with its atlas, applied to any digit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import DIGITS, Classes
from mnist_explore.columns import traits
from mnist_explore.errors import ArtifactError, quoted
from mnist_explore.packed import DAMAGE
from mnist_explore.style.axes.model import StyleAxes
from mnist_explore.style.axes.transport import coordinates_of
from mnist_explore.style.families.clustering import Families
from mnist_explore.style.families.description import FamilyDescription
from mnist_explore.style.families.shapes import shapes_of, upright_points
from mnist_explore.style.families.standard import Reference
from mnist_explore.style.families.typicality import TypicalityModel
from mnist_explore.style.measures.measurement import measure, structures

FILES = ("typicality.npz", "families.npz", "reference.json", "families.json")

Columns = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Styles:
    """What was fitted on a data set's training digits.

    Parameters
    ----------
    typicality
        Tells how typical a digit is.
    families
        Tell a digit's family.
    reference
        What is usual in each class.
    descriptions
        Each family in numbers, digit by digit, the largest first; medoids are rows of the data set.
    """

    typicality: TypicalityModel
    families: Families
    reference: Reference
    descriptions: tuple[FamilyDescription, ...]

    def of_digit(self, digit: int) -> tuple[FamilyDescription, ...]:
        """Return one class's families, the largest first."""
        return tuple(one for one in self.descriptions if one.digit == digit)

    def to_files(self) -> dict[str, bytes]:
        """Return name → bytes for the four files of :data:`FILES`."""
        told = json.dumps([one.as_dict() for one in self.descriptions], indent=1, ensure_ascii=False)
        parts = (self.typicality.to_bytes(), self.families.to_bytes(), self.reference.to_bytes(), told.encode())
        return dict(zip(FILES, parts, strict=True))

    @classmethod
    def from_files(cls, read: Callable[[str], bytes]) -> Styles:
        """Return the styles that :meth:`to_files` wrote; `read` is called with each name.

        Raises
        ------
        ArtifactError
            If a file is missing or not what it should be.
        """
        typicality, families, reference, told = (read(name) for name in FILES)
        try:
            entries = [FamilyDescription.from_dict(entry) for entry in json.loads(told)]
        except DAMAGE as error:
            raise ArtifactError(
                f"families.json cannot be read ({quoted(error)}); restore it, or run `build`."
            ) from error
        return cls(
            TypicalityModel.from_bytes(typicality),
            Families.from_bytes(families),
            Reference.from_bytes(reference),
            tuple(entries),
        )


def traits_of(columns: Columns) -> dict[str, NDArray[np.bool_]]:
    """Return which digits have each trait, ``(N,)`` bool; one to which it does not apply has it not."""
    import pandas as pd

    found = {}
    for trait in traits():
        if trait.value is None:
            held = pd.array(columns[trait.column], dtype="boolean").to_numpy(bool, na_value=False)
        else:
            held = (pd.Series(columns[trait.column], dtype="str") == trait.value).to_numpy(bool)
        found[trait.name] = held
    return found


def describe_digit(
    image: NDArray[np.uint8], label: int, styles: Styles, *, axes: StyleAxes | None = None, classes: Classes = DIGITS
) -> dict[str, Any]:
    """Return one digit's row of the atlas as far as its picture tells: measures, structures, typicality, family, axes.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, a visitor's digit or any other.
    label
        The class it is taken for.
    styles
        Of the data set it is held against.
    axes
        The style axes of that data set; without them the row has no positions.
    classes
        Those of that data set.
    """
    images, labels = image[None], np.array([label], np.uint8)
    row: dict[str, Any] = {name: values[0].item() for name, values in measure(images).items()}
    told = structures(images, labels, classes=classes)
    row |= {name: None if values.isna()[0] else values.tolist()[0] for name, values in told.items()}
    # Thinning takes most of the time, so that shape and axes are told from one.
    points = upright_points(images)
    found, held = styles.typicality(images, shapes_of(*points, count=1), labels), traits_of(told)
    row |= {"typicality": float(found.typicality[0]), "typicality_shape": float(found.typicality_shape[0])}
    row["family"] = int(styles.families(found.positions, labels, traits=held)[0])
    places = axes.of_digit(coordinates_of(*points, count=1)[0], label) if axes else {}
    return {"label": label, **row, **places}


def traits_of_row(row: Mapping[str, Any]) -> dict[str, int]:
    """Return the traits that apply to one digit as 1 and 0; those that do not are left out."""
    found = {}
    for trait in traits():
        value = row.get(trait.column)
        if isinstance(value, (bool, np.bool_) if trait.value is None else str):
            found[trait.name] = int(value if trait.value is None else value == trait.value)
    return found
