"""How the package lies on this machine: in a checkout or installed, with what only building needs or without."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from mnist_explore.errors import MnistExploreError

PACKAGE = Path(__file__).parent
EXTRAS = {"build": ("tensorflow", "keras", "openTSNE"), "cluster": ("distributed",)}
"""Extra of ``pyproject.toml`` → what is imported only to train networks and to lay out maps, or to build on several
machines."""


def checkout_folder() -> Path | None:
    """Return the root of the checkout that the package is used from; None where it is installed."""
    root = PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / "app.py").is_file() else None


def dashboard_file() -> Path:
    """Return the dashboard's first page, which ``streamlit run`` takes: the checkout's, or the one installed with us.

    Raises
    ------
    MnistExploreError
        If there is none, as in an archive of the package alone.
    """
    file = (checkout_folder() or PACKAGE / "dashboard") / "app.py"
    if not file.is_file():
        raise MnistExploreError(f"{file} is missing; install the package anew with `pip install .` in a checkout.")
    return file


def need_for_building(*modules: str) -> None:
    """Say what is missing, and how to get it, before any work begins that it would stop.

    Parameters
    ----------
    modules
        Of one of :data:`EXTRAS`.

    Raises
    ------
    MnistExploreError
        If one of them is not installed.
    """
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        extra = next((name for name, needed in EXTRAS.items() if missing[0] in needed), "build")
        raise MnistExploreError(
            f"This needs {' and '.join(missing)}, which only building needs and which is not installed; "
            f"install it with `pip install 'mnist-explore[{extra}]'`."
        )
