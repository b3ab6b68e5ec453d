"""What all visitors share stays: out of the garbage collector's way, and out of any one visitor's reach."""

from __future__ import annotations

import os
from typing import Any, Literal

from streamlit.runtime.app_session import AppSession

from mnist_explore.heap import keep_heap_small
from mnist_explore.ui.base.housekeeping import HOUSEKEEPER

VISITORS_VARIABLE = "MNIST_EXPLORE_VISITORS_MAY"
"""Commands, by commas, that the server's owner lets visitors start from a page: ``fetch``, ``build``, and ``open``,
which reads any folder or file of the server and shows it to everybody."""


def visitors_may(command: Literal["fetch", "build", "open"]) -> bool:
    """Return whether visitors may start work that costs all others time and memory; only by the owner's word."""
    return command in os.environ.get(VISITORS_VARIABLE, "").replace(" ", "").split(",")


def prepare_server() -> None:
    """Make the process ready for many visitors; pages call it first, and it is the same however often they do."""
    keep_heap_small()
    keep_shared_caches()
    HOUSEKEEPER.note()


def keep_shared_caches() -> None:
    """Let no visitor empty the caches that all visitors share.

    Any browser can send Streamlit the message that its own menu's "Clear cache" sends; the server has no setting that
    refuses it. Digits and atlas would be loaded anew at everybody's next page, as often as one visitor likes, and every
    open session would hold on to the atlas that it was shown last: Streamlit keeps the arguments of fragments. Where a
    later Streamlit has no such method there is nothing to put in its place.
    """
    if hasattr(AppSession, "_handle_clear_cache_request"):
        setattr(AppSession, "_handle_clear_cache_request", _forget_own)  # noqa: B010 - mypy takes it for no method


def _forget_own(session: Any) -> None:
    """Forget what the visitor's own session holds, which is all that a visitor may clear."""
    session._session_state.clear()
