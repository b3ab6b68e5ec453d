"""The frame around every page: its title, the sidebar, the digits, and a sentence when something is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.values import members
from mnist_explore.build.stages import build_atlas
from mnist_explore.classes import in_use, use
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError, MnistExploreError, plain
from mnist_explore.sources import Found, Progress, load_digits
from mnist_explore.ui import base
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import DIGIT, chosen_index
from mnist_explore.ui.base.arriving import arrive
from mnist_explore.ui.base.devices import is_telephone
from mnist_explore.ui.base.mark import NAME, icon_svg, logo_svg
from mnist_explore.ui.base.memory import prepare_server, visitors_may
from mnist_explore.ui.base.speaking import speak_of_classes
from mnist_explore.ui.components.arrival import found_digits, is_awaited, show_awaited
from mnist_explore.ui.components.card import show_card
from mnist_explore.ui.components.choices import choose_digit
from mnist_explore.ui.components.links import link_to
from mnist_explore.ui.components.narrow import close_sidebar_after
from mnist_explore.ui.components.opening import show_opening
from mnist_explore.ui.components.sheet import send_sheet_code
from mnist_explore.ui.components.takeaway import show_takeaway
from mnist_explore.words import PLURALS, SINGULARS


@dataclass(frozen=True)
class Page:
    """One page of the dashboard: file, name in the sidebar, icon, question, and whether it can be about one digit."""

    file: str
    name: str
    icon: str
    question: str
    by_digit: bool = True


PAGES = {
    "app": Page("app.py", "Overview", ":material/home:", "How differently do people write the same digit?"),
    "samples": Page("pages/samples.py", "Samples", ":material/grid_view:", "What do the digits look like?"),
    "variation": Page(
        "pages/variation.py", "Variation", ":material/insights:", "How many ways are there to write one digit?"
    ),
    "averages": Page("pages/averages.py", "Averages", ":material/layers:", "What does the average digit look like?"),
    "map": Page("pages/map.py", "Map", ":material/scatter_plot:", "Which digits are written alike?"),
    "writers": Page("pages/writers.py", "Writers", ":material/groups:", "How alike are one writer's digits?"),
    "compare": Page("pages/compare.py", "Compare", ":material/compare:", "What sets two groups of digits apart?"),
    "confusion": Page("pages/confusion.py", "Confusion", ":material/compare_arrows:", "Which digits get mixed up?"),
    "methods": Page(
        "pages/methods.py", "Methods", ":material/balance:", "Does it take a neural network?", by_digit=False
    ),
    "disputed": Page("pages/disputed.py", "Disputed labels", ":material/how_to_vote:", "Which labels are in doubt?"),
    "yours": Page("pages/yours.py", "Your digit", ":material/draw:", "What do the numbers say about your own digit?"),
}
"""All pages, in the sidebar's order; the key is the page's address."""

OF_PICTURES = {
    "app": "How different are pictures of one class?",
    "variation": "How much do pictures of one class vary?",
    "map": "Which pictures are alike?",
    "confusion": "Which classes get mixed up?",
}
"""What pages ask of other things than digits, where "digit" is not just another word for picture."""


DOORS_IN_A_ROW = 4

UNSEEN_PX = 1
"""Of what waits for ``page.css``, which gives it its own height."""
DIGITS_PX = 120
"""Of the choice of a digit on a telephone, two rows; its own where ``page.css`` is in force."""
STYLE = Path(base.__file__).parent / "page.css"


def open_page(name: str) -> Atlas:
    """Open a page and return the atlas that it shows; stop with a sentence when there is none.

    Parameters
    ----------
    name
        A key of :data:`PAGES`.
    """
    prepare_server()
    speak_of_classes()
    page = PAGES[name]
    st.set_page_config(page_title=f"{page.name} · {NAME}", page_icon=icon_svg(), layout="wide")
    st.html(STYLE)
    send_sheet_code()
    st.logo(logo_svg("dark" if st.context.theme.type == "dark" else "light"), size="large")
    arrive(name)
    _wait_for_style()
    side = st.sidebar.container(key="page_side", height=UNSEEN_PX, border=False)
    with side:
        links = st.container(key="page_links")
        beside = st.container()
        if not page.by_digit:
            st.caption(f"This page is about {in_use().all_of_them}.")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(question_of(name), anchor=False, width="content")
        corner = st.container(width="content", key="page_corner")
    choice = _place_of_choice(beside, page)
    found, page_body = _found_before_choice()
    with choice:
        digit = choose_digit()
    with links:
        # After the choice, which every link takes along.
        for key, other in PAGES.items():
            link_to(key, label=other.name, icon=other.icon)
    with side:
        show_opening()
        close_sidebar_after(f"{name} {digit}", key="sidebar_choice")
    with page_body:
        _banner(found)
        atlas = _atlas_or_stop(found.digits)
        index = chosen_index(len(atlas.digits))
    with corner:
        show_takeaway(atlas)
    if index is not None:
        show_card(atlas, index)
    return atlas


def _place_of_choice(beside: DeltaGenerator, page: Page) -> DeltaGenerator:
    """Return where a class is chosen: on a telephone the sidebar is out of sight, and with it what a page is about."""
    if is_telephone() and page.by_digit:
        return st.container(key="page_digit", height=DIGITS_PX, border=False)
    return beside


def _found_before_choice() -> tuple[Found, DeltaGenerator]:
    """Return the digits, before a class of theirs is chosen, and the place of all that comes and goes while loading.

    In one place, or what stands below would be drawn anew and a drawing in its box be lost.
    """
    place = st.container()
    with place:
        return _spoken_of(found_digits(load_digits)), place


def question_of(name: str) -> str:
    """Return a page's question, as it is asked of the classes in use."""
    question = PAGES[name].question
    return question if in_use().are_digits else OF_PICTURES.get(name, question)


def _wait_for_style() -> None:
    """Put all that follows into a container that is seen once the page's rules of style have come.

    Their code arrives after the first elements have, as a browser would never have it of a page of its own: what was
    drawn without them would jump.
    """
    st.container(key="page", height=UNSEEN_PX, border=False).__enter__()


def chosen_class(atlas: Atlas) -> int | None:
    """Return the class chosen in the sidebar; None for all, with a sentence where the chosen one has no digits."""
    digit: int | None = st.session_state.get(DIGIT)
    if digit is None or digit in queries.classes(atlas.digits.labels):
        return digit
    words = f"None of these digits is a {SINGULARS[digit]}; it is as if none were chosen."
    st.info(words, icon=":material/info:")
    return None


def say_all_ten() -> None:
    """Say of a view that the choice in the sidebar changes nothing in it, where one was made."""
    if st.session_state.get(DIGIT) is not None:
        one = "digit" if in_use().are_digits else "class"
        st.info(f"This view is about {in_use().all_of_them}, whichever {one} is chosen.", icon=":material/info:")


def counted(atlas: Atlas, digit: int | None) -> str:
    """Return how many digits there are of a class, or in all, in words."""
    if digit is None:
        return f"{len(atlas.digits):,} digits"
    return f"{len(members(atlas.table, digit)):,} {PLURALS[digit]}"


def one_class(atlas: Atlas, *, default: int) -> int:
    """Return the class chosen in the sidebar, else `default`, else the first that has digits."""
    chosen = chosen_class(atlas)
    if chosen is not None:
        return chosen
    there = queries.classes(atlas.digits.labels)
    return default if default in there else there[0]


def show_doors() -> None:
    """Show a card for every other page: its name and the question it answers."""
    doors = [(key, page) for key, page in PAGES.items() if key != "app"]
    for start in range(0, len(doors), DOORS_IN_A_ROW):
        for column, (key, page) in zip(st.columns(DOORS_IN_A_ROW), doors[start:], strict=False):
            with column.container(border=True, height="stretch"):
                link_to(key, label=f"**{page.name}**", icon=page.icon)
                st.caption(question_of(key))


def _spoken_of(found: Found) -> Found:
    """Return what was found, once pages speak of its classes; a run that has spoken of others begins anew."""
    if found.digits.classes != in_use():
        use(found.digits.classes)
        st.rerun()
    return found


def _bar_in(place: DeltaGenerator) -> Progress:
    """Return a progress bar in a place of the page, to be called with a stage and its share."""

    def move(stage: str, share: float) -> None:
        place.progress(min(1.0, share), text=stage)

    return move


def _banner(found: Found) -> None:
    """Say what is shown when it is not MNIST, what is on its way, and what went wrong."""
    if found.is_fallback:
        with st.container(border=True):
            st.markdown(
                f":material/info: **{_headline(found)}** You see scikit-learn's bundled real digits "
                f"{'meanwhile' if is_awaited() else 'instead'}: "
                f"{len(found.digits):,} pictures of 8 × 8 pixels from the UCI collection, brought to 28 × 28. "
                "Every page works with them; only writers are unknown."
            )
            if is_awaited():
                show_awaited()
                return
            if found.problem:
                # As text: the name of a folder or column is no Markdown.
                st.text(found.problem)
                st.caption("`python -m mnist_explore check PATH` says what a folder or file holds; then start anew.")
                return
            if not visitors_may("fetch"):
                st.caption(
                    "Whoever runs this server gets MNIST by `python -m mnist_explore fetch`, and starts it again."
                )
            elif st.button("Try the download again", key="retry", icon=":material/refresh:"):
                cache.shelf().found = None
                st.rerun()
    elif is_awaited():
        show_awaited()
    for doubt in found.doubts:
        st.warning(doubt, icon=":material/screen_rotation:")
    if found.notices:
        with st.expander("What was tried" if found.is_fallback else "About the data shown", expanded=False):
            for notice in found.notices:
                st.text(notice)


def _headline(found: Found) -> str:
    """Return why the bundled digits are shown."""
    if is_awaited():
        return "MNIST is on its way."
    return "The data that were named cannot be used." if found.problem else "MNIST could not be reached."


def _atlas_or_stop(digits: Digits) -> Atlas:
    """Return the atlas; without a fitting one, say why and offer to compute it."""
    try:
        return cache.atlas_of(digits)
    except ArtifactError as error:
        st.warning(str(error))
    if not visitors_may("build"):
        st.write(
            "Whoever runs this server has them measured by `python -m mnist_explore build`, with the same "
            "`--data PATH` where that named them."
        )
        st.stop()
    st.write(
        f"These {len(digits):,} digits can be measured, classified and mapped now. "
        "It takes a few seconds for a thousand digits and some minutes for 70,000."
    )
    if st.button("Measure them now", key="build", type="primary"):
        try:
            _measure(digits, _bar_in(st.empty()))
        except (MnistExploreError, OSError, MemoryError) as error:
            st.error(plain(f"The digits could not be measured: {error or 'there is not enough memory.'}"))
        else:
            st.rerun()
    st.stop()


def _measure(digits: Digits, progress: Progress) -> None:
    """Compute the atlas, unless another visitor did so while this one was waiting for their turn."""
    with cache.shelf().building:
        try:
            cache.atlas_of(digits)
        except ArtifactError:
            build_atlas(digits, progress=progress)
