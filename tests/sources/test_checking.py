"""`check`, `--data` and how data are read, on the command line."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest

import mnist_explore.__main__ as command_line
from mnist_explore.__main__ import main
from tests.sources.conftest import npz_bytes


@pytest.fixture
def sideways(uci, tmp_path, monkeypatch):
    """Return an NPZ file of transposed threes, fives and sevens, and name none as the data."""
    monkeypatch.delenv("MNIST_EXPLORE_DATA", raising=False)
    rows = np.flatnonzero(np.isin(uci.labels, (3, 5, 7)))[-140:]
    path = tmp_path / "side ways.npz"
    path.write_bytes(npz_bytes(images=uci.images[rows].transpose(0, 2, 1), labels=uci.labels[rows]))
    return path


def test_check_says_what_is_there(sideways, capsys):
    """Layout, counts, absent classes, what is wrong, and the command that shows it; with the option nothing is."""
    assert main(["check", str(sideways), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["layout"], facts["digits"], facts["train"], facts["test"]) == ("NPZ file", 140, 120, 20)
    assert set(facts["classes"]) == {"3", "5", "7"} and sum(facts["classes"].values()) == 140
    assert facts["absent"] == [0, 1, 2, 4, 6, 8, 9] and facts["blank"] == 0
    assert ["use --transpose" in said for said in facts["wrong"]] == [True]
    assert main(["check", str(sideways), "--transpose"]) == 0
    out = capsys.readouterr().out
    assert f"next  python -m mnist_explore build --data '{sideways}' --transpose\n" in out
    assert f"  python -m mnist_explore app --data '{sideways}' --transpose" in out
    assert "transposed" not in out


@pytest.mark.hostile
def test_check_of_what_is_of_no_use(tmp_path, capsys):
    """One sentence on standard error, and exit code 1."""
    (tmp_path / "a.csv").write_text("label,pixel0\n1,2\n")
    assert main(["check", str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and "1 column of pixels" in err and err.count("\n") == 1


def test_data_names_the_digits_for_one_command(sideways, capsys, monkeypatch):
    """`--data` goes before the variable, for that command and the dashboard it starts, and is then forgotten."""
    monkeypatch.setenv("MNIST_EXPLORE_DATA", "/nowhere")
    monkeypatch.setenv("MNIST_EXPLORE_READ", "invert")
    assert main(["info", "--json", "--data", str(sideways), "--transpose"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["name"], facts["digits"]) == ("side-ways", 140)
    assert facts["origin"] == f"the file {sideways}" and len(facts["notices"]) == 1
    assert (os.environ["MNIST_EXPLORE_DATA"], os.environ["MNIST_EXPLORE_READ"]) == ("/nowhere", "invert")
    seen = {}
    monkeypatch.setattr(command_line.subprocess, "call", lambda call: seen.update(os.environ, call=call) or 0)
    assert main(["app", "--data", str(sideways), "--transpose", "--fit", "pad", "--server.port=1"]) == 0
    assert (seen["MNIST_EXPLORE_DATA"], seen["MNIST_EXPLORE_READ"]) == (str(sideways), "transpose fit=pad")
    assert seen["call"][-1] == "--server.port=1"


@pytest.mark.hostile
@pytest.mark.parametrize("command", [["build"], ["evaluate"], ["claims"], ["export", "--out", "x.csv"]])
def test_nothing_is_done_with_other_digits(command, capsys):
    """Where the named data cannot be used, no command works on others in their place."""
    assert main([*command, "--data", "/nowhere"]) == 1
    assert "/nowhere is named as the data and is not there" in capsys.readouterr().err


@pytest.mark.hostile
def test_how_without_data(monkeypatch, capsys):
    """To turn data that nobody named is refused."""
    monkeypatch.delenv("MNIST_EXPLORE_DATA", raising=False)
    assert main(["info", "--invert"]) == 1
    assert "name them by --data PATH" in capsys.readouterr().err
