"""The control of one column of a group: buttons with counts, a range beside a histogram, or a field to type in."""

from __future__ import annotations

import math
from collections.abc import Mapping

import streamlit as st

from mnist_explore.atlas.groups import Field, Group, Histogram, ValueCounts
from mnist_explore.atlas.groups.conditions import Bound, Range
from mnist_explore.columns import BY_NAME
from mnist_explore.ui.base.address import assign, keep, listed, take
from mnist_explore.ui.base.reserving import reserve_control
from mnist_explore.ui.components.histogram import range_histogram
from mnist_explore.ui.components.values import value_name
from mnist_explore.words import capitalised

STEPS = 100
"""Of a slider over an amount, at least."""

AS_MEASURED, AS_PERCENTILES = "as measured", "percentiles"


ONE_ROW_LETTERS = 30
"""So many letters on buttons stand in one row of a quarter of the page, more in two."""


def narrow_by_value(
    field: Field, counted: ValueCounts, group: Group, *, key: str, names: Mapping[str, str] | None = None
) -> None:
    """Let the visitor choose values of a column by buttons that say how many digits each would leave.

    Parameters
    ----------
    field, counted
        The column, and its values with their counts.
    group
        The group as it is named now; it is kept under `key`.
    key
        Of the group; the control's is ``{key}_{column}``.
    names
        Value → what it is called, where it is not its own name.
    """
    own = f"{key}_{field.name}"
    asked = group.of(field.name)
    chosen = asked.value_text().split(",") if asked else []
    options = [value for value, count in counted.counts.items() if count or value in chosen]
    called = {value: (names or {}).get(value) or value_name(field, value) for value in options}
    st.session_state[own] = chosen

    def put() -> None:
        values = [str(value) for value in st.session_state[own]]
        assign(key, group.asking(field.short, ",".join(values)) if values else group.without(field.short))

    letters = sum(len(f"{called[value]} {counted.counts.get(value, 0):,}") for value in options)
    reserve_control(own, "buttons" if letters < ONE_ROW_LETTERS else "two-rows")
    st.pills(
        field.title,
        options,
        selection_mode="multi",
        key=own,
        on_change=put,
        format_func=lambda value: f"{called.get(value, value)} {counted.counts.get(value, 0):,}",
        help=_definition(field),
        wrap=True,
    )


def narrow_by_range(field: Field, counted: Histogram, group: Group, *, key: str) -> None:
    """Let the visitor choose a range of an amount or count, in its unit or in percentiles of the class.

    Parameters are those of :func:`narrow_by_value`; ``{key}_{column}_by`` says which of the two is shown.
    """
    own, way = f"{key}_{field.name}", f"{key}_{field.name}_by"
    asked = group.of(field.name)
    part = asked.parts[0] if asked else None
    range_ = part if isinstance(part, Range) else None
    ranked = _is_ranked(way, range_)
    low, high, step = (0.0, 100.0, 1.0) if ranked else slider_span(counted)
    now = tuple(
        min(max(low if end == 0 else high, low), high) if bound is None else min(max(bound.value, low), high)
        for end, bound in enumerate((range_.low, range_.high) if range_ else (None, None))
    )
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        st.markdown(f"{field.title}, {field.unit}" if field.unit else field.title, width="content",
                    help=_definition(field))  # fmt: skip
        _drop_button(field, group, key=key)
    range_histogram(
        counted, key=f"{own}_histogram", chosen=None if ranked else now,
        alt=f"How many digits there are of every {field.title.lower()}",
    )  # fmt: skip
    st.session_state[own] = now

    def put() -> None:
        assign(key, _with_range(group, field, st.session_state[own], span=(low, high), ranked=ranked))

    reserve_control(own, "bare-slider")
    st.slider(field.title, low, high, key=own, step=step, on_change=put, label_visibility="collapsed",
              format="%d" if step >= 1 else f"%.{max(1, -math.floor(math.log10(step)))}f")  # fmt: skip
    if field.kind == "amount":
        st.segmented_control(
            f"{field.title} by", [AS_MEASURED, AS_PERCENTILES], key=way, wrap=True,
            required=True, label_visibility="collapsed",
            on_change=_put, args=(key, group.without(field.short)),
        )  # fmt: skip


def _is_ranked(way: str, asked: Range | None) -> bool:
    """Return whether a slider shows percentiles: as its range says, or as was chosen before there was one."""
    ways = (AS_MEASURED, AS_PERCENTILES)
    chosen = take(way, AS_MEASURED, parse={one: one for one in ways}.get, known=lambda value: value in ways,
                  range_=listed(ways))  # fmt: skip
    if asked is not None:
        chosen = AS_PERCENTILES if asked.percentile else AS_MEASURED
    st.session_state[way] = chosen
    keep(way, chosen, AS_MEASURED, text=chosen)
    return chosen == AS_PERCENTILES


def slider_span(counted: Histogram) -> tuple[float, float, float]:
    """Return the lowest and highest value of a slider over a histogram, and its step: 1, 2 or 5 times a power of ten.

    >>> from mnist_explore.atlas.groups import FIELDS
    >>> import numpy as np
    >>> slant = next(field for field in FIELDS if field.name == "slant_deg")
    >>> slider_span(Histogram(slant, np.array([-50.1, 42.4]), np.array([1])))
    (-51.0, 43.0, 0.5)
    """
    low, high = float(counted.edges[0]), float(counted.edges[-1])
    if counted.field.kind == "count":
        first, last = float(math.ceil(low)), float(math.floor(high))
        return first, max(last, first + 1), 1.0
    power = 10.0 ** math.floor(math.log10((high - low) / STEPS))
    step = max(factor * power for factor in (1, 2, 5) if factor * power <= (high - low) / STEPS)
    places = max(0, -math.floor(math.log10(step)))
    return (
        round(math.floor(low / step) * step, places),
        round(math.ceil(high / step) * step, places),
        round(step, places),
    )


def narrow_by_text(field: Field, group: Group, *, key: str) -> None:
    """Let the visitor type what a column must have, as texts of groups say it: numbers, names, ranges, several.

    Parameters are those of :func:`narrow_by_value`.
    """
    own = f"{key}_{field.name}"
    asked = group.of(field.name)
    st.session_state[own] = asked.value_text() if asked else ""

    def put() -> None:
        text = str(st.session_state[own]).replace(" ", "")
        try:
            assign(key, group.asking(field.short, text) if text else group.without(field.short))
        except ValueError as error:
            st.session_state[f"{key}_note"] = f"{capitalised(str(error))}."

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(field.title, key=own, on_change=put, placeholder="a number, several as in 3,5, or a range 2..5",
                      max_chars=2000, help=_definition(field))  # fmt: skip
        _drop_button(field, group, key=key)


def show_note(key: str) -> None:
    """Say once what could not be read of what was typed last."""
    note = st.session_state.pop(f"{key}_note", None)
    if note:
        st.warning(note)


def _with_range(
    group: Group, field: Field, ends: tuple[float, float], *, span: tuple[float, float], ranked: bool
) -> Group:
    """Return a group with a range that a slider shows; an end at the slider's own is open."""
    low, high = (None if end == limit else Bound(end, percentile=ranked) for end, limit in zip(ends, span, strict=True))
    if low is None and high is None:
        return group.without(field.short)
    return group.asking(field.short, f"{low or ''}..{high or ''}")


def _drop_button(field: Field, group: Group, *, key: str) -> None:
    """Show a button that takes a column's condition and control away."""
    st.button(
        "Remove", key=f"{key}_{field.name}_drop", type="tertiary", help=f"Do not ask for {field.title.lower()}",
        icon=":material/close:", on_click=_drop, args=(key, group.without(field.short), field.name),
    )  # fmt: skip


def _drop(key: str, group: Group, column: str) -> None:
    """Forget a condition, and that its control stood open."""
    assign(key, group)
    opened = st.session_state.get(f"{key}_open", ())
    assign(f"{key}_open", tuple(name for name in opened if name != column))


def _put(key: str, group: Group) -> None:
    """Let a group take the place of the one that is named."""
    assign(key, group)


def _definition(field: Field) -> str | None:
    """Return what a column is and where its definition comes from, to be shown when asked for."""
    entry = BY_NAME.get(field.name)
    return f"{entry.definition} Source: {entry.source}" if entry else None
