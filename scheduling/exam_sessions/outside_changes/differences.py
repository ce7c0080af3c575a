"""What differs between two looks at a session, thing by thing, as it is stored and in words. An
approval is a difference as well, but is what was waited for, and needs nobody to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from scheduling.date_formats import counted
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.exam_sessions.outside_changes.known_session import KnownSession
from scheduling.institutions import catalogue
from scheduling.models import ExamSession, status_of
from scheduling.models.session_status import (
    CLOSED,
    IN_PROGRESS,
    NOT_SHOWN,
    PENDING_APPROVAL,
    PROCESSING,
    SCHEDULED,
    UNKNOWN,
    folded,
)
from scheduling.proctoring_api.parsing import is_distinct_sid
from scheduling.proctoring_api.provider_times import moment
from scheduling.session_types.registry import is_on_demand, type_label
from scheduling.spoken_time import say
from scheduling.wall_time import in_utc

# A sitting as it goes by itself; only a step that leads elsewhere is somebody's doing.
COURSE = (PENDING_APPROVAL, SCHEDULED, IN_PROGRESS, PROCESSING, CLOSED)
NOT_SHOWN_THEN = "not shown"  # how something was that a yes had not shown
NOT_BOOKED_HERE = "not booked through this portal"  # how the status of somebody else's booking was
AHEAD = timedelta(days=1)  # before its start no sitting is over


@dataclass(frozen=True, slots=True)
class OutsideChange:
    """One thing that differs between two looks: as it is stored, and in words. Of what names a
    person the words, and what is stored, have names in braces for the `personal` values.
    """

    name: str
    before: str
    after: str
    in_words: str
    needs_a_look: bool = True
    personal: Mapping[str, str] = field(default_factory=dict)


def between(
    before: KnownSession, session: ExamSession, seen_at: datetime
) -> Iterator[OutsideChange]:
    """What both looks showed, and differs. What either left out is no change."""
    yield from _of_the_start(before, session)
    if is_of_another_length(before.minutes, session):
        one, other = (_long(minutes) for minutes in (before.minutes, session.duration_minutes))
        yield OutsideChange("length", one, other, f"length {one} → {other}")
    yield from _of_the_status(before, session, seen_at)
    if differ(before.session_type, session.session_type):
        one, other = before.session_type, session.session_type
        named = f"type {type_label(one)} → {type_label(other)}"
        yield OutsideChange("type", one, other, named)
    yield from _of_the_place(before, session)
    yield from _of_the_arrangement(before, session)
    if differ(before.exam_sid, session.exam_sid):
        one, other = _exams(before, session)
        yield OutsideChange("exam", one, other, f"exam {one} → {other}")
    yield from _of_the_learner(before, session)


def _of_the_start(before: KnownSession, session: ExamSession) -> Iterator[OutsideChange]:
    was, start = before.start, session.appointment_at
    if was and start and was.replace(microsecond=0) != start.replace(microsecond=0):
        one, other = (say(at, str(session.zone)).dated for at in (was, start))
        instants = (in_utc(at) for at in (was, start))
        yield OutsideChange("start", *instants, f"start {one} → {other}")


def _of_the_status(
    before: KnownSession, session: ExamSession, seen_at: datetime
) -> Iterator[OutsideChange]:
    is_course = _is_course(before.status, session.status)
    is_course = is_course and not _is_closed_ahead(before, session, seen_at)
    is_told = is_course and not _is_approval(before, session)
    is_told = is_told or is_first_shown(before, session)
    if before.status and session.status and not is_told:
        one, other = status_of(before.status).word, session.known_status.word
        said = f"status “{one}” → “{other}”"
        yield OutsideChange("status", one, other, said, needs_a_look=not is_course)


def _of_the_place(before: KnownSession, session: ExamSession) -> Iterator[OutsideChange]:
    """Another place by its SID, which a name has where it is one location's."""
    if not differ(before.location_sid, session.location_sid):
        return
    shown = (
        (before.location_sid, before.location_name),
        (session.location_sid, session.location_name),
    )
    one, other = (name or location_of(session, sid) for sid, name in shown)
    told = (catalogue.location_at_the_time(session.institution, sid, name) for sid, name in shown)
    yield OutsideChange("location", one, other, f"location {' → '.join(told)}")


def _of_the_arrangement(before: KnownSession, session: ExamSession) -> Iterator[OutsideChange]:
    """Whose slot, who proctors, and what else both looks showed."""
    now = arrangements.kept(session)
    for name, other in now.items():
        one = (before.arranged or {}).get(name, "")
        if not one or arrangements.is_same(name, one, other):
            continue
        if name != arrangements.END or _ends_otherwise(before, session, one, other):
            yield of_arrangement(session, name, one, other)


def of_arrangement(session: ExamSession, name: str, one: str, other: str) -> OutsideChange:
    """What was arranged otherwise, in words; who proctors is a person, where one was shown."""
    called = partial(catalogue.name_of, session.institution)
    zone, what = str(session.zone), arrangements.WORDS[name].lower()
    said = [arrangements.in_words(name, text, zone, called) for text in (one, other)]
    if name not in arrangements.PERSONAL:
        pair = said if name in arrangements.NAMED and differ(*said) else [one, other]
        return OutsideChange(name, *pair, f"{what} {' → '.join(said)}")
    personal = {f"{name}_before": said[0], f"{name}_after": said[1]}
    pair, in_words = list(personal), [f"{{{place}}}" for place in personal]
    if one == NOT_SHOWN_THEN:
        del personal[pair[0]]
        pair[0] = in_words[0] = one
    return OutsideChange(name, *pair, f"{what} {' → '.join(in_words)}", personal=personal)


def _ends_otherwise(before: KnownSession, session: ExamSession, one: str, other: str) -> bool:
    """Whether it takes longer or shorter than before, which neither the start nor the exam's own
    length tells by itself.
    """
    spans = [
        end - start if (end := moment(text)) and start else None
        for text, start in ((one, before.start), (other, session.appointment_at))
    ]
    known = [
        timedelta(minutes=minutes) if minutes else None
        for minutes in (before.minutes, session.duration_minutes)
    ]
    return None not in spans and spans[0] != spans[1] and spans != known


def _exams(before: KnownSession, session: ExamSession) -> tuple[str, str]:
    """Both exams by their titles, with their SIDs where these do not tell them apart."""
    one, other = before.exam_title, session.exam_title
    if differ(one, other):
        return one, other
    return tuple(
        f"{title} ({sid})" if title else sid
        for title, sid in ((one, before.exam_sid), (other, session.exam_sid))
    )


def _of_the_learner(before: KnownSession, session: ExamSession) -> Iterator[OutsideChange]:
    """Another account, or another enrollment: somebody else may sit the session since. Beside
    another enrollment an account that only one look showed is told, too: it is no longer known to
    be the learner's.
    """
    users, enrollments = (
        (getattr(before, name), getattr(session, name)) for name in ("user_sid", "enrollment_sid")
    )
    is_elsewhere = _are_others(*enrollments, "EN")
    if _are_others(*users, "US") or (is_elsewhere and users.count("") == 1):
        one, other = (sid or NOT_SHOWN_THEN for sid in users)
        yield OutsideChange("learner_account", one, other, f"learner account {one} → {other}")
    if is_elsewhere:
        one, other = enrollments
        yield OutsideChange("enrollment", one, other, f"enrollment {one} → {other}")


def _are_others(one: str, other: str, prefix: str) -> bool:
    return is_distinct_sid(one, prefix) and is_distinct_sid(other, prefix) and differ(one, other)


def _is_course(before: str, after: str) -> bool:
    """Whether the status stayed, or went on as a sitting does by itself."""
    one, other = status_of(before), status_of(after)
    if one in COURSE and other in COURSE:
        return COURSE.index(one) <= COURSE.index(other)
    return folded(before) == folded(after)


def _is_closed_ahead(before: KnownSession, session: ExamSession, seen_at: datetime) -> bool:
    """Whether it is over long before it was to begin: such a sitting did not go its way, unless it
    was shown to have begun, or is of a type that is taken whenever the learner likes.
    """
    start, was = session.appointment_at, status_of(before.status)
    has_ended = session.known_status.is_closed and not was.is_closed
    may_end = was in (IN_PROGRESS, PROCESSING) or is_on_demand(session.session_type)
    return has_ended and not may_end and start is not None and start - seen_at > AHEAD


def _is_approval(before: KnownSession, session: ExamSession) -> bool:
    """Whether a booking stands for certain since, and did not before."""
    return session.known_status.is_firm and not status_of(before.status).is_firm


def is_first_shown(before: KnownSession, session: ExamSession) -> bool:
    """Whether a booking is shown where looks before showed no status, or a word that nobody knows:
    neither said that there was none. Where such a word is pointed out as a change, its end is one.
    """
    was_blank = status_of(before.status) == NOT_SHOWN
    was_unknown = status_of(before.status).key == UNKNOWN and session.changed_event is None
    is_known = before.seen_at is not None and session.known_status.is_firm
    return is_known and (was_blank or was_unknown)


def differ(before: str, after: str) -> bool:
    return bool(before and after) and folded(before) != folded(after)


def _long(minutes: int | None) -> str:
    return counted(minutes or 0, "minute")


def is_of_another_length(was: int | None, session: ExamSession) -> bool:
    """Whether the exam takes longer or shorter. The whole sitting shown as its length, or no longer
    so, is the accommodation that the portal itself named by the end of a move.
    """
    now = session.duration_minutes
    if not was or not now or was == now:
        return False
    given = accommodations.of(session)
    return given is None or given.sitting(was).minutes != given.sitting(now).minutes


def location_of(session: ExamSession, sid: str) -> str:
    return catalogue.location_name(session.institution, sid)
