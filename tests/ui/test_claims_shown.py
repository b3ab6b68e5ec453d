"""What is listed as a page's statements is what the page shows."""

from __future__ import annotations

import pytest

from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.claims import list_claims
from mnist_explore.digits import Digits
from tests.ui.conftest import assert_calm, said, visit

SHOWN = {
    "overview": ("app", ("digits", "fact"), {}),
    "variation": ("variation", ("lesson",), {"variation_view": "The lesson"}),
    "compare": ("compare", ("finding", "digits", "note", "held"), {}),
    "confusion": ("confusion", ("errors: test", "cell: test"), {}),
    "methods": ("methods", ("finding", "only our network: test", "no method: test"), {}),
    "disputed": ("disputed", ("counts", "case"), {"disputed_split": "train"}),
}
"""Listed page → the app's, the statements that its first view makes, and what its address asks for."""


@pytest.fixture
def atlas(uci: Digits, on_bundled: None) -> Atlas:  # noqa: ARG001 - sets where pages look
    """Return the atlas that the pages show."""
    return load_atlas(uci)


@pytest.mark.parametrize("page", SHOWN)
def test_a_page_says_what_is_listed(atlas: Atlas, page: str) -> None:
    """Every listed statement of a page's first view stands on the page, word for word."""
    name, wanted, asked = SHOWN[page]
    test = visit(name, **asked)
    assert_calm(test)
    words = said(test)
    listed = [claim for claim in list_claims(atlas, page=page) if claim.about.startswith(wanted)]
    if page == "disputed":
        first = next(claim.about for claim in listed if claim.about.startswith("case"))
        listed = [claim for claim in listed if claim.about in ("counts", first)]
    assert len(listed) >= len(wanted) - 1
    missing = [claim.statement.text for claim in listed if claim.statement.text not in words]
    assert not missing, f"{missing}\n\n{words}"
