"""A digit's card in a notebook: the digit, what is known of it, and where it stands among its class."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from mnist_explore.analysis.cards import network_statements, places_among, style_statements, whose
from mnist_explore.analysis.variation.axes import axis_percentiles
from mnist_explore.analysis.variation.percentiles import Percentile
from mnist_explore.atlas import Atlas
from mnist_explore.digits import SPLITS
from mnist_explore.figures.share_card import MOST_FACTS, share_card
from mnist_explore.model.serving.recogniser import load_recogniser, network_section
from mnist_explore.notebook.pictures import DIGIT_SCALE, ShownDigit, digit_at, enlarged_png, picture_html
from mnist_explore.words import PLURALS

BAR = "display: inline-block; height: 0.6em; background: #d1603d; width: {:.0f}px"


@dataclass(frozen=True, eq=False)
class ShownCard:
    """Everything that is known of one digit.

    Parameters
    ----------
    digit
        The digit.
    lines
        Sentences, with Markdown's stars.
    places
        Where it stands among its class, measure by measure.
    answer, confidence
        What the network classifies it as, and how probable it holds that, 0-1.
    """

    digit: ShownDigit
    lines: tuple[str, ...]
    places: tuple[Percentile, ...]
    answer: int
    confidence: float

    def __repr__(self) -> str:
        """Return what a terminal shows."""
        return "\n".join((f"{self.digit!r}", *(line.replace("**", "") for line in self.lines)))

    def _repr_png_(self) -> bytes:
        """Return the card as a picture of 1200 by 630 pixels, with the lines that say most."""
        facts = [line.replace("**", "") for line in self.lines[: MOST_FACTS + 2]][-MOST_FACTS:]
        return share_card(self.digit.image, answer=self.answer, confidence=self.confidence, facts=facts)

    def _repr_html_(self) -> str:
        """Return the card as a page has it, which Jupyter prefers."""
        picture = picture_html(enlarged_png(self.digit.image, scale=DIGIT_SCALE), alt=repr(self.digit))
        lines = "".join(f"<li>{_bold(line)}</li>" for line in self.lines)
        rows = "".join(_row(place) for place in self.places)
        heads = f"<th>among the {PLURALS[self.digit.label]}</th><th></th><th colspan=2>per cent lie below it</th>"
        return f"{picture}<ul>{lines}</ul><table><tr>{heads}</tr>{rows}</table>"


def card_of(atlas: Atlas, index: int) -> ShownCard:
    """Return the card of a digit of the atlas by its number.

    Raises
    ------
    IndexError
        If there is no digit of that number.
    ArtifactError
        If the network that reads these pictures is missing or damaged.
    """
    digit = digit_at(atlas.digits, index)
    row = atlas.table.iloc[index].to_dict()
    chances = load_recogniser(section=network_section(atlas.digits)).probabilities(digit.image[None])[0]
    is_trained_on = SPLITS[atlas.digits.split[index]] == "train"
    answers = network_statements(chances, None, is_trained_on=is_trained_on)
    lines = (*whose(atlas, index), *style_statements(atlas, row), *answers)
    places = (*places_among(atlas, row), *axis_percentiles(atlas, row, label=digit.label))
    return ShownCard(digit, tuple(map(str, lines)), places, int(chances.argmax()), float(chances.max()))


def _bold(line: str) -> str:
    """Return a line as HTML, Markdown's stars as bold letters."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(line))


def _row(place: Percentile) -> str:
    """Return a measure as a row: its name, value and place, with a bar as long as the place is high."""
    bar = f'<span style="{BAR.format(place.percentile)}"></span>'
    return (
        f'<tr><td style="text-align: left">{escape(place.title)}</td><td>{escape(place.text)}</td>'
        f'<td>{place.percentile:.0f}</td><td style="text-align: left; min-width: 100px">{bar}</td></tr>'
    )
