"""What one visitor may cost the others: no emptied caches, no waiting behind scans, nothing kept that is too long."""

from __future__ import annotations

import threading
import time
import tomllib
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession, AppSessionState

from mnist_explore.ink import load_picture
from mnist_explore.ink.pictures import SMALL_BYTES, one_at_a_time
from mnist_explore.ui.base.arriving import MOST_LETTERS
from mnist_explore.ui.base.memory import VISITORS_VARIABLE, keep_shared_caches, visitors_may
from mnist_explore.ui.inputs.strokes import MOST_CHARACTERS
from tests.ink.drawings import file_bytes, seven
from tests.ui.conftest import assert_calm, visit

pytestmark = pytest.mark.hostile
SCAN = file_bytes(np.random.default_rng(1).integers(0, 256, (1200, 1200), np.uint8))
DRAWING = file_bytes(seven())


class Own:
    """A session's own state, as far as clearing goes."""

    cleared = 0

    def clear(self) -> None:
        """Count."""
        self.cleared += 1


def test_clear_cache_message_clears_nobody_elses() -> None:
    """The message that Streamlit's menu sends, which any browser can, leaves what all visitors share where it is."""
    computed: list[int] = []

    @st.cache_data
    def data() -> int:
        computed.append(1)
        return 7

    @st.cache_resource
    def resource() -> int:
        computed.append(2)
        return 8

    keep_shared_caches()
    session = AppSession.__new__(AppSession)
    session._state = AppSessionState.SHUTDOWN_REQUESTED  # or it would be shut down when it is let go
    session._session_state = own = Own()  # type: ignore[assignment]
    assert (data(), resource()) == (7, 8)
    for _ in range(3):
        session.handle_backmsg(BackMsg(clear_cache=True))
    assert (data(), resource()) == (7, 8)
    assert computed == [1, 2] and own.cleared == 3


@pytest.mark.usefixtures("on_few")
def test_every_page_keeps_shared_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first page that is opened sees to it."""

    def other(_: AppSession) -> None:
        raise AssertionError

    monkeypatch.setattr(AppSession, "_handle_clear_cache_request", other)
    assert_calm(visit("app"))
    assert AppSession._handle_clear_cache_request is not other


@pytest.mark.parametrize(
    ("said", "fetch", "build"),
    [
        ("", False, False),
        ("fetch", True, False),
        ("build", False, True),
        ("fetch, build", True, True),
        ("yes", False, False),
        ("prefetch", False, False),
        ("*", False, False),
    ],
)
def test_visitors_may(said: str, fetch: bool, build: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Visitors may start what the server's owner has named, and nothing else."""
    monkeypatch.setenv(VISITORS_VARIABLE, said)
    assert (visitors_may("fetch"), visitors_may("build")) == (fetch, build)


def test_drawing_waits_for_no_scan() -> None:
    """While one scan is read, another waits for it, and a drawing does not."""
    assert len(DRAWING) < SMALL_BYTES < len(SCAN)
    with ThreadPoolExecutor(2) as pool:
        with one_at_a_time(SCAN):
            scan = pool.submit(load_picture, SCAN)
            drawing = pool.submit(load_picture, DRAWING)
            assert drawing.result(10).grey.shape == (400, 400)
            time.sleep(0.2)
            assert not scan.done()
        assert scan.result(20).grey.shape == (600, 600)


def test_small_file_of_a_large_picture_waits() -> None:
    """A few bytes that unpack to many pixels are a scan, not a drawing."""
    large = file_bytes(np.full((3000, 3000), 255, np.uint8))
    assert len(large) < SMALL_BYTES
    with ThreadPoolExecutor(1) as pool:
        with one_at_a_time(SCAN):
            read = pool.submit(load_picture, large)
            time.sleep(0.2)
            assert not read.done()
        assert read.result(20).grey.shape == (1000, 1000)


def test_warnings_are_as_before_after_many_pictures_at_once() -> None:
    """Python's filters for warnings, which all threads share, are put back whichever thread leaves last."""
    before = list(warnings.filters)
    start = threading.Barrier(8)

    def read(_: int) -> None:
        start.wait(10)
        for _ in range(5):
            load_picture(DRAWING)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read, range(8)))
    assert list(warnings.filters) == before


@pytest.mark.usefixtures("on_few")
@pytest.mark.parametrize("name", ["digit", "samples_order", "yours_digit", "nobody_asked"])
def test_address_is_cut_before_it_is_kept(name: str) -> None:
    """Of half a megabyte in the address no more is kept than any control writes there."""
    test = visit("samples", **{name: "7" * 525_312, "x" * 30_000: "1"})
    assert_calm(test)
    state = test.session_state["address_state"]
    kept = [*state.written.items(), *state.values.items(), *state.pages["samples"].items()]
    assert max(len(str(text)) for pair in kept for text in pair) <= MOST_LETTERS + 1
    assert all(warning.value.count("7") < 100 for warning in test.warning)


def test_message_size_is_limited() -> None:
    """A browser's message may have far more than the longest drawing, and far less than Streamlit's own 200 MB."""
    config = tomllib.loads((Path(__file__).parent.parent.parent / ".streamlit" / "config.toml").read_text())
    assert 20 * MOST_CHARACTERS < config["server"]["maxMessageSize"] * 1_000_000 <= 20_000_000
