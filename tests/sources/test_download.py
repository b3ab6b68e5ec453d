"""Downloads are whole, checked and kept, or explained in one sentence; nothing waits for long."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mnist_explore.errors import DownloadError
from mnist_explore.sources import registry, transfer
from mnist_explore.sources.download import download
from mnist_explore.sources.registry import Mirror
from mnist_explore.sources.transfer import Patience, receive
from tests.sources.conftest import dripping, never

ROOT = Path(__file__).parents[2]
CHILD = """
import pickle, sys
from mnist_explore.sources import registry, load_digits
for name, value in pickle.loads(bytes.fromhex(sys.argv[1])).items():
    setattr(registry, name, value)
found = load_digits()
print(found.origin, len(found.digits), found.digits.name, *found.notices, sep="|")
"""


def nothing(_stage, _fraction):
    """Report nothing."""


def get(*mirrors, cache, progress=nothing):
    """Download with most arguments given."""
    return download(mirrors, cache=cache, progress=progress)


def idx_files(small):
    """Return the four IDX files as they are served."""
    return {known: small.files[known] for known in registry.IDX}


def test_download_keeps_what_it_got(small, server):
    """Files are verified, inflated, kept under their path, and not asked for a second time."""
    mirror = server.mirror("a", idx_files(small))
    first = get(mirror, cache=small.cache)
    assert first.host == f"127.0.0.1:{server.port}"
    assert first.notices == ()
    assert [len(content) for content in first.contents.values()] == [known.size for known in registry.IDX]
    for known in registry.IDX:
        assert (small.cache / known.path).read_bytes() == small.files[known]
    again = get(mirror, cache=small.cache)
    assert again.host == ""
    assert again.contents == first.contents
    assert len(server.asked) == 4


def test_download_reports_progress_in_this_thread(small, server):
    """Progress names the file and the server, rises to the end, and comes in the caller's thread."""
    seen = []
    mirror = server.mirror("a", {registry.NPZ: small.files[registry.NPZ]})
    get(mirror, cache=small.cache, progress=lambda *said: seen.append((*said, threading.current_thread())))
    assert {thread for _, _, thread in seen} == {threading.current_thread()}
    assert {stage for stage, _, _ in seen} == {f"Downloading mnist.npz from 127.0.0.1:{server.port}"}
    assert [fraction for _, fraction, _ in seen] == sorted(fraction for _, fraction, _ in seen)
    assert seen[-1][1] == 1


def test_download_goes_on_to_the_next_mirror(small, server):
    """A mirror that lacks a file is left for the next; what it did deliver is not asked for again."""
    files = idx_files(small)
    lacking = server.mirror("a", files)
    del server.answers[f"/a/{registry.IDX[3].name}"]
    received = get(lacking, server.mirror("b", files), cache=small.cache)
    assert len(received.contents) == 4
    assert [path for path in server.asked if path.startswith("/b/")] == [f"/b/{registry.IDX[3].name}"]


@pytest.mark.hostile
def test_download_replaces_a_damaged_file(small, server):
    """A wrong file in the cache is replaced by the right one."""
    small.put(small.cache, registry.NPZ)
    (small.cache / "mnist.npz").write_bytes(b"not this")
    get(server.mirror("a", {registry.NPZ: small.files[registry.NPZ]}), cache=small.cache)
    assert (small.cache / "mnist.npz").read_bytes() == small.files[registry.NPZ]


def redirected(handler):
    """Send the browser to a sign-in page."""
    handler.send_response(302)
    handler.send_header("Location", "/login")
    handler.end_headers()


def endless(handler):
    """Send a body that never ends."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(bytes(65536))
    except OSError:
        return


def promising_more(handler):
    """Send less than was promised, then hang up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "9999")
    handler.end_headers()
    handler.wfile.write(b"half")
    handler.close_connection = True


def speaking_gibberish(handler):
    """Answer with something other than HTTP."""
    handler.wfile.write(b"\x00\xff" * 400)
    handler.close_connection = True


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (redirected, "sent a web page instead of the file"),
        (b"Your data is in another castle", "sent 30 bytes that are not the file"),
        (b"", "sent 0 bytes"),
        (endless, "sent more than the [1-9]"),
        (promising_more, "broke off after"),
        (never, r"gave no answer within 0\.6 s"),
        (dripping(bytes(5000)), r"stopped after \d+ bytes"),
        (speaking_gibberish, "could not be reached"),
        (lambda handler: handler.send_error(503), "answered 503"),
    ],
    ids=["redirect", "other bytes", "empty", "endless", "short", "never", "dripping", "gibberish", "503"],
)
def test_download_bad_server(small, server, answer, says):
    """Whatever a server does instead of sending the file is put into one sentence, soon, and leaves no file."""
    mirror = server.mirror("a", {registry.NPZ: answer})
    server.answers["/login"] = b"<!DOCTYPE html><html><title>Sign in</title></html>"
    began = time.monotonic()
    with pytest.raises(DownloadError, match=says) as caught:
        get(mirror, cache=small.cache)
    assert time.monotonic() - began < 8
    assert f"127.0.0.1:{server.port}" in str(caught.value)
    assert "MNIST_EXPLORE_DATA" in str(caught.value)
    assert not small.cache.exists() or not list(small.cache.rglob("*npz*"))


@pytest.mark.hostile
def test_download_nobody_there(small):
    """Refused connections are answered at once, naming each server that was tried."""
    files = {registry.NPZ: b""}
    mirrors = [Mirror(f"http://127.0.0.{host}:9/", tuple(files)) for host in (1, 2)]
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1:9 could not be reached; 127\.0\.0\.2:9 could not"):
        get(*mirrors, cache=small.cache)


@pytest.mark.hostile
def test_download_name_not_found(small):
    """A name that cannot be looked up is a server that could not be reached."""
    with pytest.raises(DownloadError, match=r"no-such-host\.invalid could not be reached"):
        get(Mirror("http://no-such-host.invalid/", (registry.NPZ,)), cache=small.cache)


def hanging(*_args, **_options):
    """Look a name up as a machine does whose packets are dropped."""
    time.sleep(3)
    raise socket.gaierror(-3, "Temporary failure in name resolution")


@pytest.mark.hostile
def test_download_dropped_packets(small, monkeypatch):
    """Where look-ups hang, the time for all mirrors together is the budget for first answers."""
    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    mirrors = [Mirror(f"http://host-{number}.invalid/", (registry.NPZ,)) for number in range(5)]
    began = time.monotonic()
    with pytest.raises(DownloadError, match="gave no answer within") as caught:
        get(*mirrors, cache=small.cache)
    assert time.monotonic() - began < transfer.PATIENCE.starts_s + 3
    assert str(caught.value).count("host-") == 2, "two of the five fit into the budget"


def test_patience_leaves_time_for_the_bundled_digits():
    """A machine whose packets are dropped has waited at most four seconds before it turns to what it has."""
    assert Patience().starts_s <= 4


@pytest.mark.hostile
@pytest.mark.parametrize("obstacle", ["file in place", "full disk"])
def test_download_cannot_be_kept(small, server, monkeypatch, obstacle):
    """With no room to keep them the files are returned all the same, with one notice for all four."""
    if obstacle == "file in place":
        small.cache.write_bytes(b"I was here first")
    else:
        monkeypatch.setattr(os, "fsync", _full)
    received = get(server.mirror("a", idx_files(small)), cache=small.cache)
    assert len(received.contents) == 4
    assert len(received.notices) == 1
    assert "could not be kept" in received.notices[0]
    assert "MNIST_EXPLORE_CACHE" in received.notices[0]
    assert not list(small.cache.rglob(".*")), "nothing half-written stays"


def _full(_handle):
    """Fail as a full disk does."""
    raise OSError(28, "No space left on device")


def test_receive_left_by_its_caller(server, monkeypatch):
    """A caller that is interrupted while it waits leaves at once, and the transfer ends by itself."""

    def interrupted(_label, fraction):
        if fraction > 0:
            raise KeyboardInterrupt

    server.answers["/slow"] = dripping(bytes(30))
    before = threading.active_count()
    monkeypatch.setattr(transfer, "CHUNK", 1)
    with pytest.raises(KeyboardInterrupt):
        receive(f"http://127.0.0.1:{server.port}/slow", most=99, label="", progress=interrupted)
    deadline = time.monotonic() + 3
    while threading.active_count() > before + 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert threading.active_count() <= before + 1, "only the server's own thread may be left"


def child(mirrors):
    """Start another Python that loads digits with this test's registry."""
    values = {name: getattr(registry, name) for name in ("IDX", "NPZ", "WRITERS", "WRITER_MIRRORS")}
    argument = pickle.dumps(values | {"DIGIT_MIRRORS": mirrors}).hex()
    command = [sys.executable, "-c", CHILD, argument]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.hostile
def test_load_digits_two_processes_at_once(small, server):
    """Two cold starts at the same time both get the digits, without an error, and leave one whole file."""
    gate = threading.Barrier(2, timeout=60)

    def together(handler):
        gate.wait()
        data = small.files[registry.NPZ]
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    mirror = server.mirror("a", {registry.NPZ: together})
    small.put(small.cache, *registry.WRITERS)
    children = [child((mirror,)) for _ in range(2)]
    outputs = [process.communicate(timeout=90) for process in children]
    assert [errors for _, errors in outputs] == ["", ""]
    expected = f"a download from 127.0.0.1:{server.port}|40|mnist\n"
    assert [output for output, _ in outputs] == [expected, expected]
    assert [path.name for path in small.cache.iterdir() if path.is_file()] == ["mnist.npz"]
    assert (small.cache / "mnist.npz").read_bytes() == small.files[registry.NPZ]


@pytest.mark.hostile
def test_load_digits_killed_while_downloading(small, server):
    """A process that is killed in the middle leaves nothing that the next start takes for the file."""
    half_sent = threading.Event()
    data = small.files[registry.NPZ]

    def stuck_half_way(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data[: len(data) // 2])
        handler.wfile.flush()
        half_sent.set()
        time.sleep(3)

    mirror = server.mirror("a", {registry.NPZ: stuck_half_way})
    small.put(small.cache, *registry.WRITERS)
    process = child((mirror,))
    assert half_sent.wait(60)
    time.sleep(0.2)
    process.kill()
    process.communicate(timeout=30)
    assert not (small.cache / "mnist.npz").exists()
    server.answers["/a/mnist.npz"] = data
    assert get(mirror, cache=small.cache).contents[registry.NPZ] == data
