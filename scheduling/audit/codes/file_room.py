"""Whether a file or a folder would take a line, found without writing one: pages ask that. And
what it raises where a disk takes nothing.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

LEAST = 64 * 1024  # bytes; less is no room for a line and what the file system keeps of it

# Whatever file it is about, it is the disk that is full, broken or read-only.
OF_DISKS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)


def why_unwritable(path: Path) -> str:
    """What is in the way, in the words of the operating system; empty where nothing is seen."""
    if not path.exists():
        return os.strerror(errno.ENOENT)
    if not os.access(path, os.W_OK):
        return os.strerror(errno.EACCES)
    disk = os.statvfs(path)
    return os.strerror(errno.ENOSPC) if disk.f_bavail * disk.f_frsize < LEAST else ""
