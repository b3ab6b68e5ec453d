"""A group's text: what it may say, that it says all of the group, and what is told of what cannot be read."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote_plus

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mnist_explore.analysis.writers.groups import EMPLOYEES, STUDENTS
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import FIELDS, Group, exact_group, group_of_indices, parse, parse_pairs
from mnist_explore.atlas.groups.conditions import HIGHEST, Bound, Condition, Range, exactly
from mnist_explore.atlas.groups.fields import VALUE_WORDS, Field, field_from, names_from
from mnist_explore.atlas.groups.group import MOST_TEXT
from mnist_explore.atlas.groups.regions import AXES, Polygon, polygon
from mnist_explore.columns import BY_NAME, COLUMNS

numbers = some.one_of(some.integers(-1000, 1000).map(float), some.floats(-HIGHEST, HIGHEST))
bounds = some.one_of(numbers.map(Bound), some.floats(0, 100).map(lambda value: Bound(value, percentile=True)))


@some.composite
def ranges(draw: some.DrawFn) -> Range:
    """Draw a range: one value, open to one side, or closed, in units or percentiles."""
    ends = draw(some.tuples(bounds, bounds).filter(lambda two: two[0] != two[1]))
    if ends[0].percentile == ends[1].percentile and ends[0].value > ends[1].value:
        ends = ends[::-1]
    return draw(some.sampled_from([Range(*ends), Range(ends[0], None), Range(None, ends[1]), exactly(draw(numbers))]))


@some.composite
def conditions(draw: some.DrawFn, field: Field) -> Condition:
    """Draw a condition on one field."""
    words = some.sampled_from([*(field.values or ("yes", "no")), "unknown"])
    part = some.one_of(ranges(), some.just("unknown")) if field.numeric else words
    return Condition(field.name, tuple(draw(some.lists(part, min_size=1, max_size=5))))


corners = some.tuples(some.floats(-150, 150), some.floats(-150, 150))


def enclosing(drawn: list[tuple[float, float]]) -> Polygon | None:
    """Return an area, or None where the corners enclose nothing."""
    try:
        return polygon(drawn)
    except ValueError:
        return None


areas = some.lists(corners, min_size=3, max_size=12).map(enclosing).filter(lambda area: area is not None)


@some.composite
def groups(draw: some.DrawFn) -> Group:
    """Draw a group of up to six conditions, in any order, and up to three areas."""
    fields = draw(some.lists(some.sampled_from(FIELDS), max_size=6, unique=True))
    region = draw(some.lists(areas, max_size=3))
    layout = draw(some.sampled_from(list(AXES)))
    return Group(tuple(draw(conditions(field)) for field in fields), tuple(region), layout)


@given(groups())
def test_parse_reads_what_str_writes(group: Group) -> None:
    """Every group's text is read back as an equal group with the same text, in both forms, and needs no escape."""
    for text in (str(group), group.spaced, f"?{group}"):
        back, notes = parse(text)
        assert back == group and hash(back) == hash(group) and str(back) == str(group) and not notes
    assert parse_pairs(group.pairs) == (group, ())
    assert set(str(group)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~,=&")


@pytest.mark.hostile
@given(some.text(max_size=200))
def test_parse_takes_any_text(text: str) -> None:
    """Whatever an address holds gives a group that can be written and read again, and notes without markup."""
    group, notes = parse(text)
    assert parse(str(group)) == (group, ())
    assert all(note.endswith(".") and not set(note) & set("<>*[]\n\\") for note in notes)


NAMES = [*(field.short for field in FIELDS), "region", "x"]


@pytest.mark.hostile
@given(some.dictionaries(some.sampled_from(NAMES), some.text(max_size=20)))
def test_parse_pairs_takes_any_value(pairs: dict[str, str]) -> None:
    """Of every parameter either a condition is made or one sentence is said."""
    group, notes = parse_pairs(list(pairs.items()))
    assert len(group.pairs) + len(notes) == len(pairs)


@pytest.mark.parametrize("text", ["digit=7 crossed=yes slant=20..", "index=3,5..9", "slant=-5..p90 split=test"])
def test_group_in_an_address(text: str) -> None:
    """The form of one parameter of an address has nothing that addresses escape but commas, and is read back."""
    group = exact_group(text)
    assert parse(group.addressed) == (group, ())
    assert quote_plus(group.addressed, safe=",").replace("+", " ") == group.addressed


def test_region_in_an_address() -> None:
    """A region of several areas, whose text has the same sign, is read back too."""
    group = Group(region=(polygon([(0, 0), (5, 0), (5, 5)]), polygon([(20, 0), (25, 0), (25, 5)])))
    assert "~" in dict(group.pairs)["region"]
    assert parse(group.addressed) == (group, ())


def test_layout_in_an_address() -> None:
    """A region says which layout it lies on, but for the one by pixels; without one there is none to say."""
    area = polygon([(0, 0), (5, 0), (5, 5)])
    plain, style = Group(region=(area,)), Group(region=(area,), layout="style")
    assert str(style) == str(plain).replace("region=", "region=style.") and "." not in str(plain)
    assert parse(style.addressed) == (style, ()) and style != plain
    assert style.without("region") == Group() == Group(layout="own")
    assert style.asking("digit", "3").layout == "style"
    with pytest.raises(ValueError, match="no layout"):
        Group(region=(area,), layout="nowhere")


def test_group_text_by_hand() -> None:
    """Conditions in any order, with any of a column's names, in both forms, are one group with one text."""
    expected = "digit=7&series=students&slant=20..&crossed=yes"
    for text in (
        "digit=7&crossed=yes&series=students&slant=20..",
        "crossed=YES  label=7 slant_deg=20.. series=4",
        "?Slant=20.0..&digit=7&series=4%2C4&crossed=yes",
    ):
        assert str(exact_group(text)) == expected
    assert exact_group(expected).spaced == "digit=7 series=students slant=20.. crossed=yes"
    assert str(exact_group("series=1,0,4,7")) == "series=employees,students,7"
    assert str(exact_group("stroke-width=p90..")) == str(exact_group("thickness=p90.00..")) == "thickness=p90.."
    assert str(exact_group("slant=-0.5..1,..-20")) == "slant=..-20,-0.5..1"


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("text", "kept", "said"),
    [
        ("digit=7&bogus=3", "digit=7", "no column of that name"),
        ("slnt=3 digit=7", "digit=7", "the nearest is slant"),
        ("slant=20..10", "", "runs backwards"),
        ("slant=..", "", "at least one end"),
        ("slant=p101..", "", "0-100"),
        ("slant=p50", "", "cannot be “p50”"),
        ("slant=nan..", "", "cannot be “nan”"),
        ("slant=1e5..", "", "cannot be “1e5”"),
        ("slant=٣..", "", "cannot be"),
        ("slant=9999999999..", "", "cannot be"),
        ("crossed=maybe", "", "it is yes or no"),
        ("crossed=1", "", "it is yes or no"),
        ("split=valid", "", "one of train, test"),
        ("form=<b>", "", "“·b·”"),
        ("digit=7&digit=3", "digit=7", "the first holds"),
        ("digit=7 label=7", "digit=7", "the first holds"),
        ("digit", "", "needs a name and a value"),
        ("digit=", "", "empty value"),
        ("series=pupils", "", "number or employees or students"),
        ("region=AAA", "", "at least three corners"),
        ("region=!!!!", "", "damaged"),
        ("region=nowhere.AABkAABk", "", "features, own, style"),
        ("region=pixels.AABkAABk", "", "names no layout"),
        ("region=style.", "", "at least three corners"),
        ("region=" + "A" * 2001, "", "2,000 characters"),
        ("index=" + ",".join(map(str, range(0, 4002, 2))), "", "at most 2,000 values"),
        ("x" * 24_001, "", "too many"),
    ],
)
def test_parse_bad_part(text: str, kept: str, said: str) -> None:
    """A part that cannot be read is left out with one sentence that says why; the rest holds."""
    group, notes = parse(text)
    assert str(group) == kept
    assert len(notes) == 1 and said in notes[0] and notes[0].endswith(".")
    with pytest.raises(ValueError, match="left out"):
        exact_group(text)


@pytest.mark.hostile
def test_parse_many_parts() -> None:
    """Of more than fifty parts the first fifty are read, and the rest is told of once."""
    _, notes = parse(" ".join(["digit=7"] * 500))
    assert len(notes) == 50 and notes[-1] == "Only the first 50 conditions were read."


def test_group_refuses() -> None:
    """A column asked twice, and a text longer than addresses are, are refused where groups are made."""
    one = exact_group("digit=7").conditions[0]
    with pytest.raises(ValueError, match="once"):
        Group((one, replace(one, parts=(exactly(3),))))
    with pytest.raises(ValueError, match=f"{MOST_TEXT:,} characters"):
        group_of_indices(np.arange(0, 3998, 2) + 10_000)


def test_group_asking_and_without() -> None:
    """A condition is added, takes the place of the one on its column, and is taken away, by any of its names."""
    group = Group().asking("digit", "7").asking("slant", "20..")
    assert str(group.asking("slant_deg", "..5")) == "digit=7&slant=..5"
    assert group.without("Slant") == Group().asking("label", "7")
    area = polygon([(0, 0), (10, 0), (0, 10)])
    assert replace(group, region=(area,)).without("region") == group
    with pytest.raises(ValueError, match="no column"):
        group.asking("bogus", "1")


def test_group_of_indices_has_runs() -> None:
    """Neighbours become ranges, in order and once each."""
    assert str(group_of_indices(np.array([9, 3, 4, 5, 4, 100]))) == "index=3..5,9,100"


def test_every_column_can_be_asked(few_atlas: Atlas) -> None:
    """Each column has a field, under its name, its short name and its title, and its kind fits its values."""
    assert [field.name for field in FIELDS] == [*(column.name for column in COLUMNS), "right", "disputed"]
    for column in COLUMNS:
        field = field_from(column)
        assert all(str(parse(f"{name}=unknown")[0]) == f"{field.short}=unknown" for name in (
            column.name, field.short, column.title.replace(" ", "-")))  # fmt: skip
        values = few_atlas.table[column.name].dropna()
        if field.values:
            assert set(values.astype(str)) <= set(field.values)
        elif field.kind == "yes/no":
            assert set(values) <= {True, False}
        elif field.kind == "count":
            assert (values == values.round()).all()
    shorts = {field.name: field.short for field in FIELDS}
    assert [shorts[name] for name in ("slant_deg", "width_px", "thickness_px", "label", "predicted", "open_top")] == [
        "slant", "width", "thickness", "digit", "predicted", "open_top"]  # fmt: skip


@pytest.mark.parametrize("title", ["Slant", "width", "right", "Region"])
def test_names_that_could_be_two_columns(title: str) -> None:
    """A column whose title is another's name, or a word with a meaning of its own, is refused."""
    with pytest.raises(ValueError, match="could be"):
        names_from([*COLUMNS, replace(BY_NAME["holes"], name="curls", title=title)])


def test_new_column_can_be_asked() -> None:
    """A column that was only entered among the columns gets names and a kind."""
    curl = replace(BY_NAME["slant_deg"], name="curl_px", title="Curl of the foot")
    assert names_from([*COLUMNS, curl])["curl_of_the_foot"] == Field("curl_px", "curl", curl.title, "°", "amount")


def test_series_words_are_the_analysis_own() -> None:
    """Employees and students are those that writers are compared by."""
    assert VALUE_WORDS["series"] == {"employees": EMPLOYEES, "students": STUDENTS}
