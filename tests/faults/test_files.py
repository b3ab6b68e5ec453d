"""Faults while files are written: whatever happens, the older file or all of the newer ones are there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mnist_explore import files, manifest
from mnist_explore.errors import ArtifactError
from mnist_explore.files import STALE_S, beside, write_atomically
from mnist_explore.manifest import checked_bytes, read_manifest, record
from tests.faults.machine import FULL, ROOT, names, run

pytestmark = pytest.mark.hostile


def test_write_atomically_on_a_full_disk(small_disk: Path) -> None:
    """The older file is whole, and nothing of the newer one is left."""
    path = small_disk / "a.csv"
    write_atomically(path, b"old" * 1000)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, bytes(400_000))
    assert path.read_bytes() == b"old" * 1000 and names(small_disk) == ["a.csv"]


def test_write_atomically_read_only(read_only: Path) -> None:
    """Nothing is written, and the system's own reason is what is raised."""
    with pytest.raises(OSError, match="Read-only"):
        write_atomically(read_only / "a.csv", b"new")
    assert names(read_only) == []


def test_write_atomically_keeps_links_and_rights(tmp_path: Path) -> None:
    """A link stays one, and a file that others may not read stays so."""
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_bytes(b"old")
    real.chmod(0o600)
    link.symlink_to(real)
    write_atomically(link, b"new")
    assert link.is_symlink() and real.read_bytes() == b"new"
    assert real.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_write_atomically_to_a_device() -> None:
    """A device stays one: it is written to, and not put aside for a file."""
    write_atomically(Path("/dev/null"), b"new")
    assert Path("/dev/null").is_char_device()
    with pytest.raises(OSError, match="No space left"):
        write_atomically(FULL, b"new")
    assert FULL.is_char_device()


KILLED = """
import os, signal, sys
from pathlib import Path
from mnist_explore.files import write_atomically
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
write_atomically(Path(sys.argv[1]), b"new" * 100000)
"""


def test_write_atomically_killed(tmp_path: Path) -> None:
    """Killed with all of it written and none of it in place, the older file is there; the leftover is swept later."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    assert run(KILLED, path).returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"
    (leftover,) = tmp_path.glob(".a.csv.*")
    files.sweep(path)
    assert leftover.exists(), "it may be another process's, still being written"
    os.utime(leftover, (time.time() - STALE_S - 9,) * 2)
    files.sweep(path)
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("hours", [-30, 30, 24 * 365 * 20])
def test_sweep_with_a_wrong_clock(hours: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that went back or ahead leaves no leftover for ever, and touches nothing else."""
    path = tmp_path / "a.csv"
    for name in ("a.csv", ".a.csv.x1", ".b.csv.x1"):
        (tmp_path / name).write_bytes(b"x")
    now = time.time()
    monkeypatch.setattr(files.time, "time", lambda: now + 3600 * hours)
    files.sweep(path)
    assert names(tmp_path) == [".b.csv.x1", "a.csv"]


STOPPED = """
import os, signal, sys
from pathlib import Path
from mnist_explore.manifest import record
folder, after = Path(sys.argv[1]), int(sys.argv[2])
replace, done = Path.replace, []
def counted(self, target):
    if len(done) == after:
        os.kill(os.getpid(), signal.SIGKILL)
    done.append(target)
    return replace(self, target)
Path.replace = counted
record("one", {f"{name}.bin": b"new" for name in "abc"}, facts={"made": "new"}, folder=folder)
"""


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_record_killed(after: int, tmp_path: Path) -> None:
    """Killed at any step of putting three products in their places, a reader finds all the old or all the new ones."""
    record("one", {f"{name}.bin": b"old" for name in "abc"}, facts={"made": "old"}, folder=tmp_path)
    assert run(STOPPED, tmp_path, after).returncode == -signal.SIGKILL
    expected = "old" if after == 0 else "new"
    assert read_manifest(tmp_path)["one"]["made"] == expected
    assert [checked_bytes("one", f"{name}.bin", folder=tmp_path) for name in "abc"] == [expected.encode()] * 3
    # The next build finds its way out of it.
    record("one", {f"{name}.bin": b"next" for name in "abc"}, facts={"made": "next"}, folder=tmp_path)
    assert [checked_bytes("one", f"{name}.bin", folder=tmp_path) for name in "abc"] == [b"next"] * 3


def test_record_seen_while_it_works(tmp_path: Path) -> None:
    """A reader that comes again and again while products are replaced never finds one damaged or missing."""
    record("one", {"a": b"0", "b": b"0"}, facts={}, folder=tmp_path)
    code = (
        "import sys; from pathlib import Path; from mnist_explore.manifest import record\n"
        "for n in range(60): record('one', dict.fromkeys('ab', b'%d' % n), facts={}, folder=Path(sys.argv[1]))"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT) as writer:
        read = 0
        while writer.poll() is None:
            read += len(checked_bytes("one", "a", folder=tmp_path)) > 0
    assert writer.returncode == 0 and read > 20


def test_reader_overtaken_again_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often new products come between a look at the manifest and at the file, none is called damaged."""
    record("one", {"a": b"0"}, facts={}, folder=tmp_path)
    read, left = manifest._bytes_of, iter(range(1, 8))

    def overtaken(path: Path) -> bytes | None:
        if (number := next(left, None)) is not None:
            record("one", {"a": b"%d" % number}, facts={}, folder=tmp_path)
        return read(path)

    monkeypatch.setattr(manifest, "_bytes_of", overtaken)
    assert checked_bytes("one", "a", folder=tmp_path) == b"7"


def test_record_on_a_full_disk(small_disk: Path) -> None:
    """The older products are whole, the manifest is theirs, nothing is left over, and one sentence says why."""
    record("one", {"a.bin": b"old", "b.bin": b"old"}, facts={}, folder=small_disk)
    before = names(small_disk)
    with pytest.raises(ArtifactError, match=r"could not be written to .*No space left.*MNIST_EXPLORE_PRODUCTS"):
        record("one", {"a.bin": b"new", "b.bin": bytes(400_000)}, facts={}, folder=small_disk)
    assert names(small_disk) == before
    assert checked_bytes("one", "a.bin", folder=small_disk) == b"old"


def test_record_read_only(read_only: Path) -> None:
    """So it does where nothing can be written at all."""
    with pytest.raises(ArtifactError, match=r"could not be written to .*Read-only"):
        record("one", {"a.bin": b"new"}, facts={}, folder=read_only)


def test_beside_is_never_taken_for_another(tmp_path: Path) -> None:
    """A file that waits beside its place is used only by its very hash."""
    record("one", {"a.bin": b"a"}, facts={}, folder=tmp_path)
    sha256 = read_manifest(tmp_path)["one"]["files"]["a.bin"]
    (tmp_path / "a.bin").unlink()
    beside(tmp_path / "a.bin", sha256).write_bytes(b"forged")
    with pytest.raises(ArtifactError, match=r"a\.bin is damaged"):
        checked_bytes("one", "a.bin", folder=tmp_path)
    beside(tmp_path / "a.bin", sha256).write_bytes(b"a")
    assert checked_bytes("one", "a.bin", folder=tmp_path) == b"a"
