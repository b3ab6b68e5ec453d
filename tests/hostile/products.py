"""The project's own products and manifests, broken behind their hashes too."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from mnist_explore.analysis.writers.hands import HandModel
from mnist_explore.atlas.summary import Summary
from mnist_explore.atlas.table import read_computed, read_table
from mnist_explore.embedding.projection import Projection
from mnist_explore.manifest import ARTIFACTS, MANIFEST, read_manifest
from mnist_explore.packed import opened_arrays
from mnist_explore.style.families.clustering import Families
from mnist_explore.style.families.standard import Reference
from mnist_explore.style.families.typicality import TypicalityModel
from tests.hostile.case import Case, packed
from tests.hostile.data import DEEP, npy, zipped


def _manifest(text: bytes | None) -> object:
    """Read a folder's manifest; without text it is a folder itself."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / MANIFEST
        path.mkdir() if text is None else path.write_bytes(text)
        return read_manifest(Path(folder))


MANIFESTS = {
    "a folder": None,
    "0 bytes": b"",
    "a bracket": b"{",
    "200,000 brackets": DEEP,
    "a list": b"[]",
    "a number": b"3",
    "text": b'"text"',
    "null": b"null",
    "bytes that are no text": b"\xff\xfe\0{",
    "a section that is a number": b'{"a": 1}',
    "files that are a list": b'{"a": {"files": []}}',
    "5 MB": b" " * 5_000_000 + b"{}",
}


def _shipped(name: str, **changes: np.ndarray | None) -> bytes:
    """Return a shipped NPZ file with some arrays replaced, or left out where they are None."""
    with np.load(ARTIFACTS / "uci" / name) as arrays:
        whole = {key: arrays[key] for key in arrays} | changes
    return packed(**{key: value for key, value in whole.items() if value is not None})


def _of_hands(**changes: np.ndarray) -> bytes:
    """Return a model of hands with some arrays replaced."""
    zeros = {"offsets": (10, 4), "maps": (10, 4, 3), "loadings": (10, 3, 2)}
    return packed(**{name: np.zeros(shape, np.float32) for name, shape in zeros.items()} | changes)


def _first_array(data: bytes) -> object:
    """Read the first array of one of the project's own NPZ files."""
    with opened_arrays(data, name="a.npz", remedy="restore it.") as arrays:
        return arrays["images"].sum()


NAN = np.full((50, 784), np.nan, np.float32)
OWN = {
    "projection: no components": (Projection.from_bytes, _shipped("projection.npz", components=None)),
    "projection: transposed": (Projection.from_bytes, _shipped("projection.npz", components=NAN.T)),
    "projection: not a number": (Projection.from_bytes, _shipped("projection.npz", components=NAN)),
    "projection: text": (Projection.from_bytes, _shipped("projection.npz", mean=np.array(["a"] * 784))),
    "projection: one number": (Projection.from_bytes, _shipped("projection.npz", mean=np.float32(1))),
    "projection: another product": (Projection.from_bytes, _shipped("summary.npz")),
    "summary: no pictures": (Summary.from_bytes, _shipped("summary.npz", median=None)),
    "summary: pictures of 8 × 8": (Summary.from_bytes, _shipped("summary.npz", mean=np.zeros((10, 8, 8), np.uint8))),
    "summary: pictures as fractions": (Summary.from_bytes, _shipped("summary.npz", mean=np.zeros((10, 28, 28)))),
    "summary: shares of other causes": (Summary.from_bytes, _shipped("summary.npz", shares=np.zeros((10, 9)))),
    "summary: causes that are one word": (Summary.from_bytes, _shipped("summary.npz", causes=np.array("ink"))),
    "families: no axes": (Families.from_bytes, _shipped("families.npz", axes=None)),
    "families: of nine classes": (Families.from_bytes, _shipped("families.npz", axes=np.zeros((9, 30, 3), "f4"))),
    "families: centres elsewhere": (Families.from_bytes, _shipped("families.npz", centres=np.zeros((19, 2), "f4"))),
    "families: a class too few": (Families.from_bytes, _shipped("families.npz", digit=np.zeros(3, np.uint8))),
    "typicality: no knots": (TypicalityModel.from_bytes, _shipped("typicality.npz", pixels_knots=None)),
    "typicality: of 8 × 8": (
        TypicalityModel.from_bytes, _shipped("typicality.npz", pixels_components=np.zeros((64, 29), "f4"))),
    "typicality: whole numbers": (
        TypicalityModel.from_bytes, _shipped("typicality.npz", shapes_knots=np.zeros((10, 201), int))),
    "hands: of other features": (HandModel.from_bytes, _of_hands(maps=np.zeros((10, 5, 3), np.float32))),
    "hands: flat": (HandModel.from_bytes, _of_hands(loadings=np.zeros(60, np.float32))),
    "own NPZ: a header with an open bracket": (_first_array, npy(b"{'descr': (")),
    "own NPZ: a header of 93,000 letters": (_first_array, npy(b"{'descr': '" + b"x" * 93_000, version=b"\x02\x00")),
    "own NPZ: a header that asks for a petabyte": (
        _first_array, npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (1, 999999999999999)}")),
    "own NPZ: a header of Python 2": (_first_array, npy(b"{'descr': '<f8', 'fortran_order': False, 'shape': (1L,")),
    "own NPZ: a member that is no array": (_first_array, zipped({"images": b"raw bytes"})),
    "own NPZ: Python objects": (_first_array, packed(images=np.array([{}], object))),
    "reference: 0 bytes": (Reference.from_bytes, b""),
    "reference: 200,000 brackets": (Reference.from_bytes, DEEP),
    "reference: a list": (Reference.from_bytes, b"[]"),
    "reference: no knots": (Reference.from_bytes, b'{"shares": {}}'),
    "reference: too few knots": (Reference.from_bytes, b'{"knots": {"slant_deg": [1]}, "shares": {}}'),
    "table: 0 bytes": (read_table, b""),
    "table: its first four bytes": (read_table, b"PAR1"),
    "table: a promise of 2 GB": (read_table, b"PAR1" + b"\xff\xff\xff\x7f" + b"PAR1"),
    "table: half of it": (read_table, (ARTIFACTS / "uci" / "atlas.parquet").read_bytes()[:9_000]),
    "table: another length": (
        partial(read_computed, count=3), (ARTIFACTS / "uci" / "atlas.parquet").read_bytes()),
}  # fmt: skip
OWN_LOADERS: dict[str, Callable[[bytes], object]] = {
    "projection.npz": Projection.from_bytes,
    "summary.npz": Summary.from_bytes,
    "families.npz": Families.from_bytes,
    "typicality.npz": TypicalityModel.from_bytes,
    "reference.json": Reference.from_bytes,
    "atlas.parquet": read_table,
}
PRODUCTS = (
    *(Case(f"manifest: {name}", partial(_manifest, text), "manifest.json") for name, text in MANIFESTS.items()),
    *(Case(name, partial(load, data), "") for name, (load, data) in OWN.items()),
)
