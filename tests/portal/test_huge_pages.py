"""Memory that was filled moves into pages of 2 MB, and holds what it held."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

import pytest

from portal.huge_pages import COLLAPSE, PAGE, use_huge_pages

MODE = Path("/sys/kernel/mm/transparent_hugepage/enabled")
PAGES = 8


def _has_huge_pages() -> bool:
    """Whether the system gives them at once, as Linux does since 6.1."""
    if not MODE.exists() or "[never]" in MODE.read_text():
        return False
    with mmap.mmap(-1, PAGES * PAGE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.write(b"portal.." * (len(memory) // 8))
        try:
            memory.madvise(COLLAPSE)
        except OSError:
            return False
    return True


@pytest.mark.skipif(not _has_huge_pages(), reason="this system has no huge pages")
def test_what_is_filled_moves_into_huge_pages_and_stays_what_it_was() -> None:
    before = _huge_memory()
    with mmap.mmap(-1, PAGES * PAGE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.madvise(mmap.MADV_NOHUGEPAGE)
        memory.write(b"portal.." * (len(memory) // 8))
        use_huge_pages()
        assert _huge_memory() - before >= (PAGES - 1) * PAGE
        assert memory[:] == b"portal.." * (len(memory) // 8)


def _huge_memory() -> int:
    """Bytes of this process that lie in huge pages."""
    said = Path("/proc/self/smaps_rollup").read_text()
    [size] = re.findall(r"AnonHugePages: +(\d+) kB", said)
    return int(size) * 1024
