"""What the dashboard says of MNIST against a count from the raw files, by a program that shares no code with it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mnist_explore.digits import Digits
from tests.recount.recount import Counted, Data, differences, read_data, recount

pytestmark = [pytest.mark.mnist, pytest.mark.slow]

ROOT = Path(__file__).parent.parent.parent


def command(*words: str) -> str:
    """Return what a command prints."""
    line = [sys.executable, "-m", "mnist_explore", *words]
    return subprocess.run(line, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def data(mnist: Digits, tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Return the raw files and the exported table as the other program reads them."""
    assert len(mnist)
    folder = Path(os.environ["MNIST_EXPLORE_DATA"])
    if not (folder / "mnist").is_dir() or not (folder / "qmnist").is_dir():
        pytest.skip("MNIST's IDX files and QMNIST's tables are needed in folders of their own")
    exported = tmp_path_factory.mktemp("recount") / "atlas.csv"
    command("export", "--out", str(exported))
    return read_data(folder, exported)


@pytest.fixture(scope="module")
def claims() -> list[dict[str, Any]]:
    """Return all statements as the command line prints them."""
    listed: list[dict[str, Any]] = json.loads(command("claims", "--json"))
    return listed


@pytest.fixture(scope="module")
def counted(data: Data) -> list[Counted]:
    """Return what is counted again."""
    return recount(data)


def test_recount_shares_no_code() -> None:
    """The second count imports nothing of the package."""
    tree = ast.parse(Path(__file__).with_name("recount.py").read_text())
    names = [one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)]
    names += [name.name for one in ast.walk(tree) if isinstance(one, ast.Import) for name in one.names]
    assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "numpy", "pandas"}


def test_statements_are_as_counted_again(counted: list[Counted], claims: list[dict[str, Any]]) -> None:
    """Of more than thirty statements every value, numerator, denominator and interval is what is counted again."""
    assert len({(one.page, one.about) for one in counted}) >= 30
    assert sum(one.interval is not None for one in counted) >= 30
    assert not differences(counted, claims)


def test_recount_finds_what_is_changed(counted: list[Counted], claims: list[dict[str, Any]]) -> None:
    """A digit more, a statement less and an interval of half the width are all found: the comparison can fail."""
    # Intervals of shares that allow for a detector's errors are wider than those of writers alone, and not compared.
    corrected = {
        (claim["page"], claim["about"], place)
        for claim in claims
        for place, number in enumerate(claim["numbers"])
        if "corrected" in number
    }
    for at, one in enumerate(counted):
        changed = [replace(one, value=one.value * 1.01 + 0.01)]
        if one.numerator is not None:
            changed.append(replace(one, numerator=one.numerator + 1))
        if one.interval is not None and (one.page, one.about, one.place) not in corrected:
            low, high = one.interval
            changed.append(replace(one, interval=(low + (high - low) / 2 + 0.01, high)))
        for wrong in changed:
            assert differences([wrong], claims), (at, wrong)
    assert differences([Counted("overview", "nothing", 0, 1.0)], claims)
