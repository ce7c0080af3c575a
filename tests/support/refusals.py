"""Refusals as the log tells them, and the address of a session where nobody was let in."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from scheduling.audit import denials
from scheduling.audit.event_reader import fill_sentence, load_personal_values
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, RefusalCount
from tests.support.people import NORTHFIELD

EXAM, SESSION = "EX" + "a" * 32, "ES" + "a" * 32
THERE = f"/sessions/{NORTHFIELD}/{EXAM}/{SESSION}/"


def refused() -> list[AuditEvent]:
    kinds = (Kind.DENIED, Kind.SIGN_IN_FAILED)
    return list(AuditEvent.objects.filter(kind__in=kinds).order_by("number"))


def said(event: AuditEvent) -> str:
    values = load_personal_values([event.number]).get(event.number, {})
    return fill_sentence(event, values)


def an_hour_passes() -> None:
    """As if all that was refused so far had been an hour earlier."""
    earlier = timezone.now() - denials.WINDOW - timedelta(seconds=1)
    RefusalCount.objects.update(since=earlier)
