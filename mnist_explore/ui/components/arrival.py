"""The first visit to a server that just started: the page stands within seconds, however slow the network is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_explore.atlas import Atlas
from mnist_explore.sources import Found
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import close_index
from mnist_explore.ui.base.shelf import Search, Shelf

PATIENCE_S = 3.0
"""How long a page waits for the network, with a progress bar, before it stands on what is at hand."""
POLL_S = 0.1
AGAIN_S = 1.0
_STANDS = "stands_on_what_is_at_hand"


def found_digits(load: Callable[..., Found]) -> Found:
    """Return the digits that pages show now.

    What is on this machine is read at once. What is not is looked for by a thread of the server's own, once for all
    visitors: a visitor sees how far it is, and after :data:`PATIENCE_S` the page with what is at hand, until the rest
    is there. Only a link to a certain view waits for the digits that it means.

    Parameters
    ----------
    load
        :func:`mnist_explore.sources.load_digits`.
    """
    shelf = cache.shelf()
    place = st.empty()
    with shelf.lock:
        if shelf.found is None:
            shelf.found = load(progress=lambda stage, share: _move(place, stage, share), download=False)
            shelf.search = None if _is_whole(shelf.found) else Search(lambda report: load(progress=report))
    search = shelf.search
    if search is not None:
        if shelf.first is None:  # else other data were opened meanwhile, and nobody waits for these
            _wait(search, place)
        _settle(shelf, search)
    place.empty()
    assert shelf.found is not None
    return shelf.found


def begin_anew_where_replaced(atlas: Atlas) -> None:
    """Run the whole page where other digits are shown by now: for a part that runs alone, and was made of `atlas`.

    Another visitor may have opened other data since the page ran.
    """
    if not cache.shelf().shows(atlas.digits):
        st.rerun()


def is_awaited() -> bool:
    """Return whether something that would be shown is still on its way."""
    shelf = cache.shelf()
    return shelf.search is not None and shelf.first is None


@st.fragment(run_every=AGAIN_S)
def show_awaited() -> None:
    """Show how far the search is; once it has ended, the page anew."""
    search = cache.shelf().search
    if search is not None and not search.wait(0):
        st.progress(search.share, text=f"{search.stage} …")
        return
    close_index()  # a card that is open is of a digit that will be another
    st.rerun()


def _is_whole(found: Found) -> bool:
    """Return whether nothing could be added by the network: the very data that were named, or all of MNIST."""
    if found.is_fallback:
        return bool(found.problem)
    return found.digits.name != "mnist" or (found.digits.has_writers and found.votes is not None)


def _wait(search: Search, place: DeltaGenerator) -> None:
    """Show how far a search is, until it has ended or the visitor has waited for long enough."""
    # What a link means may be among the digits that are on their way; who has seen a page stand has that one's.
    patience_s = math.inf if st.query_params and not st.session_state.get(_STANDS) else PATIENCE_S
    while search.age_s < patience_s and not search.wait(POLL_S):
        _move(place, search.stage, search.share)
    st.session_state[_STANDS] = True


def _settle(shelf: Shelf, search: Search) -> None:
    """Put what a search has found on the shelf, once it has ended, or say with what is there why nothing came."""
    if not search.wait(0):
        return
    with shelf.lock:
        if shelf.search is not search:
            return
        here = shelf.first or shelf.found
        assert here is not None, "a search begins with what is here"
        found = search.found or replace(here, notices=(*here.notices, search.problem))
        shelf.search = None
        if shelf.first is None:
            shelf.found = found
        else:
            shelf.first = found


def _move(place: DeltaGenerator, stage: str, share: float) -> None:
    """Move the bar."""
    place.progress(min(1.0, max(0.0, share)), text=stage)
