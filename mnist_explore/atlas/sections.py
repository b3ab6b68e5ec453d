"""Which part of the manifest a data set's products stand in, and what they were made with."""

from __future__ import annotations

from mnist_explore.digits import Digits
from mnist_explore.manifest import section_facts
from mnist_explore.model.serving.recogniser import SECTION as RECOGNISER
from mnist_explore.model.serving.recogniser import network_section

NETWORKS = (RECOGNISER, "folds")
"""Sections of the network that ships, and of the answers of those trained without each fold."""
SHIPPED = ("mnist", "uci")
"""Data sets whose atlas ships, named as they are; any other's is named by its fingerprint."""


def section_of(digits: Digits) -> str:
    """Return the manifest's section, which is also the sub-folder, of a data set's atlas."""
    return digits.name if digits.name in SHIPPED else digits.fingerprint[:16]


def networks_of(digits: Digits) -> tuple[str, ...]:
    """Return the sections whose products answers to a data set come from: network, and those of the folds beside it."""
    return NETWORKS if digits.classes.are_digits else (network_section(digits),)


def made_from(digits: Digits) -> tuple[str, ...]:
    """Return the sections that columns of a data set's atlas are computed with."""
    return (*NETWORKS, "structure") if digits.classes.are_digits else networks_of(digits)


def made_with(*sections: str) -> dict[str, str]:
    """Return the SHA-256 of the products in use of some sections, by default of those that digits are computed with.

    What was made with others is stale.
    """
    return {
        file: str(sha256)
        for section in sections or (*NETWORKS, "structure")
        for file, sha256 in sorted(section_facts(section).get("files", {}).items())
    }
