"""Loading: an atlas is used only for the digits and the network it was made from, and only when it is whole."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.sections import section_of
from mnist_explore.atlas.table import COMPUTED, join_given, read_computed
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS, MANIFEST, PRODUCTS_VARIABLE, read_manifest, record


@pytest.fixture
def folder(few_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the small atlas that a test may damage."""
    return Path(shutil.copytree(few_folder, tmp_path / "copy"))


def as_parquet(table: pd.DataFrame) -> bytes:
    """Return a table as a parquet file's bytes."""
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


@pytest.fixture
def computed(few_atlas: Atlas) -> pd.DataFrame:
    """Return the computed columns of the small atlas, to be changed."""
    return few_atlas.table[[column.name for column in COMPUTED]].copy()


def test_load_atlas_joins_what_was_given(few_atlas: Atlas) -> None:
    """Labels and splits are the digits' own; writers are missing, not -1, where they are unknown."""
    table, digits = few_atlas.table, few_atlas.digits
    assert (table["label"].to_numpy() == digits.labels).all()
    assert (table["split"] == "train").sum() == len(digits.where_split("train"))
    assert table["writer"].isna().all() and table["series"].isna().all()


def test_join_given_knows_some_writers(few: Digits, computed: pd.DataFrame) -> None:
    """A known writer, writer 0 included, is a number; an unknown one is missing."""
    writer = np.full(len(few), -1, np.int32)
    series = np.full(len(few), -1, np.int8)
    writer[:2], series[:2] = (0, 3021), (0, 4)
    digits = Digits("few", few.images, few.labels, few.split, writer, series)
    table = join_given(digits, computed)
    assert table["writer"][:2].tolist() == [0, 3021] and table["series"][:2].tolist() == [0, 4]
    assert table["writer"][2:].isna().all()


def test_load_atlas_without_one(few: Digits, tmp_path: Path) -> None:
    """Where there is no atlas, the sentence says how to make one."""
    with pytest.raises(ArtifactError, match="python -m mnist_explore build"):
        load_atlas(few, folder=tmp_path)


@pytest.mark.hostile
def test_load_atlas_of_other_digits(few: Digits, folder: Path) -> None:
    """One changed pixel, label or split makes other digits, and the atlas is not used for them."""
    manifest = json.loads((folder / MANIFEST).read_text())
    images, labels, split = few.images.copy(), few.labels.copy(), few.split.copy()
    images[5, 5, 5] ^= 1
    labels[5] = (labels[5] + 1) % 10
    split[5] = 1
    for other in (
        Digits("few", images, few.labels, few.split),
        Digits("few", few.images, labels, few.split),
        Digits("few", few.images, few.labels, split),
    ):
        (folder / MANIFEST).write_text(json.dumps({section_of(other): manifest[section_of(few)]}))
        with pytest.raises(ArtifactError, match="other digits"):
            load_atlas(other, folder=folder)


def test_load_atlas_keeps_for_digits_with_writers(few: Digits, folder: Path) -> None:
    """The same digits with writers known have the same atlas."""
    known = Digits("few", few.images, few.labels, few.split, np.arange(len(few), dtype=np.int32))
    assert load_atlas(known, folder=folder).table["writer"].tolist() == list(range(len(few)))


@pytest.mark.hostile
def test_load_atlas_of_another_network(few: Digits, folder: Path) -> None:
    """Answers of another network than the shipped one are not used."""
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest[section_of(few)]["made_with"] = {"recogniser.keras": "0" * 64}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ArtifactError, match="another network"):
        load_atlas(few, folder=folder)


def flipped(data: bytes) -> bytes:
    """Return bytes with one bit changed."""
    return data[:100] + bytes([data[100] ^ 1]) + data[101:]


@pytest.mark.hostile
@pytest.mark.parametrize("name", ["atlas.parquet", "projection.npz"])
@pytest.mark.parametrize(
    "damage", [flipped, lambda data: data[: len(data) // 2], lambda _: b""], ids=["one bit", "half", "empty"]
)
def test_load_atlas_damaged(few: Digits, folder: Path, name: str, damage: Callable[[bytes], bytes]) -> None:
    """A file with one bit changed, cut in half or empty is not used; the sentence names it."""
    path = folder / section_of(few) / name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ArtifactError, match=f"{name} is damaged"):
        load_atlas(few, folder=folder)


@pytest.mark.hostile
@pytest.mark.parametrize("name", ["atlas.parquet", "projection.npz"])
def test_load_atlas_missing_file(few: Digits, folder: Path, name: str) -> None:
    """A file that the manifest names but that is not there is missed by name."""
    (folder / section_of(few) / name).unlink()
    with pytest.raises(ArtifactError, match=f"{name} is missing"):
        load_atlas(few, folder=folder)


@pytest.mark.hostile
@pytest.mark.parametrize("text", ["", "{", "[]", '{"mnist": 3}', "\x00"])
def test_load_atlas_damaged_manifest(few: Digits, folder: Path, text: str) -> None:
    """A manifest that is none is said to be damaged."""
    (folder / MANIFEST).write_text(text)
    with pytest.raises(ArtifactError, match="manifest"):
        load_atlas(few, folder=folder)


@pytest.mark.hostile
@pytest.mark.parametrize("facts", [{"files": []}, {"files": None}, {"files": {"x": 3}}, {}])
def test_load_atlas_manifest_of_another_shape(few: Digits, folder: Path, facts: dict[str, object]) -> None:
    """A manifest whose section is not as written here gives a sentence, not a stack of Python errors."""
    kept = json.loads((folder / MANIFEST).read_text())[section_of(few)]
    del kept["files"]
    (folder / MANIFEST).write_text(json.dumps({section_of(few): kept | facts}))
    with pytest.raises(ArtifactError):
        load_atlas(few, folder=folder)


def test_read_computed_whole(computed: pd.DataFrame) -> None:
    """What was written comes back as it was."""
    assert read_computed(as_parquet(computed), count=len(computed)).equals(computed)


@pytest.mark.hostile
def test_read_computed_refuses_columns_that_do_not_fit(computed: pd.DataFrame) -> None:
    """A missing column, another dtype and a number that is none are each named."""
    for name, changed in {
        "slant_deg": computed.drop(columns="slant_deg"),
        "holes": computed.astype({"holes": "int64"}),
        "tsne_x": computed.assign(tsne_x=np.float32("nan")).astype({"tsne_x": "float32"}),
        "tsne_y": computed.assign(tsne_y=np.float32("inf")).astype({"tsne_y": "float32"}),
    }.items():
        with pytest.raises(ArtifactError, match=name):
            read_computed(as_parquet(changed), count=len(computed))


@pytest.mark.hostile
def test_read_computed_refuses_another_length(computed: pd.DataFrame) -> None:
    """A table with a row less is not used."""
    with pytest.raises(ArtifactError, match="239 rows for 240 digits"):
        read_computed(as_parquet(computed[:-1]), count=240)


@pytest.mark.hostile
@pytest.mark.parametrize("data", [b"", b"PAR1", b"<html>", b"PAR1" + b"\x00" * 64 + b"PAR1"])
def test_read_computed_refuses_what_is_no_parquet(data: bytes) -> None:
    """Bytes that are no parquet file give a sentence."""
    with pytest.raises(ArtifactError, match="cannot be read"):
        read_computed(data, count=1)


@pytest.mark.hostile
def test_load_atlas_recorded_but_no_parquet(few: Digits, folder: Path) -> None:
    """A file that has the recorded hash and is still no table gives a sentence."""
    manifest = json.loads((folder / MANIFEST).read_text())
    section = section_of(few)
    facts = {name: value for name, value in manifest[section].items() if name not in ("files", "versions")}
    projection = (folder / section / "projection.npz").read_bytes()
    files = {f"{section}/atlas.parquet": b"no table", f"{section}/projection.npz": projection}
    record(section, files, facts=facts, folder=folder)
    with pytest.raises(ArtifactError, match="cannot be read"):
        load_atlas(few, folder=folder)


def test_shipped_atlas_fits_the_bundled_digits(uci: Digits) -> None:
    """The package's own atlas of the bundled digits is whole and of these digits and this network."""
    assert len(load_atlas(uci).table) == 1797


@pytest.mark.mnist
def test_shipped_atlas_fits_mnist(mnist: Digits) -> None:
    """The package's own atlas of MNIST is whole and of these digits and this network."""
    assert len(load_atlas(mnist).table) == 70_000


def test_load_atlas_of_the_user_where_it_fits(uci: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own atlas is taken before the one that ships while it fits; once stale, what ships is used again."""
    try:
        load_atlas(uci, folder=ARTIFACTS)
    except ArtifactError as error:
        pytest.skip(f"the shipped atlas of the bundled digits is needed: {error}")
    monkeypatch.setenv(PRODUCTS_VARIABLE, str(tmp_path))
    facts = read_manifest(ARTIFACTS)["uci"]
    files = {name: (ARTIFACTS / name).read_bytes() for name in facts["files"]}
    table = pd.read_parquet(ARTIFACTS / "uci" / "atlas.parquet")
    table["confidence"] = np.float32(0.25)
    own = {**files, "uci/atlas.parquet": as_parquet(table)}
    record("uci", own, facts={name: facts[name] for name in ("fingerprint", "made_with")})
    assert (load_atlas(uci).table["confidence"] == 0.25).all()
    record("uci", own, facts={"fingerprint": facts["fingerprint"], "made_with": {"recogniser.keras": "0" * 64}})
    assert (load_atlas(uci).table["confidence"] != 0.25).any()
