"""Memory while training: what one step frees is kept for the next."""

from __future__ import annotations

import ctypes
import sys

OPTIONS = {
    "M_ARENA_MAX": (-8, 1),
    "M_MMAP_THRESHOLD": (-3, 2**30),
    "M_TRIM_THRESHOLD": (-1, 2**31 - 1),
    "M_TOP_PAD": (-2, 2**28),
}
"""glibc's numbers of the options, and values in bytes: one heap, no block mapped by itself, nothing given back, and a
heap that grows by 256 MiB at a time."""


def keep_freed_memory() -> bool:
    """Ask the C library to keep freed memory for the process, and return whether it will.

    Every step of a training allocates and frees the same blocks. Given back to the system, each page comes again with
    a fault and zeroed: nearly half of the time where steps are not compiled. Only glibc has these options; elsewhere
    nothing changes. They hold from now on, for the whole process.

    References
    ----------
    mallopt(3), https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return all(mallopt(ctypes.c_int(option), ctypes.c_int(value)) for option, value in OPTIONS.values())
