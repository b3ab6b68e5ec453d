"""Every package that is installed with this project is locked, whatever brings it along, by version and by hash."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from supply.locks import LOCK, ROOT, SOURCES, Locked, read_lock

ENVIRONMENTS = [
    {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": sys_platform,
        "platform_system": system,
        "os_name": "nt" if sys_platform == "win32" else "posix",
        "platform_machine": machine,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    for python in ("3.11", "3.12", "3.13")
    for sys_platform, system, machine in (
        ("linux", "Linux", "x86_64"),
        ("linux", "Linux", "aarch64"),
        ("darwin", "Darwin", "arm64"),
        ("win32", "Windows", "AMD64"),
    )
]
AGAIN = "run `python -m supply locks` and `python -m supply licences`"


@cache
def lines_of(lock: str) -> list[Locked]:
    """Return the lines of a lock file, read once."""
    return read_lock(ROOT / lock)


@cache
def asked(lock: str) -> list[Requirement]:
    """Return the requirements that a lock file is made from, those of files that a file names among them."""
    source = ROOT / SOURCES[lock][0]
    if source.suffix == ".toml":
        return [Requirement(line) for line in tomllib.loads(source.read_text())["project"]["dependencies"]]
    lines = source.read_text().replace("-r requirements.txt", (ROOT / "requirements.txt").read_text()).splitlines()
    return [Requirement(line) for line in lines if line.strip()]


def applies(requirement: Requirement, environment: dict[str, str], extras: set[str] | frozenset[str]) -> bool:
    """Return whether a requirement holds in an environment, for a package that was asked for with some extras."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate(environment | {"extra": extra}) for extra in ["", *extras])


def walked(lock: str, environment: dict[str, str]) -> tuple[list[str], set[str]]:
    """Follow all requirements through what is installed here; return what the lock lacks, and the names reached."""
    locked = {line.name: line for line in lines_of(lock) if line.applies(environment)}
    waiting: list[tuple[str, Requirement, frozenset[str]]] = [(lock, one, frozenset()) for one in asked(lock)]
    lacking, extras_of = [], defaultdict[str, set[str]](set)
    done: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        by, requirement, extras = waiting.pop()
        name = canonicalize_name(requirement.name)
        if not applies(requirement, environment, extras):
            continue
        extras_of[name] |= requirement.extras
        if name not in locked or not requirement.specifier.contains(locked[name].version, prereleases=True):
            lacking.append(f"{lock}: {by} asks for {requirement}; {AGAIN}")
        elif (name, frozenset(extras_of[name])) not in done:
            done.add((name, frozenset(extras_of[name])))
            waiting += [(name, one, frozenset(extras_of[name])) for one in brought_along(locked[name])]
    return lacking, {name for name, _ in done}


@cache
def brought_along(line: Locked) -> list[Requirement]:
    """Return what a package itself asks for, where it is installed here at the version locked."""
    return [Requirement(text) for text in requires(line.name) or []] if is_here(line) else []


@cache
def pythons_of(line: Locked) -> SpecifierSet:
    """Return the Pythons that a package, which is installed here, can be installed on."""
    return SpecifierSet(metadata(line.name).get("Requires-Python") or "")


@cache
def is_here(line: Locked) -> bool:
    """Return whether a package is installed here at the version locked."""
    try:
        return version(line.name) == line.version
    except PackageNotFoundError:
        return False


@pytest.mark.parametrize("lock", SOURCES)
def test_lock_has_all_that_is_asked_for(lock: str) -> None:
    """On every system and Python that we claim, a lock has each requirement, and each that those bring along."""
    lacking = [words for environment in ENVIRONMENTS for words in walked(lock, environment)[0]]
    assert not lacking, "\n".join(sorted(set(lacking)))


@pytest.mark.parametrize("lock", SOURCES)
def test_lock_is_for_every_python(lock: str) -> None:
    """No package refuses a Python on which it would be installed: uv does not look at upper bounds, pip does."""
    for environment in ENVIRONMENTS:
        python = environment["python_full_version"]
        for line in lines_of(lock):
            if line.applies(environment) and is_here(line):
                assert pythons_of(line).contains(python), f"{line.name} {line.version} refuses {python}"


@pytest.mark.parametrize("lock", SOURCES)
def test_lock_names_files_by_hash(lock: str) -> None:
    """Every line is one version with the SHA-256 of its files, and nothing is installed from elsewhere."""
    locked = lines_of(lock)
    assert len(locked) > 40
    for line in locked:
        assert [one.operator for one in line.requirement.specifier] == ["=="] and not line.requirement.url, line
        assert line.hashes and all(re.fullmatch(r"[0-9a-f]{64}", one) for one in line.hashes), line
    text = (ROOT / lock).read_text()
    assert not re.search(r"^\s*(--(extra-)?index-url|--find-links|-e |git\+)", text, re.MULTILINE)


def test_lock_is_what_is_pinned() -> None:
    """What requirements.txt pins stands in the lock by the same version on the same systems, and no file by two."""
    for environment in ENVIRONMENTS:
        own = {line.name: line.version for line in lines_of(LOCK) if line.applies(environment)}
        for pinned in asked(LOCK):
            if applies(pinned, environment, set()):
                assert own[canonicalize_name(pinned.name)] in pinned.specifier
        for lock in SOURCES:
            for line in lines_of(lock):
                if line.applies(environment) and line.name in own:
                    assert line.version == own[line.name], f"{lock} has another {line.name}; {AGAIN}"


def test_lock_has_nothing_else() -> None:
    """Nothing is locked that nothing asks for."""
    reached = set().union(*(walked(LOCK, environment)[1] for environment in ENVIRONMENTS))
    here = {line.name for line in lines_of(LOCK) if brought_along(line)}
    assert not {line.name for line in lines_of(LOCK)} - reached - unproven(here)


def unproven(here: set[str]) -> set[str]:
    """Return what comes along with packages that are locked for other systems or Pythons than this one."""
    names = {line.name for line in lines_of(LOCK)}
    return {"colorama"} | ({"tensorflow", "tensorflow-cpu"} - here & names)


def test_deployed_lock_leaves_training_out() -> None:
    """On Linux what serves has neither TensorFlow nor Keras, and is smaller than what trains."""
    linux = ENVIRONMENTS[0]
    serving, all_ = (
        {line.name for line in lines_of(lock) if line.applies(linux)} for lock in ("deploy/requirements.lock", LOCK)
    )
    assert not {"tensorflow", "tensorflow-cpu", "keras", "opentsne"} & serving and serving < all_


def test_read_lock_reads_every_line(tmp_path: Path) -> None:
    """Comments, continued lines and markers are read as pip reads them."""
    path = tmp_path / "a.lock"
    path.write_text(
        "# made by hand\na==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "    # via b\n"
        "B_c==2 \\\n    --hash=sha256:cc\n"
    )
    first, second = read_lock(path)
    assert (first.name, first.version, first.hashes) == ("a", "1.0", ("aa", "bb"))
    assert (second.name, second.hashes) == ("b-c", ("cc",)) and Version(second.version) == Version("2")
    assert first.applies({"sys_platform": "win32"}) and not first.applies({"sys_platform": "linux"})
