"""What the writers' page says: of one writer, of what lies between writers, of employees and students."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mnist_explore.analysis.ranking import Lead
from mnist_explore.analysis.writers.intraclass import ALL, GROUPS
from mnist_explore.analysis.writers.profiles import Profile
from mnist_explore.statements import COUNT, Number, Statement, amount, compose, count, joined
from mnist_explore.words import PLURALS, whole_per_cent, with_unit

if TYPE_CHECKING:
    import pandas as pd


VARIANCE = "share of variance"
"""The unit of an intraclass correlation."""


def who(series: int | None) -> str:
    """Return what NIST's series says of a writer."""
    if series is None:
        return "of whom nothing more is known"
    return "a high-school student" if series == 4 else "a Census Bureau employee"


def wrote(profile: Profile) -> Statement:
    """Return who a writer is, and how many digits they wrote."""
    return compose(
        "Writer **{}**, {}, wrote {} of the digits, {}.",
        str(profile.writer),
        who(profile.series),
        count(len(profile.indices), "digits of the writer", style="**{:,}**"),
        f"all in the {profile.split} split" if profile.split else "in both splits",
    )


def people_wrote(table: pd.DataFrame) -> Statement:
    """Return how many people wrote the digits, and how many each on average; at least one writer is known."""
    known, people = int(table["writer"].notna().sum()), int(table["writer"].nunique())
    each = amount(known / people, "digits", "people", total=people, said=f"{known / people:.0f}")
    return compose("{} people wrote {} digits, about {} each.", count(people, "people"), count(known, "digits"), each)


def habits_words(found: int, looked_at: int, chance: float) -> Statement:
    """Return how many habits were found among how many places, and how many chance would show.

    Parameters
    ----------
    found, looked_at
        Habits that half of the digits find again, and places looked at.
    chance
        The share of places that would count had the digits been dealt to writers at random.
    """
    none = "Nothing sets them apart that half of their digits find again in the other half. " if not found else ""
    return compose(
        "{}Of {} things looked at, **{}** count as habits; had all digits been dealt to the writers at random, about "
        "**{}** would.",
        none,
        count(looked_at, "places looked at"),
        Number(f"{found}", float(found), COUNT, found, looked_at, "places looked at"),
        amount(chance * looked_at, "places", "places looked at", total=looked_at, said=f"{chance * looked_at:.1f}"),
    )


def share_between_words(found: pd.DataFrame, title: str, most: Lead) -> Statement:
    """Return what lies between writers, and what that is.

    Parameters
    ----------
    found
        Of :func:`~mnist_explore.analysis.writers.intraclass.between_writers`, one measure.
    title
        What the measure is called in a sentence.
    most
        In which class the share is highest, of all writers together.
    """
    pooled = found[(found["group"] == ALL) & found["icc"].notna()].sort_values("icc")
    lies = [_correlation(row, f"**{whole_per_cent(max(row['icc'], 0.0))}**") for row in pooled.to_dict("records")]
    if len(lies) == 1:
        words = compose("Of the variation in {} {} lies between writers.", title, lies[0])
    else:
        led = most.told(PLURALS, most="largest", of=len(pooled))
        words = compose("Of the variation in {}, between {} and {} lies between writers, by digit; {}.",
                        title, lies[0], lies[-1], led)  # fmt: skip
    words = compose(
        "{} That is person, pen and sitting together. The rest lies between digits of one writer, and holds the error "
        "of measuring, too.",
        words,
    )
    own = {row["group"]: row for row in found[found["digit"] == most.first].to_dict("records")}
    within = [own[name] for name in GROUPS if name != ALL and name in own and own[name]["icc"] == own[name]["icc"]]
    if not within:
        return words
    told = [compose("{} among {}", _correlation(row, f"{row['icc']:.2f}"), row["group"]) for row in within]
    whole = _correlation(own[ALL], f"{own[ALL]['icc']:.2f}")
    return compose(
        "{} All writers together count what sets employees and students apart: for the {} it is {} of all, {}.",
        words,
        PLURALS[most.first],
        whole,
        joined(told, by=", ", last=" and "),
    )


def correlations_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return one measure's correlations with their intervals in words, one row a digit, one column a group."""
    told = found.assign(told=[f"{row.icc:.2f} ({row.low:.2f} to {row.high:.2f})" for row in found.itertuples()])
    told.loc[found["icc"].isna(), "told"] = "not known"
    told.loc[found["icc"].notna() & found["low"].isna(), "told"] = [
        f"{icc:.2f}" for icc in found["icc"][found["icc"].notna() & found["low"].isna()]
    ]
    wide = told.pivot(index="digit", columns="group", values="told").fillna("not known")
    return wide[[name for name in GROUPS if name in wide]].reset_index()


def difference_words(part: pd.DataFrame, unit: str, most: Lead) -> Statement:
    """Return in which digits employees and students differ most.

    Parameters
    ----------
    part
        Of :func:`~mnist_explore.analysis.writers.groups.employees_against_students`, one measure.
    unit
        Of the measure.
    most
        In which class they differ most.
    """
    row = part[part["digit"] == most.first].iloc[0]
    plural = PLURALS[most.first]
    told = ((row[group], group) for group in ("employees", "students"))
    means = [
        compose("{} for {}", amount(mean, unit, f"{plural} of {group}", said=f"**{with_unit(mean, unit)}**"), group)
        for mean, group in told
    ]
    both = joined(means, by=", ", last=" and ")
    if len(part) == 1:
        return compose("In the {} it is on average {}.", plural, both)
    return compose(
        "Against how much writers vary anyway, the difference is {}{} on average {}.",
        most.told(PLURALS, most="largest", of=len(part)),
        f"; in the {plural} it is" if most.rivals else ":",
        both,
    )


def _correlation(row: Any, said: str) -> Number:
    """Return an intraclass correlation with its interval, of so many digits."""
    interval = (float(row["low"]), float(row["high"])) if row["low"] == row["low"] else None
    return Number(said, float(row["icc"]), VARIANCE, None, int(row["digits"]), PLURALS[int(row["digit"])], interval)
