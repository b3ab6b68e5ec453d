"""The writers' page on MNIST: the writer asked for, person or moment, employees and students."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.digits import Digits
from tests.ui.conftest import assert_calm, said, sheet, visit

pytestmark = [pytest.mark.mnist, pytest.mark.slow, pytest.mark.usefixtures("on_mnist")]


def test_writer_from_a_link(mnist: Digits) -> None:
    """A link to a writer shows all of their digits and nobody else's."""
    writer = int(mnist.writer[0])
    test = visit("writers", writers_writer=str(writer))
    assert_calm(test)
    assert sorted(sheet(test, "writers_all")["ids"]) == np.flatnonzero(mnist.writer == writer).tolist()
    assert f"Writer **{writer}**" in said(test)


def test_writer_that_is_none() -> None:
    """A writer that nobody is gets one sentence, and the page shows another."""
    test = visit("writers", writers_writer="123456789")
    assert_calm(test)
    assert len(test.warning) == 1 and "writers_writer" in test.warning[0].value


def test_person_or_moment_states_the_shares() -> None:
    """Writers make up between 58 and 78 % of the variation in slant within a digit."""
    test = visit("writers", writers_view="The person or the moment")
    assert_calm(test)
    assert "between **58\u00a0%** and **78\u00a0%**, most in the ones" in said(test)


def test_employees_and_students() -> None:
    """Employees and students differ most in how their ones lean."""
    test = visit("writers", writers_view="Employees and students")
    assert_calm(test)
    assert "they differ most in the **ones**" in said(test)
