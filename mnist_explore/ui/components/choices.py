"""Controls whose value lives in the address bar: see :mod:`mnist_explore.ui.base.address`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from mnist_explore.classes import in_use
from mnist_explore.ui.base.address import DIGIT, keep, listed, take, take_number
from mnist_explore.ui.base.reserving import reserve_control

T = TypeVar("T")

MOST_BUTTONS = 30
"""Classes that are chosen by buttons; more by a list that opens."""
LETTERS_A_ROW = 10
"""Of classes' names in one row of buttons; more stand in several, none cut off."""
MOST_CLASSES_TEXT = 3_000
"""Characters of several classes in the address."""

NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,3})?")
"""A slider's value in the address."""


def choose(
    label: str,
    options: Sequence[T],
    *,
    key: str,
    default: T | None = None,
    look: Literal["buttons", "list"] = "buttons",
    help: str | None = None,  # noqa: A002 - Streamlit's own word
) -> T:
    """Let the visitor choose one of the options; until they do, `default` is chosen, or else the first.

    Parameters
    ----------
    label
        What is asked.
    options
        At least one; their texts differ.
    key
        Of the control, also the address bar's name of its value.
    look
        A row of buttons, or a list that opens.
    help
        Shown beside the label when asked for.
    """
    start = options[0] if default is None else default
    _begin(key, options, start)
    chosen: T | None
    reserve_control(key, look)
    if look == "list":
        chosen = st.selectbox(label, options, key=key, help=help)
    else:
        chosen = st.segmented_control(label, options, key=key, required=True, help=help, wrap=True)
    value = start if chosen is None else chosen
    keep(key, value, start, text=str(value))
    return value


def choose_view(names: Sequence[str], *, key: str) -> list[TabContainer]:
    """Let the visitor choose one of several views of a page; return their tabs, of which the chosen one is open."""
    _begin(key, names, names[0])
    tabs = st.tabs(list(names), key=key, on_change="rerun")
    chosen = str(st.session_state.get(key) or names[0])
    keep(key, chosen, names[0], text=chosen)
    return list(tabs)


def choose_number(label: str, numbers: range, *, key: str) -> int:
    """Let the visitor type one of many numbers; until they do, the first is chosen."""
    take_number(key, numbers[0], numbers)
    reserve_control(key, "list")
    number = st.number_input(label, numbers[0], numbers[-1], key=key, step=1)
    chosen = int(numbers[0] if number is None else number)
    keep(key, chosen, numbers[0], text=str(chosen))
    return chosen


def choose_size(label: str, sizes: range, *, key: str, default: int) -> int:
    """Let the visitor set a size by a slider; until they do, it is `default`."""
    take_number(key, default, sizes)
    reserve_control(key, "slider")
    size = int(st.slider(label, sizes[0], sizes[-1], step=sizes.step, key=key))
    keep(key, size, default, text=str(size))
    return size


def choose_value(
    label: str, values: Sequence[float], *, key: str, default: float, format_func: Callable[[float], str]
) -> float:
    """Let the visitor move a slider over some values; until they do, it stands at `default`.

    The address may name any number between the first value and the last: the nearest value is meant.

    Parameters
    ----------
    values
        At least two, ascending, `default` among them.
    key
        Of the slider, also the address bar's name of its value.
    format_func
        A value → how the slider shows it.
    """

    def parse(text: str) -> float | None:
        if not NUMBER.fullmatch(text) or not values[0] <= float(text) <= values[-1]:
            return None
        return min(values, key=lambda value: abs(value - float(text)))

    span = f"{values[0]:g} to {values[-1]:g}"
    take(key, default, parse=parse, known=lambda value: value in values, range_=span)
    reserve_control(key, "slider")
    chosen = float(st.select_slider(label, values, key=key, format_func=format_func))
    keep(key, chosen, default, text=f"{chosen:g}")
    return chosen


def choose_digit() -> int | None:
    """Let the visitor choose a class in the sidebar; None means all."""
    classes = in_use()
    every = range(len(classes))
    take(DIGIT, None, parse=classes.label_of, known=lambda value: value is None or value in every, range_=classes.span)
    title, none = ("Digit", "None chosen: showing all ten") if classes.are_digits else ("Class", "None chosen: all")
    if len(every) <= MOST_BUTTONS:
        chosen: int | None = st.pills(title, every, key=DIGIT, help=none, format_func=classes.name)
    else:
        chosen = st.selectbox(title, every, index=None, key=DIGIT, help=none, format_func=classes.name)
    keep(DIGIT, chosen, None, text="" if chosen is None else classes.texts[chosen])
    return chosen


def choose_digits(label: str, *, key: str, default: int) -> list[int]:
    """Let the visitor choose several classes; until they do, only `default` is chosen."""
    classes = in_use()

    def parse(text: str) -> list[int] | None:
        found = [classes.label_of(part) for part in text[:MOST_CLASSES_TEXT].split(".")]
        return None if None in found else sorted({digit for digit in found if digit is not None})

    # Nothing chosen is nothing to keep to.
    some = "3.7" if classes.are_digits else f"{classes.texts[0]}.{classes.texts[-1]}"
    take(key, [default], parse=parse, known=bool, range_=f"{classes.span}, several of them as in {some}")
    every = range(len(classes))
    reserve_control(key, "buttons" if len(every) <= MOST_BUTTONS else "list")
    if len(every) <= MOST_BUTTONS:
        wrap = sum(map(len, classes.names)) > LETTERS_A_ROW
        chosen = sorted(st.pills(label, every, selection_mode="multi", key=key, format_func=classes.name, wrap=wrap))
    else:
        chosen = sorted(st.multiselect(label, every, key=key, format_func=classes.name))
    keep(key, st.session_state[key], [default], text=".".join(classes.texts[digit] for digit in chosen))
    return chosen or [default]


def choose_class(label: str, classes: Sequence[int], *, key: str, default: int | None = None) -> int:
    """Let the visitor choose one of some classes from a list that opens, by its name; as :func:`choose` else."""
    known, start = in_use(), classes[0] if default is None else default
    take(key, start, parse=known.label_of, known=lambda value: value in classes, range_=known.span)
    chosen = st.selectbox(label, classes, key=key, format_func=known.name)
    value = start if chosen is None else int(chosen)
    keep(key, value, start, text=known.texts[value])
    return value


def choose_page(count: int, *, size: int, key: str) -> slice:
    """Let the visitor turn the pages of `count` things, `size` a page; return the slice to show."""
    pages = max(1, -(-count // size))
    _begin(key, range(1, pages + 1), 1)
    reserve_control(key, "pages")
    page = st.pagination(pages, key=key) if pages > 1 else 1
    keep(key, page, 1, text=str(page))
    return slice((page - 1) * size, page * size)


def _begin(key: str, options: Sequence[Any], start: Any) -> None:
    """Let a control over some options begin with what the address, or the visitor before, has chosen."""
    by_name = {str(option): option for option in options}
    take(key, start, parse=by_name.get, known=lambda value: value in options, range_=listed(options))
