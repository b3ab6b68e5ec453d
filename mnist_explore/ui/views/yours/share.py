"""A visitor's digit to pass on: a link that holds it, and a card as a picture, made when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from mnist_explore.atlas import Atlas
from mnist_explore.figures.share_card import share_card
from mnist_explore.ink.sharing import shared_text
from mnist_explore.ui.base.errors import say_errors
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import LINKED
from mnist_explore.ui.views.yours.measured import telling_facts
from mnist_explore.words import SINGULARS, TEXTS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@say_errors()
def show_sharing(atlas: Atlas, image: NDArray[np.uint8], chances: NDArray[np.float32] | None, *, key: str) -> None:
    """Show the link to a digit, and offer its card.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8.
    chances
        ``(10,)`` float32, how probable each class is, or None without a network: there is no card then.
    key
        Begins every widget's key.
    """
    text = shared_text(image)
    st.markdown("**A link to this digit.** Whoever opens it sees the digit, and all that is said of it here.")
    st.code(digit_link(text, page=st.context.url or ""), language=None, wrap_lines=True)
    show_caption(
        f"The digit's 28 × 28 pixels are in the link itself, {len(text)} characters; nothing is kept here, and nothing "
        "else of your picture is in it."
    )
    if chances is None:
        return
    asked = f"{key}_card_of"
    if st.button("Make a card to share", key=f"{key}_make_card", icon=":material/image:"):
        st.session_state[asked] = text
    if st.session_state.get(asked) == text:
        _show_card(atlas, image, chances, key=key)


def digit_link(text: str, *, page: str) -> str:
    """Return the address at which a digit is shown.

    Parameters
    ----------
    text
        Of :func:`~mnist_explore.ink.sharing.shared_text`.
    page
        The address that the visitor sees this page at; of none, a path is returned.

    >>> digit_link("1abc", page="https://digits.example/app/yours?digit=3#top")
    'https://digits.example/app/yours?yours_digit=1abc'
    >>> digit_link("1abc", page="")
    '/yours?yours_digit=1abc'
    """
    parts = urlsplit(page)
    path = parts.path if parts.path.rstrip("/").endswith("yours") else "/yours"
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode({LINKED: text}), ""))


def _show_card(atlas: Atlas, image: NDArray[np.uint8], chances: NDArray[np.float32], *, key: str) -> None:
    """Show a digit's card and offer it as a file."""
    answer, confidence = int(chances.argmax()), float(chances.max())
    facts = telling_facts(atlas, image, answer)
    card = share_card(image, answer=answer, confidence=confidence, facts=facts)
    st.image(card, width=600, alt=f"The card: classified as {SINGULARS[answer]}. {'. '.join(facts)}")
    st.download_button(
        "Download the card (PNG, 1200 × 630)", card, f"digit-{TEXTS[answer]}.png", "image/png", key=f"{key}_card",
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip
