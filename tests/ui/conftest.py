"""Pages driven in this process: on a small data set, on the bundled digits without a network, and on MNIST."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mnist_explore.atlas import load_atlas
from mnist_explore.build.stages import build_atlas
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.sources import Found
from mnist_explore.ui import shell
from mnist_explore.ui.base import cache
from mnist_explore.ui.components import arrival
from mnist_explore.ui.components.links import THE_REST

APP = Path(__file__).parent.parent.parent / "app.py"
Visit = Callable[..., AppTest]

VIEWS = ["At a glance", "Structures and errors", "Distributions", "Samples", "Map"]
"""Of the page that compares two groups."""


@pytest.fixture(scope="module", autouse=True)
def empty_caches() -> Iterator[None]:
    """Let no test module find what another has cached."""
    clear_caches()
    yield
    clear_caches()


def clear_caches() -> None:
    """Empty both of Streamlit's caches."""
    st.cache_data.clear()
    st.cache_resource.clear()


def visit(page: str, *, state: dict[str, Any] | None = None, **query: str | list[str]) -> AppTest:
    """Open a page as a new visitor, with values in the address bar and in the session."""
    test = AppTest.from_file(str(APP), default_timeout=120)
    if page != "app":
        test.switch_page(shell.PAGES[page].file)
    for name, value in query.items():
        test.query_params[name] = value
    for name, value in (state or {}).items():
        test.session_state[name] = value
    return test.run()


def sheet(test: AppTest, key: str) -> dict[str, Any]:
    """Return what the browser is sent for a sheet of digits."""
    data: dict[str, Any] = json.loads(test.get_by_key(key).proto.json)
    return data


def box(test: AppTest) -> dict[str, Any]:
    """Return what the browser is sent for the box to draw in."""
    found = [element for element in test.get("bidi_component") if "drawing" in element.proto.component_name]
    data: dict[str, Any] = json.loads(found[0].proto.json)
    return data


def sheets(test: AppTest) -> dict[str, dict[str, Any]]:
    """Return what the browser is sent for every sheet of a page, by key, without the name of the visit."""
    found = [element for element in test.get("bidi_component") if "sheet" in element.proto.component_name]
    sent = {str(element.key): json.loads(element.proto.json) for element in found}
    return {key: {name: value for name, value in data.items() if name != "visit"} for key, data in sent.items()}


def small_table(test: AppTest, alt: str) -> list[list[str]]:
    """Return a small table's heads and rows as text; of those on the page the one whose `alt` begins so."""
    (found,) = [one.proto.body for one in test.get("html") if f'aria-label="{alt}' in one.proto.body]
    return [
        [unescape(text) for text in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", found)
    ]


def said(test: AppTest) -> str:
    """Return all running text of a page."""
    kinds = (test.markdown, test.caption, test.info, test.warning, test.error, test.header, test.subheader, test.metric)
    return "\n".join(str(element.value) for elements in kinds for element in elements)


def assert_calm(test: AppTest) -> None:
    """Fail if the page shows an exception or an error."""
    assert not test.exception, [f"{error.message}\n{error.stack_trace}" for error in test.exception]
    assert not test.error, [error.value for error in test.error]


def sentence(test: AppTest) -> str:
    """Return what the page says first of two groups."""
    return str(test.main.header[0].value)


def compare(first: str, second: str | None, **more: str) -> AppTest:
    """Open the page on two groups, or on one and the rest."""
    against: dict[str, Any] = {"compare_with": THE_REST} if second is None else {"compare_second": second}
    test = visit("compare", compare_first=first, **against, **more)
    assert_calm(test)
    return test


@pytest.fixture
def on_few(few: Digits, few_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Digits:
    """Let the pages show the small data set."""
    monkeypatch.setattr(shell, "load_digits", lambda **_: Found(few, "a test"))
    monkeypatch.setattr(cache, "load_atlas", partial(load_atlas, folder=few_folder))
    return few


@pytest.fixture(scope="session")
def bundled_folder(uci: Digits, tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Return where the atlas of the bundled digits lies: in the package, or here where the package's does not fit."""
    try:
        load_atlas(uci)
    except ArtifactError:
        folder = tmp_path_factory.mktemp("bundled")
        build_atlas(uci, folder=folder)
        return folder
    return None


@pytest.fixture
def on_bundled(bundled_folder: Path | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let the pages find no data, no cache and no network."""
    monkeypatch.delenv("MNIST_EXPLORE_DATA", raising=False)
    monkeypatch.setenv("MNIST_EXPLORE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(cache, "load_atlas", partial(load_atlas, folder=bundled_folder))
    # However busy the machine, what a page says once the network is known to be missing.
    monkeypatch.setattr(arrival, "PATIENCE_S", 60)


@pytest.fixture
def on_mnist(mnist: Digits, monkeypatch: pytest.MonkeyPatch) -> Digits:
    """Let the pages show MNIST, skip where its atlas does not fit: another test says so."""
    try:
        load_atlas(mnist)
    except ArtifactError as error:
        pytest.skip(f"MNIST's atlas is needed: {error}")
    monkeypatch.setattr(shell, "load_digits", lambda **_: Found(mnist, "a test"))
    return mnist
