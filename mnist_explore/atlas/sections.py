"""Which part of the manifest a data set's products stand in, and what they were made with."""

from __future__ import annotations

from mnist_explore.digits import Digits
from mnist_explore.manifest import section_facts

SHIPPED = ("mnist", "uci")
"""Data sets whose atlas ships, named as they are; any other's is named by its fingerprint."""


def section_of(digits: Digits) -> str:
    """Return the manifest's section, which is also the sub-folder, of a data set's atlas."""
    return digits.name if digits.name in SHIPPED else digits.fingerprint[:16]


def made_with(*sections: str) -> dict[str, str]:
    """Return the SHA-256 of the products in use of some sections, by default those that columns are computed with.

    What was made with others is stale.
    """
    return {
        file: str(sha256)
        for section in sections or ("recogniser", "folds", "structure")
        for file, sha256 in sorted(section_facts(section).get("files", {}).items())
    }
