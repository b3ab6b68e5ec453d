"""Structure as people name it: looped twos, crossed and serifed sevens, open fours, gapped loops, a one's form.

Every structure is told by a support vector machine over numbers that mean something (edge directions in an
upright frame; holes, bays, fills and weakest points of the main loop), learned from some 6,000 digits labelled
by eye. Where eyes see more than those numbers hold, a committee of small convolutional networks has a say in the
machine's decision. ``labels/LABELS.md`` defines the structures; ``build --stage structure`` learns the machines anew
from the labels beside it, and ``benchmarks/structure.py`` reports how well they do on digits kept unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import checked_bytes
from mnist_explore.packed import opened_arrays
from mnist_explore.style.measures.upscaling import checked_images, chunks
from mnist_explore.style.structure.closure import closure_features
from mnist_explore.style.structure.convolution import Committee
from mnist_explore.style.structure.frames import edge_directions, fine_upright, left_ends, stretched, upright
from mnist_explore.style.structure.loops import loop_features

if TYPE_CHECKING:
    from pandas.api.extensions import ExtensionArray

SECTION = "structure"
FILE = "structure.npz"
FORMS = ("bar", "flag", "base")
CHUNK = 2048


@dataclass(frozen=True, eq=False)
class Structure:
    """What structure every digit has, as the atlas holds it: pandas arrays ``(N,)``, missing where it does not apply.

    Parameters
    ----------
    looped
        boolean; twos: true with a loop at the lower left, open or filled in.
    crossed
        boolean; sevens: true with a separate stroke through the stem.
    serif
        boolean; sevens: true with a tick or hook down at the left end of the bar.
    open_top
        boolean; fours: true where paper reaches the inside from above.
    gapped
        boolean; zeros, sixes, eights and nines: true where the main loop does not close.
    form
        str; ones: ``"bar"``, ``"flag"`` (an upstroke at the top) or ``"base"`` (a line at the foot).
    """

    looped: ExtensionArray
    crossed: ExtensionArray
    serif: ExtensionArray
    open_top: ExtensionArray
    gapped: ExtensionArray
    form: ExtensionArray

    def columns(self) -> dict[str, ExtensionArray]:
        """Return the structures by their names, as the atlas's columns."""
        return dict(vars(self))


@dataclass(frozen=True)
class Recipe:
    """What one machine looks at: the digits it is for, their features, and how it is learned.

    `parts` is how many principal components are kept; 0 keeps all features, standardised. `jitters` is how many
    warped copies of every labelled digit are learned from. Where `is_balanced`, both answers weigh the same in
    learning, however rare one is. `cost` is the price of a label on the wrong side. `say` is how much a
    committee's log-odds add to the machine's decision; 0 where there is no committee.
    """

    digits: tuple[int, ...]
    features: Callable[[NDArray[np.uint8], NDArray[np.integer]], NDArray[np.float32]]
    parts: int = 0
    jitters: int = 0
    is_balanced: bool = True
    cost: float = 3.0
    say: float = 0.0


@dataclass(frozen=True, eq=False)
class Machine:
    """A support vector machine with a Gaussian kernel, behind a linear map of the features.

    Learned with scikit-learn and run here, so that what ships are numbers in eight bits and no pickled object.

    Parameters
    ----------
    mean, components
        ``(F,)`` and ``(F, K)``: features minus mean, times components, are its inputs.
    vectors, weights
        ``(V, K)`` and ``(V,)``: support vectors and their signed weights.
    bias, gamma
        ``(1,)`` each: the decision's offset and the kernel's inverse squared width.

    References
    ----------
    Cortes and Vapnik, "Support-vector networks", Machine Learning 20 (1995). https://doi.org/10.1007/BF00994018
    """

    mean: NDArray[np.floating]
    components: NDArray[np.floating]
    vectors: NDArray[np.floating]
    weights: NDArray[np.floating]
    bias: NDArray[np.floating]
    gamma: NDArray[np.floating]

    def decisions(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return ``(N,)`` float32 from ``(N, F)`` features: above 0 where the structure is there."""
        inputs = (features - self.mean.astype(np.float32)) @ self.components.astype(np.float32)
        vectors = self.vectors.astype(np.float32)
        squares = (inputs**2).sum(1)[:, None] + (vectors**2).sum(1) - 2 * inputs @ vectors.T
        kernel = np.exp(-self.gamma.astype(np.float32) * np.maximum(squares, 0))
        result: NDArray[np.float32] = kernel @ self.weights.astype(np.float32) + self.bias.astype(np.float32)
        return result


def _of_stretched(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return edge directions in the stretched frame."""
    del labels
    return edge_directions(stretched(images))


def _of_upright(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return edge directions in the frame that keeps slant and proportions."""
    del labels
    return edge_directions(upright(images))


def _of_left_ends(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return edge directions of the whole digit and, finer, around the left end of its bar."""
    del labels
    return np.concatenate([edge_directions(upright(images)), edge_directions(left_ends(images), step=4)], axis=1)


def _of_loops(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return the main loop's features and which digit it belongs to."""
    which = labels[:, None] == np.array(RECIPES["gapped"].digits)
    features = [loop_features(images, labels), closure_features(images, labels), which]
    return np.concatenate(features, axis=1).astype(np.float32)


RECIPES = {
    "looped": Recipe((2,), _of_stretched, parts=96, jitters=6),
    "crossed": Recipe((7,), _of_stretched, parts=96, jitters=6),
    "serif": Recipe((7,), _of_left_ends, parts=64, jitters=3, cost=1.0, say=0.5),
    "based": Recipe((1,), _of_upright, parts=64, jitters=6),
    "flagged": Recipe((1,), _of_upright, parts=64, jitters=6),
    "open_top": Recipe((4,), loop_features, jitters=4),
    "gapped": Recipe((0, 6, 8, 9), _of_loops, jitters=2, is_balanced=False, cost=1.0),
}
"""Machine → what it looks at. A one is `base` where `based` says so, else `flag` where `flagged` does.

The committee has its say on serifs because it is worth it: cross-validated on the 2,804 sevens labelled for learning, a
writer's digits always together, F1 rises from 0.921 to 0.937, by 0.015 with a standard error of 0.005 by resampling
writers; of the 1,197 random ones alone from 0.928 to 0.946, by 0.018 with one of 0.008.
``python -m benchmarks.structure --validate`` computes both.
"""


def structure(images: NDArray[np.uint8], labels: NDArray[np.integer], *, folder: Path | None = None) -> Structure:
    """Return the structure of digits: what people would name about how they are built.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    labels
        ``(N,)`` integers 0-9: which digit each is, given or recognised.
    folder
        Where the learned machines are; by default in the user's folder, then the package's.

    Raises
    ------
    ValueError
        If `images` or `labels` are not as above.
    ArtifactError
        If the learned machines are missing or damaged.
    """
    images = checked_images(images)
    labels = np.asarray(labels)
    if labels.shape != (len(images),) or labels.dtype.kind not in "iu":
        raise ValueError(f"labels must be ({len(images)},) integers, not {labels.shape} {labels.dtype}")
    if labels.size and not 0 <= labels.min() <= labels.max() <= 9:
        raise ValueError(f"labels must lie in 0..9, not {labels.min()}..{labels.max()}")
    learned, sitting = machines(folder), committees(folder)
    found = {name: _detected(images, labels, RECIPES[name], learned[name], sitting.get(name)) for name in RECIPES}
    form = _form(found.pop("based"), found.pop("flagged"))
    return Structure(**found, form=form)


def _form(based: ExtensionArray, flagged: ExtensionArray) -> ExtensionArray:
    """Return the forms of ones, from whether each has a base and, without one, a flag."""
    import pandas as pd

    is_based, is_flagged = (found.to_numpy(bool, na_value=False) for found in (based, flagged))
    named = np.where(is_based, "base", np.where(is_flagged, "flag", "bar"))
    return pd.Series(named, dtype="str").mask(based.isna()).array


def _detected(
    images: NDArray[np.uint8],
    labels: NDArray[np.integer],
    recipe: Recipe,
    machine: Machine,
    committee: Committee | None,
) -> ExtensionArray:
    """Return ``(N,)`` nullable booleans, missing where digits are not the recipe's."""
    from pandas.arrays import BooleanArray

    applies = np.isin(labels, recipe.digits)
    held, concerned = np.zeros(len(images), bool), np.flatnonzero(applies)
    for part in chunks(len(concerned), size=CHUNK):
        at = concerned[part]
        decisions = machine.decisions(recipe.features(images[at], labels[at]))
        if committee is not None:
            decisions = decisions + recipe.say * committee_decisions(images[at], labels[at], recipe, committee)
        held[at] = decisions > 0
    return BooleanArray(held, ~applies)


def committee_decisions(
    images: NDArray[np.uint8], labels: NDArray[np.integer], recipe: Recipe, committee: Committee
) -> NDArray[np.float32]:
    """Return ``(N,)`` float32: what a committee says of `images`, ``(N, 28, 28)`` uint8 of a recipe's digits."""
    return committee.decisions(fine_upright(images), labels[:, None] == np.array(recipe.digits))


@lru_cache(maxsize=4)
def machines(folder: Path | None = None) -> dict[str, Machine]:
    """Return the learned machines by the names of :data:`RECIPES`, read once.

    Raises
    ------
    ArtifactError
        If they are missing or damaged.
    """
    return {name: Machine(**_parts(folder, name, Machine)) for name in RECIPES}


@lru_cache(maxsize=4)
def committees(folder: Path | None = None) -> dict[str, Committee]:
    """Return the learned committees by the names of the recipes in which they have a say, read once.

    Raises
    ------
    ArtifactError
        If they are missing or damaged.
    """
    named = [name for name, recipe in RECIPES.items() if recipe.say]
    return {name: Committee(**_parts(folder, f"{name}.committee", Committee)) for name in named}


def forget() -> None:
    """Read what was learned anew when it is next asked for: it was learned again."""
    for kept in (machines, committees, _arrays):
        kept.cache_clear()


def _parts(folder: Path | None, prefix: str, kind: type[Machine | Committee]) -> dict[str, NDArray[np.floating]]:
    """Return the arrays of one machine or committee by the names of its fields."""
    arrays = _arrays(folder)
    try:
        return {field: arrays[f"{prefix}.{field}"] for field in kind.__dataclass_fields__}
    except KeyError as error:
        raise ArtifactError(f"{FILE} lacks {error}; restore it.") from error


@lru_cache(maxsize=4)
def _arrays(folder: Path | None) -> dict[str, NDArray[np.floating]]:
    """Return everything that was learned; what was shipped in eight bits is multiplied by its scale."""
    data = checked_bytes(SECTION, FILE, folder=folder)
    with opened_arrays(data, name=FILE, remedy="restore it.") as arrays:
        shipped = dict(arrays)
    scales = {name: shipped.pop(f"{name}.scale") for name in list(shipped) if f"{name}.scale" in shipped}
    return {name: part * scales.get(name, 1) for name, part in shipped.items()}
