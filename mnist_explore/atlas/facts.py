"""Striking facts, each computed from the atlas and shown with digits that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.queries import evenly
from mnist_explore.words import lean

if TYPE_CHECKING:
    import pandas as pd

    from mnist_explore.atlas.table import Atlas

SHOWN = 12
"""How many digits prove a fact."""


@dataclass(frozen=True)
class Fact:
    """One fact: a number, what it says, and digits to see it on.

    Parameters
    ----------
    title
        What the number counts, a few words.
    value
        The number, formatted, with its unit.
    sentence
        What it means, one sentence.
    indices
        ``(n,)`` digits that show it.
    """

    title: str
    value: str
    sentence: str
    indices: NDArray[np.intp]


def striking_facts(atlas: Atlas) -> tuple[Fact, ...]:
    """Return three facts: how far ones lean, how twos are looped, and what the network is unsure of.

    A data set of a person's own may lack ones or twos; there is no fact about what is not there.
    """
    facts = [leaning_ones(atlas.table)] if (atlas.digits.labels == 1).any() else []
    facts += [looped_twos(atlas.table)] if (atlas.digits.labels == 2).any() else []
    return (*facts, doubted_digits(atlas.table))


def leaning_ones(table: pd.DataFrame) -> Fact:
    """How far apart the most left- and the most right-leaning hundredth of the ones stand."""
    ones = np.flatnonzero(table["label"].to_numpy() == 1)
    slant = table["slant_deg"].to_numpy()
    low, high = np.percentile(slant[ones], (1, 99))
    ranked = ones[np.argsort(slant[ones], kind="stable")]
    shown = ranked[np.linspace(len(ranked) * 0.01, len(ranked) * 0.99, SHOWN).astype(int)]
    sentence = (
        f"The most left-leaning hundredth of the ones starts at {lean(low)}, the most right-leaning at {lean(high)}. "
        "A quarter turn is 90°."
    )
    return Fact("Ones spread over", f"{high - low:.0f}°", sentence, shown)


def looped_twos(table: pd.DataFrame) -> Fact:
    """What share of the twos closes a loop."""
    twos = np.flatnonzero(table["label"].to_numpy() == 2)
    holes = table["holes"].to_numpy()
    closed = twos[holes[twos] > 0]
    sentence = (
        f"So many of the {len(twos):,} twos enclose a patch of paper. The others turn without a loop, or fill it "
        "with ink."
    )
    return Fact("Twos with a loop", f"{len(closed) / len(twos):.0%}", sentence, evenly(closed, SHOWN))


def doubted_digits(table: pd.DataFrame) -> Fact:
    """How many test digits the network reads otherwise than their label says."""
    test = np.flatnonzero((table["split"] == "test").to_numpy())
    label, answer = table["label"].to_numpy(), table["predicted"].to_numpy()
    missed = test[label[test] != answer[test]]
    by_confidence = missed[np.argsort(-table["confidence"].to_numpy()[missed], kind="stable")]
    sentence = (
        f"A neural network that never saw the {len(test):,} test digits reads only these otherwise than their label "
        "says. Here are the ones it is surest about."
    )
    return Fact("Test digits misread", f"{len(missed):,}", sentence, by_confidence[:SHOWN])
