"""Erasing what the log keeps of a learner by name: who asked, why, and how many values went."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q

from scheduling.audit import erasing, event_reader, event_writer
from scheduling.audit.erasing import AT_ONCE, NothingToErase, Value
from scheduling.audit.kinds import Kind
from scheduling.log.lookup_audit import LEARNER_AT, LEARNER_ID
from scheduling.models import AuditEvent, ExamSession, Institution, PersonalValue, SearchWord
from scheduling.session_commands import Actor

BLOCK = 500
NAMING = (Kind.LOOKED_UP, Kind.CASE_MADE, Kind.EXPORTED)
__all__ = ["NothingToErase", "erase_learner", "past_erasures", "values_of"]


def erase_learner(*, user_sid: str, institution: Institution, why: str, actor: Actor) -> int:
    """Erase every personal value that the log keeps of the learner there, and the words they were
    found by; how many values went. Raises NothingToErase.
    """
    values = sorted(set(values_of(user_sid, institution)))
    if not values:
        raise NothingToErase
    said = (
        f"{actor.name} erased what the log kept of learner {user_sid} at {institution.name},"
        f" because: {why}."
    )
    entry = event_writer.Entry(
        kind=Kind.PERSONAL_ERASED,
        sentence=event_writer.escape_braces(said),
        actor=actor,
        install_sid=institution.sid,
        time_zone=institution.time_zone,
        details={LEARNER_ID: user_sid, "why": why},
    )
    with transaction.atomic():
        for start in range(0, len(values), AT_ONCE):
            erasing.erase(values=values[start : start + AT_ONCE], entry=entry)
        SearchWord.objects.filter(
            institution=institution, kind=SearchWord.Kind.LEARNER, key=user_sid
        ).delete()
    return len(values)


def values_of(user_sid: str, institution: Institution) -> Iterator[Value]:
    """The personal values of the events about the learner's sessions, and of those that name the
    learner themselves: look-ups, case files and exports, also of the whole log.
    """
    theirs = ExamSession.objects.filter(institution=institution)
    theirs = theirs.filter(Q(learner_key=user_sid) | Q(user_sid=user_sid))
    sids = list(theirs.values_list("sid", flat=True))
    here = AuditEvent.objects.filter(install_sid=institution.sid)
    noted = f'"{LEARNER_ID}":"{user_sid}"'
    naming = AuditEvent.objects.filter(kind__in=NAMING, details__contains=noted)
    there = Q(install_sid="", details__contains=f'"{LEARNER_AT}":"{institution.sid}"')
    named = naming.filter(there | Q(install_sid=institution.sid))
    numbers = set(named.values_list("number", flat=True))
    for start in range(0, len(sids), BLOCK):
        about = here.filter(session_sid__in=sids[start : start + BLOCK])
        numbers |= set(about.values_list("number", flat=True))
    known = sorted(numbers)
    for start in range(0, len(known), BLOCK):
        rows = PersonalValue.objects.filter(event_number__in=known[start : start + BLOCK])
        yield from rows.values_list("event_number", "name")


def past_erasures() -> list[AuditEvent]:
    """The newest events that erased values, for whoever sees the whole log."""
    newest = AuditEvent.objects.filter(kind__in=erasing.ERASING).order_by("-number")[:50]
    return event_reader.of_rows(newest)
