"""The labels that structure is learned from and judged by: made by eye, defined in ``labels/LABELS.md``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError

if TYPE_CHECKING:
    import pandas as pd

FOLDER = Path(__file__).parents[3] / "labels"
"""At the project's top: the labels come with the source, what was learned from them with the package."""
FILE = "structure.csv"
Half = Literal["tune", "test"]


@dataclass(frozen=True, eq=False)
class Labelled:
    """Digits with the answer to one question.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    labels
        ``(N,)`` uint8 in 0-9: which digit each is.
    truth
        ``(N,)`` bool: whether each has the structure.
    writers
        ``(N,)`` integers.
    is_random
        ``(N,)`` bool: which stand for their class; the others were looked for.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    truth: NDArray[np.bool_]
    writers: NDArray[np.integer]
    is_random: NDArray[np.bool_]


def labelled_digits(digits: Digits, name: str, *, half: Half = "tune", folder: Path = FOLDER) -> Labelled:
    """Return the digits that a detector is about, with what eyes saw.

    Parameters
    ----------
    digits
        MNIST's.
    name
        A name of :data:`~mnist_explore.style.structure.detectors.RECIPES`.
    half
        Everything is learned and chosen on ``"tune"``; ``"test"`` is only scored.
    folder
        Where the labels are.

    Raises
    ------
    ArtifactError
        If there are no labels, or they are about other digits than these.
    """
    table = label_table(name, half=half, folder=folder)
    at = table["index"].to_numpy()
    if digits.name != "mnist" or not np.array_equal(digits.labels[at], table["digit"]):
        raise ArtifactError(
            f"The labels of structure are about MNIST's digits, and these are {digits.name}; "
            "name MNIST's folder with MNIST_EXPLORE_DATA."
        )
    is_random = (table["sample"] == "random").to_numpy()
    return Labelled(digits.images[at], digits.labels[at], table["truth"].to_numpy(), digits.writer[at], is_random)


def label_table(name: str, *, half: Half, folder: Path = FOLDER) -> pd.DataFrame:
    """Return the rows of the labels' file that a detector is about.

    Returns
    -------
    DataFrame
        The file's columns, and ``truth``, bool: whether a digit has the structure. A one without a base is what
        ``"flagged"`` is about.

    Raises
    ------
    ArtifactError
        If the file is not there.
    """
    import pandas as pd

    if not (folder / FILE).is_file():
        raise ArtifactError(f"{folder / FILE} is missing; the labels come with the project's source, not as a package.")
    table = pd.read_csv(folder / FILE, dtype={"value": str})
    attribute, wanted = {"based": ("form", "base"), "flagged": ("form", "flag")}.get(name, (name, "1"))
    table = table[(table["attribute"] == attribute) & (table["half"] == half)]
    if name == "flagged":
        table = table[table["value"] != "base"]
    return table.assign(truth=table["value"] == wanted)
