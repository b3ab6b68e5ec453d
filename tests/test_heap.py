"""Threads share one heap, and a freed array's pages are the system's again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import ctypes, sys, threading
from mnist_explore.heap import give_memory_back, keep_heap_small

if sys.argv[1] == "small":
    assert keep_heap_small() and keep_heap_small()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
done = threading.Event()
threads = [threading.Thread(target=lambda: (bytes(5_000), done.wait())) for _ in range(6)]
for thread in threads:
    thread.start()
del (large := [bytes(20_000_000)])[0]  # after which glibc by itself takes up to 20 MB from the heap
kept = bytes(5_000_000)
give_memory_back()
file = ctypes.c_void_p(libc.fopen(sys.argv[2].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
done.set()
"""


def heaps(how: str, folder: Path) -> tuple[int, int]:
    """Return how many heaps a process of seven threads has, and how many arrays with pages of their own."""
    report = folder / how
    subprocess.run([sys.executable, "-c", SCRIPT, how, str(report)], check=True, timeout=60)
    text = report.read_text()
    mapped = int(text.rpartition('<total type="mmap" count="')[2].partition('"')[0])
    return text.count("<heap nr="), mapped


@pytest.mark.skipif(sys.platform != "linux", reason="the C library's heap is set where it is glibc's, on Linux")
def test_keep_heap_small(tmp_path: Path) -> None:
    """Where each thread would have a heap of its own there is one, and a large array is not taken from it."""
    many, few_mapped = heaps("as it is", tmp_path)
    one, mapped = heaps("small", tmp_path)
    assert many >= 6 and one == 1
    assert mapped > few_mapped
