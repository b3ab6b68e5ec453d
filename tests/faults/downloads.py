"""What can happen to a download, and to the cache that it is kept in."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler

from mnist_explore import files
from mnist_explore.sources import registry
from tests.faults.scene import ROOT, Answer, Fault, Scene, small_disk
from tests.sources.conftest import dripping, never

HTML = b"<!DOCTYPE html><html><title>Sign in to this network</title></html>"
CHILD = """
import pickle, sys
from mnist_explore.sources import registry, load_digits
for name, value in pickle.loads(bytes.fromhex(sys.argv[1])).items():
    setattr(registry, name, value)
found = load_digits()
print(len(found.digits), found.origin)
"""


def half(data: bytes, *, then_wait_s: float = 0, begun: threading.Event | None = None) -> Answer:
    """Return an answer that sends half of what it announces."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data[: len(data) // 2])
        handler.wfile.flush()
        if begun is not None:
            begun.set()
        time.sleep(then_wait_s)
        handler.close_connection = True

    return answer


def refused(handler: BaseHTTPRequestHandler) -> None:
    """Answer that the service is not there."""
    handler.send_error(503)


def answering(make: Callable[[bytes], bytes | Answer], set_: Scene) -> tuple[str, str]:
    """Let the mirror answer something else, and then what it should."""
    set_.serve(make(set_.small.files[registry.NPZ]))
    saw = set_.visit()
    left = set_.cached()
    set_.serve()
    return saw, f"{left}; next start: {set_.next_start()}"


def no_network(set_: Scene) -> tuple[str, str]:
    """Let no mirror be reached."""
    saw = set_.visit()
    set_.serve()
    return saw, f"next start: {set_.next_start()}"


def child_of() -> subprocess.Popen[str]:
    """Start another process that loads digits by this scene's registry."""
    names = ("IDX", "NPZ", "WRITERS", "VOTES", "WRITER_MIRRORS", "VOTE_MIRRORS", "DIGIT_MIRRORS")
    argument = pickle.dumps({name: getattr(registry, name) for name in names}).hex()
    command = [sys.executable, "-c", CHILD, argument]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed(set_: Scene) -> tuple[str, str]:
    """Kill a server in mid-download."""
    begun = threading.Event()
    set_.serve(half(set_.small.files[registry.NPZ], then_wait_s=3, begun=begun))
    process = child_of()
    assert begun.wait(60)
    process.kill()
    set_.log += process.communicate(timeout=30)[1].splitlines()
    left = set_.cached()
    set_.serve()
    return set_.visit(), f"{left}; next start: {set_.next_start()}"


def together(set_: Scene) -> tuple[str, str]:
    """Start two servers on one cache at the same moment."""
    gate = threading.Barrier(2, timeout=60)
    data = set_.small.files[registry.NPZ]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        gate.wait()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    set_.serve(answer)
    both = [child_of() for _ in range(2)]
    outputs = [process.communicate(timeout=90) for process in both]
    set_.log += [line for _, error in outputs for line in error.splitlines()]
    return " and ".join(output.strip() for output, _ in outputs), set_.next_start()


def on_a_disk(set_: Scene, *, read_only: bool) -> tuple[str, str]:
    """Let the cache be on a disk that takes nothing."""
    set_.serve()
    with small_disk(set_.small.cache, read_only=read_only):
        saw = set_.visit()
        left = set_.cached()
    return saw, f"{left}; next start: {set_.next_start()}"


def file_in_place(set_: Scene) -> tuple[str, str]:
    """Let a file have the cache's name."""
    set_.serve()
    place = set_.small.cache.with_name("file")
    place.write_bytes(b"I was here first")
    set_.patch.setenv("MNIST_EXPLORE_CACHE", str(place))
    saw = set_.visit()
    return saw, f"the file {'as it was' if place.read_bytes() == b'I was here first' else 'changed'}"


def damaged(data: Callable[[bytes], bytes], set_: Scene, *, online: bool) -> tuple[str, str]:
    """Let the cached file be other bytes, with a network or without one."""
    set_.small.put(set_.small.cache, registry.NPZ)
    path = set_.small.cache / registry.NPZ.path
    path.write_bytes(data(path.read_bytes()))
    if online:
        set_.serve()
        return set_.visit(), set_.next_start()
    saw = set_.visit()
    set_.serve()
    return saw, f"next start with a network: {set_.next_start()}"


def wrong_clock(hours: int, set_: Scene) -> tuple[str, str]:
    """Let the clock stand wrong, with a leftover of a killed process in the cache."""
    set_.serve()
    leftover = set_.small.cache / f".{registry.NPZ.name}.x1"
    leftover.write_bytes(b"half")
    now = time.time()
    set_.patch.setattr(files.time, "time", lambda: now + 3600 * hours)
    saw = set_.visit()
    return saw, set_.next_start()


NETWORK = (
    Fault("no network", no_network, "MNIST could not be reached.", "1,797 digits of a download"),
    Fault(
        "a server that never answers", partial(answering, lambda _: never), "gave no answer within", "a whole mnist.npz"
    ),
    Fault(
        "a slow one, ten bytes a second",
        partial(answering, lambda data: dripping(data)),
        "MNIST could not be reached.",
        "next start: 1,797 digits of a download",
    ),
    Fault(
        "a sign-in page with status 200",
        partial(answering, lambda _: HTML),
        "sent a web page instead of the file",
        "1,797 digits of a download",
    ),
    Fault("other bytes", partial(answering, lambda data: data[::-1]), "that are not the file", "a download"),
    Fault("a byte too many", partial(answering, lambda data: data + b"x" * 20_000), "sent more than", "a download"),
    Fault("half of it, then silence", partial(answering, lambda data: half(data)), "broke off after", "a download"),
    Fault("status 503", partial(answering, lambda _: refused), "answered 503", "a download"),
    Fault("killed in mid-download", killed, "the page of 1,797 digits of a download", "mnist.npz"),
    Fault("two cold starts on one cache", together, "1797 a download", "1,797 digits of your cache"),
)
CACHE = (
    Fault(
        "a read-only cache",
        partial(on_a_disk, read_only=True),
        "could not be kept in",
        "next start: 1,797 digits of a download",
    ),
    Fault(
        "a full one",
        partial(on_a_disk, read_only=False),
        "No space left on device",
        "next start: 1,797 digits of a download",
    ),
    Fault("a file in the cache's place", file_in_place, "a file has that name", "as it was"),
    Fault(
        "a truncated file in the cache, no network",
        partial(damaged, lambda data: data[: len(data) // 2], online=False),
        "is not what it should be",
        "1,797 digits of a download",
    ),
    Fault(
        "another file by its name, with a network",
        partial(damaged, lambda _: HTML, online=True),
        "the page of 1,797 digits of a download",
        "1,797 digits of your cache; a whole mnist.npz in the cache",
    ),
    Fault("a clock 20 years ahead", partial(wrong_clock, 24 * 365 * 20), "of a download", "your cache"),
    Fault("a clock 20 years back", partial(wrong_clock, -24 * 365 * 20), "of a download", "your cache"),
)
