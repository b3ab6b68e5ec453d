"""The pages on MNIST's 70,000 digits."""

from __future__ import annotations

import pytest

from mnist_explore.digits import Digits
from mnist_explore.ui.shell import PAGES
from tests.ui.conftest import assert_calm, said, sheet, visit

pytestmark = [pytest.mark.mnist, pytest.mark.slow]


@pytest.mark.parametrize("name", PAGES)
def test_page_on_mnist(name: str, on_mnist: Digits) -> None:
    """Every page shows MNIST's 70,000 digits without a banner."""
    test = visit(name)
    assert_calm(test)
    assert not test.warning
    assert "could not be reached" not in said(test)
    assert len(on_mnist) == 70_000


def test_samples_pages_of_mnist(on_mnist: Digits) -> None:
    """The pager turns to the last page, which a narrower choice does not have any more."""
    test = visit("samples")
    assert sheet(test, "samples_sheet")["ids"] == list(range(300))
    last = -(-len(on_mnist) // 300)
    test.get_by_key("samples_page").set_value(last).run()
    assert sheet(test, "samples_sheet")["ids"][-1] == 69_999
    test.pills(key="digit").set_value(5).run()
    assert_calm(test)
    shown = sheet(test, "samples_sheet")["ids"]
    assert shown and (on_mnist.labels[shown] == 5).all()


def test_confusion_of_mnist_adds_up(on_mnist: Digits) -> None:
    """The confusion page speaks of 10,000 test digits."""
    assert f"{len(on_mnist.where_split('test')):,} test digits" in said(visit("confusion"))
