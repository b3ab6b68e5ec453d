"""What pages may do, and what every widget and picture has."""

from __future__ import annotations

import ast

from tests.rules.source import HEAVY, PACKAGE, PAGES, ROOT, at, calls, imports, none, parsed, part_of

NOT_ON_PAGES = {"numpy", "pandas", "plotly", "sklearn", "tensorflow", "keras", "skimage", "scipy", "PIL", "faiss"}


WIDGETS = {
    "audio_input",
    "button",
    "camera_input",
    "checkbox",
    "color_picker",
    "data_editor",
    "date_input",
    "download_button",
    "feedback",
    "file_uploader",
    "multiselect",
    "number_input",
    "pagination",
    "pills",
    "plotly_chart",
    "radio",
    "segmented_control",
    "select_slider",
    "selectbox",
    "slider",
    "tabs",
    "text_area",
    "text_input",
    "toggle",
}


SEEN = {
    "altair_chart",
    "area_chart",
    "bar_chart",
    "dataframe",
    "image",
    "line_chart",
    "picture_sheet",
    "plotly_chart",
    "scatter_chart",
    "show_gallery",
    "show_table",
    "table",
    "vega_lite_chart",
}
"""What shows a picture, a chart or a table, and so says in words what is to be seen."""


def test_pages_are_short_flat_scripts() -> None:
    """A page has at most 60 lines and defines no function, class or lambda."""
    broken = [at(path, 60) for path in PAGES if len(path.read_text().splitlines()) > 60]
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
    broken += [at(path, node) for path in PAGES for node in ast.walk(parsed(path)) if isinstance(node, kinds)]
    none(broken)


def test_pages_open_with_their_question() -> None:
    """A page's docstring is its name and question in the table of pages, and it opens itself under its own name."""
    from mnist_explore.ui.shell import PAGES as TABLE

    assert {page.file for page in TABLE.values()} == {str(path.relative_to(ROOT)) for path in PAGES}
    for path in PAGES:
        page = TABLE[path.stem]
        assert page.file == str(path.relative_to(ROOT))
        docstring = (ast.get_docstring(parsed(path)) or "").splitlines()[0]
        assert docstring.lower() == f"{page.name}: {page.question}".lower(), at(path, 1)
        opened = [node.args[0] for name, node in calls(path) if name == "open_page"]
        assert [ast.literal_eval(name) for name in opened] == [path.stem], at(path, 1)


def test_pages_import_nothing_that_computes() -> None:
    """A page imports neither numpy, pandas and plotly nor anything heavier."""
    none([
        f"{at(path, node)}: imports {name}"
        for path in PAGES
        for name, node in imports(path)
        if name.split(".")[0] in NOT_ON_PAGES | HEAVY
    ])  # fmt: skip


def test_pages_open_no_files_and_cache_nothing() -> None:
    """A page opens no file, uses no HTML and caches nothing."""
    banned = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "html", "iframe", "cache_data",
              "cache_resource", "Path"}  # fmt: skip
    broken = [f"{at(path, node)}: calls {name}" for path in PAGES for name, node in calls(path) if name in banned]
    broken += [
        f"{at(path, node)}: unsafe HTML"
        for path in [*PACKAGE, *PAGES]
        for _, node in calls(path)
        if any(keyword.arg == "unsafe_allow_html" for keyword in node.keywords)
    ]
    none(broken)


def calls_without(keyword: str, *, of: set[str]) -> list[str]:
    """Return a line for each call of some names, on pages and in ui, that lacks a keyword."""
    places = [*PAGES, *(path for path in PACKAGE if part_of(path) == "ui")]
    return [
        f"{at(path, node)}: {name} without {keyword}="
        for path in places
        for name, node in calls(path)
        if name in of and not any(one.arg == keyword for one in node.keywords)
    ]


def test_every_widget_has_a_key() -> None:
    """Every widget and chart, on pages and in ui, has a key of its own."""
    none(calls_without("key", of=WIDGETS))


def test_keys_start_with_the_page() -> None:
    """A page's keys start with its own name, so that no two pages share one."""
    broken = []
    for path in PAGES:
        for _, node in calls(path):
            for value in [keyword.value for keyword in node.keywords if keyword.arg == "key"]:
                first = value.values[0] if isinstance(value, ast.JoinedStr) else value
                text = str(first.value) if isinstance(first, ast.Constant) else ""
                if text != path.stem and not text.startswith(f"{path.stem}_"):
                    broken.append(f"{at(path, node)}: key {text!r}")
    none(broken)


def test_every_picture_says_what_is_to_be_seen() -> None:
    """Every image, chart and table, on pages and in ui, has alternative text."""
    none(calls_without("alt", of=SEEN))
