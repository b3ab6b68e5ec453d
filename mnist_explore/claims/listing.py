"""The list of all statements, page by page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mnist_explore.atlas import Atlas
from mnist_explore.claims import errors, pages
from mnist_explore.claims.pages import Told
from mnist_explore.classes import spoken
from mnist_explore.sources import Found, Votes
from mnist_explore.statements import COUNT, Number, Statement


@dataclass(frozen=True)
class Claim:
    """One statement, and where it is shown.

    Parameters
    ----------
    page
        A key of :data:`PAGES`.
    about
        Which of the page's statements it is: ``"structure: 7, crossed=yes"``.
    statement
        The statement.
    """

    page: str
    about: str
    statement: Statement

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"page": self.page, "about": self.about, **self.statement.as_dict()}


PAGES: dict[str, Callable[[Atlas, Votes | None], Told]] = {
    "overview": lambda atlas, _: pages.overview(atlas),
    "samples": lambda atlas, _: pages.samples(atlas),
    "variation": lambda atlas, _: pages.variation(atlas),
    "averages": lambda atlas, _: pages.averages(atlas),
    "writers": lambda atlas, _: pages.writers(atlas),
    "compare": lambda atlas, _: pages.compare(atlas),
    "confusion": lambda atlas, _: errors.confusion(atlas),
    "methods": lambda atlas, _: errors.compared_methods(atlas),
    "disputed": errors.doubted,
    "card": lambda atlas, _: errors.cards_of(atlas),
    "yours": lambda atlas, _: errors.yours(atlas),
}
"""What shows statements → what they are."""


def list_claims(atlas: Atlas, *, page: str | None = None, votes: Votes | None = None) -> Iterator[Claim]:
    """Yield every statement with a number, of all pages and the card or of one of them.

    Parameters
    ----------
    atlas
        The digits and what is known of them.
    page
        A key of :data:`PAGES`; None for all.
    votes
        What people said of disputed labels, where that is known.

    Raises
    ------
    ValueError
        If there is no such page.
    """
    if page is not None and page not in PAGES:
        raise ValueError(f"page must be one of {', '.join(PAGES)}, not {page!r}")
    for name in [page] if page else PAGES:
        for about, statement in PAGES[name](atlas, votes):
            yield Claim(name, about, statement)


def printed(found: Found, *, page: str | None, as_json: bool) -> Iterator[str]:
    """Yield the statements as a command prints them: in lines as they come, or as one JSON list.

    Parameters
    ----------
    found
        The digits, and what people said of their labels.
    page
        As for :func:`list_claims`.
    as_json
        Which.

    Raises
    ------
    ArtifactError
        If these digits have no atlas.
    """
    from mnist_explore.atlas import load_atlas

    told = list_claims(load_atlas(found.digits), page=page, votes=found.votes)
    if as_json:
        yield spoken(json.dumps([claim.as_dict() for claim in told], indent=1, ensure_ascii=False))
        return
    for claim in told:
        yield spoken(in_lines(claim))


def in_lines(claim: Claim) -> str:
    """Return a statement, where it is shown, and below it a line for each of its numbers and ranks."""
    statement = claim.statement
    lines = [f"{claim.page} · {claim.about}", f"  {statement.text}"]
    lines += [f"    {_number_line(number)}" for number in statement.numbers]
    for rank in statement.ranks:
        rivals = f", or as well {', '.join(rank.rivals)}" if rank.rivals else ""
        place = f", place {rank.places[0]} to {rank.places[1]}" if rank.places else ""
        lines.append(f"    {rank.first}{rivals}{place}, of {rank.of}, in {rank.resamples} draws of the writers")
    return "\n".join(lines)


def _number_line(number: Number) -> str:
    """Return what a number was counted from."""
    parts = [f"{number.said.replace('**', '')}: {number.value:.6g} {number.unit}"]
    if number.numerator is not None and number.denominator is not None:
        parts.append(f"{number.numerator:.6g} of {number.denominator:,.0f} {number.of}")
    elif number.denominator is not None:
        parts.append(f"of {number.denominator:,.0f} {number.of}")
    elif number.of and number.unit == COUNT:
        parts.append(number.of)
    if number.interval is not None:
        parts.append(f"95 % interval {number.interval[0]:.4g} to {number.interval[1]:.4g}")
    return "; ".join(parts)
