"""The choice of what makes two digits alike: their pixels, what the network sees in them, or their style."""

from __future__ import annotations

from mnist_explore.atlas import Atlas
from mnist_explore.errors import ArtifactError
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.base.digit_cache import Likeness
from mnist_explore.ui.components.choices import choose

LIKENESSES: dict[str, Likeness] = {"pixels": "pixels", "network": "features", "style": "style"}
"""How the choice is called on the page and in the address → what it is."""

EXPLAINED: dict[Likeness, str] = {
    "pixels": "the first 50 principal components of their pixels",
    "features": "24 principal components of what the network's last hidden layer sees in them",
    "style": "30 principal components of their centre lines, with slant, stroke width and size taken out",
}
"""What distances are taken between."""


def choose_likeness(atlas: Atlas, *, key: str) -> Likeness:
    """Let the visitor choose what digits shall be alike in; where only pixels can be compared there is no choice."""
    try:
        digit_cache.maps_of(atlas)
    except ArtifactError:
        return "pixels"
    return LIKENESSES[choose("Alike by", list(LIKENESSES), key=key)]
