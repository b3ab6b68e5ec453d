"""Known vulnerabilities of what is locked, by pip-audit.

pip-audit calls a package that its database does not know "skipped", and with all of them skipped it says that no
vulnerability was found. Here what could not be looked up is counted and named, and a check of nothing is none.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from supply.locks import LOCK, ROOT

TIMEOUT_S = 15
"""Of one look-up."""


@dataclass(frozen=True)
class Audit:
    """What came of a check.

    Parameters
    ----------
    checked
        How many packages were looked up.
    unknown
        Names of packages that the database does not have.
    found
        Package with version → its vulnerabilities, each with the versions that mend it.
    trouble
        Why nothing could be looked up; empty if something was.
    """

    checked: int
    unknown: tuple[str, ...]
    found: dict[str, list[str]]
    trouble: str = ""

    def words(self) -> str:
        """Return it as one line, or as one and a line for every package that has a vulnerability."""
        if self.trouble:
            return f"skipped: known vulnerabilities could not be looked up ({self.trouble})."
        lines = [f"{self.checked} packages looked up, {len(self.found)} with known vulnerabilities."]
        if self.unknown:
            lines[0] += f" Not in the database: {', '.join(self.unknown)}."
        return "\n".join(lines + [f"{package}: {'; '.join(told)}" for package, told in self.found.items()])


def audit(lock: Path, *options: str) -> Audit:
    """Look up all packages of a lock file that are installed on this system.

    Parameters
    ----------
    lock
        The file.
    options
        For pip-audit, for example another database.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "audit.json"
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip"]
        command += ["--format", "json", "--output", str(answer), "--progress-spinner", "off"]
        command += ["--timeout", str(TIMEOUT_S), *options]
        done = subprocess.run(command, capture_output=True, text=True)
        if not answer.exists():
            return Audit(0, (), {}, (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1][:200])
        return read_answer(answer.read_text())


def read_answer(text: str) -> Audit:
    """Return what pip-audit's JSON says."""
    packages = json.loads(text)["dependencies"]
    unknown = tuple(package["name"] for package in packages if "skip_reason" in package)
    known = [package for package in packages if "skip_reason" not in package]
    found = {
        f"{package['name']} {package['version']}": [
            f"{told['id']}, mended in {' and '.join(told['fix_versions']) or 'no version yet'}"
            for told in package["vulns"]
        ]
        for package in known
        if package["vulns"]
    }
    trouble = "" if known else f"the database has none of the {len(packages)} packages"
    return Audit(len(known), () if trouble else unknown, found, trouble)


def main() -> int:
    """Print the check; return 1 if a vulnerability is known, 0 if none is or the check could not be made."""
    done = audit(ROOT / LOCK)
    sys.stdout.write(done.words() + "\n")
    return int(bool(done.found))
