"""Function that moves the memory which a process has filled into pages of 2 MB, on Linux.

A booking calls some 1,400 functions, nearly each of them once, whose code and data lie all over the
heap. In pages of 4 KB the processor has to look up again where most of them are, the more so on a
virtual machine: that was a seventh of the processor time of a booking.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import suppress

PAGE = 2 * 1024 * 1024
MAY_BE_HUGE, COLLAPSE = 14, 25  # of madvise(2); Linux collapses at once since 6.1


def use_huge_pages() -> None:
    """Ask for it. Where the system has none to give, everything stays where it is."""
    if sys.platform != "linux":
        return
    madvise = ctypes.CDLL(None).madvise
    madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    with suppress(OSError):  # a system that does not tell where its memory is
        for start, length in _filled():
            madvise(start, length, MAY_BE_HUGE)
            madvise(start, length, COLLAPSE)


def _filled() -> Iterator[tuple[int, int]]:
    """Start and length of what is the process's own and writable, in whole huge pages."""
    with open("/proc/self/maps") as maps:
        lines = [line.split() for line in maps]
    for bounds, rights, _, _, _, *name in lines:
        start, end = (int(one, 16) for one in bounds.split("-"))
        start, end = -(-start // PAGE) * PAGE, end // PAGE * PAGE
        if rights.startswith("rw") and name in ([], ["[heap]"]) and start < end:
            yield start, end - start
