"""The licences of all packages that are installed with this one, by what each says of itself."""

from __future__ import annotations

import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import groupby

from supply.locks import LOCK, ROOT, Locked, read_lock

FILE = "THIRD_PARTY_LICENCES.md"
HEAD = f"""# Licences of what is installed with mnist_explore

Every package of `{LOCK}`, by what its own metadata say. Made by `python -m supply licences`; none of them is part of
this project, whose own licence, and those of the data, are in [LICENSE](LICENSE).

| package | version | licence | where it is from |
|---|---|---|---|
"""
BY_HAND = {
    # Installed on Windows, and on processors other than x86-64: seldom where this list is made.
    "colorama": ("BSD-3-Clause", "https://github.com/tartley/colorama"),
    "tensorflow": ("Apache-2.0", "https://www.tensorflow.org/"),
    "tensorflow-cpu": ("Apache-2.0", "https://www.tensorflow.org/"),
}
"""Licence and address of packages that are not installed on every system, by their pages on PyPI."""
MOST_LETTERS = 60
"""Of a licence's name; what is longer is a whole text."""


def main() -> int:
    """Write the list anew."""
    try:
        (ROOT / FILE).write_text(listed(), encoding="utf-8")
    except PackageNotFoundError as error:
        sys.stderr.write(f"The licence of {error.name} is not known here: install requirements.txt first.\n")
        return 1
    return 0


def listed() -> str:
    """Return the list as Markdown.

    Raises
    ------
    PackageNotFoundError
        If a package is neither installed nor known by hand.
    """
    locked = sorted(read_lock(ROOT / LOCK), key=lambda line: line.name)
    return HEAD + "".join(_row(name, list(lines)) for name, lines in groupby(locked, key=lambda line: line.name))


def licence_of(package: Distribution) -> str:
    """Return a licence's name: its SPDX expression, else what classifiers say, else the first line of its text."""
    if expression := _all(package, "license_expression"):
        return expression[0]
    classified = [line.rpartition(" :: ")[2] for line in _all(package, "classifier") if line.startswith("License ::")]
    if named := [name for name in classified if name != "OSI Approved"]:
        return ", ".join(named)
    files = (package.read_text(f"licenses/{name}") or "" for name in _all(package, "license_file"))
    return next((_naming_line(text) for text in (*_all(package, "license"), *files) if text.strip()), "")


def home_of(package: Distribution) -> str:
    """Return a package's address: its source, else its home page, else its page on PyPI."""
    pairs = (line.partition(", ") for line in _all(package, "project_url"))
    addresses = {label.lower(): address for label, _, address in pairs}
    for label in ("source", "source code", "repository", "github", "homepage", "home"):
        if label in addresses:
            return addresses[label]
    return next(iter(_all(package, "home_page")), f"https://pypi.org/project/{package.name}/")


def _all(package: Distribution, key: str) -> list[str]:
    """Return all values of a key of a package's metadata."""
    value = package.metadata.json.get(key, [])
    return [value] if isinstance(value, str) else value


def _naming_line(text: str) -> str:
    """Return the first line of a licence's text that speaks of a licence, else its first."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return next((line for line in lines if "licen" in line.lower()), lines[0])[:MOST_LETTERS]


def _row(name: str, lines: list[Locked]) -> str:
    """Return a package's row."""
    try:
        package = distribution(name)
        licence, home = licence_of(package), home_of(package)
    except PackageNotFoundError:
        if name not in BY_HAND:
            raise
        licence, home = BY_HAND[name]
    versions = ", ".join(line.version for line in lines)
    return f"| {name} | {versions} | {licence.replace('|', '/')} | <{home}> |\n"
