"""Bookings that are not as somebody here asked for them, or knew them: those that SmarterProctoring
stored otherwise than asked, those that were changed outside this portal, and those that a switch
cancelled and did not make anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from scheduling.audit import event_reader
from scheduling.audit.kinds import Kind
from scheduling.booking.comparison.asked_and_stored import current_differences
from scheduling.booking.provider_shows import done_otherwise
from scheduling.exam_sessions.lists import half_switched as switches
from scheduling.handovers.parts_in_order import Item
from scheduling.handovers.places import Among, HandoverPlace
from scheduling.models import Attempt, AuditEvent, ExamSession, TypeSwitch, status_of
from scheduling.models.session_status import UNKNOWN
from scheduling.proctoring_api.provider_times import moment
from scheduling.rosters import outside_events
from scheduling.session_types.registry import type_label
from scheduling.spoken_time import say, say_there, to_minute

HALF = "was {old}; switch by {who}"
BOOKED_ELSEWHERE = "SmarterProctoring shows a booking that was not made here"
CHANGED_OUTSIDE = "Changed outside this portal"
SEEN = "seen {at}"
NOW = "now {word}"
SHOWN = "{what}: asked for {asked}, SmarterProctoring shows {stored}"
Part = Attempt.Part
# What may be told of how a booking differs; of anything else, only that it does.
TOLD = (Part.STATE, Part.START, Part.TYPE, Part.LOCATION)
WAS = {
    "length": "took {word}",
    "status": "was {word}",
    "type": "was {word}",
    "location": "was at {word}",
    "learner_account": "had another learner account",
    "enrollment": "had another enrollment",
    "exam": "was of {word}",
}


def half_switched(where: HandoverPlace, among: Among) -> list[Item]:
    """Whose switch waits for its booking: what was cancelled, and by whom the switch was begun. At
    a location also whoever is to go there.
    """
    found = switches.waiting([where.institution]).select_related("new")
    if sid := where.location_sid:
        to_be_there = Q(answers__proctor_location_sid__iexact=sid)
        found = found.filter(among.sessions("old__") | to_be_there)
    return [Item(one.new_id or one.old_id, one.started_at, _half(one)) for one in found]


def _half(switch: TypeSwitch) -> str:
    said = HALF.format(old=switch.old_words, who=switch.actor_name)
    is_booked = switch.new is not None and switch.new.known_status.is_in_place
    return f"{said}; {BOOKED_ELSEWHERE}" if is_booked else said


def not_as_asked(where: HandoverPlace, day: date, among: Among) -> list[Item]:
    """Bookings of the day and later ones that stand, not as asked: nobody has decided yet which of
    the two holds.
    """
    first, _ = where.bounds(day)
    found = done_otherwise.requests([where.institution], first)
    here = Attempt.objects.filter(among.requests, pk__in=[one.pk for one in found])
    keys = set(here.values_list("pk", flat=True)) if found else ()
    return [
        Item(one.session_id, one.session.appointment_at, _differences(one))
        for one in found
        if one.pk in keys
    ]


def _differences(request: Attempt) -> str:
    return "; ".join(
        SHOWN.format(what=one.label, asked=one.asked, stored=one.stored)
        if one.what in TOLD
        else one.label
        for one in current_differences(request, request.session)
    )


def changed_outside(where: HandoverPlace, day: date, now: datetime, among: Among) -> list[Item]:
    """Sessions that were changed outside this portal, which nobody has reviewed: how they were, and
    when the change was seen; their moment is when they start now. Of a day that is still to come
    its own alone, and those without a start: the others wait on today's sheet.
    """
    first, last = where.bounds(day)
    of_day = Q(appointment_at=None) | Q(appointment_at__gte=first, appointment_at__lt=last)
    rows = ExamSession.objects.filter(
        among.sessions(""),
        of_day if first > now else Q(),
        institution=where.institution,
        changed_event__isnull=False,
    )
    # By an expression: the index of starts would lead through all that the institution has.
    found = list(rows.order_by(Coalesce("appointment_at", "appointment_at"), "pk"))
    events = _events(where, found)
    return [Item(one.pk, one.appointment_at, _changed(where, one, events)) for one in found]


def _events(where: HandoverPlace, sessions: list[ExamSession]) -> dict[str, list[AuditEvent]]:
    """What was seen of each that nobody has reviewed, by its SID, oldest first."""
    first = {one.sid: one.changed_event or 0 for one in sessions}
    here = AuditEvent.objects.at(where.institution.sid).filter(session_sid__in=list(first))
    since = min(first.values(), default=0)
    rows = here.having(kind=(Kind.SEEN,)).filter(number__gte=since)
    told: dict[str, list[AuditEvent]] = {}
    for one in event_reader.of_rows(rows.order_by("number")) if first else ():
        if one.number >= first[one.session_sid]:
            told.setdefault(one.session_sid, []).append(one)
    return told


def _changed(
    where: HandoverPlace, session: ExamSession, events: dict[str, list[AuditEvent]]
) -> str:
    seen = events.get(session.sid, [])
    before: dict[str, str] = {}
    for one in seen:
        before = (outside_events.stood_before(one) or {}) | before
    if not before:
        return CHANGED_OUTSIDE
    at = say(to_minute(seen[0].at), where.zone).unzoned
    return ", ".join((*_was(where, session, before), SEEN.format(at=at)))


def _was(where: HandoverPlace, session: ExamSession, before: dict[str, str]) -> Iterator[str]:
    if start := moment(before.get("start")):
        spoken, is_apart = say_there(start, str(session.zone), where.zone)
        yield f"was {spoken.short if is_apart else spoken.unzoned}"
    for name, said in WAS.items():
        if word := before.get(name):
            yield said.format(word=IN_WORDS.get(name, str)(word))
    now = session.known_status
    if before.get("status") and now.key == UNKNOWN:
        yield NOW.format(word=_quoted(now.word))


def _quoted(word: str) -> str:
    """A status in our words; one that nobody knows in the provider's own, in quotation marks."""
    return f"“{word}”" if status_of(word).key == UNKNOWN else word


IN_WORDS: dict[str, Callable[[str], str]] = {"status": _quoted, "type": type_label}
