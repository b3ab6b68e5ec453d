"""A person's own data in every form, changed in some places: a data set, or one sentence, and never another error."""

from __future__ import annotations

import gzip
import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_explore.digits import Digits
from mnist_explore.errors import MOST_LETTERS, DataError
from mnist_explore.sources.folder import read_named
from tests.hostile.case import packed
from tests.hostile.data import idx
from tests.hostile.test_fuzz import CHANGES, changed
from tests.sources.forms.conftest import frame, write_folders, write_hugging_face

pytestmark = pytest.mark.hostile

rng = np.random.default_rng(3)
LABELS = np.arange(20, dtype=np.uint8) % 10
IMAGES = np.where(rng.random((20, 28, 28)) < 0.2, rng.integers(1, 256, (20, 28, 28)), 0).astype(np.uint8)


def idx_pair(folder: Path) -> None:
    """Write an IDX pair, its images gzipped."""
    (folder / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(IMAGES), mtime=0))
    (folder / "train-labels-idx1-ubyte").write_bytes(idx(LABELS))


def npz(folder: Path) -> None:
    """Write an NPZ file."""
    (folder / "a.npz").write_bytes(packed(images=IMAGES, labels=LABELS))


def csv(folder: Path) -> None:
    """Write Kaggle's table."""
    frame(IMAGES, LABELS).to_csv(folder / "train.csv", index=False)


def csv_gz(folder: Path) -> None:
    """Write it gzipped."""
    frame(IMAGES, LABELS).to_csv(folder / "train.csv.gz", index=False)


def parquet_pixels(folder: Path) -> None:
    """Write a column for each pixel."""
    frame(IMAGES, LABELS).to_parquet(folder / "train.parquet")


def parquet_pictures(folder: Path) -> None:
    """Write pictures as Hugging Face does."""
    write_hugging_face(folder / "train.parquet", IMAGES, LABELS)


def pictures(folder: Path) -> None:
    """Write a PNG file a digit."""
    write_folders(folder, IMAGES, LABELS)


FORMS: list[Callable[[Path], None]] = [idx_pair, npz, csv, csv_gz, parquet_pixels, parquet_pictures, pictures]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Return each form's files as they are when whole, by their paths; each is read."""
    found = {}
    for form in FORMS:
        folder = tmp_path_factory.mktemp(form.__name__)
        form(folder)
        assert len(read_named(folder).digits) == 20
        found[form.__name__] = {
            str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
        }
    return found


def read_quietly(folder: Path) -> Digits | str:
    """Return what is read of a folder, or what is said of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return read_named(folder).digits
        except DataError as error:
            return str(error)


@pytest.mark.parametrize("form", [form.__name__ for form in FORMS])
@settings(max_examples=25)
@given(which=st.integers(0, 99), changes=CHANGES, cut=st.none() | st.floats(0, 1))
def test_form_changed(
    form: str,
    which: int,
    changes: list[tuple[int, int, int]],
    cut: float | None,
    sound: dict[str, dict[str, bytes]],
) -> None:
    """Bytes changed, taken out or cut off anywhere: digits within their ranges, or one short sentence."""
    files = sound[form]
    name = sorted(files)[which % len(files)]
    damaged = changed(files[name], changes)
    damaged = damaged if cut is None else damaged[: int(len(damaged) * cut)]
    with TemporaryDirectory() as place:
        for other, data in files.items():
            path = Path(place) / other
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(damaged if other == name else data)
        found = read_quietly(Path(place))
    if isinstance(found, str):
        assert found.endswith(".") and found.isprintable() and len(found) <= MOST_LETTERS, found
        return
    assert found.images.shape[1:] == (28, 28) and found.images.dtype == np.uint8
    assert len(found.labels) == len(found.images) <= 20 and found.labels.max(initial=0) <= 9


@settings(max_examples=60)
@given(
    name=st.sampled_from(["a.csv", "a.npz", "a.parquet", "train-images-idx3-ubyte", "a.csv.gz", "a", "3/a.png"]),
    start=st.sampled_from([b"", b"label,pixel0\n", b"PK\x03\x04", b"PAR1", b"\0\0\x08\x03", b"\x1f\x8b\x08"]),
    data=st.binary(max_size=200),
)  # fmt: skip
def test_any_bytes_by_any_name(name: str, start: bytes, data: bytes) -> None:
    """A file of any bytes, by any of the names that data have, is refused in one sentence."""
    with TemporaryDirectory() as place:
        path = Path(place) / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(start + data)
        found = read_quietly(Path(place))
    assert isinstance(found, str), found
    assert found.endswith(".") and found.isprintable() and len(found) <= MOST_LETTERS
