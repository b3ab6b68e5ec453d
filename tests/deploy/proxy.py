"""nginx of this machine, by deploy/nginx.conf as it is but for the replicas' addresses and its own port."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CONFIGURATION = ROOT / "deploy" / "nginx.conf"
MAIN = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    log_format served "$upstream_addr $status $request_uri";
    access_log {folder}/access.log served;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A running nginx: its address, and where it says which replica answered what."""

    address: str
    log: Path

    def served(self) -> list[tuple[str, str, str]]:
        """Return (replica, or several that were tried, status, path) of every request that has ended."""
        rows = [line.rsplit(" ", 2) for line in self.log.read_text().splitlines()]
        return [(replica, status, path) for replica, status, path in rows]


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def site(ports: Sequence[int], own: int, *, down_s: int) -> str:
    """Return the configuration with the replicas' ports and its own put in, and how long a replica is left out."""
    text = CONFIGURATION.read_text()
    for number, port in enumerate(ports, 1):
        text, count = re.subn(rf"server app{number}:8501 ", f"server 127.0.0.1:{port} ", text)
        assert count == 1
    assert "server app" not in text
    text = text.replace("listen 80 ", f"listen 127.0.0.1:{own} ")
    return text.replace("fail_timeout=10s", f"fail_timeout={down_s}s")


@contextlib.contextmanager
def proxied(ports: Sequence[int], folder: Path, *, down_s: int = 10) -> Iterator[Proxy]:
    """Run nginx before replicas on this machine; skip where it is not installed."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is needed: install Debian's nginx-light")
    port = free_port()
    (folder / "site.conf").write_text(site(ports, port, down_s=down_s))
    (folder / "main.conf").write_text(MAIN.format(folder=folder))
    command = [nginx, "-p", str(folder), "-c", str(folder / "main.conf")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0 and "[warn]" not in checked.stderr, checked.stderr
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Proxy(f"http://127.0.0.1:{port}", folder / "access.log")
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until something listens on a port."""
    end = time.monotonic() + 20
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")
