"""No test reaches out of this machine, not even by mistake."""

from __future__ import annotations

import os
import socket

import pytest


def test_offline_refuses_the_outside():
    """Connections and look-ups that leave this machine fail as they do offline."""
    for method in ("connect", "connect_ex"):
        with socket.socket() as client, pytest.raises(OSError, match=r"a test tried to reach \('192\.0\.2\.1', 80\)"):
            getattr(client, method)(("192.0.2.1", 80))
    for host in ("192.0.2.1", "example.com"):
        with pytest.raises(OSError, match=f"a test tried to look up '{host}'"):
            socket.create_connection((host, 80), timeout=1)


def test_offline_leaves_loopback_open():
    """Servers on this machine can be reached by number and by name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, port), timeout=5).close()


def test_offline_for_children():
    """Processes that a test starts are sent to a proxy that does not answer, save for this machine."""
    assert os.environ["https_proxy"] == "http://127.0.0.1:9"
    assert "127.0.0.1" in os.environ["no_proxy"]
