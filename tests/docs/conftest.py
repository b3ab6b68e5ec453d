"""What texts are held against: the statements that the pages make of MNIST."""

from __future__ import annotations

import pytest

from mnist_explore.atlas import load_atlas
from mnist_explore.claims import list_claims
from mnist_explore.digits import Digits

PAGES = ("overview", "methods", "writers", "disputed")


@pytest.fixture(scope="session")
def stated(mnist: Digits) -> str:
    """Return what some pages say of MNIST, as plain text."""
    from mnist_explore.sources import load_digits

    atlas, votes = load_atlas(mnist), load_digits(download=False).votes
    found = [str(one.statement) for page in PAGES for one in list_claims(atlas, page=page, votes=votes)]
    return plain("\n".join(found))


def plain(text: str) -> str:
    """Return a text without Markdown's stars, hard spaces and line breaks."""
    return " ".join(text.replace("**", "").replace("\u00a0", " ").split())
