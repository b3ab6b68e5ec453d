"""The digit card: one digit large, with everything known about it."""

from __future__ import annotations

import streamlit as st

from mnist_explore.atlas import Atlas, queries
from mnist_explore.ui import cached
from mnist_explore.ui.choices import close_index, open_index
from mnist_explore.ui.sheet import digit_sheet, picture_sheet
from mnist_explore.words import lean, per_cent


def show_gallery(
    atlas: Atlas,
    indices: queries.Indices,
    *,
    key: str,
    alt: str,
    columns: int | None = None,
    cell_px: int = 44,
) -> None:
    """Show digits of the data set; a click, tap or Enter on one opens its card.

    Parameters
    ----------
    indices
        ``(n,)`` digits to show, in order.
    key, alt, columns, cell_px
        As in :func:`~mnist_explore.ui.sheet.digit_sheet`.
    """
    picked = digit_sheet(
        atlas.digits.images,
        indices,
        labels=queries.digit_words(atlas.table, indices),
        key=key,
        alt=alt,
        columns=columns,
        cell_px=cell_px,
    )
    if picked is not None:
        open_index(picked)
        st.rerun()


def show_card(atlas: Atlas, index: int) -> None:
    """Open the card of one digit over the page."""
    row = atlas.table.iloc[index]
    st.dialog(f"A {row['label']}, number {index:,}", width="large", on_dismiss=close_index)(_card)(atlas, index)


def _card(atlas: Atlas, index: int) -> None:
    """Draw the card's content."""
    row = atlas.table.iloc[index]
    left, right = st.columns([2, 3])
    with left:
        picture_sheet(
            atlas.digits.images[index : index + 1],
            key=f"card_{index}",
            alt=f"Digit number {index}, a {row['label']}",
            columns=1,
            cell_px=280,
        )
    with right:
        st.markdown("\n".join(f"- {line}" for line in card_lines(atlas, index)))
        st.caption("The address bar now links to this digit.")
    st.markdown("**Look-alikes**, nearest first")
    near = cached.look_alikes(atlas, atlas.digits.images[index], but=index)
    show_gallery(atlas, near, key=f"card_alikes_{index}", alt=f"The {len(near)} digits most like this one", columns=12)


def card_lines(atlas: Atlas, index: int) -> list[str]:
    """Return what is known of one digit, a Markdown line each."""
    row = atlas.table.iloc[index]
    answer = "agrees with the label" if row["predicted"] == row["label"] else f"**reads a {row['predicted']}**"
    lines = [
        f"Labelled **{row['label']}**, in the {row['split']} split",
        f"Leans **{lean(row['slant_deg'])}**",
        f"Ink covers **{row['area_px']:.0f}** of 784 pixels and closes **{row['holes']}** holes",
        f"The network {answer}, with {per_cent(row['confidence'])} confidence",
    ]
    if atlas.digits.writer[index] >= 0:
        who = "high-school student" if row["series"] == 4 else "Census Bureau employee"
        lines.insert(1, f"Written by NIST's writer **{row['writer']}**, a {who}")
    return lines
