"""Further views of the confusion page: which styles are misclassified, and whose writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.errors import by_style as styles
from mnist_explore.analysis.errors.confusion import Answers
from mnist_explore.analysis.errors.sentences import (
    DISCOVERY_RATE,
    errors_in_words,
    held_styles,
    rate_words,
    spared_words,
    style_words,
    times,
    trend_words,
    worst_words,
    writer_words,
)
from mnist_explore.atlas import BY_NAME, Atlas
from mnist_explore.ui.base import cache, digit_cache
from mnist_explore.ui.components.chart_rows import choose_row
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import show_writer_link
from mnist_explore.ui.views.confusion.cells import choose_answers, show_predicted, whence
from mnist_explore.words import PLURALS, per_cent

if TYPE_CHECKING:
    import pandas as pd

STYLES = 14
SHOWN = 40
"""Misclassified digits of a style."""
WRITERS = 10

UNTYPICAL = "Typicality is measured against the label: a digit with a wrong label is untypical, and misclassified."

NOTHING = {
    "family": "This class is one family, so there is nothing to compare.",
    "structure": "No structure is known of these digits.",
    "series": "Nobody recorded who wrote these digits, so employees and students cannot be compared.",
    "label": "One class alone is chosen; take the choice off to compare the ten.",
}
"""Why a measure may have no groups."""


def show_styles(atlas: Atlas, only: int | None) -> None:
    """Show which styles are misclassified more often than the rest, or how often along one measure."""
    answers = choose_answers(atlas, split_key="confusion_style_split", split="train")
    if answers is None:
        return
    found = cache.style_errors(atlas, answers, only=only)
    st.write(f"{errors_in_words(answers)}{'' if only is None else f' Below are the {PLURALS[only]} alone.'}")
    titles = {"What fools it most": ""} | {BY_NAME[name].title: name for name in styles.cut_measures()}
    titles |= {title: name for name, title in styles.GROUPED.items()}
    measure = titles[choose("Look at", list(titles), key="confusion_measure", look="list")]
    if measure:
        trend = found.trends[found.trends["measure"] == measure]
        _show_measure(atlas, answers, found.styles[found.styles["measure"] == measure], measure, only, trend)
    else:
        tested = found.styles["p"].notna() & ~found.styles["twin"]
        _show_ranking(atlas, answers, found.styles[tested], found.trends, only)
    widened = ", both widened where one person's digits are misclassified together" if atlas.digits.has_writers else ""
    show_caption(
        f"{UNTYPICAL} Tenths are of each class{' within the group' if answers.is_part else ''}: "
        f"the first tenth of slant holds the tenth of the {PLURALS[0]}, of the {PLURALS[1]}, … that leans farthest "
        f"left. Rates have Wilson's 95\u00a0% intervals, ratios Koopman's (1984){widened}. {whence(atlas, answers)} "
        "Structures are found by detectors that err too, and a label may itself be disputed."
    )


def _show_ranking(atlas: Atlas, answers: Answers, found: pd.DataFrame, trends: pd.DataFrame, only: int | None) -> None:
    """Show the styles whose error rate is most surely above that of the rest, and say which differences hold."""
    ranked = found.sort_values("ratio_low", ascending=False, kind="stable").head(STYLES)
    ranked = ranked[ranked["ratio"] > 1]
    if not len(ranked):
        st.info("Too few digits are misclassified for styles to be compared.")
        return
    place = choose_row(
        figures.ratio_figure(
            [str(style_words(row)) for row in ranked.to_dict("records")],
            *(ranked[name].to_numpy() for name in ("ratio", "ratio_low", "ratio_high")),
            sure=(ranked["p_adjusted"] <= DISCOVERY_RATE).to_numpy(),
        ),
        list(ranked["name"]),
        label="Misclassified digits of",
        key="confusion_ratios",
        alt="; ".join(f"{row['name']}: {times(row['ratio'])}" for row in ranked.to_dict("records")),
    )
    st.markdown(held_styles(found))
    st.markdown(trend_words(trends))
    show_caption(
        "Filled: the difference is more than chance at a false discovery rate of 5\u00a0% (Benjamini & Hochberg 1995); "
        "hollow: it may be chance. Ranked by the lower end of the interval, since the ratio of a small group is mostly "
        "luck. Families and structures are held against the rest of their class, classes against all other digits, "
        "students against employees; along a measure a single test asks for a trend. Styles overlap, so one may owe "
        "its errors to another."
    )
    _show_style(atlas, answers, ranked.iloc[place], only)


def _show_style(atlas: Atlas, answers: Answers, row: pd.Series, only: int | None) -> None:
    """Show the misclassified digits of one style, the row of :func:`.by_style.style_errors`."""
    found = digit_cache.misclassified_of_style(atlas, answers, row["measure"], row["name"], only=only)
    title = f"{row['name']}: {len(found):,} of {row['digits']:,} misclassified"
    st.markdown(f"**{title}**")
    show_predicted(atlas, answers, found[:SHOWN], key="confusion_style_digits", alt=title)
    if len(found) > SHOWN:
        show_caption(f"The first {SHOWN} of them.")


def _show_measure(
    atlas: Atlas, answers: Answers, found: pd.DataFrame, measure: str, only: int | None, trends: pd.DataFrame
) -> None:
    """Show the error rate along one measure, or of each group."""
    if not len(found):
        st.info(NOTHING.get(measure, f"Fewer than {styles.FEWEST} digits are in any group, too few to tell."))
        return
    among = answers.wrong if only is None else answers.wrong[answers.labels == only]
    overall = float(among.mean())
    place = choose_row(
        figures.rate_figure(
            [str(rate_words(row)) for row in found.to_dict("records")],
            *(found[name].to_numpy() for name in ("rate", "low", "high")),
            overall=overall,
            sure=(found["p_adjusted"] <= DISCOVERY_RATE).to_numpy(),
            joined=measure in styles.cut_measures(),
        ),
        list(found["name"]),
        label="Misclassified digits of",
        key=f"confusion_rates_{measure}",
        alt="; ".join(f"{row['name']}: {per_cent(row['rate'])}" for row in found.to_dict("records")),
    )
    if measure in styles.cut_measures():
        st.markdown(trend_words(trends))
        together = "one person's digits being misclassified together, and for " if atlas.digits.has_writers else ""
        show_caption(
            "The tenths are for the eye: what is tested is whether the rate changes along the measure, by its rank and "
            "the square of it at once, so that a rate highest at both ends is found as well (a generalised score test, "
            f"Boos 1992). It allows for {together}all the other styles tested, at a false discovery rate of 5\u00a0%."
        )
    else:
        st.markdown(worst_words(found, drawn=atlas.digits.resampled))
        show_caption(
            "Filled: it differs from the rest by more than chance, at a false discovery rate of 5\u00a0% over all "
            "styles (Benjamini & Hochberg 1995); hollow: it may be chance."
        )
    _show_style(atlas, answers, found.iloc[place], only)


def show_hardest(atlas: Atlas) -> None:
    """Show the writers whose digits are misclassified most, and those digits."""
    if not atlas.digits.has_writers:
        st.info("Nobody recorded who wrote these digits, so no writer can be called hard to classify.")
        return
    answers = choose_answers(atlas, split_key="confusion_writers_split", split="train")
    if answers is None:
        return
    found = cache.errors_by_writer(atlas, answers)
    writers = found.writers
    st.write(f"{errors_in_words(answers)} {spared_words(found)}")
    if not found.spread:
        return
    hardest = writers.head(WRITERS)
    overall = float(writers["errors"].sum() / writers["digits"].sum())
    st.plotly_chart(
        figures.rate_figure(
            [str(writer_words(row)) for row in hardest.to_dict("records")],
            *(hardest[name].to_numpy() for name in ("shrunk", "low", "high")),
            overall=overall,
            sure=(hardest["low"] > overall).to_numpy(),
            joined=False,
        ),
        key="confusion_hardest",
        config={"displayModeBar": False},
        alt="; ".join(
            f"writer {row.writer}: {row.errors} of {row.digits} misclassified" for row in hardest.itertuples()
        ),
    )
    show_caption(
        "Each dot is the writer's error rate drawn towards that of all writers, the more so the fewer digits there "
        "are, with its 95\u00a0% interval: the mean of a beta distribution fitted to all writers and updated by the "
        "writer's own digits (Kleinman 1973, Morris 1983). One misclassified digit of three makes nobody hard. Filled: "
        "the "
        f"interval lies above the rate of all writers. {whence(atlas, answers)} A label may itself be disputed."
    )
    for row in hardest.to_dict("records"):
        _show_misread(atlas, answers, row)


def _show_misread(atlas: Atlas, answers: Answers, row: dict[str, Any]) -> None:
    """Show one writer's misclassified digits, and a way to the writers' page."""
    writer = int(row["writer"])
    with st.container(border=True):
        words, link = st.columns([3, 2], vertical_alignment="center")
        words.markdown(writer_words(row, short=True))
        with link:
            show_writer_link(writer)
        misclassified = answers.where(answers.wrong & (atlas.digits.writer[answers.indices] == writer))
        show_predicted(
            atlas,
            answers,
            misclassified,
            key=f"confusion_writer_{writer}",
            alt=f"Digits of writer {writer} that are misclassified",
        )
