"""The command line: what each command answers, and what it says when something is wrong."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image, ImageDraw

from mnist_explore import __version__
from mnist_explore.__main__ import main
from mnist_explore.atlas import COLUMNS, Atlas, load_atlas
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.sources import Found
from tests.letters import letters
from tests.small_atlas import few, few_atlas, few_folder

__all__ = ["few", "few_atlas", "few_folder"]

ROOT = Path(__file__).parent.parent


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no data, cache or network be found."""
    monkeypatch.delenv("MNIST_EXPLORE_DATA", raising=False)
    monkeypatch.setenv("MNIST_EXPLORE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


def picture(path: Path, *stroke: tuple[int, int]) -> str:
    """Write a white picture with one black stroke; return its name."""
    paper = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(paper).line(stroke, fill=0, width=14, joint="curve")
    paper.save(path)
    return str(path)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Return a seven, a file that is no picture, a one, and a file that is not there, in this order."""
    (tmp_path / "text.png").write_text("<html>")
    return [
        picture(tmp_path / "seven.png", (50, 45), (150, 45), (85, 160)),
        str(tmp_path / "text.png"),
        picture(tmp_path / "one.png", (100, 35), (100, 165)),
        str(tmp_path / "absent.png"),
    ]


def test_info_without_anything_found(nowhere: None, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001
    """Without data or network the bundled digits are described, and what was tried is on standard error."""
    assert main(["info", "--json"]) == 0
    out, err = capsys.readouterr()
    facts = json.loads(out)
    assert (facts["name"], facts["digits"], facts["train"], facts["test"]) == ("uci", 1797, 1500, 297)
    assert facts["writers"] == 0
    assert facts["version"] == __version__
    assert facts["notices"] and all(notice in err for notice in facts["notices"])


def test_info_in_words(nowhere: None, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001
    """Without --json the same facts are lines of name and value."""
    assert main(["info"]) == 0
    out = capsys.readouterr().out
    assert "digits  1,797" in out and "writers  0" in out and "fingerprint  " in out


@pytest.mark.mnist
def test_info_of_mnist(mnist: Digits, capsys: pytest.CaptureFixture[str]) -> None:
    """MNIST: 70,000 digits, 60,000 and 10,000, by 836 writers, 539 of the training and 297 of the test digits."""
    assert main(["info", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["digits"], facts["train"], facts["test"]) == (70_000, 60_000, 10_000)
    assert facts["fingerprint"] == mnist.fingerprint
    if mnist.has_writers:
        assert (facts["writers"], facts["writers_train"], facts["writers_test"]) == (836, 539, 297)


@pytest.mark.hostile
def test_predict_answers_all_in_order(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Good files among bad ones are answered, bad ones explained, in the order given; the exit code is 1."""
    assert main(["predict", "--json", *files]) == 1
    answers = json.loads(capsys.readouterr().out)
    assert [answer["file"] for answer in answers] == files
    assert [answer.get("digit") for answer in answers] == [7, None, 1, None]
    for answer in (answers[0], answers[2]):
        assert len(answer["probabilities"]) == 10
        assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-4)
        assert answer["confidence"] == max(answer["probabilities"]) == answer["probabilities"][answer["digit"]]
    for answer in (answers[1], answers[3]):
        assert answer["error"].endswith(".") and "Traceback" not in answer["error"]


def test_predict_in_words(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json each file is one line, and when all can be read the exit code is 0."""
    assert main(["predict", files[0], files[2]]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{files[0]}: 7 (") and lines[1].startswith(f"{files[2]}: 1 (")


@pytest.mark.hostile
def test_predict_hostile_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder, a name with NUL, one of 300 letters and one that climbs are each explained."""
    names = [str(tmp_path), "a\0b.png", "x" * 300 + ".png", "../" * 40 + "etc/passwd"]
    assert main(["predict", "--json", *names]) == 1
    answers = json.loads(capsys.readouterr().out)
    assert [answer["file"] for answer in answers] == names
    assert all(answer["error"] for answer in answers)


@pytest.mark.hostile
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless file")
def test_predict_of_an_endless_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a file without an end no more is read than a picture may have."""
    assert main(["predict", "/dev/zero"]) == 1
    assert "more than 15,000,000 bytes" in capsys.readouterr().out


@pytest.fixture
def small(few: Digits, few_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line find the small data set and its atlas."""
    import mnist_explore.__main__ as command_line
    from mnist_explore import atlas, sources

    monkeypatch.setattr(command_line, "_load", lambda: sources.Found(few, "a test"))
    monkeypatch.setattr(atlas, "load_atlas", lambda digits: load_atlas(digits, folder=few_folder))


@pytest.mark.hostile
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("more", [[], ["--folds"], ["--seed", "3"]])
def test_train_on_other_digits(
    more: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person's own digits never take the place of the network that ships; one sentence, exit code 1."""
    from mnist_explore.model.training import out_of_fold, publishing

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a training began")

    monkeypatch.setattr(publishing, "train_and_publish", never)
    monkeypatch.setattr(out_of_fold, "train_folds", never)
    assert main(["train", *more]) == 1
    assert "trained on MNIST, and these are" in capsys.readouterr().err


@pytest.mark.hostile
@pytest.mark.parametrize("option", ["--folds", "--ship"])
def test_own_pictures_have_no_folds_and_do_not_ship(
    option: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is for MNIST alone is said to be, before anything is trained on a person's own pictures."""
    monkeypatch.setattr("mnist_explore.__main__._load", lambda: Found(letters(("O", "I"), each=5), "a test"))
    assert main(["train", option]) == 1
    assert "--folds and --ship are for MNIST" in capsys.readouterr().err


@pytest.mark.hostile
def test_folds_have_one_seed(
    mnist: Digits, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folds are those of the network that serves: another seed is not taken without a word."""
    monkeypatch.setattr("mnist_explore.__main__._load", lambda: Found(mnist, "a test"))
    assert main(["train", "--folds", "--seed", "3"]) == 1
    assert "The folds are of seed 0" in capsys.readouterr().err


@pytest.mark.usefixtures("small")
def test_export_both_kinds(tmp_path: Path, few_atlas: Atlas, capsys: pytest.CaptureFixture[str]) -> None:
    """A CSV and a parquet file have every row and every column, index first."""
    for name, read in (("a.csv", pd.read_csv), ("a.parquet", pd.read_parquet)):
        path = tmp_path / name
        assert main(["export", "--out", str(path)]) == 0
        assert str(path) in capsys.readouterr().out
        table = read(io.BytesIO(path.read_bytes()))
        assert table.columns.tolist() == few_atlas.table.columns.tolist()
        assert table.columns[0] == "index" and table["index"].tolist() == list(range(240))


@pytest.mark.usefixtures("small")
def test_claims_in_lines_and_as_json(few_atlas: Atlas, capsys: pytest.CaptureFixture[str]) -> None:
    """Every statement stands with its page and what its numbers were counted from; JSON has the same ones."""
    assert main(["claims", "--page", "overview"]) == 0
    lines = capsys.readouterr().out
    sevens = few_atlas.table[few_atlas.table["label"] == 7]
    crossed = int(sevens["crossed"].sum())
    assert "overview · fact: Sevens crossed" in lines and f"share; {crossed} of {len(sevens)} sevens; 95 %" in lines
    assert main(["claims", "--page", "overview", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {claim["page"] for claim in told} == {"overview"} and all(claim["text"] in lines for claim in told)
    (fact,) = [claim["numbers"] for claim in told if claim["about"] == "fact: Sevens crossed"]
    assert (fact[0]["numerator"], fact[0]["denominator"], fact[0]["of"]) == (crossed, len(sevens), "sevens")


@pytest.mark.usefixtures("small")
def test_export_of_a_group(tmp_path: Path, few_atlas: Atlas, capsys: pytest.CaptureFixture[str]) -> None:
    """``--where`` writes the digits of a group, and says in words how many they are."""
    path = tmp_path / "a.csv"
    assert main(["export", "--where", "digit=3 slant=0..", "--out", str(path)]) == 0
    expected = few_atlas.table.query("label == 3 and slant_deg >= 0")
    assert pd.read_csv(path)["index"].tolist() == expected["index"].tolist() != []
    whole = int((few_atlas.table["label"] == 3).sum())
    assert f"threes leaning over 0°: {len(expected)} of {whole}" in capsys.readouterr().err


@pytest.mark.hostile
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("where", ["digits=3", "slant=steep", "digit=3 <b>"])
def test_export_of_no_group(where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A condition that cannot be read writes nothing: one sentence, exit code 1."""
    assert main(["export", "--where", where, "--out", str(tmp_path / "a.csv")]) == 1
    err = capsys.readouterr().err
    assert "was left out: " in err and len(err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.mnist
@pytest.mark.slow
def test_export_of_mnist(mnist: Digits, tmp_path: Path) -> None:
    """MNIST's table has rows 0 to 69,999, in order."""
    try:
        load_atlas(mnist)
    except ArtifactError as error:
        pytest.skip(f"MNIST's atlas is needed: {error}")
    assert main(["export", "--out", str(tmp_path / "atlas.parquet")]) == 0
    table = pd.read_parquet(tmp_path / "atlas.parquet")
    assert table.columns[0] == "index" and table["index"].tolist() == list(range(70_000))
    assert (table["label"].to_numpy() == mnist.labels).all()


@pytest.mark.hostile
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["a.xlsx", "a", "absent/a.csv", ""])
def test_export_to_where_it_cannot(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another suffix, a folder that is not there, and a folder in place of a file: one sentence, exit code 1."""
    assert main(["export", "--out", str(tmp_path / name)]) == 1
    err = capsys.readouterr().err
    assert err.startswith("mnist_explore: ") and len(err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_export_describes_every_column(capsys: pytest.CaptureFixture[str]) -> None:
    """Every column's name, unit, range, definition and source is printed, without any data being loaded."""
    assert main(["export", "--describe"]) == 0
    out = capsys.readouterr().out
    for column in COLUMNS:
        assert f"\n{column.name}" in f"\n{out}"
        assert column.definition in out and column.source in out and column.range in out


NUMBERS = (["train", "--epochs", "0"], ["train", "--seed", "-1"], ["build", "--seed", "-1"], ["build", "--seed", "x"])


def test_app_runs_the_dashboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """`app` hands the first page and whatever follows to `streamlit run`, and answers with its exit code."""
    import mnist_explore.__main__ as command_line

    called: list[list[str]] = []
    monkeypatch.setattr(command_line.subprocess, "call", lambda words: called.append(words) or 3)
    assert main(["app", "--server.port", "8502"]) == 3
    assert called == [[sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", "8502"]]


@pytest.mark.parametrize("words", [["build", "--bundled", "--ship"], ["train", "--ship"]])
def test_ship_in_an_installed_package(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the package is installed, shipping is refused in a sentence before anything is computed."""
    import mnist_explore.__main__ as command_line
    from mnist_explore import manifest, sources
    from mnist_explore.build import stages
    from mnist_explore.model.training import publishing

    def never(*_: object, **__: object) -> None:
        raise AssertionError("work began")

    monkeypatch.setattr(manifest, "checkout_folder", lambda: None)
    monkeypatch.setattr(stages, "build_atlas", never)
    monkeypatch.setattr(publishing, "train_and_publish", never)
    few = sources.bundled_digits()
    mnist = Digits("mnist", few.images, few.labels, few.split)
    monkeypatch.setattr(command_line, "_load", lambda: sources.Found(mnist, "a test"))
    assert main(words) == 1
    assert "only a checkout's products can change" in capsys.readouterr().err


@pytest.mark.hostile
def test_unknown_words_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown command, no command, an unknown stage and impossible numbers are explained; the exit code is 2."""
    for words in (["paint"], [], ["build", "--stage", "none"], ["export"], ["predict"], ["info", "--x"], *NUMBERS):
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 2
        assert "usage:" in capsys.readouterr().err


def test_command_line_in_a_process_of_its_own(files: list[str]) -> None:
    """As a program: JSON alone on standard output, exit code 1 for a bad file, no traceback."""
    command = [sys.executable, "-m", "mnist_explore", "predict", "--json", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert [answer.get("digit") for answer in json.loads(done.stdout)] == [7, None, 1, None]
    assert "Traceback" not in done.stderr
