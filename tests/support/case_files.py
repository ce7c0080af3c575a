"""Case files changed by hand, and the events in them."""

from __future__ import annotations

import hashlib

from scheduling.models import AuditEvent
from tests.support.case_file_checker import Asked, Data


def numbers_of(asked: Asked) -> list[int]:
    known = AuditEvent.objects.filter(session_sid=asked["session"]).order_by("number")
    return list(known.values_list("number", flat=True))


def change(part: Data, key: str, old: str, new: str) -> None:
    assert old in part[key]
    part[key] = part[key].replace(old, new)


def sealed(page: str) -> str:
    """A page that was changed, with the SHA-256 at its end made anew."""
    above, line, rest = page.rpartition("<!-- SHA-256 of all above: ")
    return above + line + hashlib.sha256(above.encode()).hexdigest() + rest[64:]
