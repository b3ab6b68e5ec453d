"""Loading the atlas: what was computed is checked against the digits and joined with what was given."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.atlas.groups import exact_group, members
from mnist_explore.atlas.maps import FurtherMaps, joined_places, load_maps
from mnist_explore.atlas.sections import made_from, made_with, section_of
from mnist_explore.atlas.styles import Styles
from mnist_explore.atlas.summary import Summary
from mnist_explore.atlas.values import Indices
from mnist_explore.classes import using
from mnist_explore.columns import COLUMNS, Column, columns_of
from mnist_explore.digits import SPLITS, UNKNOWN, Digits
from mnist_explore.embedding.projection import Projection
from mnist_explore.errors import ArtifactError, quoted
from mnist_explore.manifest import checked_bytes, first_sound, read_manifest
from mnist_explore.packed import DAMAGE
from mnist_explore.style.axes.model import FILE as AXES_FILE
from mnist_explore.style.axes.model import StyleAxes

if TYPE_CHECKING:
    import pandas as pd

COMPUTED = tuple(column for column in COLUMNS if column.stage != "given")


@dataclass(frozen=True, eq=False)
class Atlas:
    """Digits with everything computed about them.

    Parameters
    ----------
    digits
        The digits.
    table
        One row per digit, in their order, with the columns of :data:`~mnist_explore.columns.COLUMNS`, and the places
        on the further maps, where there are any.
    projection
        The principal components that neighbours are found in.
    summary
        Average pictures and variance shares of the ten digits.
    styles
        Typicality and families, fitted on the training digits.
    axes
        The style axes of every class, fitted on the training digits.
    maps
        The maps besides that of all digits by pixels, and the spaces they were made from; None where there are none.
    """

    digits: Digits
    table: pd.DataFrame
    projection: Projection
    summary: Summary
    styles: Styles
    axes: StyleAxes
    maps: FurtherMaps | None = None

    def where(self, text: str, *, disputed: Indices | None = None) -> pd.DataFrame:
        """Return the rows of a group of digits, ``atlas.where("digit=7 crossed=yes slant=20..")``.

        Parameters
        ----------
        text
            As for :func:`~mnist_explore.atlas.groups.parse`.
        disputed
            The digits whose label is disputed, for groups that ask it.

        Raises
        ------
        ValueError
            With a sentence for every part of the text that cannot be read.
        """
        with using(self.digits.classes):
            return self.table.iloc[members(self.table, exact_group(text), disputed=disputed)]

    @property
    def is_read(self) -> bool:
        """Whether a network has read the digits: pictures that are none wait for one to be trained on them."""
        return "predicted" in self.table


def load_atlas(digits: Digits, *, folder: Path | None = None) -> Atlas:
    """Load the atlas of `digits` and join it with what was given.

    Parameters
    ----------
    digits
        The digits at hand.
    folder
        Where the manifest lies; by default the user's folder, then the package's, whichever first has one that fits.

    Raises
    ------
    ArtifactError
        If there is none, it is damaged, it was made from other digits, or by another network.
    """
    atlas = first_sound(section_of(digits), lambda place: _load_from(place, digits), folder=folder)
    try:
        maps = load_maps(digits, folder=folder)
    except ArtifactError:
        return atlas
    return replace(atlas, table=joined_places(atlas.table, maps), maps=maps)


def _load_from(folder: Path, digits: Digits) -> Atlas:
    """Return the atlas that lies in one folder."""
    section = section_of(digits)
    facts = read_manifest(folder).get(section)
    if facts is None:
        raise ArtifactError(f"No atlas was found for {digits.name}; make it with `python -m mnist_explore build`.")
    if facts.get("fingerprint") != digits.fingerprint:
        raise ArtifactError(
            f"The atlas at hand was made from other digits than these ({digits.name}, {len(digits):,} digits) and was "
            "not used; make one with `python -m mnist_explore build`."
        )
    if facts.get("made_with") != made_with(*made_from(digits)):
        raise ArtifactError(
            "The atlas at hand was made with another network, or other detectors, than those in use and was not "
            "used; make it anew with `python -m mnist_explore build`."
        )

    def product(name: str) -> bytes:
        return checked_bytes(section, f"{section}/{name}", folder=folder)

    computed = read_computed(product("atlas.parquet"), count=len(digits), are_digits=digits.classes.are_digits)
    return Atlas(
        digits,
        join_given(digits, computed),
        Projection.from_bytes(product("projection.npz")),
        Summary.from_bytes(product("summary.npz")),
        Styles.from_files(product),
        StyleAxes.from_bytes(product(AXES_FILE)),
    )


def read_table(data: bytes) -> pd.DataFrame:
    """Return the table in a parquet file's bytes, whatever its columns.

    Raises
    ------
    ArtifactError
        If there is none.
    """
    import pandas as pd
    import pyarrow as pa

    try:
        return pd.read_parquet(io.BytesIO(data))
    except (*DAMAGE, pa.ArrowException) as error:
        raise ArtifactError(f"atlas.parquet cannot be read ({quoted(error)}); restore it, or run `build`.") from error


def read_computed(data: bytes, *, count: int, are_digits: bool = True) -> pd.DataFrame:
    """Return the computed columns from a parquet file's bytes, each as :data:`COLUMNS` describes it.

    Pictures that are no digits have no network's columns before a network was trained on them.

    Raises
    ------
    ArtifactError
        If a column is missing, of another type or length, or the file cannot be read.
    """
    table = read_table(data)
    if len(table) != count:
        raise ArtifactError(f"The atlas has {len(table):,} rows for {count:,} digits; make it anew with `build`.")
    unread = not are_digits and not set(columns_of("network")) & set(table)
    wanted = [column for column in COMPUTED if not (unread and column.stage == "network")]
    wrong = [column.name for column in wanted if not _fits(table, column)]
    if wrong:
        raise ArtifactError(f"The atlas lacks {', '.join(wrong)}, or has them wrong; make it anew with `build`.")
    return table[[column.name for column in wanted]]


def join_given(digits: Digits, computed: pd.DataFrame) -> pd.DataFrame:
    """Return one row per digit: index, label, split, writer and series, then the computed columns."""
    import pandas as pd

    def known(values: np.ndarray) -> pd.Series:
        return pd.Series(pd.array(values, dtype=f"Int{8 * values.itemsize}")).mask(values == UNKNOWN)

    given = pd.DataFrame(
        {
            "index": np.arange(len(digits), dtype=np.int32),
            "label": digits.labels,
            "split": pd.Categorical.from_codes(digits.split.astype(int), dtype=pd.CategoricalDtype(list(SPLITS))),
            "writer": known(digits.writer),
            "series": known(digits.series),
        }
    )
    return pd.concat([given, computed.reset_index(drop=True)], axis=1)


def _fits(table: pd.DataFrame, column: Column) -> bool:
    """Return whether a column is there, of its dtype, and finite where it is a number."""
    if column.name not in table or str(table[column.name].dtype) != column.dtype:
        return False
    values = table[column.name]
    return not column.dtype.startswith("float") or bool(np.isfinite(values.to_numpy()).all())
