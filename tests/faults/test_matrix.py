"""Every fault of the matrix: the visitor is told in plain words, the log has no traceback, nothing is left broken."""

from __future__ import annotations

import pytest

from tests.faults import TABLES
from tests.faults.scene import Fault

pytestmark = pytest.mark.hostile
ALL = {f"{title}: {fault.name}": fault for title, faults in TABLES.items() for fault in faults}


@pytest.mark.parametrize("fault", ALL.values(), ids=ALL)
def test_fault(fault: Fault) -> None:
    """The page stands or says in short sentences why not, and the next start is right."""
    saw, log, after = fault.run()
    assert fault.saw in saw, saw
    assert fault.after in after, after
    assert saw.isprintable() and "Traceback" not in saw
    assert not [line for line in log if "Traceback" in line or "Error:" in line], log
    assert len(log) <= 1, log
