from __future__ import annotations

import subprocess
import sys

import pytest

FAULTS = """
import ctypes, resource
from mnist_explore.model.training.memory import keep_freed_memory
if {keep}:
    assert keep_freed_memory()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
for round in range(10):
    block = ctypes.c_void_p(library.malloc(ctypes.c_size_t(2**26)))
    ctypes.memset(block, 1, 2**26)
    library.free(block)
    if round == 0:
        begun = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - begun)
"""


def _faults(*, keep: bool) -> int:
    """Return how many pages nine more blocks of 64 MiB are given anew, after a first one was freed."""
    command = [sys.executable, "-c", FAULTS.format(keep=keep)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="these are options of glibc's, the C library of most Linuxes")
def test_keep_freed_memory_page_faults() -> None:
    """Freed blocks are used again as they are, where they would have been given back and zeroed."""
    assert _faults(keep=True) < 50 < _faults(keep=False)
