"""The pages where there is no data and no network: the bundled digits, and a banner that says so."""

from __future__ import annotations

import pytest

from mnist_explore.ui.base.memory import VISITORS_VARIABLE
from mnist_explore.ui.shell import PAGES
from tests.ui.conftest import VIEWS, assert_calm, said, visit

pytestmark = pytest.mark.usefixtures("on_bundled")


@pytest.mark.parametrize("name", PAGES)
def test_page_without_data_or_network(name: str) -> None:
    """Every page works with the bundled digits, and a banner says what is shown and who can get MNIST."""
    test = visit(name)
    assert_calm(test)
    assert not test.warning
    assert "MNIST could not be reached" in said(test)
    assert "1,797" in said(test)
    assert "retry" not in [button.key for button in test.button]
    assert "`python -m mnist_explore fetch`" in said(test)


def test_retry_without_network_says_so_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying again, where the owner lets visitors, shows the same banner without a network, and what was tried."""
    monkeypatch.setenv(VISITORS_VARIABLE, "fetch")
    test = visit("app")
    test.button(key="retry").click().run()
    assert_calm(test)
    assert "MNIST could not be reached" in said(test)
    assert any(text.value for text in test.get("text"))


@pytest.mark.parametrize("view", VIEWS)
def test_compare_without_writers(view: str) -> None:
    """Where nobody knows who wrote them, training digits are held against test digits, with a word on intervals."""
    test = visit("compare", compare_view=view)
    assert_calm(test)
    assert not test.warning
    assert "Training sevens" in said(test) and "Test sevens" in said(test)
    assert "intervals are too narrow" in said(test) and " people" not in said(test)
