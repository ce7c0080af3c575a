"""Who looked up what the log holds about one learner is in the log too."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.log import event_search
from scheduling.models import AuditEvent, Institution
from scheduling.session_commands import Actor

MOST_A_DAY = 2_000


def note(*, actor: Actor, institution: Institution, name: str, email: str = "") -> None:
    """Record that a person looked up a learner's events:
    once per person, learner and day at the institution.
    """
    midnight = (
        timezone.now()
        .astimezone(ZoneInfo(institution.time_zone))
        .replace(hour=0, minute=0, second=0, microsecond=0)
    )
    learner = {"learner": event_writer.storable_text(name)} | (
        {"email": event_writer.storable_text(email)} if email else {}
    )
    if learner in _already(actor, institution, midnight):
        return
    entry = event_writer.Entry(
        kind=Kind.LOOKED_UP,
        sentence=f"{event_writer.escape_braces(actor.name)} looked up the log of {{learner}}.",
        actor=actor,
        install_sid=institution.sid,
        time_zone=institution.time_zone,
        details={"email": {"personal": "email"}} if email else {},
        personal=learner,
    )
    event_writer.record(entry)


def _already(actor: Actor, institution: Institution, since: datetime) -> list[dict[str, str]]:
    """Whom the person has looked up there since then."""
    asked = event_search.Wanted(institutions=(institution.sid,), person=actor.user_id, since=since)
    today = event_search.page(asked, size=MOST_A_DAY).numbers
    numbers = AuditEvent.objects.filter(number__in=today, kind=Kind.LOOKED_UP).values_list(
        "number", flat=True
    )
    return list(event_reader.load_personal_values(numbers).values())
