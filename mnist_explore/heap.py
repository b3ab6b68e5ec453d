"""What the C library keeps of freed memory: as little as a server of many threads can do with."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""Parameters of ``mallopt``, as glibc's malloc.h numbers them."""

OF_ITS_OWN_BYTES = 1_000_000
"""From this size on an array has pages of its own, which go back to the system as soon as it is freed. From 100,000 on
a server held 27 MB less, and its p95 with 50 visitors was 2.1 to 2.3 times an empty page's instead of 1.9."""
KEPT_BYTES = 8_000_000
"""Free memory at a heap's end, above which it is given back."""


@cache
def keep_heap_small() -> bool:
    """Let all threads share one heap, and freed arrays go back to the system; return whether the C library does so.

    A thread that asks for memory while another does so is given an arena of its own, up to eight a core, and what
    is freed in one of them is of no use to the others. Python's lock lets one thread run at a time, so that little is
    won by them: with every visitor's page in a thread of its own they held 150 MB more than was in use.

    Arrow, which reads the atlas and holds pandas' texts, is asked to use the same heap before it begins with its own.

    References
    ----------
    mallopt(3); https://sourceware.org/glibc/wiki/MallocInternals; https://arrow.apache.org/docs/cpp/memory.html
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if set_option is None:
        return False
    options = {_M_ARENA_MAX: 1, _M_MMAP_THRESHOLD: OF_ITS_OWN_BYTES, _M_TRIM_THRESHOLD: KEPT_BYTES}
    return all(set_option(option, value) == 1 for option, value in options.items())


def give_memory_back() -> None:
    """Let the C library return to the system what is free, where it would keep it for later; elsewhere do nothing."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
