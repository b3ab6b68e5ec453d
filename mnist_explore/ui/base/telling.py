"""What the browser tells a component, done once and never lost.

A click's message can be overtaken by the next one's at any moment: before the page's run, in a callback, or anywhere in
the run, which ends there. What Streamlit calls a trigger goes with it. So the browser tells things as state, which
comes with every later message too, each with a number of its own; they are done in a callback, before the page's run,
and in the run itself, where the callback was overtaken.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

_VISIT = "telling_visit"
_DONE = "telling_done"
MOST_DONE = 64
"""Components whose last number is remembered, those that were on the page last: no page has so many."""


def visit_name() -> str:
    """Return the name that the browser gives along with what it tells.

    A browser that comes back to another session, as after a restart, still tells what was done in the last one.
    """
    name: str = st.session_state.setdefault(_VISIT, secrets.token_hex(4))
    return name


def do_once(key: str, takers: Mapping[str, Callable[[Any], None]]) -> bool:
    """Do what the browser has told a component, if it has not been done yet; return whether anything was done.

    Parameters
    ----------
    key
        Of the component.
    takers
        Name of what is told, as in the component's ``on_{name}_change`` → what takes it, which can be anything. It may
        be done twice, where the run is overtaken in the midst of it.
    """
    state = st.session_state.get(key)
    done: dict[tuple[str, str], float] = st.session_state.setdefault(_DONE, {})
    anything = False
    for name, take in takers.items():
        told = state.get(name) if isinstance(state, Mapping) else None
        if not isinstance(told, Mapping) or told.get("visit") != visit_name():
            continue
        number = told.get("time")
        # One that is not equal to itself would be done again and again.
        if not isinstance(number, int | float) or number != number:
            continue
        if done.get((key, name)) != number:
            take(told.get("what"))
            anything = True
        # The last that was on a page stands last, whether it was done now or before.
        done.pop((key, name), None)
        done[key, name] = number
        if len(done) > MOST_DONE:
            del done[next(iter(done))]
    return anything
