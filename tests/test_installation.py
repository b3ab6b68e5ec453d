"""How the package lies: in a checkout, or installed elsewhere with all it needs and never written to."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from mnist_explore import installation
from mnist_explore.errors import MnistExploreError
from mnist_explore.installation import checkout_folder, dashboard_file, need_for_building

ROOT = Path(__file__).parent.parent
SOURCES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "app.py", "serve.py")
NEWEST_NEEDED = 77
"""Of setuptools, as pyproject.toml asks for: before, a licence could not be named as it is there."""
FIRST_PAGE = (
    "import sys; from mnist_explore.installation import dashboard_file; from streamlit.testing.v1 import AppTest\n"
    "test = AppTest.from_file(str(dashboard_file()), default_timeout=120).run()\n"
    "test.switch_page('pages/methods.py').run()\n"
    "assert not test.exception and 'tensorflow' not in sys.modules\n"
    "print(dashboard_file(), test.title[0].value, sep='\\n')"
)


def test_checkout_folder_and_dashboard() -> None:
    """In a checkout its root is known, and its own first page is the dashboard."""
    assert checkout_folder() == ROOT
    assert dashboard_file() == ROOT / "app.py"


def test_dashboard_file_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Installed, the dashboard lies inside the package; where it does not, one sentence says what to do."""
    monkeypatch.setattr(installation, "PACKAGE", tmp_path / "mnist_explore")
    assert checkout_folder() is None
    with pytest.raises(MnistExploreError, match="install the package anew"):
        dashboard_file()
    page = tmp_path / "mnist_explore" / "dashboard" / "app.py"
    page.parent.mkdir(parents=True)
    page.touch()
    assert dashboard_file() == page


def test_need_for_building_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not installed is named with the extra that brings it; what is there is not spoken of."""
    need_for_building("json")
    monkeypatch.setattr(installation, "find_spec", lambda name: None if name in ("keras", "openTSNE") else object())
    need_for_building("tensorflow")
    with pytest.raises(MnistExploreError, match=r"needs keras and openTSNE, .*mnist-explore\[build\]"):
        need_for_building("tensorflow", "keras", "openTSNE")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the package installed from a copy of the sources, without network and dependencies."""
    try:
        is_new_enough = int(metadata.version("setuptools").split(".")[0]) >= NEWEST_NEEDED
    except metadata.PackageNotFoundError:
        is_new_enough = False
    if not is_new_enough:
        pytest.skip(f"setuptools {NEWEST_NEEDED} or later is needed to install: see requirements-dev.txt")
    copy, target = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("site")
    for name in SOURCES:
        shutil.copy(ROOT / name, copy)
    for name in ("mnist_explore", "pages", ".streamlit"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--no-compile"]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(copy)], check=True, cwd=target
    )
    return target


def run(installed: Path, cwd: Path, *command: str) -> str:
    """Run a command away from the checkout with the installed package; return what it prints."""
    paths = {"PYTHONPATH": str(installed), "MNIST_EXPLORE_PRODUCTS": str(cwd / "own"), "PYTHONDONTWRITEBYTECODE": "1"}
    nowhere = {"MNIST_EXPLORE_DATA": "", "MNIST_EXPLORE_CACHE": str(cwd / "cache"), "KERAS_HOME": str(cwd / "keras")}
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, env={**os.environ, **paths, **nowhere}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def content(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_installed_package_has_every_file(installed: Path) -> None:
    """All that lies in the package's folder, and all pages with their settings, are installed, byte for byte."""
    found = content(installed / "mnist_explore")
    expected = {name: sha for name, sha in content(ROOT / "mnist_explore").items() if "__pycache__" not in name}
    pages = {f"dashboard/pages/{name}": sha for name, sha in content(ROOT / "pages").items() if name.endswith(".py")}
    assert {name for name, sha in {**expected, **pages}.items() if found.get(name) != sha} == set()
    assert {"dashboard/app.py", "dashboard/.streamlit/config.toml"} <= found.keys()


@pytest.mark.slow
def test_installed_package_is_never_written_to(installed: Path, tmp_path: Path) -> None:
    """Away from the checkout the command answers, builds into the user's folder, and leaves the package as it was."""
    before, script = content(installed), str(installed / "bin" / "mnist-explore")
    assert "slant_deg" in run(installed, tmp_path, script, "export", "--describe")
    run(installed, tmp_path, script, "build", "--bundled", "--stage", "style")
    facts = json.loads(run(installed, tmp_path, script, "info", "--json"))
    assert facts["products"] == [str(tmp_path / "own"), str(installed / "mnist_explore" / "artifacts")]
    assert (facts["name"], facts["atlas"]) == ("uci", "fits")
    assert (tmp_path / "own" / "uci" / "atlas.parquet").is_file()
    assert content(installed) == before


@pytest.mark.slow
def test_installed_dashboard_runs(installed: Path, tmp_path: Path) -> None:
    """The pages that are installed run, from one to another, on the installed package."""
    file, title = run(installed, tmp_path, "-c", FIRST_PAGE).splitlines()[-2:]
    assert Path(file) == installed / "mnist_explore" / "dashboard" / "app.py"
    assert title == "Does it take a neural network?"
