"""Small tables are HTML that says what it holds, with nothing of the page's in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.classes import Classes, using
from mnist_explore.ui.components.table import MOST_ROWS, by_name, table_html


def test_table_html_writes_numbers_for_people() -> None:
    """Thousands have commas, decimals as many as asked for, a minus is a minus, what is unknown is a dash."""
    table = pd.DataFrame({"class": ["one", "two"], "digits": [70_000, 3], "share": [-0.125, np.nan]})
    html = table_html(table, alt="digits of each class", formats={"share": ".2f"})
    assert '<th scope="row">one</th><td>70,000</td><td>−0.12</td>' in html
    assert '<th scope="row">two</th><td>3</td><td>–</td>' in html
    assert 'aria-label="digits of each class"' in html


def test_table_html_names_columns_with_help() -> None:
    """A column's head is its name, and says what it means where that was given."""
    html = table_html(pd.DataFrame({"method": ["a"], "µs": [1.0]}), alt="methods", helps={"µs": "Microseconds"})
    assert '<th scope="col">method</th><th scope="col" title="Microseconds">µs</th>' in html


def test_table_html_holds_no_markup_of_the_data() -> None:
    """Names from a visitor's data are text, wherever they stand."""
    table = pd.DataFrame({"<b>x": ['<img src=x onerror="1">'], "y": ["&"]})
    html = table_html(table, alt='"><script>', helps={"y": '"><i>'})
    assert not [tag for tag in ("<b>", "<img", "<script", "<i>") if tag in html]


def test_classes_in_tables_have_their_names() -> None:
    """Numbers stand for digits alone."""
    table = pd.DataFrame({"digit": [1, 0], "pictures": [5, 6]})
    assert by_name(table, "digit") is table
    with using(Classes(("Shirt", "Ankle boot"), are_digits=False)):
        assert by_name(table, "digit")["digit"].tolist() == ["Ankle boot", "Shirt"]
        assert by_name(table, "absent") is table


def test_table_html_refuses_long_tables() -> None:
    """What wants sorting and scrolling is not for a plain table."""
    with pytest.raises(ValueError, match=f"at most {MOST_ROWS} rows, not {MOST_ROWS + 1}"):
        table_html(pd.DataFrame({"x": range(MOST_ROWS + 1)}), alt="many")
