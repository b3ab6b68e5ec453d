"""The notebook of findings runs, and finds what it tells and what the pages say."""

from __future__ import annotations

import re

import pytest

from docs.run_notebook import NOTEBOOK, executed, told
from tests.docs.conftest import plain

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
FINDINGS = {
    "1.": ("17° to the left", "41° to the right"),
    "2.": ("954 of 7,293", "893 of 3,549", "25.2 %", "61 of 3,744", "1.6 %"),
    "3.": ("4,928 of 6,990", "70.5 %"),
    "4.": ("0.78",),
    "5.": ("82.0 %", "30"),
}
"""The numbers of every finding that the pages state in the same words."""


@pytest.mark.mnist
@pytest.mark.slow
def test_notebook_finds_what_it_tells(stated: str) -> None:
    """Every number that a finding's cells print stands in its text, and what the pages state of it is printed."""
    sections: dict[str, tuple[str, str]] = {}
    name = ""
    for cell in executed(NOTEBOOK).cells:
        heading = re.match(r"## (\d\.)", cell.source)
        name = heading[1] if heading else name
        text, printed = sections.get(name, ("", ""))
        own = plain(cell.source) if cell.cell_type == "markdown" else ""
        lines = [line for line in told(cell).splitlines() if "plotly" not in line and "Figure" not in line]
        sections[name] = (f"{text} {own}", f"{printed} {plain(' '.join(lines))}")
    assert set(FINDINGS) < set(sections)
    for name, numbers in FINDINGS.items():
        text, printed = sections[name]
        assert set(NUMBER.findall(printed)) <= set(NUMBER.findall(text)), name
        for number in numbers:
            assert number in printed and number in text and number in stated, (name, number)


def test_notebook_as_kept_is_small_and_has_results() -> None:
    """The file that is kept has every cell's result and no more than a reader needs."""
    import nbformat

    cells = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells)
    assert not [one for cell in cells for one in cell.outputs if one.output_type == "error"]
    assert NOTEBOOK.stat().st_size < 300_000
