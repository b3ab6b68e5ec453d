"""The views of the overview: what this is, the most striking facts with a way to their proof, and every page."""

from __future__ import annotations

import numpy as np
import streamlit as st

from mnist_explore.analysis.variation.facts import Fact
from mnist_explore.analysis.variation.fan import Fan
from mnist_explore.analysis.variation.lesson import LEANING, LOOPED, STANDARD, STYLES, UNUSUAL
from mnist_explore.analysis.variation.sentences import what_this_is
from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.groups import Group
from mnist_explore.classes import in_use
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import DIGIT, assign, remembered
from mnist_explore.ui.base.devices import is_telephone
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import link_to, show_compare_link
from mnist_explore.ui.components.sheet import Places
from mnist_explore.words import PLURALS, SINGULARS, TEXTS

LEANING_CLASS = 1
"""The class whose digits are fanned out."""

STEP_DEG, RINGS = 2.5, 3
STEP_ON_TELEPHONE_DEG, RINGS_ON_TELEPHONE = 5.0, 2
"""How far apart the fan's digits stand: on a telephone as far as a finger needs."""

DRAWS = 1_000_000
"""Different draws of random digits."""


def show_story(atlas: Atlas) -> None:
    """Show what this is, the ways to a digit of one's own, and the facts, the ones fanned out first."""
    _show_lead(atlas)
    facts = list(cache.facts(atlas))
    if facts and (facts[0].digit == LEANING_CLASS or not atlas.digits.classes.are_digits):
        words, picture = st.columns([1, 3], gap="medium", vertical_alignment="center")
        with words:
            _show_fact(atlas, facts[0], is_fanned=True)
        with picture:
            _show_fan(atlas, facts.pop(0).digit)
    if facts:
        for column, fact in zip(st.columns(len(facts), gap="large"), facts, strict=True):
            with column:
                _show_fact(atlas, fact)
    if not atlas.digits.classes.are_digits:
        show_caption("Counted in all digits, not in a sample. **Pick any digit** to see all that is known about it.")
        return
    show_caption(
        f"Counted in all digits, not in a sample. The 95\u00a0% intervals are what other {atlas.digits.resampled} of "
        "the same kind would give. Only where a share allows for the detector's errors does its interval know of them: "
        "how often the detectors of loops and bars err was counted on MNIST alone. **Pick any digit** to see all that "
        "is known about it."
    )


def show_draw(atlas: Atlas, digit: int | None) -> None:
    """Show random digits of every class, or of one, and others at the press of a button."""
    draw = remembered("app_draw", range(DRAWS), default=0)
    rows = queries.sample_rows(atlas.digits.labels, only=digit, seed=draw)
    many = "Sixteen" if len(rows) == 16 * len(atlas.digits.classes) else "Up to sixteen"
    what = f"{many} of each kind" if digit is None else f"{len(rows)} of the {SINGULARS[digit]}s"
    st.header(f"{what}, drawn at random", anchor=False)
    show_gallery(
        atlas,
        rows,
        key="app_sheet",
        alt=f"{what}: {len(rows)} handwritten digits in rows of sixteen",
        columns=16,
        cell_px=52,
    )
    if st.button("Draw others", key="app_others", icon=":material/casino:"):
        assign("app_draw", (draw + 1) % DRAWS)
        st.rerun()


def show_lesson_door() -> None:
    """Show the claims of the lesson that digits, and nothing else, are held against, and the way to the verdicts."""
    if not in_use().are_digits:
        return
    st.header("What a lesson says of these digits", anchor=False)
    claims = " ".join(f"“{claim}”" for claim in (LEANING, LOOPED, STYLES, UNUSUAL, STANDARD))
    st.write(f"A lesson on neural networks looks at MNIST's digits, and marvels: {claims}")
    link_to("variation", label="Which of the five are true", icon=":material/fact_check:", variation_view="The lesson")


def _show_lead(atlas: Atlas) -> None:
    """Show in a sentence what this is, and the first ways on."""
    st.markdown(str(what_this_is(atlas)))
    with st.container(horizontal=True, key="app_first"):
        link_to("yours", label="Draw your own digit", icon=":material/draw:")
        link_to("samples", label=f"Look through all {len(atlas.digits):,}", icon=":material/grid_view:")
        if atlas.digits.has_writers:
            link_to("writers", label="Meet a writer", icon=":material/groups:")


def _show_fact(atlas: Atlas, fact: Fact, *, is_fanned: bool = False) -> None:
    """Show a fact's number, its digits where no fan shows them, its sentence, and the way to its proof."""
    st.metric(fact.title, str(fact.value))
    if not is_fanned:
        show_gallery(
            atlas, fact.indices, key=f"app_fact_{fact.digit}", alt=f"Digits that show it: {fact.title}", columns=12
        )
    st.markdown(str(fact.sentence))
    asked = {DIGIT: TEXTS[fact.digit]}
    if is_fanned:
        asked |= {"variation_view": "Spread", "variation_measure": "Slant"}
        link_to("variation", label=f"The slant of all {PLURALS[fact.digit]}", icon=":material/insights:", **asked)
    elif not atlas.digits.classes.are_digits:
        asked |= {"variation_view": "Spread", "variation_measure": "Stroke width"}
        link_to("variation", label=f"The strokes of all {PLURALS[fact.digit]}", icon=":material/insights:", **asked)
    elif fact.digit == 7 and atlas.digits.has_writers:
        sevens = Group().asking(DIGIT, "7")
        students, employees = (sevens.asking("series", who) for who in ("students", "employees"))
        show_compare_link(students, against=employees, label="Students' sevens and employees'")
    else:
        asked |= {"variation_view": "Structure"}
        label = f"Structures of the {SINGULARS[fact.digit]}s, counted"
        link_to("variation", label=label, icon=":material/insights:", **asked)


def _show_fan(atlas: Atlas, digit: int) -> None:
    """Show ones, or another class, at the angles they lean by; a pick opens a card as everywhere."""
    telephone = is_telephone()
    step, rings = (STEP_ON_TELEPHONE_DEG, RINGS_ON_TELEPHONE) if telephone else (STEP_DEG, RINGS)
    fan = cache.fan(atlas, digit, step_deg=step, rings=rings)
    show_gallery(
        atlas, fan.indices, key="app_fan", places=places_of(fan, step_deg=step),
        alt=f"{len(fan.indices)} {PLURALS[digit]}, each standing at the angle that it was measured to lean by",
    )  # fmt: skip


def places_of(fan: Fan, *, step_deg: float) -> Places:
    """Return where the digits of a fan stand on a sheet that is just large enough for them.

    Parameters
    ----------
    fan
        At least one digit.
    step_deg
        From one angle to the next, as the fan was made.
    """
    # In units of the outermost ring's radius.
    apart = np.radians(step_deg)
    side = 2.1 * apart
    radius = 1 - 0.86 * side * fan.rings
    angle = np.radians(fan.angles_deg)
    x, y = radius * np.sin(angle), -radius * np.cos(angle)
    across, down = np.ptp(x) + side, np.ptp(y) + side
    return Places(
        x=(x - x.min() + side / 2) / across,
        y=(y - y.min() + side / 2) / down,
        turns_deg=fan.angles_deg,
        ratio=float(across / down),
        width=float(radius.min() * apart / across),
        side=float(side / across),
    )
