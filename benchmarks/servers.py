"""A Streamlit server of its own, what its process holds and has used, and a hard limit to its memory."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
START_S = 60
EMPTY_PAGES = 10

_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Server:
    """A server's port, process, and log."""

    port: int
    pid: int
    log: Path | None = None

    def resident_mb(self) -> float:
        """Return the megabytes (10⁶ bytes) that the process holds in memory now."""
        return _status(self.pid, "VmRSS") / 1000

    def peak_mb(self) -> float:
        """Return the most megabytes that it has held."""
        return peak_mb(self.pid)

    def processor_s(self) -> float:
        """Return the seconds of processor time that it has used."""
        return processor_s(self.pid)

    def log_end(self) -> str:
        """Return the end of its log."""
        return self._logged()[-500:]

    def tracebacks(self) -> int:
        """Return how many tracebacks its log has."""
        return self._logged().count("Traceback (most recent call last)")

    def _logged(self) -> str:
        return self.log.read_text(errors="replace") if self.log else ""


def processor_s(pid: int) -> float:
    """Return the seconds of processor time that a process has used, as Linux counts them."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb(pid: int | str = "self") -> float:
    """Return the most megabytes (10⁶ bytes) that a process has held."""
    return _status(pid, "VmHWM") / 1000


def _status(pid: int | str, name: str) -> float:
    """Return a figure of a process's status, in kilobytes (1,000 bytes)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1.024 for line in lines if line.startswith(f"{name}:"))


@contextmanager
def serving(script: Path, log: Path | None = None, *options: str, limit_mb: int | None = None) -> Iterator[Server]:
    """Run a script's server on a free port of this machine until the block ends.

    Parameters
    ----------
    script
        What Streamlit runs, in the script's own folder.
    log
        Where its output goes; None leaves it out.
    options
        Of the command line.
    limit_mb
        The most memory (10⁶ bytes) that the process may have, page cache included; the kernel kills it past that.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", "--server.headless=true"]
    command += ["--server.address=127.0.0.1", *options]
    with (log or Path(os.devnull)).open("wb") as output, limited(command, limit_mb) as held:
        process = subprocess.Popen(held, cwd=script.parent, stdout=output, stderr=subprocess.STDOUT, env=compiled())
        try:
            server = Server(port, process.pid, log)
            _wait_until_up(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def compiled() -> dict[str, str]:
    """Return the environment of a server whose modules are compiled once, as everywhere but in some containers."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@contextmanager
def limited(command: list[str], limit_mb: int | None) -> Iterator[list[str]]:
    """Return a command that runs in a control group with a hard limit to its memory; the same without a limit."""
    if limit_mb is None:
        yield command
        return
    place = _memory_groups()
    if place is None:
        raise SystemExit(f"No memory limit can be set here: no control group can be made in {_CGROUPS}.")
    group = place[0] / f"mnist-explore-{uuid.uuid4().hex[:12]}"
    group.mkdir()
    try:
        (group / place[1]).write_text(str(limit_mb * 1_000_000))
        yield ["sh", "-c", f'echo $$ > {group}/cgroup.procs && exec "$@"', "sh", *command]
    finally:
        group.rmdir()


def can_limit() -> bool:
    """Tell whether a control group with a memory limit can be made here."""
    return _memory_groups() is not None


def _memory_groups() -> tuple[Path, str] | None:
    """Return where control groups with a memory limit can be made, by version 1 or 2, and the limit's file there."""
    v1, v2 = _CGROUPS / "memory", _CGROUPS / "cgroup.subtree_control"
    if (v1 / "memory.limit_in_bytes").exists() and os.access(v1, os.W_OK):
        return v1, "memory.limit_in_bytes"
    if v2.exists() and "memory" in v2.read_text().split() and os.access(_CGROUPS, os.W_OK):
        return _CGROUPS, "memory.max"
    return None


def _wait_until_up(server: Server, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            opener.open(f"http://127.0.0.1:{server.port}/_stcore/health", timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The server did not start: {server.log_end()}")


def empty_app(folder: Path, pages: list[str], *, settings: bool) -> Path:
    """Write an app of empty pages, with our app's settings or with none, and return its script."""
    script = folder / "app.py"
    text = "import streamlit as st\n\nst.write('empty')\n"
    (folder / "pages").mkdir()
    if settings:
        shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    for place in (script, *(folder / "pages" / f"{name}.py" for name in pages[:EMPTY_PAGES])):
        place.write_text(text)
    return script
