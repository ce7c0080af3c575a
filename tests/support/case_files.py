"""Case files changed by hand, and the events in them."""

from __future__ import annotations

from scheduling.models import AuditEvent
from tests.support.case_file_checker import Asked, Data


def numbers_of(asked: Asked) -> list[int]:
    known = AuditEvent.objects.filter(session_sid=asked["session"]).order_by("number")
    return list(known.values_list("number", flat=True))


def change(part: Data, key: str, old: str, new: str) -> None:
    assert old in part[key]
    part[key] = part[key].replace(old, new)
