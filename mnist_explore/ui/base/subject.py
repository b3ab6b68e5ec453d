"""Which digits the page shown is about: said by whatever names a group on it, read by the menu that takes them away."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from mnist_explore.atlas.groups import Group
from mnist_explore.ui.base.address import DIGIT, current_page, parameters_now
from mnist_explore.words import TEXTS

_SUBJECT = "subject"
"""Where the session keeps it."""


@dataclass
class _Subject:
    """What the last whole run of a page said that it is about.

    Parameters
    ----------
    groups
        Name → group of digits, in the order they were named.
    read
        The page and its parameters when the groups were last read; None if no menu has asked for them.
    """

    read: tuple[str, dict[str, str]] | None = None
    groups: dict[str, Group] = field(default_factory=dict)


def begin_subject() -> None:
    """Forget what was said of the view before; a page's run calls it before anything names a group."""
    st.session_state[_SUBJECT] = _Subject(_found().read and _here())


def tell_subject(group: Group, *, key: str) -> None:
    """Say that the page shown is about a group of digits.

    Parameters
    ----------
    group
        The digits.
    key
        What names them; said again under the same name, the later group counts.
    """
    _found().groups[key] = group


def drop_subject(*, key: str) -> None:
    """Take back what was said under a name: nothing is selected any more."""
    _found().groups.pop(key, None)


def subjects() -> tuple[Group, ...]:
    """Return the groups of digits that the page shown is about: the class chosen, where nothing names any."""
    _found().read = _here()
    digit = st.session_state.get(DIGIT)
    whole = Group() if digit is None else Group().asking("digit", TEXTS[digit])
    return tuple(dict.fromkeys(_found().groups.values())) or (whole,)


def is_same_view() -> bool:
    """Return whether the address is the one for which :func:`subjects` were read last."""
    return _found().read in (None, _here())


def _here() -> tuple[str, dict[str, str]]:
    """Return the page shown and its parameters."""
    return current_page(), parameters_now()


def _found() -> _Subject:
    """Return what is known of the page."""
    found: _Subject = st.session_state.setdefault(_SUBJECT, _Subject())
    return found
