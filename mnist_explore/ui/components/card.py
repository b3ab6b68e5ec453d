"""The digit card: one digit large, with everything known about it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.variation.percentiles import percentiles_of, ranked_measures
from mnist_explore.analysis.variation.style_words import named_families, structure_words, unusual_words
from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.groups import Group
from mnist_explore.atlas.styles import traits_of_row
from mnist_explore.digits import SPLITS
from mnist_explore.errors import ArtifactError
from mnist_explore.model.training.out_of_fold import has_folds
from mnist_explore.style.families.standard import oddities
from mnist_explore.ui.base import cache, digit_cache
from mnist_explore.ui.base.address import DIGIT, close_index, current_page, is_open
from mnist_explore.ui.components.explanation import show_explanation
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.links import (
    link_to,
    show_compare_link,
    show_map_link,
    show_own_digit_link,
    show_writer_link,
    who,
)
from mnist_explore.ui.components.sheet import picture_sheet
from mnist_explore.words import PLURALS, per_cent

if TYPE_CHECKING:
    from numpy.typing import NDArray

RIVALS = 3
"""How many of the network's answers a card names."""


def show_card(atlas: Atlas, index: int) -> None:
    """Open the card of one digit over the page."""
    row = atlas.table.iloc[index]
    st.dialog(f"A {row['label']}, number {index:,}", width="large", on_dismiss=close_index)(_card)(atlas, index)


def _card(atlas: Atlas, index: int) -> None:
    """Draw the card's content; where something on it has closed it, the page without it."""
    if not is_open():
        st.rerun()
    row = atlas.table.iloc[index].to_dict()
    left, right = st.columns([2, 3], gap="medium")
    with left:
        picture_sheet(
            atlas.digits.images[index : index + 1],
            key=f"card_{index}",
            alt=f"Digit number {index}, a {row['label']}",
            columns=1,
            cell_px=260,
        )
        st.markdown("\n".join(f"- {line}" for line in card_lines(atlas, index)))
        st.caption("The address bar now links to this digit.")
    with right:
        show_percentiles(atlas, row, key=f"card_standing_{index}")
    if current_page() != "variation":
        link_to(
            "variation",
            label=f"How else people write {PLURALS[row['label']]}",
            icon=":material/insights:",
            **{DIGIT: str(row["label"]), "variation_view": "Families"},
        )
    _show_compare_link(atlas, row)
    show_own_digit_link(index)
    show_map_link(index, (float(row["tsne_x"]), float(row["tsne_y"])))
    show_explanation(atlas.digits.images[index], key=f"card_why_{index}")
    _show_writer(atlas, index)
    st.markdown("**Look-alikes**, nearest first")
    near = digit_cache.look_alikes(atlas, atlas.digits.images[index], but=index)
    show_gallery(atlas, near, key=f"card_alikes_{index}", alt=f"The {len(near)} digits most like this one")


def _show_compare_link(atlas: Atlas, row: dict[str, Any]) -> None:
    """Show a way from a digit to its family, held against the rest of the class, where the class has several."""
    label, family = int(row["label"]), int(row["family"])
    if len(atlas.styles.of_digit(label)) < 2:
        return
    group = Group().asking(DIGIT, str(label)).asking("family", str(family))
    show_compare_link(group, label=f"Compare its family with the other {PLURALS[label]}")


def card_lines(atlas: Atlas, index: int) -> list[str]:
    """Return what is known of one digit besides its measures, a Markdown line each."""
    row = atlas.table.iloc[index].to_dict()
    lines = [f"Labelled **{row['label']}**, number **{index:,}**, in the {row['split']} split"]
    if atlas.digits.writer[index] >= 0:
        lines.append(f"Written by NIST's writer **{row['writer']}**, {who(row['series'])}")
    return [*lines, *style_lines(atlas, row), *_network_lines(atlas, index)]


def style_lines(atlas: Atlas, row: dict[str, Any], *, without: Sequence[str] = ()) -> list[str]:
    """Return what the measures say of a digit, the data set's or a visitor's: structure, family, why unusual.

    Parameters
    ----------
    row
        A row of the atlas's table, or of :func:`~mnist_explore.atlas.styles.describe_digit`.
    without
        Measures that say nothing of this digit.
    """
    label = int(row["label"])
    lines = [f"Structure: {structure_words(row)}"]
    families = named_families(atlas.styles.of_digit(label))
    own = [one for one in families if one.numbers.family == int(row["family"])]
    if own and len(families) > 1:
        lines.append(f"Family: **{own[0].name}**, {per_cent(own[0].numbers.share)} of the training {PLURALS[label]}")
    measures = {name: row[name] for name in ranked_measures() if name not in without}
    reasons = unusual_words(oddities({**measures, **traits_of_row(row)}, label, atlas.styles.reference), label)
    lines.append(
        f"Unusual: **{'; '.join(reasons)}**" if reasons else f"Nothing about it is unusual: a **standard {label}**"
    )
    return lines


def _network_lines(atlas: Atlas, index: int) -> list[str]:
    """Return what the network makes of a digit, and of a training digit one that never saw it; nothing without one."""
    try:
        chances = cache.recogniser().probabilities(atlas.digits.images[index : index + 1])[0]
    except ArtifactError:
        # The card's explanation, which needs it too, says what is missing.
        return []
    if SPLITS[atlas.digits.split[index]] != "train" or not has_folds(atlas.digits):
        return [f"The network classifies it as {_answers(chances)}"]
    lines = [f"The network, which was trained on most training digits, classifies it as {_answers(chances)}"]
    with suppress(ArtifactError):
        lines.append(f"One that was not trained on it says {_answers(cache.methods_of(atlas).probabilities[index])}")
    return lines


def _answers(chances: NDArray[np.float32]) -> str:
    """Return the first of a network's answers in words."""
    best = chances.argsort()[::-1][:RIVALS]
    return ", ".join(f"**{digit}** ({per_cent(float(chances[digit]))})" for digit in best)


def show_percentiles(atlas: Atlas, row: dict[str, Any], *, key: str, without: Sequence[str] = ()) -> None:
    """Show where a digit stands among its class in every measure; parameters as for :func:`style_lines`."""
    label = int(row["label"])
    measures = [name for name in ranked_measures() if name not in without]
    places = percentiles_of(atlas.table, row, label=label, measures=measures)
    st.markdown(f"**Among the {PLURALS[label]}**: how many per cent lie below it")
    st.plotly_chart(
        figures.percentile_figure(
            [place.title for place in places],
            [place.text for place in places],
            np.array([place.percentile for place in places]),
            colour=figures.DIGIT_COLOURS[label],
        ),
        key=key,
        config={"displayModeBar": False},
        alt="; ".join(f"{place.title} {place.text}, above {place.percentile:.0f} % of its class" for place in places),
    )
    st.caption(
        "Typicality weighs the whole picture, all pixels together; that of shape leaves out slant, stroke width and "
        "size. A digit near the centre of its class can be extreme in one measure that moves few pixels, and one far "
        "from it ordinary in each. Unusual: the outermost twentieth on either side in a measure, or the farthest "
        "twentieth."
    )


def _show_writer(atlas: Atlas, index: int) -> None:
    """Show the writer's other digits, and a way to the writers' page."""
    writer = int(atlas.digits.writer[index])
    if writer < 0:
        return
    others = np.flatnonzero(atlas.digits.writer == writer)
    others = others[others != index]
    st.markdown(f"**By the same writer**: {len(others)} other digits")
    show_gallery(
        atlas, queries.evenly(others, 40), key=f"card_writer_{index}",
        alt=f"Other digits by writer {writer}",
    )  # fmt: skip
    show_writer_link(writer)
