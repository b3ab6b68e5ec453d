"""What all visitors share stays: out of the garbage collector's way, and out of any one visitor's reach."""

from __future__ import annotations

import gc
import os
from typing import Any, Literal

from streamlit.runtime.app_session import AppSession

VISITORS_VARIABLE = "MNIST_EXPLORE_VISITORS_MAY"
"""Commands, by commas, that the server's owner lets visitors start from a page: ``fetch``, ``build``, and ``open``,
which reads any folder or file of the server and shows it to everybody."""


def visitors_may(command: Literal["fetch", "build", "open"]) -> bool:
    """Return whether visitors may start work that costs all others time and memory; only by the owner's word."""
    return command in os.environ.get(VISITORS_VARIABLE, "").replace(" ", "").split(",")


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


def settle_memory() -> None:
    """Collect what is garbage now and leave everything else out of later collections.

    Streamlit calls ``gc.collect(2)`` after every run of a page (its option ``runner.postScriptGC``), which walks
    every object that imports and the atlas have made: most of a run's time on a warm server. What is loaded once
    for all visitors never becomes garbage while it is of use, so it need not be walked; objects made later are
    collected as before. Call this each time something shared has been loaded: what was left out before is looked
    at again, so that a replaced atlas is not kept for ever.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
