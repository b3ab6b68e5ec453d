"""The views of the disputed labels' page: the sheet, one case with all its evidence, how many there are."""

from __future__ import annotations

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.errors.disputed import (
    by_the_same_hand,
    order_by_votes,
)
from mnist_explore.analysis.errors.doubts import case_statements, chances_of
from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.groups import Group, group_of_indices
from mnist_explore.atlas.predictions import Methods
from mnist_explore.atlas.values import Indices
from mnist_explore.digits import SPLITS
from mnist_explore.errors import ArtifactError
from mnist_explore.model.training.out_of_fold import has_folds, networks_of_test
from mnist_explore.sources import Ballot, Votes
from mnist_explore.statements import Statement
from mnist_explore.ui.base import cache, digit_cache
from mnist_explore.ui.base.address import turn_to
from mnist_explore.ui.base.subject import tell_subject
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.filters import CLASS, choose_group, only_class
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.narrow import bring_into_view
from mnist_explore.ui.components.sheet import digit_sheet
from mnist_explore.words import SINGULARS, TITLES, reading_words

CASE = "disputed_digit"
"""The address bar's name of the digit whose case is shown."""

WHERE = "disputed_where"
"""The address bar's name of the group whose labels are asked."""

EVIDENCE = 40
"""How many look-alikes, or digits by the same hand, of either label are laid side by side."""


def answers_or_why(atlas: Atlas) -> Methods | None:
    """Return the methods' answers, or None with the sentence that says why there are none."""
    try:
        return cache.methods_of(atlas)
    except ArtifactError as error:
        st.info(f"What the networks doubt is not known. {error}", icon=":material/info:")
        return None


def votes_or_why(atlas: Atlas) -> Votes | None:
    """Return what people said of these digits' labels, or None with the sentence that says why nothing is known."""
    found = cache.shelf().found
    if found is not None and found.votes is not None and found.digits.fingerprint == atlas.digits.fingerprint:
        return found.votes
    if atlas.digits.name == "mnist":
        why = "People's votes on 100 test digits were not found: `python -m mnist_explore fetch` downloads them."
    else:
        why = "Nobody was asked about these digits: people's votes are known for 100 of MNIST's test digits."
    st.info(why, icon=":material/how_to_vote:")
    return None


def choose_where(atlas: Atlas) -> Group:
    """Let the visitor name the group whose labels are asked."""
    return choose_group(atlas, key=WHERE, is_open=False)


def of_group(group: Group) -> str:
    """Return of which group the digits are, to follow their number.

    >>> of_group(Group()), of_group(Group().asking("digit", "3")), of_group(Group().asking("crossed", "yes"))
    ('', ' labelled 3', ' of the group')
    """
    digit = only_class(group)
    if digit is not None and group.columns == (CLASS,) and not group.region:
        return f" labelled {SINGULARS[digit]}"
    return "" if group == Group() else " of the group"


def find_disputed(atlas: Atlas, methods: Methods | None, votes: Votes | None, *, split: str, group: Group) -> Indices:
    """Return a split's digits, the most disputed first: by the network's doubts, or without them by the votes.

    Parameters
    ----------
    votes
        If given, only digits with votes.
    group
        What the digits have in common.
    """
    if methods is not None:
        found = cache.label_ranking(atlas, split).indices
        found = found if votes is None else found[np.isin(found, votes.index)]
    else:
        found = np.empty(0, np.intp) if votes is None else order_by_votes(votes)
        found = found[np.isin(found, atlas.digits.where_split(split))]
    found = found[np.isin(found, cache.group_members(atlas, group))]
    tell_subject(_asked(found, split, group, by_votes=votes is not None), key=WHERE)
    return found


def _asked(found: Indices, split: str, group: Group, *, by_votes: bool) -> Group:
    """Return how digits found are asked for again: by number where only those with votes are shown."""
    if by_votes and len(found):
        return group_of_indices(found)
    return group if group.of("split") else group.asking("split", split)


def show_cases(atlas: Atlas, shown: Indices, methods: Methods | None, votes: Votes | None, *, caption: str) -> None:
    """Show a sheet of digits, at least one, with a caption each, and beside it the evidence for the one picked.

    Parameters
    ----------
    shown
        ``(n,)`` digits in order.
    caption
        Below the sheet.
    """
    sheet, evidence = st.columns(2, gap="large")
    with evidence.container(key="disputed_evidence"):
        options = [int(index) for index in shown]
        index = choose(
            "Evidence for digit number", options, key=CASE, look="list", help="Picking a digit of the sheet sets it."
        )
        bring_into_view(str(index), key="disputed_seen")
        show_case(atlas, index, methods, votes)
    with sheet:
        digit_sheet(
            atlas.digits.images,
            shown,
            labels=queries.digit_words(atlas.table, shown),
            on_pick=lambda picked: turn_to(**{CASE: str(picked)}) if picked in options else None,
            key="disputed_sheet",
            alt=f"{len(shown)} digits whose labels are in doubt, the most disputed first",
            captions=[_caption(atlas, int(each), methods, votes) for each in shown],
            cell_px=76,
            marked=index,
        )
        show_caption(caption)


def _caption(atlas: Atlas, index: int, methods: Methods | None, votes: Votes | None) -> str:
    """Return what a cell of the sheet says: the label, and what else the network reads or people said."""
    label = int(atlas.digits.labels[index])
    if methods is not None:
        answer, rival = _answer_and_rival(methods, index, label)
        return f"labelled {SINGULARS[label]}, or {SINGULARS[rival]}" if answer == label else reading_words(label, rival)
    ballot = None if votes is None else votes.of(index)
    told = f"labelled {SINGULARS[label]}"
    return told if ballot is None else f"{told} by {ballot.for_label} of {ballot.people}"


def _are_several(atlas: Atlas, index: int) -> bool:
    """Return whether several networks, not one, read a digit without having seen it."""
    return SPLITS[int(atlas.digits.split[index])] == "test" and has_folds(atlas.digits)


def _answer_and_rival(methods: Methods, index: int, label: int) -> tuple[int, int]:
    """Return what networks that never saw it read, and the most probable digit other than the label."""
    first, second = methods.doubt[index].argsort(kind="stable")[::-1][:2]
    return int(first), int(second if first == label else first)


def show_case(atlas: Atlas, index: int, methods: Methods | None, votes: Votes | None) -> None:
    """Show one digit with everything that speaks for its label or against it."""
    label = int(atlas.digits.labels[index])
    ballot = None if votes is None else votes.of(index)
    rival = ballot.guess if ballot is not None and ballot.guess != label else None
    answer = None
    if methods is not None:
        answer, rival = _answer_and_rival(methods, index, label)
    several = _are_several(atlas, index)
    by_network = "The networks' mean" if several else "The network's"
    by_all = f" by {networks_of_test(atlas.digits.classes)} networks together" if several else ""
    read = "" if answer is None else f", classified as {SINGULARS[answer]}{by_all}"
    st.header(f"Labelled {SINGULARS[label]}{read}", anchor=False)
    picture, words = st.columns([1, 2], gap="medium")
    with picture:
        show_gallery(
            atlas, queries.only(index), key=f"disputed_case_{index}", captions=["pick it for its card"], columns=1,
            alt=f"Digit number {index}, labelled {SINGULARS[label]}", cell_px=120,
        )  # fmt: skip
    words.markdown("\n".join(f"- {line}" for line in case_lines(atlas, index, methods, ballot)))
    if rival is not None:
        _show_hand(atlas, index, (label, rival))
    if methods is not None:
        every = "ten digits" if atlas.digits.classes.are_digits else f"{len(atlas.digits.classes)} classes"
        st.plotly_chart(
            figures.probability_figure(chances_of(methods, index)),
            key=f"disputed_probabilities_{index}",
            config={"displayModeBar": False},
            alt=f"{by_network} probabilities of the {every}; {TITLES[answer or 0]} has the highest",
        )


def case_lines(atlas: Atlas, index: int, methods: Methods | None, ballot: Ballot | None) -> list[Statement]:
    """Return what is said of one digit's label, a Markdown line each: the network, the methods, the people."""
    split = SPLITS[int(atlas.digits.split[index])]
    return case_statements(
        methods, None if methods is None else cache.label_ranking(atlas, split), ballot,
        index=index, label=int(atlas.digits.labels[index]), split=split, several=_are_several(atlas, index),
    )  # fmt: skip


def _show_hand(atlas: Atlas, index: int, labels: tuple[int, int]) -> None:
    """Show the same writer's other digits of both labels, label by label; of an unknown writer, look-alikes."""
    hands = [by_the_same_hand(atlas.digits, index, label=label) for label in labels]
    is_known = any(len(hand) for hand in hands)
    for label, hand in zip(labels, hands, strict=True):
        near = hand[:EVIDENCE]
        title = f"{len(hand)} other {SINGULARS[label]}{'' if len(hand) == 1 else 's'} by the same writer"
        if not is_known:
            near = digit_cache.look_alikes(
                atlas, atlas.digits.images[index], count=EVIDENCE // 2, but=index, only=label
            )
            title = f"The nearest digits labelled {SINGULARS[label]}"
        st.markdown(f"**{title}**")
        show_gallery(atlas, near, key=f"disputed_hand_{index}_{label}", alt=f"{title}: {len(near)}", cell_px=44)
    if is_known:
        known = ", known from QMNIST's label tables (Yadav & Bottou 2019)" if atlas.digits.name == "mnist" else ""
        one, other = (SINGULARS[label] for label in labels)
        words = f"Writer {atlas.digits.writer[index]}{known}."
        show_caption(f"{words} Is the digit above more like their {one}s, or like their {other}s?")
    else:
        these = (
            "Who wrote it is not known, or wrote no other of the two: these" if atlas.digits.has_writers else "These"
        )
        show_caption(f"{these} are its look-alikes, nearest first.")
