"""What two groups look like: average pictures side by side and their difference; typical digits; places on the map."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_explore import figures
from mnist_explore.analysis.comparing import NAMES, Pair
from mnist_explore.analysis.comparing.findings import apart_words, ink_words, places_words
from mnist_explore.analysis.comparing.pictures import MOST, AveragePictures
from mnist_explore.atlas import Atlas, columns_of
from mnist_explore.atlas.queries import evenly
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.sheet import picture_sheet
from mnist_explore.ui.views.compare.groups import BADGES
from mnist_explore.words import capitalised, whole_per_cent

KINDS = {"mean": "mean", "upright": "slant-corrected mean", "spread": "spread"}
"""Picture of a group → what it is called."""

DOTS = 5_000
"""Of either group on the map, and of all digits behind them, at most: more would hide each other, and take seconds."""


def show_averages(pair: Pair) -> None:
    """Show both groups' mean, slant-corrected mean and spread, and where one of them differs."""
    both = pair.pictures
    st.markdown("**What they look like on average**")
    for name, found, badge in zip(NAMES, both, BADGES, strict=True):
        st.markdown(badge)
        picture_sheet(
            np.stack([_shown(found, kind) for kind in KINDS]),
            key=f"compare_averages_{name}",
            alt=f"{capitalised(', '.join(KINDS.values()))} of {found.digits:,} digits of {name}",
            captions=list(KINDS.values()),
            columns=len(KINDS),
            cell_px=130,
        )
    by_words = {words: kind for kind, words in KINDS.items()}
    words = choose("Difference of the", list(by_words), key="compare_picture")
    first, second = (_shown(found, by_words[words]) for found in both)
    st.plotly_chart(
        figures.difference_figure(first, second, names=NAMES),
        key="compare_difference",
        config={"displayModeBar": False},
        alt=f"Where the {words} of A has more ink than that of B, orange, and where B's has more, blue",
    )
    show_caption(
        f"{ink_words(first, second)} Spread: each pixel's standard "
        f"deviation, the largest possible one as full ink. {_digits_words(pair)}"
    )


def _shown(found: AveragePictures, kind: str) -> NDArray[np.uint8]:
    """Return one of a group's average pictures; the largest possible spread, 127.5 grey levels, as full ink."""
    picture: NDArray[np.uint8] = getattr(found, kind)
    return np.minimum(picture, 127) * np.uint8(2) if kind == "spread" else picture


def _digits_words(pair: Pair) -> str:
    """Return of how many digits the pictures are."""
    told = " and ".join(f"{found.digits:,} digits of {name}" for name, found in zip(NAMES, pair.pictures, strict=True))
    many = f"; of more than {MOST:,}, as many are taken, evenly spread" if max(map(len, pair.sides)) > MOST else ""
    return f"Averaged over {told}{many}."


def show_typical(atlas: Atlas, pair: Pair) -> None:
    """Show the digits most typical of either group as against the other, and those that could be in both."""
    found = pair.separation
    if found is None or not found.measures:
        st.info("Too few digits are in one group alone, or the groups were chosen by all measures they have.")
        return
    rows = (
        ("most typical of A", found.first, 0), ("most typical of B", found.second, 1),
        ("of A that could be in B", found.first_between, 0), ("of B that could be in A", found.second_between, 1),
    )  # fmt: skip
    for start in (0, 2):
        for place, (words, indices, side) in zip(st.columns(2, gap="medium"), rows[start : start + 2], strict=True):
            with place:
                st.markdown(f"{BADGES[side]} **The digits {words}**")
                show_gallery(
                    atlas, indices, key=f"compare_typical_{words}", alt=f"The {len(indices)} digits {words}",
                    columns=5, cell_px=84,
                )  # fmt: skip
    whose = "people whose digits" if all(pair.comparison.writers) else "digits that"
    told = apart_words(found.auc, digits=sum(map(len, pair.sides)))
    show_caption(
        f"{told} Digits are scored by all measures of style together that the groups were not "
        "chosen by: Fisher's linear discriminant with a ridge (Friedman 1989). How often it is right is told of "
        f"{whose} took no part in fitting it: the area under the ROC curve (Hanley & McNeil 1982)."
    )


def show_places(atlas: Atlas, pair: Pair) -> None:
    """Show where both groups lie on the map, and how far they overlap there."""
    found = pair.places
    across = atlas.table[list(columns_of("map")[:2])].to_numpy(dtype=np.float32)
    shown = [across[evenly(own, DOTS)] for own in (np.arange(len(across)), *pair.sides)]
    st.plotly_chart(
        figures.two_group_map(*shown, groups=NAMES),
        key="compare_map",
        config={"displayModeBar": False, "staticPlot": True},
        alt=f"Map of all digits in grey, A in orange and B in blue; they share {whole_per_cent(found.overlap)}",
    )
    dots = f" Drawn: {DOTS:,} dots of each at most, evenly spread." if max(map(len, pair.sides)) > DOTS else ""
    show_caption(
        f"{places_words(pair)} t-SNE (van der Maaten & Hinton 2008): near means written alike; the axes mean "
        f"nothing.{dots}"
    )
