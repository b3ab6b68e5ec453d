"""Opening a folder or file of one's own from the page: for who runs the server alone, and shown to all its visitors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from mnist_explore.atlas import load_atlas
from mnist_explore.build.stages import STAGES, build_atlas
from mnist_explore.errors import ArtifactError, DataError, plain
from mnist_explore.sources import Found, open_data
from mnist_explore.sources.forms.given import FITS, How
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import close_index
from mnist_explore.ui.base.background import Work
from mnist_explore.ui.base.memory import visitors_may
from mnist_explore.ui.components.progress import show_progress

STAGE_WORDS = {
    "style": "Measuring",
    "family": "Looking for families",
    "axes": "Looking for style axes",
    "network": "Classifying",
    "map": "Laying out the map",
}
_ASKED = "opening_asked"
_FIT_WORDS = {None: "refuse them", "ink": "find each and size it", "pad": "put paper around them"}


@dataclass(eq=False)
class _Asked:
    """What is being opened.

    Parameters
    ----------
    path
        The folder or file.
    stage
        What is done with it now, in words.
    work
        Gives what was found there, measured.
    """

    path: Path
    stage: str = "Reading"
    work: Work[Found] = field(init=False)


def opened(path: Path, how: How, *, say: Callable[[str], None], move: Callable[[float], None]) -> Found:
    """Return the digits of a folder or file, after measuring them where no atlas of theirs is kept yet.

    Parameters
    ----------
    path, how
        As for :func:`~mnist_explore.sources.open_data`.
    say
        Told what is being done, in words.
    move
        Told the finished share, 0-1; what it raises ends the work, and leaves nothing behind.

    Raises
    ------
    DataError, ArtifactError
        If they cannot be read, or are too few to be measured.
    """
    move(0.0)
    found = open_data(_at_home(path), how)
    move(0.02)
    try:
        load_atlas(found.digits)
    except ArtifactError:
        build_atlas(found.digits, progress=lambda stage, share: _tell(stage, share, say, move))
    return found


def _at_home(path: Path) -> Path:
    """Return a path with ``~`` replaced by the folder that it stands for."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise DataError(f"{plain(path)} names somebody unknown to this server; write the whole path.") from error


def show_opening() -> None:
    """Show a box for the path of a folder or file, where the server's owner lets pages open one."""
    if not visitors_may("open"):
        return
    asked = _show_what_is_ready()
    with st.expander("Open other data", key="opening", icon=":material/folder_open:", expanded=asked is not None):
        if asked is not None and not asked.work.ended:
            show_progress(
                asked.work, doing=lambda: asked.stage, waits="Another visitor's work comes first", key="opening"
            )
            return
        st.text_input("A folder or file of this server", key="opening_path", placeholder="/home/me/letters.npz")
        st.checkbox("Exchange rows and columns", key="opening_transpose")
        st.checkbox("Make black on white white on black", key="opening_invert")
        st.selectbox("Pictures of other sizes", [None, *FITS], key="opening_fit", format_func=_FIT_WORDS.__getitem__)
        st.button("Open", key="opening_go", on_click=_begin, icon=":material/play_arrow:")
        if asked is not None and asked.work.error is not None and not asked.work.stopped:
            st.text(plain(f"{asked.work.error}"))
        if cache.shelf().first is not None:
            st.button("Back to the first data", key="opening_back", on_click=_go_back, icon=":material/undo:")


def _begin() -> None:
    """Begin to open what was named; an empty box asks for nothing."""
    state = st.session_state
    name = (state.get("opening_path") or "").strip()
    if not name or not visitors_may("open"):
        return
    how = How(state.get("opening_fit"), bool(state.get("opening_transpose")), bool(state.get("opening_invert")))
    asked = _Asked(Path(name))

    def say(words: str) -> None:
        asked.stage = words

    asked.work = Work(lambda move: opened(asked.path, how, say=say, move=move))
    state[_ASKED] = asked


def _show_what_is_ready() -> _Asked | None:
    """Let all visitors see what has been opened, if that is finished; return what is under way, or went wrong."""
    asked: _Asked | None = st.session_state.get(_ASKED)
    found = asked.work.result() if asked is not None else None
    if found is None:
        return asked
    _show(found)
    del st.session_state[_ASKED]
    st.rerun()


def _show(found: Found) -> None:
    """Show other digits from now on, and remember which were the first."""
    shelf = cache.shelf()
    with shelf.lock:
        shelf.first = shelf.first or shelf.found
        shelf.found = found
    close_index()  # a card that is open is of a digit of the others


def _go_back() -> None:
    """Show the digits again that the server started with."""
    shelf = cache.shelf()
    with shelf.lock:
        shelf.found, shelf.first = shelf.first, None
    close_index()


def _tell(stage: str, share: float, say: Callable[[str], None], move: Callable[[float], None]) -> None:
    """Tell a stage and the share of all stages that is finished."""
    say(STAGE_WORDS[stage])
    move(0.02 + 0.98 * (list[str](STAGES).index(stage) + share) / len(STAGES))
