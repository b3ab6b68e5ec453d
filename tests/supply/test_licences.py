"""The list of licences is of what is locked, and says of each package what its own metadata say."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

import pytest

from supply.licences import BY_HAND, FILE, home_of, licence_of
from supply.locks import LOCK, ROOT, read_lock

ROWS = {
    cells[0]: cells[1:]
    for cells in (line.strip("| \n").split(" | ") for line in (ROOT / FILE).read_text().splitlines())
    if len(cells) == 4 and cells[0] != "package"
}


def test_list_is_of_what_is_locked() -> None:
    """Every package that is locked has a row with its versions, and nothing else has."""
    versions: dict[str, list[str]] = {}
    for line in read_lock(ROOT / LOCK):
        versions.setdefault(line.name, []).append(line.version)
    assert {name: row[0] for name, row in ROWS.items()} == {
        name: ", ".join(several) for name, several in versions.items()
    }, "run `python -m supply licences`"


def test_rows_are_what_packages_say() -> None:
    """Each has a licence by name and an address, as the installed package says; others are known by hand."""
    for name, (_, licence, home) in ROWS.items():
        assert re.search(r"MIT|BSD|Apache|ISC|MPL|Mozilla|PSF|Python|HPND|Zlib|0BSD|CMU", licence), (name, licence)
        assert re.fullmatch(r"<https?://[^\s>]+>", home), (name, home)
        try:
            package = distribution(name)
        except PackageNotFoundError:
            assert name in BY_HAND, name
            continue
        said = licence_of(package).replace("|", "/")
        assert home == f"<{home_of(package)}>" and licence == said, name


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ([("License-Expression", "MIT"), ("License", "other")], "MIT"),
        ([("Classifier", "License :: OSI Approved :: BSD License"), ("License", "a\nlong text")], "BSD License"),
        ([("Classifier", "License :: OSI Approved"), ("License", "Apache-2.0\n  more")], "Apache-2.0"),
        ([("License-File", "LICENSE")], "MIT License"),
        ([], ""),
    ],
)
def test_licence_of(fields: list[tuple[str, str]], licence: str) -> None:
    """The expression comes before classifiers, those before the old field, and that before the licence's own text."""
    about = "".join(f"{name}: {value}\n" for name, value in fields).replace("\nlong", "\n  long")

    class Package(Distribution):
        def read_text(self, filename: str) -> str | None:
            return {"METADATA": about or "Name: a\n", "licenses/LICENSE": "\n MIT License\n\nmore"}.get(filename)

        def locate_file(self, path: Any) -> Any:
            raise NotImplementedError

    assert licence_of(Package()) == licence
