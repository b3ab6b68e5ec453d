"""Lock files: every package that a requirement brings along, at one version, each of its files by SHA-256."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = "requirements.lock"
SOURCES = {
    # The first is held to by the others, so that all name the same versions.
    LOCK: ["requirements.txt", "--constraint", "supply/constraints.txt"],
    "requirements-dev.lock": ["requirements-dev.txt", "--constraint", LOCK],
    # What serves: without what only training and mapping need.
    "deploy/requirements.lock": ["pyproject.toml", "--constraint", "requirements.txt", "--constraint", LOCK],
}
"""Lock file → what it is made from, and how."""
OLDEST_PYTHON = "3.11"


@dataclass(frozen=True)
class Locked:
    """One line of a lock file.

    Parameters
    ----------
    requirement
        Name, version, and on which systems.
    hashes
        SHA-256 in hex of every file that may be installed for it.
    """

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The package's name in its canonical form."""
        return str(canonicalize_name(self.requirement.name))

    @property
    def version(self) -> str:
        """Its one version."""
        return next(iter(self.requirement.specifier)).version

    def applies(self, environment: dict[str, str]) -> bool:
        """Return whether it is installed there: in an environment by the names that markers have for it."""
        marker = self.requirement.marker
        return marker is None or marker.evaluate(environment)


def read_lock(path: Path) -> list[Locked]:
    """Return the lines of a lock file.

    Raises
    ------
    packaging.requirements.InvalidRequirement
        If a line is none.
    """
    text = "\n".join(line for line in path.read_text().splitlines() if not line.lstrip().startswith("#"))
    locked = []
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            requirement, *hashes = line.split("--hash=sha256:")
            locked.append(Locked(Requirement(requirement.strip()), tuple(part.strip() for part in hashes)))
    return locked


def main() -> int:
    """Write all lock files anew; versions that still fit stay."""
    for lock, sources in SOURCES.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", *sources, "--output-file", lock]
        command += ["--universal", "--generate-hashes", "--python-version", OLDEST_PYTHON, "--quiet"]
        command += ["--custom-compile-command", "python -m supply locks"]
        done = subprocess.run(command, cwd=ROOT).returncode
        if done:
            return done
    return 0
