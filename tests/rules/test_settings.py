"""The settings that every server starts with, and the packages that it needs."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mnist_explore.figures import DIGIT_COLOURS
from tests.rules.source import ROOT, none


def test_configuration() -> None:
    """The settings: the digits' ten colours, an own sidebar, no tracebacks, no usage statistics, small uploads."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert tuple(settings["theme"]["chartCategoricalColors"]) == DIGIT_COLOURS
    assert settings["client"]["showSidebarNavigation"] is False
    assert settings["client"]["showErrorDetails"] in ("none", False)
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["maxUploadSize"] == 15
    assert settings["server"]["fileWatcherType"] == "none"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_configuration_themes_are_legible(theme: str) -> None:
    """Text stands out from the page at least 7:1, and the primary colour at least 3:1 (WCAG 2.2, 1.4.6 and 1.4.11)."""
    colours = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"][theme]

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(name: str, ground: str) -> float:
        high, low = sorted((luminance(colours[name]), luminance(colours[ground])), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast("textColor", ground) >= 7
        assert contrast("primaryColor", ground) >= 3


def requirements(name: str) -> list[str]:
    """Return the lines of a requirements file that name a package."""
    lines = (line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return [line for line in lines if line and not line.startswith("-")]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned(name: str) -> None:
    """Every requirement names one version."""
    none([line for line in requirements(name) if not re.match(r"^[A-Za-z0-9._-]+==[^;*\s]+(\s*;.*)?$", line)])


def declared() -> dict[str, list[Requirement]]:
    """Return what pyproject.toml asks for, the extra for building included, by normalised name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found: dict[str, list[Requirement]] = {}
    for line in (*project["dependencies"], *project["optional-dependencies"]["build"]):
        requirement = Requirement(line)
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def test_requirements_are_those_of_the_project() -> None:
    """The pinned set and pyproject.toml name the same packages, and every range admits the version that is pinned."""
    pinned = {canonicalize_name(line.name): line for line in map(Requirement, requirements("requirements.txt"))}
    asked = declared()
    assert pinned.keys() == asked.keys()
    for name, ranges in asked.items():
        (version,) = (part.version for part in pinned[name].specifier)
        for requirement in ranges:
            assert requirement.specifier, f"{requirement} is no range"
            assert requirement.specifier.contains(version), f"{requirement} does not admit {version}"


def test_building_alone_is_an_extra() -> None:
    """What only building needs is in the extra `build`, and not required where LiteRT answers."""
    from mnist_explore.installation import EXTRAS

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = {canonicalize_name(Requirement(line).name) for line in project["optional-dependencies"]["build"]}
    assert {canonicalize_name(name) for name in EXTRAS["build"]} <= extra
    linux = {"sys_platform": "linux", "platform_machine": "x86_64"}
    needed = [Requirement(line) for line in project["dependencies"]]
    for_all = {line.name for line in needed if line.marker is None or line.marker.evaluate(linux)}
    assert not extra & {canonicalize_name(name) for name in for_all}


def test_requirements_are_in_the_readme() -> None:
    """The README says of every package that the app needs what it is for."""
    readme = (ROOT / "README.md").read_text().lower()
    names = {line.split("==")[0].lower() for line in requirements("requirements.txt")}
    none([f"README.md: {name} is not mentioned" for name in sorted(names) if name not in readme])
