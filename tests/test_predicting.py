"""What ``predict`` answers for files, folders, pipes and standard input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from mnist_explore import predicting
from mnist_explore.__main__ import main
from tests.ink.drawings import file_bytes, seven

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "mnist_explore", "predict"]


def answered(names: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return the answers of ``predict --json``."""
    main(["predict", "--json", *names])
    answers: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return answers


def test_predict_several(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two sevens are the number 77, each with its box in the file's own pixels, ten probabilities and nine measures."""
    (tmp_path / "77.png").write_bytes(file_bytes(np.hstack([seven(side=1500, pen=75)] * 2)))
    (answer,) = answered([str(tmp_path / "77.png")], capsys)
    assert answer["number"] == "77"
    assert "digit" not in answer
    first, second = answer["digits"]  # type: ignore[misc]
    # Drawn from x 450 to 1050 and y 375 to 1200, half a pen of 75 around; the second 1500 to the right.
    assert first["box"] == pytest.approx([412, 337, 1088, 1238], abs=20)
    assert second["box"] == pytest.approx([1912, 337, 2588, 1238], abs=20)
    assert len(first["probabilities"]) == 10
    assert set(first["measures"]) >= {"slant_deg", "thickness_px", "holes", "ends"}


class Unsure:
    """A network that takes every digit for a 4 as much as for a 9."""

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Return half and half."""
        return np.tile(np.where(np.isin(np.arange(10), (4, 9)), 0.5, 0).astype(np.float32), (len(images), 1))


def test_unclear_answers_are_none(tmp_path: Path) -> None:
    """What the network is not sure of is no digit in words, a ? in a number, and is not measured."""
    (tmp_path / "7.png").write_bytes(file_bytes(seven()))
    (tmp_path / "77.png").write_bytes(file_bytes(np.hstack([seven()] * 2)))
    one, two = predicting.answers([str(tmp_path / name) for name in ("7.png", "77.png")], Unsure())  # type: ignore[arg-type]
    assert one["unclear"] and one["digits"][0]["measures"] == {} and len(one["probabilities"]) == 10
    assert predicting.in_words(one).endswith("not a digit, as far as the network can tell (likeliest 4, 50.0%)")
    assert two["number"] == "??"
    assert "?: not a digit, as far as the network can tell" in predicting.in_words(two)


def test_predict_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder's pictures are answered by name, other files in it are not."""
    for name in ("b.png", "a.PNG", "notes.txt"):
        (tmp_path / name).write_bytes(file_bytes(seven()))
    answers = answered([str(tmp_path)], capsys)
    assert [(answer["file"], answer["digit"]) for answer in answers] == [
        (str(tmp_path / "a.PNG"), 7), (str(tmp_path / "b.png"), 7)]  # fmt: skip


def test_predict_standard_input(tmp_path: Path) -> None:
    """``-`` is standard input, and stands among other files."""
    (tmp_path / "a.png").write_bytes(file_bytes(seven()))
    done = subprocess.run(
        [*COMMAND, "--json", "-", str(tmp_path / "a.png")],
        cwd=ROOT,
        input=file_bytes(255 - seven()),
        capture_output=True,
    )
    assert [(answer["file"], answer["digit"]) for answer in json.loads(done.stdout)] == [
        ("-", 7), (str(tmp_path / "a.png"), 7)]  # fmt: skip
    assert done.returncode == 0


@pytest.mark.hostile
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_predict_pipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe to which nobody writes is given up with a sentence; one that is written to is read."""
    monkeypatch.setattr(predicting, "PATIENCE_S", 1.0)
    silent, spoken = tmp_path / "silent.png", tmp_path / "spoken.png"
    os.mkfifo(silent)
    os.mkfifo(spoken)
    writer = threading.Thread(target=lambda: spoken.write_bytes(file_bytes(seven())), daemon=True)
    writer.start()
    answers = answered([str(silent), str(spoken)], capsys)
    writer.join(5)
    assert "Nothing came through the pipe" in str(answers[0]["error"])
    assert answers[1]["digit"] == 7


@pytest.mark.hostile
@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp932"])
def test_predict_odd_names(encoding: str, tmp_path: Path) -> None:
    """Names that the terminal's encoding lacks, that are no text, or that steer a terminal stop nothing."""
    names = [
        tmp_path / "five→.png",
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.png")),
        tmp_path / "a\x1b[2J.png",
    ]
    for name in names:
        name.write_bytes(file_bytes(seven()))
    done = subprocess.run(
        [*COMMAND, *map(str, names)], cwd=ROOT, capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding}
    )
    lines = done.stdout.splitlines()
    assert [b": 7 (" in line for line in lines] == [True] * 3
    assert b"\x1b" not in done.stdout
    assert b"Traceback" not in done.stderr


@pytest.mark.hostile
def test_predict_closed_pipe(tmp_path: Path) -> None:
    """When whoever reads the output goes away, the command ends without a traceback."""
    (tmp_path / "a.png").write_bytes(file_bytes(seven()))
    process = subprocess.Popen(
        [*COMMAND, *[str(tmp_path / "a.png")] * 50], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    assert process.wait(60) == 1
    assert b"Traceback" not in errors and b"BrokenPipe" not in errors
