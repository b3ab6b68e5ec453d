"""Known vulnerabilities are told, and a check that looked nothing up is not taken for a clean one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from supply import audit as module
from supply.audit import Audit, audit, read_answer


@pytest.fixture
def database() -> Iterator[str]:
    """Serve a database in the form of OSV's on this machine, in which pillow 12.0 has a vulnerability."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            known = asked["package"]["name"] == "pillow" and asked["version"] == "12.0"
            self.wfile.write(json.dumps({"vulns": [VULNERABILITY]} if known else {}).encode())

        def log_message(self, *_args: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


VULNERABILITY = {
    "id": "PYSEC-1",
    "summary": "a picture too many",
    "published": "2026-01-01T00:00:00Z",
    "affected": [
        {
            "package": {"name": "pillow", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "13.0.0"}]}],
        }
    ],
}


def lock(tmp_path: Path, *lines: str) -> Path:
    """Write a lock file."""
    path = tmp_path / "a.lock"
    path.write_text("".join(f"{line} --hash=sha256:{'0' * 64}\n" for line in lines))
    return path


def test_audit_tells_what_is_known(database: str, tmp_path: Path) -> None:
    """Of two packages the one with a known vulnerability is named, with what mends it."""
    done = audit(
        lock(tmp_path, "pillow==12.0", "numpy==2.4.6"), "--vulnerability-service", "osv", "--osv-url", database
    )
    assert done == Audit(2, (), {"pillow 12.0": ["PYSEC-1, mended in 13.0.0"]})
    assert done.words().splitlines()[0] == "2 packages looked up, 1 with known vulnerabilities."


def test_audit_without_its_database(tmp_path: Path) -> None:
    """Where the database cannot be reached the check is skipped, with the reason in one line."""
    done = audit(
        lock(tmp_path, "numpy==2.4.6"), "--vulnerability-service", "osv", "--osv-url", "http://127.0.0.1:9/"
    )  # fmt: skip
    assert done.checked == 0 and done.words().startswith("skipped: ") and "127.0.0.1" in done.words()
    assert "\n" not in done.words()


def test_read_answer_of_a_database_that_knows_nothing() -> None:
    """With every package unknown to the database nothing was checked; with some, they are named."""
    unknown = {"name": "a", "skip_reason": "Dependency not found on PyPI and could not be audited: a (1)"}
    known = {"name": "b", "version": "2", "vulns": []}
    assert read_answer(json.dumps({"dependencies": [unknown]})).words() == (
        "skipped: known vulnerabilities could not be looked up (the database has none of the 1 packages)."
    )
    done = read_answer(json.dumps({"dependencies": [unknown, known]}))
    assert done == Audit(1, ("a",), {}) and done.words().endswith("Not in the database: a.")


@pytest.mark.parametrize(("found", "code"), [({}, 0), ({"a 1": ["X-1, mended in no version yet"]}, 1)])
def test_main_fails_on_what_is_known(
    found: dict[str, list[str]], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command fails where a vulnerability is known, and only there."""
    monkeypatch.setattr(module, "audit", lambda _: Audit(1, (), found))
    assert module.main() == code
    assert ("a 1: X-1" in capsys.readouterr().out) == bool(code)
