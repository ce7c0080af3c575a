"""Whether a file or a folder would take a line, found without writing one: pages ask that. And
what it raises where a disk takes nothing.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

LEAST = 64 * 1024  # bytes; less is no room for a line and what the file system keeps of it

# Whatever file it is about, it is the disk that is full, broken or read-only.
OF_DISKS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)


NO_FILE = "it is not a file"


def opened(path: Path, flags: int, mode: int = 0o600) -> int:
    """The number of an open file. Raises OSError, and waits for nobody, where something else stands
    in its place: a named pipe would be waited for until somebody opens its other end.
    """
    file = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC, mode)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(0, NO_FILE)
    return file


def why_unwritable(path: Path) -> str:
    """What is in the way, in the words of the operating system; empty where nothing is seen."""
    try:
        mode, disk = os.stat(path).st_mode, os.statvfs(path)
    except OSError as error:  # also of a path that is shut to the portal, or too long
        return error.strerror or type(error).__name__
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return NO_FILE
    if not os.access(path, os.W_OK):
        return os.strerror(errno.EACCES)
    return os.strerror(errno.ENOSPC) if disk.f_bavail * disk.f_frsize < LEAST else ""
