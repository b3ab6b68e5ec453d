"""Naming a group of digits: the class comes from the sidebar, all else is narrowed here, and stands in the address.

Pages call :func:`choose_group`. The group is one parameter of the address; the buttons, sliders and fields that narrow
it are made anew from the group at every run, and write into it when they are touched.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from mnist_explore.analysis.variation.style_words import named_families
from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.groups import FIELDS, Field, Group, Histogram, ValueCounts, parse, words
from mnist_explore.atlas.groups.conditions import Condition, Range
from mnist_explore.atlas.groups.fields import BY_COLUMN, DISPUTED, REGION, value_words
from mnist_explore.atlas.groups.membership import lacking, lacking_columns
from mnist_explore.classes import in_use
from mnist_explore.columns import BY_NAME
from mnist_explore.errors import ArtifactError
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import DIGIT, assign, keep, take
from mnist_explore.ui.base.reserving import reserve_control
from mnist_explore.ui.base.subject import tell_subject
from mnist_explore.ui.components.folding import fold
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.narrowing import (
    narrow_by_range,
    narrow_by_text,
    narrow_by_value,
    show_note,
)
from mnist_explore.words import TEXTS, capitalised

CLASS = "label"
"""The column that the sidebar asks."""

FAMILY = "family"
"""The column whose values have names of their own in every class."""

CONTROL_PX = 240
"""Width of one control: as many stand beside each other as there is room for."""

SEPARATOR = "."
"""Between the columns that stand open, in the address."""


def choose_group(atlas: Atlas, *, key: str, default: Group | None = None, is_open: bool = True) -> Group:
    """Let the visitor name a group of digits; show it in one sentence, and return it.

    Parameters
    ----------
    atlas
        The digits.
    key
        The address bar's name of the group, and the beginning of its controls' keys.
    default
        The group until the visitor or the address names another; by default all digits of the class.
    is_open
        Whether the controls are unfolded at first; on a telephone they never are.

    The group is also what the page is said to be about, and can be taken away.

    Returns
    -------
    Group
        With the class chosen in the sidebar, unless the group itself asks for classes. Its digits are
        :func:`~mnist_explore.ui.base.cache.group_members`.
    """
    start = default or Group()
    named = _answerable(atlas, _take_group(key, start))
    group = with_class(atlas, named)
    tell_subject(group, key=key)
    opened = _take_opened(key)
    keep(key, named, start, text=named.addressed)
    keep(f"{key}_open", opened, (), text=SEPARATOR.join(BY_COLUMN[name].short for name in opened))
    place = st.container()
    expander = fold("Filter", key=f"{key}_filter", icon=":material/filter_alt:", is_open=is_open)
    if expander.open:
        with expander:
            _show_controls(atlas, named, group, opened, key=key)
    with place.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{group_sentence(atlas, group)}**", width="content")
        if named != start:
            st.button(
                "Start over", key=f"{key}_over", type="tertiary", icon=":material/filter_alt_off:",
                on_click=_put, args=(key, start),
            )  # fmt: skip
    show_note(key)
    return group


def show_no_group(why: str) -> None:
    """Say, where a group would be named, that the view takes none, and why; `why` is a sentence without its stop."""
    show_caption(f":material/filter_alt_off: This view takes no group: {why}.")


def with_class(atlas: Atlas, group: Group) -> Group:
    """Return a group with the class chosen in the sidebar, unless it asks for classes itself."""
    digit: int | None = st.session_state.get(DIGIT)
    if digit is None or group.of(CLASS) or digit not in queries.classes(atlas.digits.labels):
        return group
    return group.asking(CLASS, TEXTS[digit])


def of_any_class(group: Group, *, key: str) -> Group:
    """Return a group without the class that only the sidebar asks for: for pages that show the others beside it.

    Parameters
    ----------
    group
        From :func:`choose_group`.
    key
        The address bar's name of it.
    """
    named = st.session_state.get(key)
    found = group if isinstance(named, Group) and named.of(CLASS) else group.without(CLASS)
    tell_subject(found, key=key)
    return found


def group_sentence(atlas: Atlas, group: Group) -> str:
    """Return a group in one sentence: "Sevens that are crossed, by students: 412 of 7,293"."""
    sentence = words(
        atlas.table, group, disputed=cache.asked_disputed(atlas, group), families=family_titles(atlas, group)
    )
    return capitalised(sentence)


def family_titles(atlas: Atlas, group: Group) -> dict[tuple[int, int], str]:
    """Return class and family → what the family is called, of the one class that a group asks for."""
    digit = only_class(group)
    if digit is None:
        return {}
    families = named_families(atlas.styles.of_digit(digit))
    return {(digit, int(one.numbers.family)): one.name for one in families}


def only_class(group: Group) -> int | None:
    """Return the one class that a group asks for, or None."""
    asked = group.of(CLASS)
    numbers = asked.numbers if asked else None
    return numbers[0] if numbers and len(numbers) == 1 and numbers[0] in range(len(in_use())) else None


def _take_group(key: str, start: Group) -> Group:
    """Return the group that this run begins with; what of the address cannot be read is said in a sentence each."""

    def read(text: str) -> Group:
        group, notes = parse(text)
        if notes:
            st.warning(f"The address asks for {key}: {' '.join(notes[:3])}")
        return group

    return take(key, start, parse=read, known=lambda value: isinstance(value, Group), range_="groups")


def _answerable(atlas: Atlas, group: Group) -> Group:
    """Return a group without what these digits cannot be asked, with a sentence."""
    for field in lacking_columns(atlas.table, group):
        st.warning(f"{field.title} was left out of the group: no network has read these digits.")
        group = group.without(field.name)
    if (missing := lacking(atlas.table, group)) is not None:
        st.warning(f"The region was left out of the group: {missing}.")
        group = group.without(REGION)
    if DISPUTED.name not in group.columns:
        return group
    try:
        cache.disputed_digits(atlas)
    except ArtifactError as error:
        st.warning(f"Disputed labels were left out of the group: {error}")
        return group.without(DISPUTED.name)
    return group


def _take_opened(key: str) -> tuple[str, ...]:
    """Return the columns whose controls the visitor has asked for."""
    by_short = {field.short: field.name for field in FIELDS}

    def read(text: str) -> tuple[str, ...] | None:
        names = [by_short.get(part) for part in text[:500].split(SEPARATOR)]
        return None if None in names else tuple(dict.fromkeys(name for name in names if name))

    return take(
        f"{key}_open", (), parse=read, known=lambda value: isinstance(value, tuple), range_="the columns' short names"
    )


def _show_controls(atlas: Atlas, named: Group, group: Group, opened: Sequence[str], *, key: str) -> None:
    """Show a control for every column that is asked or open, those that every group can be asked first."""
    with_disputed = DISPUTED.name in (*opened, *group.columns) and _has_answers(atlas)
    counted = cache.group_facets(atlas, group, with_disputed=with_disputed)
    # What has a control at once is the class's own, so that none goes while one narrows.
    asked = group.of(CLASS)
    of_class = cache.group_facets(atlas, Group((asked,)) if asked else Group(), with_disputed=False)
    shown = [field for field in FIELDS if _is_shown(field, of_class.get(field.name), named, group, opened)]
    titles = family_titles(atlas, group)
    with st.container(horizontal=True, gap="small"):
        for field in shown:
            with st.container(width=CONTROL_PX):
                _show_control(field, counted.get(field.name), named, titles, key=key)
    if named.region:
        st.button("Leave the region of the map", key=f"{key}_{REGION}_drop", icon=":material/close:",
                  on_click=_put, args=(key, named.without(REGION)))  # fmt: skip
    rest = [field.name for field in FIELDS if field not in shown and _occurs(field, counted, atlas)]
    adder, another = f"{key}_add", "a writer" if atlas.digits.has_writers else "a structure"

    def add() -> None:
        chosen = st.session_state.get(adder)
        if chosen in BY_COLUMN:  # a browser can send anything, such as a title that is no longer offered
            assign(f"{key}_open", (*opened, chosen))
        st.session_state[adder] = None

    reserve_control(adder, "bare-list")
    st.selectbox(
        "Narrow by", rest, key=adder, index=None, on_change=add, format_func=lambda name: BY_COLUMN[name].title,
        placeholder=f"Narrow by something else: a measure, {another} …", label_visibility="collapsed",
    )  # fmt: skip


def _show_control(
    field: Field,
    counted: ValueCounts | Histogram | None,
    named: Group,
    titles: dict[tuple[int, int], str],
    *,
    key: str,
) -> None:
    """Show the control that fits a column and what is asked of it."""
    asked = named.of(field.name)
    told = {str(family): title for (_, family), title in titles.items()} if field.name == FAMILY else {}
    values = set(asked.value_text().split(",")) if asked else set()
    if isinstance(counted, ValueCounts) and values <= counted.counts.keys():
        narrow_by_value(field, counted, named, key=key, names=told)
    elif isinstance(counted, Histogram) and (asked is None or _is_one_range(asked)):
        narrow_by_range(field, counted, named, key=key)
    else:
        narrow_by_text(field, named, key=key)


def _is_one_range(asked: Condition) -> bool:
    """Return whether a condition is what a slider can show: one range, both ends in the same terms."""
    part = asked.parts[0]
    if len(asked.parts) > 1 or not isinstance(part, Range):
        return False
    return len({end.percentile for end in (part.low, part.high) if end}) == 1


def _is_shown(
    field: Field, counted: ValueCounts | Histogram | None, named: Group, group: Group, opened: Sequence[str]
) -> bool:
    """Return whether a column has a control: it is asked, or open, or has few values and tells something here."""
    if field.name in (*named.columns, *opened):
        return True
    if not isinstance(counted, ValueCounts) or field.name == CLASS:
        return False
    entry, digit = BY_NAME.get(field.name), only_class(group)
    if entry and entry.classes and digit not in entry.classes:
        return False
    # Numbers of families mean nothing beyond a class, and answers are one rare mistake each.
    has_words = not field.numeric or value_words(field.name) or (digit is not None and field.name == FAMILY)
    return has_words and sum(1 for count in counted.counts.values() if count) > 1


def _occurs(field: Field, counted: dict[str, ValueCounts | Histogram], atlas: Atlas) -> bool:
    """Return whether a column can be asked of these digits at all."""
    if field.kind == "identifier":
        return field.name != "writer" or atlas.digits.has_writers
    return field.name in counted or (field == DISPUTED and _has_answers(atlas))


def _has_answers(atlas: Atlas) -> bool:
    """Return whether networks that were not trained on a digit have answered for it: who doubts labels is asked."""
    try:
        cache.methods_of(atlas)
    except ArtifactError:
        return False
    return True


def _put(key: str, group: Group) -> None:
    """Let a group take the place of the one that is named."""
    assign(key, group)
