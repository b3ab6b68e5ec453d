"""The menu from which a view is taken away, on MNIST: all digits, and two writers."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.digits import Digits
from tests.ui.conftest import said, sheets
from tests.ui.test_takeaway import offered, opened, told

pytestmark = [pytest.mark.mnist, pytest.mark.slow, pytest.mark.usefixtures("on_mnist")]


def test_all_seventy_thousand_fit() -> None:
    """All of MNIST's digits can be taken away in every form: none is over 100 MB."""
    test = opened("app")
    for part in ("csv", "parquet", "columns", "npz"):
        assert len(offered(test, part=part)) == 1
    assert any(one.value == "**All digits: 70,000**" for one in test.markdown)


def test_writers_side_by_side_offer_both(mnist: Digits) -> None:
    """The view of two writers shows the digits of each, and the files of each hold all that they wrote."""
    query = {"writers_view": "Two writers", "writers_writer": "3", "writers_second": "2464"}
    test = opened("writers", **query)
    assert [str(group) for group in told(test).values()] == ["writer=3", "writer=2464"]
    assert len(offered(test)) == 2
    for side, writer in (("first", 3), ("second", 2464)):
        shown = [
            index for key, data in sheets(test).items() if key.startswith(f"writers_{side}_") for index in data["ids"]
        ]
        assert sorted(shown) == np.flatnonzero(mnist.writer == writer).tolist()
    assert "Compared with writer 2464, writer 3 leans more to the right (by 17°)" in said(test)
