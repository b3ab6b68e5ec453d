"""The statements of the pages about networks: what is misclassified, which methods do, which labels are in doubt."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mnist_explore.analysis import cards
from mnist_explore.analysis.errors import disputed, doubts, methods, sentences
from mnist_explore.analysis.errors.by_style import style_errors
from mnist_explore.analysis.errors.confusion import (
    Answers,
    confused_pairs,
    method_answers,
    most_confused,
    resampled_pairs,
    table_answers,
    writer_errors,
)
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.predictions import (
    OURS,
    Methods,
    load_methods,
    right_against,
    right_alone,
    right_nowhere,
)
from mnist_explore.atlas.queries import classes
from mnist_explore.digits import SPLITS
from mnist_explore.errors import ArtifactError
from mnist_explore.model.serving.recogniser import load_recogniser
from mnist_explore.model.training.out_of_fold import has_folds
from mnist_explore.sources import Votes
from mnist_explore.statements import Statement, compose

Told = Iterator[tuple[str, Statement]]
"""What a statement is about, and the statement."""

PAIRS = 10
HARDEST = 10


def known_methods(atlas: Atlas) -> Methods | None:
    """Return the methods' answers, or None where none were kept of these digits."""
    try:
        return load_methods(atlas.digits)
    except ArtifactError:
        return None


def confusion(atlas: Atlas) -> Told:
    """Yield what is said of our network's errors: of test digits, and of training digits that it did not see."""
    known = known_methods(atlas)
    for split in SPLITS[::-1]:
        if not len(atlas.digits.where_split(split)) or (known is None and split == "train"):
            continue
        if known is None and not atlas.is_read:
            return
        if known is None:
            answers = table_answers(atlas.table, split=split)
        else:
            answers = method_answers(known, atlas.digits, name=OURS, split=split)
        yield f"errors: {split}", sentences.errors_in_words(answers)
        given, answer = most_confused(answers.counts)
        yield f"cell: {split}, {given} as {answer}", sentences.cell_words(answers, given, answer)
        yield from _pairs(atlas, answers)
        yield from _styles(atlas, answers)
        if atlas.digits.has_writers:
            found = writer_errors(atlas.table, answers)
            yield f"spared: {split}", sentences.spared_words(found)
            for row in found.writers.head(HARDEST if found.spread else 0).to_dict("records"):
                yield f"hardest: {split}", sentences.writer_words(row)


def _pairs(atlas: Atlas, answers: Answers) -> Told:
    """Yield which pairs are mixed up."""
    pairs = confused_pairs(answers.counts)
    again = resampled_pairs(atlas.table, answers)[:, pairs["first"], pairs["second"]]
    for place, row in enumerate(pairs.head(PAIRS).itertuples()):
        digits = int(np.isin(answers.labels, [row.first, row.second]).sum())
        about = f"{answers.split}, {row.first} and {row.second}"
        said, ways = sentences.pair_words(row, errors=int(answers.wrong.sum()), digits=digits, again=again, place=place)
        yield f"pair: {about}", said
        yield f"ways: {about}", ways


def _styles(atlas: Atlas, answers: Answers) -> Told:
    """Yield which styles are misclassified."""
    both = style_errors(atlas, answers)
    found, trends = both.styles, both.trends
    if not len(found):
        return
    tested = found[found["p"].notna() & ~found["twin"]]
    if len(tested):
        yield f"styles: {answers.split}", sentences.held_styles(tested)
    yield f"trends: {answers.split}", sentences.trend_words(trends)
    for measure, rows in found.groupby("measure", sort=False):
        yield f"worst: {answers.split}, {measure}", sentences.worst_words(rows, drawn=atlas.digits.resampled)
        for row in rows.to_dict("records"):
            yield f"rate: {answers.split}, {row['name']}", sentences.rate_words(row)
            # A rate that is no higher than the rest's is not told as how many times as high it is.
            if row["ratio"] > 1:
                yield f"ratio: {answers.split}, {row['name']}", sentences.style_words(row)


def compared_methods(atlas: Atlas) -> Told:
    """Yield what is said of the methods side by side, and how many digits each has alone."""
    known = known_methods(atlas)
    if known is None or len(known.names) < 2 or not len(atlas.digits.where_split("test")):
        return
    yield "finding", methods.finding(known, atlas)
    for split in SPLITS[::-1]:
        alone = right_alone(known, atlas.digits, OURS, split=split)
        yield f"only our network: {split}", methods.counted(alone, atlas, split)
        for name in known.names:
            if name != OURS:
                ours = right_against(known, atlas.digits, OURS, name, split=split)
                theirs = right_against(known, atlas.digits, name, OURS, split=split)
                yield f"our network and not {name}: {split}", methods.counted(ours, atlas, split)
                yield f"{name} and not our network: {split}", methods.counted(theirs, atlas, split)
        yield f"no method: {split}", methods.counted(right_nowhere(known, atlas.digits, split=split), atlas, split)


def doubted(atlas: Atlas, votes: Votes | None) -> Told:
    """Yield how many labels are in doubt, whether people agree, and the first case of either split."""
    known = known_methods(atlas)
    if known is None:
        return
    digits = atlas.digits
    rankings = {split: disputed.rank_labels(digits, known.doubt, split=split) for split in SPLITS}
    several = has_folds(digits)
    counts = disputed.count_disputed(digits, rankings)
    yield "counts", doubts.counts_words(counts, disputed.most_otherwise(digits, rankings), several=several)
    if votes is not None:
        yield "agreement", doubts.agreement_words(rankings["test"], votes)
    for split, ranking in rankings.items():
        for index in ranking.indices[:1].tolist():
            lines = doubts.case_statements(
                known, ranking, None if votes is None else votes.of(index), index=index,
                label=int(digits.labels[index]), split=split, several=several and split == "test",
            )  # fmt: skip
            yield from ((f"case: {index}", line) for line in lines)


def cards_of(atlas: Atlas, *, indices: list[int] | None = None) -> Told:
    """Yield what the cards of some digits say, by default of the first of each class."""
    if indices is None:
        labels = atlas.digits.labels
        indices = [int(np.flatnonzero(labels == digit)[0]) for digit in classes(labels)]
    known = known_methods(atlas)
    try:
        network = load_recogniser()
    except ArtifactError:
        network = None
    for index in indices:
        row = atlas.table.iloc[index].to_dict()
        lines = [*cards.whose(atlas, index), *cards.style_statements(atlas, row)]
        lines += cards.percentile_statements(atlas, cards.places_among(atlas, row), int(row["label"]))
        if network is not None:
            chances = network.probabilities(atlas.digits.images[index : index + 1])[0]
            is_trained_on = SPLITS[atlas.digits.split[index]] == "train" and has_folds(atlas.digits)
            unseen = known.probabilities[index] if is_trained_on and known is not None else None
            lines += cards.network_statements(chances, unseen, is_trained_on=is_trained_on)
        writer = int(atlas.digits.writer[index])
        if writer >= 0:
            lines.append(cards.by_the_writer(int((atlas.digits.writer == writer).sum()) - 1))
        yield from ((f"digit: {index}", line) for line in lines)


def yours(atlas: Atlas) -> Told:
    """Yield what is said of a digit of each class treated as a visitor's."""
    labels = atlas.digits.labels
    try:
        network = load_recogniser()
    except ArtifactError:
        network = None
    for digit in classes(labels):
        index = int(np.flatnonzero(labels == digit)[-1])
        about = f"as if yours: {index}"
        if network is not None:
            chances = network.probabilities(atlas.digits.images[index : index + 1])[0]
            yield about, compose("The network classifies it as {} {}", str(chances.argmax()),
                                 cards.verdict_statement(chances))  # fmt: skip
        row = atlas.table.iloc[index].to_dict()
        yield about, cards.measured_among(atlas, digit)
        yield from ((about, line) for line in cards.trait_shares(atlas, row))
