"""What every column of the atlas means: unit, range, definition and source, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stage = Literal["given", "style", "network", "map"]
"""Where a column comes from: given with the digits, or the stage of ``build`` that computes it."""

_IDX = "http://yann.lecun.com/exdb/mnist/"
_QMNIST = "Yadav & Bottou (2019), Cold Case: The Lost MNIST Digits, arXiv:1905.10498"
_MORPHO = "Castro et al. (2019), Morpho-MNIST, JMLR 20(178)"


@dataclass(frozen=True)
class Column:
    """One column of the atlas.

    Parameters
    ----------
    name
        As in the table and in exports; the unit is part of it where there is one.
    title
        What a page calls it.
    unit
        ``""`` for counts and names.
    range
        Lowest to highest possible value, in words.
    dtype
        Of the column in the table, a pandas dtype.
    stage
        Which stage computes it.
    definition
        One sentence; when a value can be missing, it says why.
    source
        Paper or address the definition comes from.
    """

    name: str
    title: str
    unit: str
    range: str
    dtype: str
    stage: Stage
    definition: str
    source: str


COLUMNS = (
    Column("index", "Index", "", "0 to N-1", "int32", "given", "Row of the digit: training digits first.", _IDX),
    Column("label", "Digit", "", "0 to 9", "uint8", "given", "The digit's label, as given.", _IDX),
    Column("split", "Split", "", "train or test", "category", "given", "Which part it belongs to.", _IDX),
    Column(
        "writer",
        "Writer",
        "",
        "NIST writer number",
        "Int32",
        "given",
        "Who wrote the digit; missing where the writers' table is not at hand or knows nothing of the data set.",
        _QMNIST,
    ),
    Column(
        "series",
        "Series",
        "",
        "0 to 8",
        "Int8",
        "given",
        "NIST's HSF series: 0 and 1 Census Bureau employees, 4 high-school students; missing as the writer is.",
        _QMNIST,
    ),
    Column(
        "slant_deg",
        "Slant",
        "°",
        "-90 to 90",
        "float32",
        "style",
        "Angle of the digit's main stroke against the vertical from its second moments; positive leans right.",
        _MORPHO,
    ),
    Column(
        "area_px",
        "Ink area",
        "px",
        "0 to 784",
        "float32",
        "style",
        "Area of the ink in pixels of the 28 by 28 picture, counted at half intensity.",
        _MORPHO,
    ),
    Column(
        "holes",
        "Holes",
        "",
        "0 and up",
        "uint8",
        "style",
        "Patches of paper that ink at intensity 128 or more closes off from the rest.",
        "Topology: background components minus one",
    ),
    Column(
        "predicted",
        "Network's answer",
        "",
        "0 to 9",
        "uint8",
        "network",
        "The digit that the shipped network finds most probable.",
        "mnist_explore/model",
    ),
    Column(
        "confidence",
        "Confidence",
        "",
        "0.1 to 1",
        "float32",
        "network",
        "The network's probability for its own answer. It has trained on the training digits.",
        "mnist_explore/model",
    ),
    Column(
        "tsne_x",
        "Map x",
        "",
        "about -100 to 100",
        "float32",
        "map",
        "Place on the map of writing styles, across.",
        "van der Maaten & Hinton (2008), JMLR 9",
    ),
    Column(
        "tsne_y",
        "Map y",
        "",
        "about -100 to 100",
        "float32",
        "map",
        "Place on the map of writing styles, up.",
        "van der Maaten & Hinton (2008), JMLR 9",
    ),
)
"""All columns, in the order of exports."""

BY_NAME = {column.name: column for column in COLUMNS}


def columns_of(stage: Stage) -> tuple[str, ...]:
    """Return the names of the columns that a stage computes, in the table's order."""
    return tuple(column.name for column in COLUMNS if column.stage == stage)
