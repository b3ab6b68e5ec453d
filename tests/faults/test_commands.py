"""Faults while a command or a page works: one sentence, and what was there before."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore import __main__ as command_line
from mnist_explore import atlas as atlas_package
from mnist_explore import files, predicting, sources
from mnist_explore.__main__ import main
from mnist_explore.atlas import load_atlas
from mnist_explore.build import stages
from mnist_explore.digits import Digits
from mnist_explore.manifest import PRODUCTS_VARIABLE
from tests.faults.machine import FULL, ROOT, names
from tests.ink.drawings import file_bytes, seven

pytestmark = pytest.mark.hostile


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
