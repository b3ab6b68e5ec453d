"""A small data set that takes MNIST's place in the registry, and a server on this machine that hands it out."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.sources import loading, registry, transfer
from mnist_explore.sources.registry import Known, Mirror

QUICK = transfer.Patience(start_s=0.6, starts_s=1.0, stall_s=0.5, total_s=4.0)


def idx_bytes(array: np.ndarray) -> bytes:
    """Return an array of bytes as an IDX file."""
    return np.array([0x0800 | array.ndim, *array.shape], ">u4").tobytes() + array.tobytes()


def npz_bytes(**arrays: np.ndarray) -> bytes:
    """Return arrays as an NPZ file."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def votes_bytes(*rows: tuple[int, ...]) -> bytes:
    """Return votes as cleanlab published them; a row is the digit, label, guess, and people for each and neither."""
    return json.dumps(
        [
            {
                "id": int(row[0]),
                "given_original_label": int(row[1]),
                "our_guessed_label": int(row[2]),
                "mturk": dict(zip(("given", "guessed", "neither"), row[3:], strict=True)),
            }
            for row in rows
        ]
    ).encode()


def sha256(data: bytes) -> str:
    """Return the SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Small:
    """The small data set: its arrays, and each known file as it is served and kept."""

    images: np.ndarray
    labels: np.ndarray
    writer: np.ndarray
    files: dict[Known, bytes]
    cache: Path
    keras: Path

    def put(self, folder: Path, *files: Known) -> None:
        """Write known files into a folder laid out as the cache is."""
        for known in files:
            path = folder / known.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.files[known])


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Small:
    """Put 40 digits of noise in MNIST's place, and let the bundled digits be made once for all tests."""
    monkeypatch.setattr(loading, "bundled_digits", lambda: request.getfixturevalue("uci"))
    return small_in(tmp_path, monkeypatch)


def small_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digits: Digits | None = None) -> Small:
    """Put some digits in MNIST's place, with writers, votes, npz and IDX; by default 30 and 10 of noise."""
    rng = np.random.default_rng(7)
    images = rng.integers(0, 256, (40, 28, 28), dtype=np.uint8) if digits is None else digits.images
    labels = rng.integers(0, 10, 40, dtype=np.uint8) if digits is None else digits.labels
    writer = rng.integers(0, 50, len(labels))
    learnt = 30 if digits is None else len(digits.where_split("train"))
    halves = (slice(0, learnt), slice(learnt, len(labels)))
    arrays = [column[half] for half in halves for column in (images, labels)]
    files: dict[Known, bytes] = {}
    idx = tuple(_known(given.path, idx_bytes(array), files) for given, array in zip(registry.IDX, arrays, strict=True))
    npz = npz_bytes(**dict(zip(("x_train", "y_train", "x_test", "y_test"), arrays, strict=True)))
    tables = []
    for given, half in zip(registry.WRITERS, halves, strict=True):
        columns = np.stack([labels[half], labels[half] % 2 * 4, writer[half], *[labels[half] * 0] * 5], axis=1)
        lines = "".join("\t".join(map(str, row)) + "\n" for row in columns.astype(int))
        tables.append(_known(given.path, lines.encode(), files))
    votes = _known(
        registry.VOTES.path,
        votes_bytes(
            (2, labels[learnt + 2], 9 - labels[learnt + 2], 1, 3, 1),
            (7, labels[learnt + 7], 9 - labels[learnt + 7], 5, 0, 0),
        ),
        files,
    )
    for name, value in (
        ("IDX", idx),
        ("NPZ", _known(registry.NPZ.path, npz, files)),
        ("WRITERS", tuple(tables)),
        ("VOTES", votes),
        ("DIGIT_MIRRORS", ()),
        ("WRITER_MIRRORS", (Mirror("http://127.0.0.1:9/", tuple(tables)),)),
        ("VOTE_MIRRORS", (Mirror("http://127.0.0.1:9/", (votes,)),)),
    ):
        monkeypatch.setattr(registry, name, value)
    monkeypatch.setattr(transfer, "PATIENCE", QUICK)
    monkeypatch.delenv("MNIST_EXPLORE_DATA", raising=False)
    monkeypatch.setenv("MNIST_EXPLORE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return Small(images, labels, writer, files, tmp_path / "cache", tmp_path / "keras" / "datasets")


def _known(path: str, content: bytes, files: dict[Known, bytes]) -> Known:
    """Enter a file's content under its hash, packed if its path says so."""
    known = Known(path, sha256(content), len(content))
    files[known] = gzip.compress(content, mtime=0) if path.endswith(".gz") else content
    return known


Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """A server on this machine: what it answers under each path, and what it was asked."""

    port: int
    answers: dict[str, bytes | Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def mirror(self, folder: str, files: dict[Known, bytes]) -> Mirror:
        """Serve files under a folder's path, and return the mirror."""
        for known, data in files.items():
            self.answers[f"/{folder}/{known.name}"] = data
        return Mirror(f"http://127.0.0.1:{self.port}/{folder}/", tuple(files))


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve on a free port of 127.0.0.1 until the test ends."""
    with serving() as running:
        yield running


@contextmanager
def serving() -> Iterator[Server]:
    """Serve on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append(self.path)
            answer = known.answers.get(self.path)
            if answer is None:
                self.send_error(404)
            elif callable(answer):
                answer(self)
            else:
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            """Keep the tests' output clean."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    http.block_on_close = False
    known = Server(http.server_address[1])
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield known
    http.shutdown()
    http.server_close()


def never(handler: BaseHTTPRequestHandler) -> None:
    """Accept the request and say nothing."""
    time.sleep(3)
    handler.close_connection = True


def dripping(data: bytes) -> Answer:
    """Return an answer that sends one byte, then another, ever so slowly."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        for byte in data[:30]:
            try:
                handler.wfile.write(bytes([byte]))
            except OSError:
                return
            time.sleep(0.1)

    return answer
