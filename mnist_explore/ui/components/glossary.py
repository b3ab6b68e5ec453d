"""Terms explained in place: text whose terms are told of by the question mark beside it, all from one list."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st

SOURCE = Path(__file__).parent / "glossary.toml"


@dataclass(frozen=True)
class Term:
    """One term: what it is called, the forms in which a text has it, and what it means."""

    name: str
    said: re.Pattern[str]
    words: str


@cache
def terms() -> tuple[Term, ...]:
    """Return all terms, in the order of ``glossary.toml``."""
    entries = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["term"]
    return tuple(
        Term(one["name"], re.compile(rf"(?<!\w)(?:{'|'.join(one['said'])})", re.IGNORECASE), one["words"])
        for one in entries
    )


def terms_in(text: str) -> tuple[Term, ...]:
    """Return the terms that a text has, in the order of the list.

    >>> [term.name for term in terms_in("The large picture is the medoid.")]
    ['Medoid']
    """
    return tuple(term for term in terms() if term.said.search(text))


def explanation(text: str) -> str | None:
    """Return what the terms in a text mean, a paragraph each in Markdown; None where it has none."""
    found = terms_in(text)
    return "\n\n".join(f"**{term.name}.** {term.words}" for term in found) or None


def show_caption(text: object) -> None:
    """Show small text, and beside it, to be opened by mouse, finger or keyboard, what its terms mean."""
    st.caption(str(text), help=explanation(str(text)))
