"""Building: every column is computed as a page would, kept, and written down with what it came from."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.atlas import COLUMNS, Atlas, columns_of, load_atlas
from mnist_explore.atlas.sections import made_with, section_of
from mnist_explore.build.stages import STAGES, build_atlas
from mnist_explore.digits import Digits
from mnist_explore.embedding.neighbours import NeighbourIndex
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import read_manifest


def test_build_atlas_has_every_column_as_described(few_atlas: Atlas) -> None:
    """The table has exactly the described columns, in order, each of its dtype, one row per digit."""
    assert list(few_atlas.table.columns) == [column.name for column in COLUMNS]
    assert {name: str(dtype) for name, dtype in few_atlas.table.dtypes.items()} == {
        column.name: column.dtype for column in COLUMNS
    }
    assert few_atlas.table["index"].tolist() == list(range(len(few_atlas.digits)))


def test_build_atlas_measures_as_a_page_does(few_atlas: Atlas) -> None:
    """A digit's slant, area and holes in the table are what the style functions say of it alone."""
    from mnist_explore.style.measures import areas_px, count_holes, slants_deg

    for row in (0, 77, 239):
        one = few_atlas.digits.images[row : row + 1]
        assert few_atlas.table["slant_deg"][row] == pytest.approx(slants_deg(one)[0], abs=1e-4)
        assert few_atlas.table["area_px"][row] == pytest.approx(areas_px(one)[0], abs=1e-3)
        assert few_atlas.table["holes"][row] == count_holes(one)[0]


def test_build_atlas_reads_as_a_page_does(few_atlas: Atlas) -> None:
    """The answer and its confidence in the table are what the shipped network says of each digit alone."""
    from mnist_explore.model.serving.recogniser import load_recogniser

    chances = load_recogniser().probabilities(few_atlas.digits.images[:20])
    assert few_atlas.table["predicted"][:20].tolist() == chances.argmax(axis=1).tolist()
    assert few_atlas.table["confidence"][:20].to_numpy() == pytest.approx(chances.max(axis=1), abs=1e-5)
    assert (few_atlas.table["confidence"] >= 0.1).all() and (few_atlas.table["confidence"] <= 1 + 1e-6).all()


def test_build_atlas_map_keeps_neighbours(few_atlas: Atlas) -> None:
    """Most digits' nearest neighbour on the map is of their own class; by chance it would be one in ten."""
    places = few_atlas.table[["tsne_x", "tsne_y"]].to_numpy()
    nearest = NeighbourIndex(places).search(places, count=2).indices[:, 1]
    labels = few_atlas.digits.labels
    assert (labels[nearest] == labels).mean() > 0.75


def test_build_atlas_writes_what_it_came_from(few: Digits, few_folder: Path) -> None:
    """The manifest names the digits' fingerprint, the network, the seed, versions and every file's SHA-256."""
    facts = read_manifest(few_folder)[section_of(few)]
    assert facts["fingerprint"] == few.fingerprint
    assert facts["made_with"] == made_with() != {}
    assert facts["seed"] == 0
    assert facts["versions"]["numpy"] == np.__version__
    assert facts["files"]
    for name, digest in facts["files"].items():
        assert hashlib.sha256((few_folder / name).read_bytes()).hexdigest() == digest


@pytest.mark.slow
def test_build_atlas_again_writes_the_same(few: Digits, few_atlas: Atlas, tmp_path: Path) -> None:
    """The same digits and seed give the same table."""
    build_atlas(few, folder=tmp_path)
    again = load_atlas(few, folder=tmp_path).table
    # Threads add up the map's forces in any order; all else is exact.
    exact = [column.name for column in COLUMNS if column.stage != "map"]
    assert again[exact].equals(few_atlas.table[exact])
    assert np.corrcoef(again["tsne_x"], few_atlas.table["tsne_x"])[0, 1] > 0.9


@pytest.mark.slow
def test_build_atlas_one_stage_keeps_the_others(few: Digits, few_folder: Path, tmp_path: Path) -> None:
    """Building the map alone leaves every other column as it was."""
    shutil.copytree(few_folder, tmp_path, dirs_exist_ok=True)
    before = load_atlas(few, folder=tmp_path).table
    seen: list[str] = []
    build_atlas(few, stages=["map"], seed=5, folder=tmp_path, progress=lambda stage, _: seen.append(stage))
    after = load_atlas(few, folder=tmp_path).table
    kept = [column.name for column in COLUMNS if column.name not in columns_of("map")]
    assert after[kept].equals(before[kept])
    assert set(seen) == {"map"}
    assert read_manifest(tmp_path)[section_of(few)]["seed"] == 5


def test_build_atlas_one_stage_without_an_atlas(few: Digits, tmp_path: Path) -> None:
    """A single stage cannot be built where there is no atlas to keep the others from, and nothing is written."""
    with pytest.raises(ArtifactError, match="all stages"):
        build_atlas(few, stages=["map"], folder=tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_build_atlas_reports_every_stage(few: Digits, tmp_path: Path) -> None:
    """Progress names the stages in order, goes up within each, and ends at 1."""
    told: list[tuple[str, float]] = []
    build_atlas(few, folder=tmp_path, progress=lambda stage, share: told.append((stage, share)))
    assert list(dict.fromkeys(stage for stage, _ in told)) == list(STAGES)
    for stage in STAGES:
        shares = [share for name, share in told if name == stage]
        assert shares == sorted(shares)
        assert shares[0] >= 0 and shares[-1] == 1.0


@pytest.mark.slow
def test_build_atlas_of_four_digits(few: Digits, tmp_path: Path) -> None:
    """Four digits are enough for an atlas."""
    four = Digits("four", few.images[:4], few.labels[:4], few.split[:4])
    build_atlas(four, folder=tmp_path)
    assert len(load_atlas(four, folder=tmp_path).table) == 4


@pytest.mark.parametrize("split", [[0], [0, 0, 1], [1] * 12, [0] + [1] * 11], ids=["1", "2+1", "0+12", "1+11"])
def test_build_atlas_of_too_few(split: list[int], few: Digits, tmp_path: Path) -> None:
    """Of fewer digits, or with fewer than two to learn from, one sentence says so and nothing is written."""
    digits = Digits("less", few.images[: len(split)], few.labels[: len(split)], np.array(split, np.uint8))
    with pytest.raises(ArtifactError, match="Too few digits"):
        build_atlas(digits, folder=tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("ink", [True, False], ids=["a digit", "blank"])
def test_build_atlas_of_equal_pictures(ink: bool, few: Digits, tmp_path: Path) -> None:
    """Twelve times the same picture has a map, of twelve points side by side."""
    images = np.repeat(few.images[:1] if ink else np.zeros((1, 28, 28), np.uint8), 12, axis=0)
    digits = Digits("equal", images, few.labels[:12], np.zeros(12, np.uint8))
    build_atlas(digits, folder=tmp_path)
    table = load_atlas(digits, folder=tmp_path).table
    assert np.isfinite(table[["tsne_x", "tsne_y"]].to_numpy()).all()
