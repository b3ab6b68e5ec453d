"""Numbers in words, at the edges where rounding would say something else."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.words import lean, per_cent


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0\u00a0%"),
        (1.0, "100\u00a0%"),
        (np.float32(1), "100\u00a0%"),
        (0.9995, "over 99.9\u00a0%"),
        (0.99999, "over 99.9\u00a0%"),
        (0.9994, "99.9\u00a0%"),
        (0.0004, "under 0.1\u00a0%"),
        (0.125, "12.5\u00a0%"),
    ],
)
def test_per_cent_at_the_edges(share: float, words: str) -> None:
    """Nothing but 1 is a full hundred per cent, and nothing but 0 is none."""
    assert per_cent(share) == words


def test_per_cent_never_rounds_to_certainty() -> None:
    """A share between 0 and 1 is never said to be 0 or 100 per cent."""
    words = {per_cent(share) for share in np.linspace(0.00001, 0.99999, 99_999)}
    assert not words & {"0\u00a0%", "0.0\u00a0%", "100\u00a0%", "100.0\u00a0%"}


def test_lean_says_the_side() -> None:
    """Positive leans right, negative left, and less than half a degree not at all."""
    assert lean(12.6) == "13° to the right"
    assert lean(-12.6) == "13° to the left"
    assert lean(-0.4) == lean(0.4) == "not at all"
