"""Events of look-ups: who looked up what the log holds about one learner is in the log too."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.log.search import event_search
from scheduling.models import AuditEvent, Institution
from scheduling.session_commands import Actor

MOST_A_DAY = 2_000
LEARNER_ID = "learner_id"
LEARNER_AT = "learner_at"  # the institution, where the event itself is of none


class CanNotBeNoted(OperationalError):
    """That somebody looks a learner up can't be written, so nothing of the learner is shown."""


def note(*, actor: Actor, institution: Institution, learner: KnownLearner) -> None:
    """Record that a person looked up a learner's events:
    once per person, learner and day at the institution.

    Raises CanNotBeNoted: nobody reads what a learner did without leaving that they did.
    """
    midnight = (
        timezone.now()
        .astimezone(ZoneInfo(institution.time_zone))
        .replace(hour=0, minute=0, second=0, microsecond=0)
    )
    if learner.key in _already(actor, institution, midnight):
        return
    named = {"learner": event_writer.storable_text(learner.name)}
    if learner.email:
        named["email"] = event_writer.storable_text(learner.email)
    entry = event_writer.Entry(
        kind=Kind.LOOKED_UP,
        sentence=f"{event_writer.escape_braces(actor.name)} looked up the log of {{learner}}.",
        actor=actor,
        install_sid=institution.sid,
        time_zone=institution.time_zone,
        details={LEARNER_ID: learner.key}
        | ({"email": {"personal": "email"}} if learner.email else {}),
        personal=named,
    )
    try:
        event_writer.record(entry)
    except (OperationalError, InterfaceError) as error:
        raise CanNotBeNoted(str(error)) from error


def _already(actor: Actor, institution: Institution, since: datetime) -> set[str]:
    """Whom the person has looked up there since then, by the ids that tell learners apart."""
    asked = event_search.EventQuery(
        institutions=(institution.sid,), person=actor.user_id, since=since
    )
    today = event_search.page(asked, size=MOST_A_DAY).numbers
    told = AuditEvent.objects.filter(number__in=today).having(kind=(Kind.LOOKED_UP,))
    return {
        str(event_reader.read_details(details).get(LEARNER_ID, ""))
        for (details,) in event_reader.columns(told, "details")
    }
