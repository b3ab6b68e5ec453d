"""Galleries: sheets of data-set digits in which a pick opens the digit's card."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.values import Indices
from mnist_explore.ui.base.address import open_index, show_asked
from mnist_explore.ui.components.sheet import Axis, Places, digit_sheet


def show_gallery(
    atlas: Atlas,
    indices: Indices,
    *,
    key: str,
    alt: str,
    words: Sequence[str] | None = None,
    captions: Sequence[str] = (),
    columns: int | None = None,
    cell_px: int = 44,
    places: Places | None = None,
    axes: tuple[Axis, Axis] | None = None,
) -> None:
    """Show digits of the data set; a click, tap or Enter on one opens its card.

    Parameters
    ----------
    indices
        ``(n,)`` digits to show, in order.
    words
        What a screen reader, and a tool tip, says of each; by default what the atlas's table says.
    key, alt, captions, columns, cell_px, places, axes
        As in :func:`~mnist_explore.ui.components.sheet.digit_sheet`.
    """
    digit_sheet(
        atlas.digits.images,
        indices,
        labels=queries.digit_words(atlas.table, indices) if words is None else words,
        on_pick=open_index,
        key=key,
        alt=alt,
        captions=captions,
        columns=columns,
        cell_px=cell_px,
        places=places,
        axes=axes,
    )
    show_asked()
