"""Ways from one view to another: every link within the app carries the whole address of where it leads."""

from __future__ import annotations

import streamlit as st

from mnist_explore.atlas.groups import Group
from mnist_explore.ui.base.address import current_page, parameters_for, turn_to

WRITER = "writers_writer"
"""The address bar's name of the writer chosen."""

VIEW, ONE_WRITER = "writers_view", "One writer"
"""The address bar's name of the view shown, and the view of one writer."""


def link_to(page: str, *, label: str, icon: str | None = None, **more: str) -> None:
    """Show a link to another page of the app, as it was left, with the class chosen now.

    Parameters
    ----------
    page
        The page's name, which is its address.
    label, icon
        What the link looks like.
    more
        Parameters that the address shall have besides.
    """
    file = "app.py" if page == "app" else f"pages/{page}.py"
    st.page_link(file, label=label, icon=icon, query_params=parameters_for(page, **more))


def show_writer_link(writer: int) -> None:
    """Show a way to all about a writer; nothing where that is shown already."""
    if current_page() == "writers" and st.session_state.get(WRITER) == writer:
        return
    label = f"All about writer {writer}"
    asked = {WRITER: str(writer), VIEW: ONE_WRITER}
    _lead("writers", label, ":material/person:", asked, key=f"to_writer_{writer}")


DOOR, DOOR_OF_DATA, NUMBER = "yours_door", "From the data", "yours_number"
"""The address bar's names of the way a digit is given by, the way that is the data set, and the digit's number."""

LINKED = "yours_digit"
"""The address bar's name of a digit that came in a link."""


def show_own_digit_link(index: int) -> None:
    """Show a way to the page that classifies a visitor's digits, with this one in place of theirs."""
    if (st.session_state.get(DOOR), st.session_state.get(NUMBER)) == (DOOR_OF_DATA, index):
        return
    given = {DOOR: DOOR_OF_DATA, NUMBER: str(index)}
    _lead("yours", "Treat this digit as if it were yours", ":material/draw:", given, key=f"to_yours_{index}")


SHOWN, VIEW_OF_MAP, LAYOUT_OF_MAP = "map_show", "map_view", "map_layout"
"""The address bar's names of the digit that the map marks, of its middle and zoom, and of how it is laid out."""

NEAR = 14
"""Times, at which a digit on the map is seen as a picture."""


def show_map_link(index: int, place: tuple[float, float]) -> None:
    """Show a way to a digit's place on the map, in the map's unit."""
    label, icon = "Show it on the map", ":material/scatter_plot:"
    if current_page() == "map":
        st.button(label, key=f"to_map_{index}", icon=icon, on_click=turn_to, kwargs={SHOWN: str(index)})
    else:
        view = {LAYOUT_OF_MAP: "pixels", VIEW_OF_MAP: map_view(place, zoom=NEAR)}
        link_to("map", label=label, icon=icon, **{SHOWN: str(index)}, **view)


def map_view(place: tuple[float, float], *, zoom: float) -> str:
    """Return the address bar's text of a view of the map, its middle and how near it is.

    >>> map_view((-12.345, 3), zoom=14)
    '-12.35,3.00,14.00'
    """
    return ",".join(f"{number:.2f}" for number in (*place, zoom))


def _lead(page: str, label: str, icon: str, asked: dict[str, str], *, key: str) -> None:
    """Show a link to another page, or on the page itself a button that gives its controls the values asked for."""
    if current_page() == page:
        st.button(label, key=key, icon=icon, on_click=turn_to, kwargs=asked)
    else:
        link_to(page, label=label, icon=icon, **asked)


FIRST, SECOND, AGAINST = "compare_first", "compare_second", "compare_with"
"""The address bar's names of the two groups that are compared, and of what the first is held against."""

ANOTHER, THE_REST = "another group", "all the others"
"""What a group can be held against."""


def show_compare_link(first: Group, *, label: str, against: Group | None = None) -> None:
    """Show a way to the page that compares two groups.

    Parameters
    ----------
    first
        A group.
    label
        What the link says.
    against
        The group that it is held against; None for the rest of its classes.
    """
    held = {AGAINST: THE_REST} if against is None else {AGAINST: ANOTHER, SECOND: against.addressed}
    link_to("compare", label=label, icon=":material/compare:", **{FIRST: first.addressed}, **held)


SAMPLES_GROUP = "samples_where"
"""The address bar's name of the group that is browsed."""


def show_group_links(group: Group) -> None:
    """Show the ways to what else can be done with a group: to browse it, and to hold it against all other digits."""
    with st.container(horizontal=True):
        link_to("samples", label="Browse them", icon=":material/grid_view:", **{SAMPLES_GROUP: group.addressed})
        show_compare_link(group, label="Compare them with all the others")
