"""Faults of the machine: killed in the middle, a full or read-only disk, no memory, a clock that is wrong.

Whatever happens, the next start is right, nothing half-written is seen, and what is said is one sentence.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore import __main__ as command_line
from mnist_explore import atlas as atlas_package
from mnist_explore import files, predicting, sources
from mnist_explore.__main__ import main
from mnist_explore.atlas import load_atlas
from mnist_explore.atlas.predictions import load_methods
from mnist_explore.build import stages
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.files import STALE_S, beside, write_atomically
from mnist_explore.manifest import ARTIFACTS, MANIFEST, PRODUCTS_VARIABLE, checked_bytes, read_manifest, record
from mnist_explore.model.serving.recogniser import load_recogniser
from mnist_explore.style.structure.detectors import FILE, SECTION, machines
from tests.hostile.case import packed
from tests.ink.drawings import file_bytes, seven

ROOT = Path(__file__).parent.parent
FULL = Path("/dev/full")
pytestmark = pytest.mark.hostile


def run(code: str, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run some Python in a process of its own."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 200 kB; skip where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here: that takes the rights of root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def read_only(small_disk: Path) -> Path:
    """Return a folder on a disk that is mounted read-only."""
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    return small_disk


def names(folder: Path) -> list[str]:
    """Return all files in a folder, hidden ones too."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


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


def test_build_into_a_read_only_folder(
    read_only: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said before anything is computed, as it is of a file in the folder's place."""
    (read_only.parent / "file").write_bytes(b"")
    for place in (read_only / "products", read_only.parent / "file" / "products"):
        monkeypatch.setenv(PRODUCTS_VARIABLE, str(place))
        assert main(["build", "--bundled"]) == 1
        assert "cannot be written to; name another folder in MNIST_EXPLORE_PRODUCTS." in capsys.readouterr().err


def test_build_without_memory(
    few: Digits, few_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stage that runs out of memory costs one sentence, and leaves the older atlas as it was."""
    folder = Path(shutil.copytree(few_folder, tmp_path / "copy"))
    monkeypatch.setenv(PRODUCTS_VARIABLE, str(folder))
    monkeypatch.setattr(command_line, "_load", lambda: sources.Found(few, "a test"))

    def greedy(*_: object, **__: object) -> None:
        bytearray(1 << 60)

    monkeypatch.setattr(stages, "_compute", greedy)
    before = {name: (folder / name).read_bytes() for name in names(folder)}
    assert main(["build"]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == "mnist_explore: There is not enough memory for this; close other programs, or give this one more."
    assert {name: (folder / name).read_bytes() for name in names(folder)} == before


@pytest.fixture
def exporting(few: Digits, few_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``export`` write the small data set."""
    monkeypatch.setattr(command_line, "_load", lambda: sources.Found(few, "a test"))
    monkeypatch.setattr(atlas_package, "load_atlas", lambda digits: load_atlas(digits, folder=few_folder))


@pytest.mark.usefixtures("exporting")
def test_export_on_a_full_disk(small_disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file of before is whole, nothing is left beside it, and one sentence says why."""
    path = small_disk / "a.csv"
    path.write_bytes(b"of before")
    (small_disk / "ballast").write_bytes(bytes(170_000))
    assert main(["export", "--out", str(path)]) == 1
    assert "cannot be written: No space left on device." in capsys.readouterr().err
    assert path.read_bytes() == b"of before" and names(small_disk) == ["a.csv", "ballast"]


@pytest.mark.usefixtures("exporting")
def test_export_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Stopped by Ctrl-C while it writes, it leaves the file of before."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"of before")

    def stopped(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", stopped)
    assert main(["export", "--out", str(path)]) == 1
    assert capsys.readouterr().err.endswith("mnist_explore: stopped.\n")
    assert path.read_bytes() == b"of before" and names(tmp_path) == ["a.csv"]


DESCRIBE = [sys.executable, "-m", "mnist_explore", "export", "--describe"]


def shell(line: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell, ``$c`` being the command that describes all columns."""
    return subprocess.run(["bash", "-c", line.replace("$c", " ".join(DESCRIBE))], cwd=ROOT, capture_output=True)


@pytest.mark.skipif(shutil.which("bash") is None or not FULL.exists(), reason="it takes a shell and a full device")
@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("$c >/dev/full", 1, b"The output could not be read or written (No space left on device)."),
        ("$c >&-", 0, b""),
        ("set -o pipefail; $c | head -n 1 >/dev/null; exit ${PIPESTATUS[0]}", None, b""),
        ("$c >/dev/full 2>&1", 1, b""),
        ("$c >/dev/full 2>&-", 1, b""),
        ("PYTHONIOENCODING=cp932 $c >/dev/null", 0, b""),
        ("PYTHONIOENCODING=ascii $c >/dev/null", 0, b""),
        ("$c $'--\\x1b[31m'", 2, b"unrecognized arguments: --\\x1b[31m"),
    ],
)
def test_output_that_cannot_be_written(line: str, code: int | None, words: bytes) -> None:
    """A full disk, a closed output, a reader that leaves, an encoding without the letters: one sentence at most."""
    done = shell(line)
    assert code is None or done.returncode == code, done.stderr
    assert words in done.stderr
    for sign in (b"Traceback", b"Exception ignored", b"\x1b"):
        assert sign not in done.stderr


def whole() -> list[tuple[str, str]]:
    """Return section and name of every product that ships."""
    return [(section, name) for section, facts in sorted(read_manifest().items()) for name in facts.get("files", {})]


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "swapped": lambda path: path.write_bytes((ARTIFACTS / MANIFEST).read_bytes()),
    "missing": lambda path: path.unlink(),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(("section", "name"), whole())
def test_every_product_damaged(section: str, name: str, damage: str, tmp_path: Path) -> None:
    """Of every product that ships, a damaged one is not used, and is said to be damaged or missing by name."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ARTIFACTS / MANIFEST, tmp_path)
    shutil.copy(ARTIFACTS / name, tmp_path / name)
    assert checked_bytes(section, name, folder=tmp_path) == (ARTIFACTS / name).read_bytes()
    DAMAGES[damage](tmp_path / name)
    with pytest.raises(ArtifactError, match=rf"{name} is (damaged|missing)") as caught:
        checked_bytes(section, name, folder=tmp_path)
    assert len(str(caught.value)) <= 300


def test_products_of_another_data_set(uci: Digits, tmp_path: Path) -> None:
    """An atlas, methods and a network that stand under another data set's name are not used for this one."""
    manifest = (ARTIFACTS / MANIFEST).read_text()
    shutil.copytree(ARTIFACTS / "mnist", tmp_path / "uci")
    (tmp_path / MANIFEST).write_text(
        manifest.replace('"uci', '"other').replace('"mnist', '"uci').replace("mnist/", "uci/")
    )
    with pytest.raises(ArtifactError, match="made from other digits"):
        load_atlas(uci, folder=tmp_path)
    with pytest.raises(ArtifactError, match="of other digits"):
        load_methods(uci, folder=tmp_path)


def test_next_start_after_damage_uses_what_ships(uci: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged product of the user's own does not stand in the way of the one that ships."""
    shutil.copytree(ARTIFACTS / "uci", tmp_path / "uci")
    shutil.copy(ARTIFACTS / MANIFEST, tmp_path)
    DAMAGES["truncated"](tmp_path / "uci" / "atlas.parquet")
    monkeypatch.setenv(PRODUCTS_VARIABLE, str(tmp_path))
    shutil.copy(ARTIFACTS / "recogniser.tflite", tmp_path)
    assert len(load_atlas(uci).table) == 1797


def test_products_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails while a product is read costs one sentence."""
    record("recogniser", {"recogniser.tflite": b"x"}, facts={}, folder=tmp_path)

    def failing(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", failing)
    with pytest.raises(ArtifactError, match=r"Input/output error"):
        load_recogniser(folder=tmp_path)


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


def test_structures_lack_an_array(tmp_path: Path) -> None:
    """A file of detectors that is whole, recorded and lacks one of their arrays costs one sentence."""
    with np.load(ARTIFACTS / "structure.npz") as arrays:
        kept = {name: arrays[name] for name in arrays if name != "looped.bias"}
    record(SECTION, {FILE: packed(**kept)}, facts={}, folder=tmp_path)
    with pytest.raises(ArtifactError, match=r"structure\.npz lacks 'looped\.bias'; restore it\."):
        machines(tmp_path)


@pytest.mark.parametrize(
    ("failure", "words"),
    [(MemoryError(), "There is not enough memory"), (OSError(5, "Input/output error"), "Input/output error")],
)
def test_predict_goes_on(
    failure: Exception, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that there is no memory for, or that the disk does not give, leaves the other files their answers."""
    for name in "ab":
        (tmp_path / f"{name}.png").write_bytes(file_bytes(seven()))
    whole = predicting.load_picture

    def failing(_: bytes) -> object:
        monkeypatch.setattr(predicting, "load_picture", whole)
        raise failure

    monkeypatch.setattr(predicting, "load_picture", failing)
    assert main(["predict", str(tmp_path)]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert words in first and "b.png: 7 (" in second


def test_page_without_memory() -> None:
    """What a page has no memory for costs one sentence, and the rest of it goes on."""

    def page() -> None:
        import streamlit as st

        from mnist_explore.ui.base.errors import say_errors

        with say_errors():
            bytearray(1 << 60)
        st.write("the rest")

    test = AppTest.from_function(page).run()
    assert not test.exception and [one.value for one in test.markdown] == ["the rest"]
    assert test.warning[0].value.startswith("There is not enough memory")
