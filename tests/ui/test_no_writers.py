"""Where nobody recorded who wrote the pictures, no page reasons with writers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.ui.shell import PAGES
from tests.ui.conftest import assert_calm, said, visit
from tests.ui.test_controls import views_of

OF_WRITERS = re.compile(r"[^.\n]*\b(?:writers?|persons?|people|who(?:se)? wrote|hands?)\b[^.\n]*", re.IGNORECASE)
"""A sentence about those who wrote."""
SO = (
    "How alike are one writer's digits?",  # what the page of writers asks
    "Nobody recorded who wrote these digits",
    "Where writers are not known, each digit counts as by another person",
    "people's votes are known for 100 of MNIST's test digits",
    "(where none is known, the digits)",
)
"""What is so nevertheless."""


def all_words(test: AppTest) -> Iterator[str]:
    """Yield a page's running text, small tables, explanations of terms, and what its lists are called."""
    yield said(test)
    yield from (str(one.proto.body) for one in test.get("html"))
    yield from (str(one.proto.help) for one in test.caption)
    yield from (f"{one.label}\n{one.proto.placeholder}\n{one.proto.help}" for one in test.selectbox)


@pytest.mark.parametrize("page", [page for page in PAGES if page != "writers"])
@pytest.mark.usefixtures("on_few")
def test_no_page_reasons_with_writers(page: str) -> None:
    """No view explains an interval, a fold or a group by writers."""
    for view in views_of(page):
        test = visit(page, **view)
        assert_calm(test)
        told = OF_WRITERS.findall("\n".join(all_words(test)))
        assert [one for one in told if not any(known in one for known in SO)] == [], view
