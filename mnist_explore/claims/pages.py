"""The statements of the pages about how digits are written: what each shows of all digits, class by class."""

from __future__ import annotations

from collections.abc import Iterator

from mnist_explore.analysis.comparing import Pair
from mnist_explore.analysis.comparing import findings as comparing
from mnist_explore.analysis.comparing.pair import WHOLE, first_pair
from mnist_explore.analysis.comparing.sentence import DISCOVERIES, NOTABLE
from mnist_explore.analysis.comparing.shares import MISCLASSIFIED
from mnist_explore.analysis.variation import sentences
from mnist_explore.analysis.variation.averages import known_averages
from mnist_explore.analysis.variation.facts import striking_facts
from mnist_explore.analysis.variation.lesson import lesson_claims
from mnist_explore.analysis.variation.ranking import leading_classes
from mnist_explore.analysis.variation.spread import GRID, distribution, grid_of
from mnist_explore.analysis.variation.structures import structure_counts
from mnist_explore.analysis.writers import sentences as of_writers
from mnist_explore.analysis.writers.groups import employees_against_students
from mnist_explore.analysis.writers.habits import chance_of_habits, habit_measures
from mnist_explore.analysis.writers.intraclass import ALL, between_writers
from mnist_explore.analysis.writers.leading import most_between_groups, most_between_writers
from mnist_explore.analysis.writers.profiles import list_writers, writer_profile
from mnist_explore.atlas import BY_NAME, Atlas
from mnist_explore.atlas.groups import Group
from mnist_explore.atlas.groups.wording import group_statement
from mnist_explore.atlas.predictions import OURS
from mnist_explore.atlas.queries import classes
from mnist_explore.atlas.values import members
from mnist_explore.claims.errors import known_methods
from mnist_explore.columns import measures_of
from mnist_explore.statements import Statement, compose
from mnist_explore.style.structure.accuracy import trust_in
from mnist_explore.words import PLURALS, TEXTS

Told = Iterator[tuple[str, Statement]]
"""What a statement is about, and the statement."""


def overview(atlas: Atlas) -> Told:
    """Yield what the overview says."""
    yield "digits", sentences.what_this_is(atlas)
    for fact in striking_facts(atlas, trust=trust_in(atlas.digits.fingerprint)):
        yield f"fact: {fact.title}", fact.sentence
        yield f"number: {fact.title}", compose("{}: {}", fact.title, fact.value)


def samples(atlas: Atlas) -> Told:
    """Yield what stands above the sheet of all digits, and of every class."""
    yield "group: all", group_statement(atlas.table, Group())
    for digit in classes(atlas.digits.labels):
        yield f"group: digit={TEXTS[digit]}", group_statement(atlas.table, Group().asking("digit", TEXTS[digit]))


def variation(atlas: Atlas) -> Told:
    """Yield what the lesson's claims come to, and of every class its spreads, families and structures."""
    table, there = atlas.table, classes(atlas.digits.labels)
    for claim in lesson_claims(table, trust=trust_in(atlas.digits.fingerprint)):
        yield f"lesson: {claim.claim}", claim.finding
    for measure in measures_of("amount", is_style=True):
        edges = distribution(table, None, measure).edges
        found = {digit: distribution(table, digit, measure, edges=edges) for digit in there}
        yield f"medians: {measure}", sentences.medians(found, measure)
    for digit in there:
        yield from _of_class(atlas, digit)
    measures = measures_of("amount", "count", is_style=True)
    digits, _, first = leading_classes(table, measures)
    yield "most varied", sentences.most_varied(first, digits)


def _of_class(atlas: Atlas, digit: int) -> Told:
    """Yield what the page about variation says of one class."""
    own = members(atlas.table, digit)
    grid = grid_of(atlas.table, atlas.digits, own, rows="slant_deg", columns="thickness_px", n=GRID)
    yield f"grid: {digit}", sentences.grid_words(grid.counts, PLURALS[digit])
    families, sizes = sentences.families_of(atlas, digit)
    for family, size in zip(families, sizes, strict=True):
        yield f"family: {digit}, {family.numbers.family}", sentences.family_share(family, size, sum(sizes))
        for sentence in family.differences:
            yield f"family: {digit}, {family.numbers.family}", sentence
    yield f"standard: {digit}", sentences.standard_words(atlas.table, own, PLURALS[digit])
    accuracies = trust_in(atlas.digits.fingerprint).accuracies
    counts = structure_counts(atlas.table, digit, accuracies=accuracies)
    for row, told in zip(counts.to_dict("records"), sentences.structure_shares(counts, digit), strict=True):
        yield f"structure: {digit}, {row['structure']}={row['value']}", told


def averages(atlas: Atlas) -> Told:
    """Yield of how many digits the average pictures are."""
    found = known_averages(atlas.summary, atlas.digits)
    yield "pictures", sentences.averaged(found.counts, list(found.classes))


def writers(atlas: Atlas) -> Told:
    """Yield what is said of the first writer, of what lies between writers, and of employees and students."""
    if not atlas.digits.has_writers:
        return
    table = atlas.table
    yield "people", of_writers.people_wrote(table)
    first = int(list_writers(table)["writer"].iloc[0])
    profile = writer_profile(table, first, measures=habit_measures())
    yield f"writer: {first}", of_writers.wrote(profile)
    found = [habit for habit in profile.habits if habit.is_found_again]
    for habit in found:
        yield f"habit: {first}, {habit.measure}", habit.sentence
    if profile.habits:
        chance = chance_of_habits(table, habit_measures())
        yield f"habits: {first}", of_writers.habits_words(len(found), len(profile.habits), chance)
    yield from _between(atlas)


def _between(atlas: Atlas) -> Told:
    """Yield what lies between writers, and between employees and students, measure by measure."""
    table, measures = atlas.table, measures_of("amount", is_style=True)
    between = between_writers(table, measures)
    apart = employees_against_students(table, measures)
    for measure in measures:
        own = between[between["measure"] == measure].sort_values("digit")
        if own.loc[own["group"] == ALL, "icc"].notna().any():
            most = most_between_writers(table, between, measure)
            yield f"between: {measure}", of_writers.share_between_words(own, BY_NAME[measure].title.lower(), most)
        part = apart[(apart["measure"] == measure) & apart["d"].notna()].sort_values("digit")
        if len(part):
            most = most_between_groups(table, apart, measure)
            yield f"apart: {measure}", of_writers.difference_words(part, BY_NAME[measure].unit, most)


def compare(atlas: Atlas) -> Told:
    """Yield what is said of the two groups that are compared at first."""
    there = classes(atlas.digits.labels)
    whole = Group().asking("digit", TEXTS[WHOLE if WHOLE in there else there[0]])
    known = known_methods(atlas)
    wrong = None if known is None else known.of(OURS) != atlas.digits.labels
    pair = Pair(atlas, *first_pair(atlas.digits, whole), wrong=wrong)
    found = pair.comparison
    yield "finding", found.sentence
    for place in range(2):
        yield f"digits: {'AB'[place]}", comparing.counted(pair, place)
    for note in found.notes:
        yield "note", note
    if found.measures is None or found.shares is None:
        return
    asked = found.measures[~found.measures["chosen_by"]]
    for row in asked.to_dict("records"):
        yield f"means: {row['measure']}", comparing.means_words(row)
        yield f"effect: {row['measure']}", comparing.effect_words(row)
    told = (asked["p_adjusted"] <= DISCOVERIES) & (asked["effect"].abs() >= NOTABLE)
    yield "held", comparing.held_words(len(asked), int(told.sum()))
    rows = found.shares[found.shares["measure"] != MISCLASSIFIED].to_dict("records")
    for row in rows:
        yield f"share: {row['measure']}", comparing.counts_words(row)
    names = {row["measure"]: comparing.row_title(atlas, pair, row["measure"]) for row in rows}
    yield "surest share", comparing.largest_words(rows, names)
    yield "misclassified", comparing.misclassified_words(found.shares.iloc[-1].to_dict())
    for measure in (name for name in asked["measure"] if name in BY_NAME and BY_NAME[name].kind == "amount"):
        yield f"spread: {measure}", comparing.spread_words(atlas.table, pair, measure)
    yield "places", comparing.places_words(pair)
