"""What git keeps: no given data, and products that are ours and weigh what the manifest says."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest

from mnist_explore.manifest import ARTIFACTS, MANIFEST, TOTAL
from tests.conftest import MOST_BYTES, shipped_sizes
from tests.rules.source import ROOT, none


def tracked() -> list[Path]:
    """Return the files that git keeps, or skip where this is no checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing says which files are kept")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).exists()]


def test_no_given_data_is_kept() -> None:
    """No file that git keeps is given data: not by its name, nor by its bytes."""
    from mnist_explore.sources import registry

    known = {file.sha256 for file in (registry.NPZ, *registry.IDX, *registry.WRITERS, registry.VOTES)}
    name = re.compile(r"\.npz$|ubyte|\.tsv(\.gz)?$|^atlas\.csv$|\.(h5|pkl|pickle)$")
    broken = []
    for path in tracked():
        if name.search(path.name) and "artifacts" not in path.parts:
            broken.append(f"{path.relative_to(ROOT)}: looks like given data")
        content = path.read_bytes()
        if hashlib.sha256(gzip.decompress(content) if path.suffix == ".gz" else content).hexdigest() in known:
            broken.append(f"{path.relative_to(ROOT)}: is given data")
    none(broken)


def test_artifacts_hold_only_what_was_computed() -> None:
    """A shipped atlas has the computed columns and no given one: no label, writer or pixel leaves with the package."""
    import pyarrow.parquet

    from mnist_explore.atlas.table import COMPUTED

    for path in sorted((ROOT / "mnist_explore" / "artifacts").rglob("*.parquet")):
        assert pyarrow.parquet.read_schema(path).names == [column.name for column in COMPUTED], path.name


def test_artifacts_at_most_16_megabytes() -> None:
    """All shipped products together are at most 16 MB; the header of every test run says how much room is left."""
    sizes = shipped_sizes()
    over = sum(sizes.values()) - MOST_BYTES
    assert over <= 0, f"{over:,} bytes too many: {sizes}"


def test_artifacts_weigh_what_the_manifest_says() -> None:
    """The manifest has the bytes of every file, and of all of them together."""
    sizes = shipped_sizes()
    manifest = json.loads((ARTIFACTS / MANIFEST).read_text())
    del sizes[MANIFEST]
    assert manifest.pop(TOTAL) == sum(sizes.values())
    assert {name: count for section in manifest.values() for name, count in section["bytes"].items()} == sizes
