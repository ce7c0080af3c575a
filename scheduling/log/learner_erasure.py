"""Erasing what the log keeps of a learner by name: who asked, why, and how many values went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from scheduling.audit import event_reader, event_writer, name_edges, value_erasure
from scheduling.audit.kinds import Kind
from scheduling.audit.value_erasure import AT_ONCE, NothingToErase, Value
from scheduling.date_formats import counted
from scheduling.log import learner_periods
from scheduling.log.learner_lookups import LEARNER_AT, LEARNER_ID
from scheduling.log.learner_periods import Period
from scheduling.log.reason_names_learner import NamesLearner, why_not
from scheduling.models import (
    Attempt,
    AuditEvent,
    Batch,
    BatchRow,
    ErasedValue,
    ExamSession,
    Institution,
    PersonalValue,
    SearchWord,
)
from scheduling.proctoring_api.parsing import is_distinct_sid
from scheduling.session_commands import Actor

BLOCK = 500
NAMING = (Kind.LOOKED_UP, Kind.CASE_MADE, Kind.EXPORTED)
NAMELESS = "a learner"  # stands where a name was not known
NAMES = ("learner", "email", "name")  # the personal values that a learner is called by
OPEN_STILL = (
    "A request or a rescue is still open for {sessions} of this learner: what comes of it is"
    " recorded with the name again. Erase once more after that."
)
__all__ = [
    "NamesLearner",
    "NothingToErase",
    "erase_learner",
    "erased_by",
    "past_erasures",
    "values_of",
]


@dataclass(frozen=True, slots=True)
class KeptAboutLearner:
    """What the log keeps of a learner: by what names, and how much of it."""

    names: tuple[str, ...]
    values: int
    events: int


def kept_of(user_sid: str, institution: Institution) -> KeptAboutLearner:
    """What the log keeps of the learner there. Raises NothingToErase."""
    values = set(values_of(user_sid, institution))
    if not values:
        raise NothingToErase
    numbers = {number for number, _ in values}
    return KeptAboutLearner(
        tuple(_names(user_sid, institution, numbers)), len(values), len(numbers)
    )


def _names(user_sid: str, institution: Institution, numbers: Iterable[int]) -> list[str]:
    """The names and email addresses of the learner, as the log and the list have them."""
    theirs = _sessions_of(user_sid, institution)
    found = {one for pair in theirs.values_list("learner_name", "learner_email") for one in pair}
    known = sorted(numbers)
    for start in range(0, len(known), BLOCK):
        rows = PersonalValue.objects.filter(event_number__in=known[start : start + BLOCK])
        found |= set(rows.filter(name__in=NAMES).values_list("value", flat=True))
    return sorted(found - {"", NAMELESS})


def open_still(user_sid: str, institution: Institution) -> str:
    """That something about the learner's sessions there is still open, and will be recorded with
    the name again; "" where nothing is.
    """
    theirs = _sessions_of(user_sid, institution)
    asked = Attempt.objects.filter(session__in=theirs, state__in=Attempt.OPEN)
    waiting = BatchRow.objects.filter(session__in=theirs, state__in=BatchRow.OPEN)
    known = {*asked.values_list("session", flat=True), *waiting.values_list("session", flat=True)}
    return OPEN_STILL.format(sessions=counted(len(known), "exam session")) if known else ""


def _sessions_of(user_sid: str, institution: Institution) -> QuerySet[ExamSession]:
    here = ExamSession.objects.filter(institution=institution)
    return here.filter(Q(learner_key=user_sid) | Q(user_sid=user_sid))


def without_name(attempt_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the requests whose learner's name the log has erased: no list tells it either."""
    known, found = {str(one): one for one in attempt_ids}, set()
    ids = sorted(known)
    for start in range(0, len(ids), BLOCK):
        events = AuditEvent.objects.filter(attempt_id__in=ids[start : start + BLOCK]).order_by()
        told = dict(events.values_list("number", "attempt_id"))
        gone = ErasedValue.objects.filter(name="learner", event_number__in=told)
        found |= {known[told[number]] for number in gone.values_list("event_number", flat=True)}
    return found


def erase_learner(*, user_sid: str, institution: Institution, why: str, actor: Actor) -> int:
    """Erase every personal value that the log keeps of the learner there, and the words they were
    found by; how many values went. By what the provider's list tells of them they are found as
    long as it does. Raises NothingToErase, and NamesLearner for a reason that holds the learner's
    name or an email address.
    """
    values = sorted(set(values_of(user_sid, institution)))
    if not values:
        raise NothingToErase
    if fault := why_not(why, _names(user_sid, institution, {number for number, _ in values})):
        raise NamesLearner(fault)
    said = (
        f"{actor.name} erased what the log kept of learner {user_sid} at {institution.name},"
        f" because: {name_edges.reason_with_edges(why)}."
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
        # What others take before the log's head is taken before it here, too, for all slices.
        value_erasure.lock_rows(values)
        _forget_what_was_said(_sessions_of(user_sid, institution))
        listed = ExamSession.objects.filter(institution=institution, learner_key=user_sid)
        listed.update(indexed_by=0)
        SearchWord.objects.filter(
            institution=institution, kind=SearchWord.Kind.LEARNER, key=user_sid
        ).delete()
        for start in range(0, len(values), AT_ONCE):
            value_erasure.erase(values=values[start : start + AT_ONCE], entry=entry)
    return len(values)


def _forget_what_was_said(sessions: QuerySet[ExamSession]) -> None:
    """Empty why their rows of a rescue were not sent, where the provider's words may stand, as long
    as no event has its hash: that of the rescue's end has (`learners_erased_since`).
    """
    rows = BatchRow.objects.filter(session__in=sessions, batch__state__in=Batch.OPEN)
    rows.exclude(reason="").update(reason="")


def learners_erased_since(number: int, institution: Institution) -> set[str]:
    """The learners there of whom the log erased what it kept, after the event of that number."""
    made = AuditEvent.objects.filter(install_sid=institution.sid, kind=Kind.PERSONAL_ERASED)
    found = event_reader.columns(made.filter(number__gt=number), "details")
    told = (event_reader.read_details(details).get(LEARNER_ID) for (details,) in found)
    return {one for one in told if isinstance(one, str) and one}


def is_erased_by_age(number: int) -> bool:
    """Whether something of the event of that number was erased because it was old."""
    by = ErasedValue.objects.filter(event_number=number).values("by_event")
    return AuditEvent.objects.filter(number__in=by, kind=Kind.RETENTION_RUN).exists()


def values_of(user_sid: str, institution: Institution) -> Iterator[Value]:
    """The personal values of the events about the learner's sessions, and of those that name the
    learner themselves: look-ups, case files and exports, also of the whole log; and of rescues that
    were to move one of them.
    """
    if not user_sid:
        return  # of sessions that name no learner nobody is meant
    periods = learner_periods.of(user_sid, institution.sid)
    here = AuditEvent.objects.filter(install_sid=institution.sid)
    numbers = set(_naming(user_sid, institution, periods))
    for one in periods:
        about = here.filter(session_sid=one.session_sid)
        numbers |= {number for number in about.values_list("number", flat=True) if number in one}
    numbers |= set(_rescued_in(institution, periods))
    known = sorted(numbers)
    for start in range(0, len(known), BLOCK):
        rows = PersonalValue.objects.filter(event_number__in=known[start : start + BLOCK])
        yield from rows.values_list("event_number", "name")


def _rescued_in(institution: Institution, periods: Iterable[Period]) -> Iterator[int]:
    """The numbers of the events by which rescues began that were to move one of the sessions while
    it was the learner's: why may name whom it is about.
    """
    begun = AuditEvent.objects.filter(install_sid=institution.sid, kind=Kind.BATCH_BEGUN)
    for number, details in event_reader.columns(begun, "number", "details"):
        moved = event_reader.read_details(details).get("to_be_moved")
        told = moved if isinstance(moved, list) else []
        sids = {str(one.get("session")) for one in told if isinstance(one, dict)}
        if any(one.session_sid in sids and number in one for one in periods):
            yield number


def _naming(user_sid: str, institution: Institution, periods: Iterable[Period]) -> Iterator[int]:
    """The numbers of the events that name the learner without being about a session, by any id."""
    naming = AuditEvent.objects.filter(kind__in=NAMING)
    there = Q(install_sid="", details__contains=f'"{LEARNER_AT}":"{institution.sid}"')
    at_institution = naming.filter(there | Q(install_sid=institution.sid))
    for known_as, period in _known_as(user_sid, institution, periods):
        named = at_institution.filter(details__contains=f'"{LEARNER_ID}":"{known_as}"')
        yield from (one for one in named.values_list("number", flat=True) if one in period)


def _known_as(
    user_sid: str, institution: Institution, periods: Iterable[Period]
) -> Iterator[tuple[str, Period]]:
    """The ids that events may have for the learner, and while each was theirs: before anything told
    whose a session is, its enrollment's or its own (`word_index.own_key`). One under which another
    account is known as well proves nothing.
    """
    yield user_sid, Period("")
    own = dict(_sessions_of(user_sid, institution).values_list("sid", "enrollment_sid"))
    others = ExamSession.objects.filter(institution=institution).exclude(user_sid="")
    others = others.exclude(user_sid=user_sid).filter(enrollment_sid__in={*own.values()} - {""})
    shared = set(others.values_list("enrollment_sid", flat=True))
    for one in periods:
        yield one.session_sid, one
        enrollment = own.get(one.session_sid, "")
        if is_distinct_sid(enrollment, "EN") and enrollment not in shared:
            yield enrollment, one


def erased_by(user_sid: str, institution: Institution) -> int:
    """The number of the newest event that erased what was kept of the learner; 0 for none."""
    noted = f'"{LEARNER_ID}":"{user_sid}"'
    events = AuditEvent.objects.filter(kind=Kind.PERSONAL_ERASED, install_sid=institution.sid)
    newest = events.filter(details__contains=noted).order_by("-number")
    return newest.values_list("number", flat=True).first() or 0


def past_erasures() -> list[AuditEvent]:
    """The newest events that erased values, for whoever sees the whole log."""
    newest = AuditEvent.objects.filter(kind__in=value_erasure.ERASING).order_by("-number")[:50]
    return event_reader.of_rows(newest)
