"""Paths of the API, made of SIDs."""

from __future__ import annotations

import re

from scheduling.session_commands import SessionAddress

_SID = re.compile(r"[A-Za-z0-9]{1,64}")
_NO_SID = "!"


def session_path(address: SessionAddress) -> str:
    return path_of(
        "installs", address.install_sid, "exams", address.exam_sid, "sessions", address.session_sid
    )


def path_of(*parts: str) -> str:
    """A SID is letters and digits:
    anything else could lead the call to another address, and becomes `!`.
    """
    return "/v1/" + "/".join(part if _SID.fullmatch(part) else _NO_SID for part in parts)


def names_no_place(path: str) -> bool:
    """Whether one of its SIDs was none."""
    return _NO_SID in path
