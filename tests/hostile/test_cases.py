"""Every hostile input gets one short sentence that says what is wrong, and nothing else comes of it."""

from __future__ import annotations

import warnings

import pytest

from tests.hostile import TABLES
from tests.hostile.case import Case

pytestmark = pytest.mark.hostile

ALL = {
    f"{title}: {case.name[:40]!a} {number}": case
    for title, cases in TABLES.items()
    # Links to Google Drive are tested beside what reads them.
    if "Drive" not in title
    for number, case in enumerate(cases)
}


@pytest.mark.parametrize("case", ALL.values(), ids=ALL)
def test_case(case: Case) -> None:
    """It is refused in a sentence, without a warning in the log."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        case.check()
