"""The digit card: one digit large, with everything known about it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.cards import (
    by_the_writer,
    network_statements,
    percentile_statements,
    places_among,
    style_statements,
    whose,
)
from mnist_explore.analysis.variation.axes import axis_percentiles
from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.groups import Group
from mnist_explore.classes import in_use
from mnist_explore.digits import SPLITS
from mnist_explore.errors import ArtifactError
from mnist_explore.model.training.out_of_fold import has_folds
from mnist_explore.statements import Statement
from mnist_explore.ui.base import cache, digit_cache
from mnist_explore.ui.base.address import DIGIT, close_index, current_page, is_open
from mnist_explore.ui.components.alike import choose_likeness
from mnist_explore.ui.components.explanation import show_explanation
from mnist_explore.ui.components.folding import fold
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import (
    link_to,
    show_compare_link,
    show_map_link,
    show_own_digit_link,
    show_writer_link,
)
from mnist_explore.ui.components.sheet import picture_sheet
from mnist_explore.words import PLURALS, SINGULARS, TEXTS


def show_card(atlas: Atlas, index: int) -> None:
    """Open the card of one digit over the page."""
    title = f"A {SINGULARS[atlas.digits.labels[index]]}, number {index:,}"
    st.dialog(title, width="large", on_dismiss=close_index)(_card)(atlas, index)


def _card(atlas: Atlas, index: int) -> None:
    """Draw the card's content; where something on it has closed it, the page without it."""
    if not is_open():
        st.rerun()
    row = atlas.table.iloc[index].to_dict()
    plural = PLURALS[row["label"]]
    left, right = st.columns([2, 3], gap="medium")
    with left:
        picture_sheet(
            atlas.digits.images[index : index + 1],
            key=f"card_{index}",
            alt=f"Digit number {index}, a {SINGULARS[row['label']]}",
            columns=1,
            cell_px=260,
        )
        st.markdown("\n".join(f"- {line}" for line in card_lines(atlas, index)))
        show_caption("The address bar now links to this digit.")
    with right:
        show_percentiles(atlas, row, key=f"card_standing_{index}")
    if current_page() != "variation":
        link_to(
            "variation",
            label=f"How else people write {plural}" if in_use().are_digits else f"How {plural} vary",
            icon=":material/insights:",
            **{DIGIT: TEXTS[row["label"]], "variation_view": "Families"},
        )
    _show_compare_link(atlas, row)
    show_own_digit_link(index)
    show_map_link(index, (float(row["tsne_x"]), float(row["tsne_y"])))
    why = fold("Why the network says so", key="card_why", icon=":material/psychology:", is_open=False)
    if why.open:  # it is worked out when it is looked at: a tenth of a server's time when each card had it
        with why:
            show_explanation(atlas.digits.images[index], key=f"card_why_{index}")
    _show_writer(atlas, index)
    st.markdown("**Look-alikes**, nearest first")
    by = choose_likeness(atlas, key="card_alike")
    near = digit_cache.look_alikes(atlas, atlas.digits.images[index], by=by, but=index)
    show_gallery(atlas, near, key=f"card_alikes_{index}", alt=f"The {len(near)} digits most like this one")


def _show_compare_link(atlas: Atlas, row: dict[str, Any]) -> None:
    """Show a way from a digit to its family, held against the rest of the class, where the class has several."""
    label, family = int(row["label"]), int(row["family"])
    if len(atlas.styles.of_digit(label)) < 2:
        return
    group = Group().asking(DIGIT, TEXTS[label]).asking("family", str(family))
    show_compare_link(group, label=f"Compare its family with the other {PLURALS[label]}")


def card_lines(atlas: Atlas, index: int) -> list[Statement]:
    """Return what is known of one digit besides its measures, a Markdown line each."""
    row = atlas.table.iloc[index].to_dict()
    return [*whose(atlas, index), *style_statements(atlas, row), *_network_lines(atlas, index)]


def _network_lines(atlas: Atlas, index: int) -> list[Statement]:
    """Return what the network makes of a digit, and of a training digit one that never saw it; nothing without one."""
    try:
        chances = cache.recogniser().probabilities(atlas.digits.images[index : index + 1])[0]
    except ArtifactError:
        # The card's explanation, which needs it too, says what is missing where it is opened.
        return []
    is_trained_on = SPLITS[atlas.digits.split[index]] == "train" and has_folds(atlas.digits)
    unseen = None
    if is_trained_on:
        with suppress(ArtifactError):
            unseen = cache.methods_of(atlas).probabilities[index]
    return list(network_statements(chances, unseen, is_trained_on=is_trained_on))


def show_percentiles(atlas: Atlas, row: dict[str, Any], *, key: str, without: Sequence[str] = ()) -> None:
    """Show where a digit stands among its class in every measure.

    Parameters are those of :func:`~mnist_explore.analysis.cards.style_statements`.
    """
    label = int(row["label"])
    axes = axis_percentiles(atlas, row, label=label)
    places = (*places_among(atlas, row, without=without), *axes)
    st.markdown(f"**Among the {PLURALS[label]}**: how many per cent lie below it")
    st.plotly_chart(
        figures.percentile_figure(
            [place.title for place in places],
            [place.text for place in places],
            np.array([place.percentile for place in places]),
            colour=figures.class_colour(label),
        ),
        key=key,
        config={"displayModeBar": False},
        alt="; ".join(map(str, percentile_statements(atlas, places, label))),
    )
    show_caption(
        "Typicality weighs the whole picture, all pixels together; that of shape leaves out slant, stroke width and "
        "size. A digit near the centre of its class can be extreme in one measure that moves few pixels, and one far "
        "from it ordinary in each. Unusual: the outermost twentieth on either side in a measure, or the farthest "
        f"twentieth.{' The axes are those of Variation’s style axes.' * len(axes[:1])}"
    )


def _show_writer(atlas: Atlas, index: int) -> None:
    """Show the writer's other digits, and a way to the writers' page."""
    writer = int(atlas.digits.writer[index])
    if writer < 0:
        return
    others = np.flatnonzero(atlas.digits.writer == writer)
    others = others[others != index]
    st.markdown(by_the_writer(len(others)))
    show_gallery(
        atlas, queries.evenly(others, 40), key=f"card_writer_{index}",
        alt=f"Other digits by writer {writer}",
    )  # fmt: skip
    show_writer_link(writer)
