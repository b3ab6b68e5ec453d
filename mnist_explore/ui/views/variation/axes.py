"""The style axes of a digit: each from end to end in real digits."""

from __future__ import annotations

import streamlit as st

from mnist_explore.analysis.variation.axes import NEAREST, PLACES, Hand, Strip, axis_title, explained_words
from mnist_explore.atlas import Atlas
from mnist_explore.style.axes.components import HALVINGS
from mnist_explore.style.axes.fitting import STABLE, VISIBLE
from mnist_explore.style.axes.transport import ANGLES
from mnist_explore.style.axes.visibility import EXAMPLES
from mnist_explore.ui.base import cache
from mnist_explore.ui.components.filters import show_no_group
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import ONE_WRITER, VIEW, WRITER, link_to
from mnist_explore.ui.components.sheet import picture_sheet
from mnist_explore.ui.views.variation.part import tell_whole
from mnist_explore.words import PLURALS, per_cent, whole_per_cent


def show_axes(atlas: Atlas, digit: int) -> None:
    """Show every style axis of one digit: what it is, means, real digits, and the writers at its ends."""
    tell_whole(digit)
    show_no_group(f"axes are found among all {PLURALS[digit]}")
    strips = cache.axis_strips(atlas, digit)
    if not strips:
        st.markdown(
            f"The {PLURALS[digit]} have **no style axis**: there are too few of them, or none is found again in every "
            "half of them and can be seen."
        )
        return
    share = per_cent(float(atlas.axes.shares[digit, : len(strips)].sum()))
    count = f"**{len(strips)} style axes**, which hold" if len(strips) > 1 else "**1 style axis**, which holds"
    st.markdown(
        f"The {PLURALS[digit]} differ along {count} {share} of what is left of their variation once slant, stroke "
        "width and size are taken out."
    )
    for strip in strips:
        with st.container(border=True):
            _show_strip(atlas, digit, strip)
    alike = ", every writer weighing alike" if atlas.digits.has_writers else ""
    show_caption(
        "Each digit is thinned to its centre lines, set upright, brought to one size and described by where its ink "
        f"lies in {ANGLES} directions (Radon cumulative distribution transform: Kolouri, Park & Rohde 2016). The axes "
        f"are the principal components of the class's training digits{alike}, rotated by varimax (Kaiser 1958). Shown "
        f"are those that two halves of the {atlas.digits.resampled} give alike (|cosine| of {STABLE:.2f} and more, "
        f"median of {HALVINGS} halvings) and that a simple rule sees: shown {EXAMPLES} pictures of either outer tenth, "
        f"it sorts {whole_per_cent(VISIBLE)} or more of others rightly. Above each digit is the mean of the {NEAREST} "
        f"nearest to its place, set upright. Digits stand at the {100 * PLACES[0]:.0f}nd, 10th, 20th … 90th and "
        f"{100 * PLACES[-1]:.0f}th percentile; of those nearest to each place the one is shown whose other axes, slant "
        "and stroke width lie nearest to the middle."
    )


def _show_strip(atlas: Atlas, digit: int, strip: Strip) -> None:
    """Show one axis."""
    place = strip.number - 1
    stability, visibility = (float(of[digit, place]) for of in (atlas.axes.stabilities, atlas.axes.visibilities))
    st.markdown(
        f"**{axis_title(atlas, digit, strip.number)}** · {per_cent(float(atlas.axes.shares[digit, place]))} of the "
        f"variation · |cosine| between halves {stability:.2f} · {whole_per_cent(visibility)} told apart"
    )
    st.markdown(explained_words(atlas, digit, strip.number))
    ends = f"from {strip.ends[0]} to {strip.ends[1]}" if strip.ends else "from end to end"
    picture_sheet(
        strip.means,
        key=f"variation_axis_means_{digit}_{strip.number}",
        alt=f"Means of the {PLURALS[digit]} along axis {strip.number}, {ends}",
        columns=len(strip.means),
        cell_px=72,
    )
    show_gallery(
        atlas,
        strip.indices,
        key=f"variation_axis_{digit}_{strip.number}",
        alt=f"{len(strip.indices)} {PLURALS[digit]} along axis {strip.number}, {ends}",
        columns=len(strip.indices),
        cell_px=72,
    )
    if strip.low:
        left, right = st.columns(2)
        with left:
            _show_writers("Writers farthest to the left", strip.low)
        with right:
            _show_writers("Writers farthest to the right", strip.high)


def _show_writers(title: str, hands: tuple[Hand, ...]) -> None:
    """Show ways to the writers at one end of an axis."""
    show_caption(f"{title}, by the average of their digits in standard deviations:")
    for hand in hands:
        said = f"{hand.position:+.1f}".replace("-", "−")
        link_to(
            "writers",
            label=f"Writer {hand.writer}: {said} over {hand.count} digits",
            icon=":material/person:",
            **{WRITER: str(hand.writer), VIEW: ONE_WRITER},
        )
