"""What to read to the learner of a booking, and whose slot it names.

The sentences of a booking stand in `session_types/learner_sentences.py`; here is what they tell of
this one, and in `session_parts/words_while_open.py` what is said while a request is open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from scheduling.booking import attempt_queries, switches
from scheduling.booking.comparison.compared_values import asked_start
from scheduling.booking.provider_shows import reviewed_changes
from scheduling.booking.provider_shows.asked_in_all import asked_in_all
from scheduling.exam_sessions import attendance
from scheduling.exam_sessions.moments import earlier_states
from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.exam_sessions.search.same_person import is_of
from scheduling.institutions import catalogue
from scheduling.institutions.catalogue import NamedSid
from scheduling.models import Attempt, ExamSession, Institution, Location
from scheduling.models.session_status import INCIDENT
from scheduling.session_types import registry
from scheduling.session_types.learner_sentences import Booked
from scheduling.spoken_time import say, say_range
from scheduling.views.foreign_names import set_apart

MOVE = Attempt.Action.RESCHEDULE
UNCHANGED = "Nothing about your booking has changed. {said}"
CANCELLED = "Your booking for {exam} on {when} is cancelled."
SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
OPENING, CLOSING = "([{（［｛【〔〈《", ")]}）］｝】〕〉》"
_BRACKETS = str.maketrans(dict.fromkeys(OPENING + CLOSING, " "))
STREET = ("address1", "address2", "place", "region", "postalCode")


@dataclass(frozen=True, slots=True)
class Script:
    """What to read to the learner: one or two sentences, '' where there is nothing to tell yet; the
    foreign names in them; and whether the place has to be found out first.
    """

    words: str
    names: tuple[str, ...] = ()
    lacks_place: bool = False

    @property
    def shown(self) -> SafeString:
        """The words with their names set apart."""
        return set_apart(self.words, self.names)


def takes_place_no_more(session: ExamSession) -> bool:
    """Whether nobody has to be told any more to come: it is over, or an incident stopped it."""
    return session.known_status == INCIDENT or attendance.has_ended(session, timezone.now())


def script(session: ExamSession) -> Script:
    """The words for a booking, none for one whose time is over. What staff noted for themselves is
    not in them.
    """
    if takes_place_no_more(session):
        return Script("")
    kind = registry.SESSION_TYPES.get(session.session_type, registry.SessionType)
    it = booked(session)
    said = kind.to_read(it)
    if said and it.no_longer:
        said = f"{said.rstrip('.')}. It is no longer {it.no_longer}."
    names = (it.exam, it.location, it.address, it.slot, it.person, it.persons_address, it.no_longer)
    return Script(said, names, lacks_place=bool(said and it.when) and kind.lacks_place(it))


def unchanged(session: ExamSession) -> Script:
    """The words for a booking that stands as before, after a request that came to nothing."""
    it = script(session)
    return replace(it, words=UNCHANGED.format(said=it.words)) if it.words else it


def cancelled(session: ExamSession) -> Script:
    """The words for a booking that is cancelled, none for one whose start is not known."""
    if session.appointment_at is None:
        return Script("")
    exam = session.exam_title or "your exam"
    when = spoken_at(session.appointment_at, str(session.zone))
    return Script(CANCELLED.format(exam=exam, when=when), (exam,))


def spoken_at(at: datetime, zone: str) -> str:
    """“Thursday, January 14, 2027 at 9:30 AM CST”"""
    spoken = say(at, zone)
    return f"{spoken.day} at {spoken.time} {spoken.zone_abbrev}"


def booked(session: ExamSession) -> Booked:
    """The booking as a learner is told of it, without remarks for staff."""
    it = _booked(session)
    return replace(it, no_longer=_no_longer(session, it))


def _no_longer(session: ExamSession, it: Booked) -> str:
    """What the learner was told of the booking that this one was switched from, and that holds no
    more: the start where there is none now, or else the place, or how it was taken.
    """
    last = attempt_queries.latest_attempt(session)
    old = _switched_from(session, last) if last else None
    if old is None:
        return ""
    if session.appointment_at is None:
        start = old.appointment_at
        return f"on {spoken_at(start, str(old.zone))}" if start else ""
    was, kinds = _booked(old), registry.SESSION_TYPES
    kind, new_kind = kinds.get(old.session_type), kinds.get(session.session_type)
    if kind is None or new_kind is None:
        return ""
    if was.location and not was.is_online and not kind.is_over_the_internet():
        is_elsewhere = not new_kind.lacks_place(it) and not _is_same_place(old, session)
        return f"at {was.location}" if is_elsewhere and was.location != it.location else ""
    how = kind.how(was)
    return how if how not in (kind.label, new_kind.how(it)) else ""


def _is_same_place(old: ExamSession, session: ExamSession) -> bool:
    """Whether both are shown at one location, whatever that is called."""
    one, other = old.location_sid.casefold(), session.location_sid.casefold()
    return bool(one) and one == other


def _switched_from(session: ExamSession, last: Attempt) -> ExamSession | None:
    """The session of the booking that this one came instead of, by a switch that ended here."""
    is_second_step = last.action == Attempt.Action.SCHEDULE and last.switch_id is not None
    if not is_second_step or last.state != Attempt.State.ACCEPTED:
        return None
    switch = switches.switch_that_ended_in(session)
    return switch.old if switch and switch.old_id != session.pk else None


def _booked(session: ExamSession) -> Booked:
    asked, institution = asked_in_all(session), session.institution
    moved_from, moved_on = _moved_from(session)
    slot, (person, persons_address) = slot_named(session, asked), _proctor(session, asked)
    return Booked(
        exam=session.exam_title or "your exam",
        when=_when(session),
        location=_spoken(session.location_name, catalogue.locations, institution),
        address=catalogue.address(institution, session.location_sid),
        person=person,
        persons_address=persons_address,
        slot=""
        if SID.fullmatch(slot)
        else _spoken(slot, catalogue.instructor_entries, institution),
        is_own_instructor=is_of(session.instructor_name, _without_remarks(slot)),
        moved_from=moved_from,
        moved_on=moved_on,
        number=number_of(session, asked),
        is_online=_is_online(session),
    )


def _is_online(session: ExamSession) -> bool:
    kind = catalogue.kind_of_location(session.institution, session.location_sid)
    return kind == Location.Kind.ONLINE


def _spoken(
    name: str, known: Callable[[Institution], Sequence[NamedSid]], institution: Institution
) -> str:
    """A name as people say it aloud: what stands in brackets is for staff, unless another of the
    `known` is called so without it, or nothing else is there: then it is of the name.
    """
    whole, spoken = " ".join(name.split()), _without_remarks(name)
    if spoken == whole:
        return whole
    if not spoken:
        return " ".join(name.translate(_BRACKETS).split())
    same = [one.label for one in known(institution) if _is_called(one.label, spoken)]
    return whole if any(" ".join(one.split()) != whole for one in same) else spoken


def _is_called(label: str, spoken: str) -> bool:
    return _without_remarks(label).casefold() == spoken.casefold()


def _without_remarks(name: str) -> str:
    """A name without what stands in brackets, also in those that nobody closed."""
    kept, depth = [], 0
    for char in name:
        depth += char in OPENING
        kept.append(" " if depth else char)
        depth = max(0, depth - (char in CLOSING))
    return " ".join("".join(kept).split())


def _moved_from(session: ExamSession) -> tuple[str, str]:
    """When it was before the move that was the last thing to happen, in words: the time alone where
    the day, told beside it, is still the same.
    """
    last = attempt_queries.latest_attempt(session)
    stood_at = _stood_before(session, last) if last else None
    if stood_at is None or session.appointment_at in (None, stood_at):
        return "", ""
    zone = str(session.zone)
    old = _switched_from(session, last) if last else None
    is_of_old = old is not None and old.appointment_at == stood_at
    its_zone = str(old.zone) if is_of_old else earlier_states.zone_at(session, stood_at)
    before, now = say(stood_at, its_zone), say(session.appointment_at, zone)
    if before.day == now.day:
        return f"{before.time} {before.zone_abbrev}", now.day
    return spoken_at(stood_at, its_zone), ""


def _stood_before(session: ExamSession, last: Attempt) -> datetime | None:
    """The start that the learner was told before: by the newest request, where it was moved outside
    since.
    """
    if last.state != Attempt.State.ACCEPTED:
        return None
    reviewed = reviewed_changes.covering_review(session, last)
    if reviewed and "start" in reviewed.names:
        return asked_start(last.asked)
    if old := _switched_from(session, last):
        return old.appointment_at
    return last.stood_at if last.action == MOVE else None


def slot_named(session: ExamSession, asked: Mapping[str, Any]) -> str:
    """The instructor's entry that the booking names, by its name;
    '' for a booking that names none.
    """
    sid = str(asked.get("instructorProctorSid", ""))
    sid = arrangements.kept(session).get(arrangements.SLOT, sid) if sid else ""
    return catalogue.entry_name(session.institution, sid) if sid else ""


def number_of(session: ExamSession, asked: Mapping[str, Any]) -> str:
    """The number of the appointment in another system, as it is shown, or else was asked for."""
    return session.external_appointment_id or str(asked.get("externalAppointmentId") or "")


def _proctor(session: ExamSession, asked: Mapping[str, Any]) -> tuple[str, str]:
    """Who proctors, with the organization, and where: as it was asked for, or as another person is
    shown since.
    """
    name, shown = _name(asked), arrangements.kept(session)
    other = shown.get(arrangements.PROCTOR, "")
    if name and other and not arrangements.is_same(arrangements.PROCTOR, name, other):
        person, address = (other, shown.get("proctor_company")), shown.get("proctor_address", "")
    else:
        person = (name, str(asked.get("company", "")))
        address = ", ".join(str(asked[name]) for name in STREET if asked.get(name))
    return ", ".join(filter(None, person)), address


def _name(asked: Mapping[str, Any]) -> str:
    return " ".join(str(asked[name]) for name in ("firstName", "lastName") if asked.get(name))


def _when(session: ExamSession) -> str:
    """“on Thursday, 14 January 2027 from 9:30 to 11:30 AM CST”."""
    if session.appointment_at is None:
        return ""
    zone, spoken = str(session.zone), say(session.appointment_at, str(session.zone))
    minutes = arrangements.told_minutes(session)
    if not minutes:
        return f"on {spoken_at(session.appointment_at, zone)}"
    hours = say_range(session.appointment_at, minutes, zone)
    return f"on {spoken.day} from {hours}".replace(" – ", " to ")
