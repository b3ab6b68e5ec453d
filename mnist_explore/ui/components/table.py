"""Small tables as plain HTML: nothing is loaded for them, where Streamlit's grid takes 1.2 MB and its table 1 MB."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.classes import MOST, in_use

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = MOST
"""As many as there can be classes; more want sorting and scrolling, which is what Streamlit's grid is for."""


def by_name(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a table whose column of classes, where it has one, has their names; 0 to 9 are numbers, and stay so."""
    if in_use().are_digits or column not in table:
        return table
    return table.assign(**{column: [in_use().name(int(label)) for label in table[column]]})


def show_table(
    table: pd.DataFrame,
    *,
    key: str,
    alt: str,
    formats: Mapping[str, str] | None = None,
    helps: Mapping[str, str] | None = None,
) -> None:
    """Show a small table, its first column as the names of its rows.

    Parameters
    ----------
    table
        At most :data:`MOST_ROWS` rows.
    key
        Of the table's place on the page.
    alt
        What a screen reader calls the table.
    formats, helps
        Column → how its numbers are written, as for :func:`format`, and what a pointer that rests on its head is told.

    Raises
    ------
    ValueError
        If the table has more rows.
    """
    with st.container(key=key):
        named = by_name(table, "digit").rename(columns={} if in_use().are_digits else {"digit": "class"})
        st.html(table_html(named, alt=alt, formats=formats, helps=helps))


def table_html(
    table: pd.DataFrame, *, alt: str, formats: Mapping[str, str] | None = None, helps: Mapping[str, str] | None = None
) -> str:
    """Return a table as HTML; parameters and errors are those of :func:`show_table`."""
    if len(table) > MOST_ROWS:
        raise ValueError(f"a small table has at most {MOST_ROWS} rows, not {len(table)}")
    written = formats or {}
    heads = [_head(str(name), (helps or {}).get(name, "")) for name in table.columns]
    rows = [
        _row([_text(value, written.get(name, "")) for name, value in zip(table.columns, row, strict=True)])
        for row in table.itertuples(index=False, name=None)
    ]
    return (
        f'<table class="small-table" aria-label="{escape(alt)}"><thead><tr>{"".join(heads)}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _head(name: str, told: str) -> str:
    """Return a column's head."""
    title = f' title="{escape(told)}"' if told else ""
    return f'<th scope="col"{title}>{escape(name)}</th>'


def _row(texts: list[str]) -> str:
    """Return a row, which its first cell names."""
    first, *others = (escape(text) for text in texts)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{text}</td>" for text in others)}</tr>'


def _text(value: object, written: str) -> str:
    """Return a value as text: whole numbers with commas, a proper minus, nothing for what is not known."""
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return "–"
    return format(value, written or ",").replace("-", "−")
