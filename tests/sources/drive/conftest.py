"""A server on this machine that plays Google Drive: the connection is led here, all addresses stay Drive's own."""

from __future__ import annotations

import http.client
import io

import pytest
from PIL import Image

from mnist_explore.sources.drive import Patience
from mnist_explore.sources.drive.fetching import Connect
from tests.sources.conftest import Server

QUICK = Patience(pause_s=0.5, total_s=1.5)
ID = "1aB2-cD3_eF4gH5iJ6kL7mN8oP9qR0sTu"
START = f"/uc?export=download&id={ID}"


@pytest.fixture(scope="session")
def picture() -> bytes:
    """Return a small PNG."""
    file = io.BytesIO()
    Image.new("L", (40, 40), 255).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def to_here(server: Server) -> Connect:
    """Return what connects to the server in place of any of Drive's hosts."""

    def connect(_host: str, timeout_s: float) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout_s)

    return connect
