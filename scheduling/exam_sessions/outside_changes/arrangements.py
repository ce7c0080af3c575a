"""What is arranged for a booking beside its start, type and place, as texts by name: until when it
is, in whose slot, who proctors it, under which number, in which language, as which proctor type. As
a request asks for it, an answer shows it, and a session keeps it; what nothing shows has no text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from html import unescape
from typing import Any, TypeVar

from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.search import text_folding
from scheduling.models import ExamSession, status_of
from scheduling.models.session_status import IN_PROGRESS, PROCESSING, folded
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.proctoring_api.parsing import as_object, identifier, line, person
from scheduling.proctoring_api.provider_times import moment
from scheduling.proctoring_api.redaction import keepable
from scheduling.proctoring_api.session_fields.agreement import AND
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_types import registry
from scheduling.spoken_time import say
from scheduling.wall_time import in_utc

T = TypeVar("T")
END, SLOT, NUMBER, PROCTOR = "end", "slot", "number", "proctor_name"
WORDS = {
    END: "End",
    SLOT: "Instructor time slot",
    PROCTOR: "Proctor",
    "proctor_company": "Proctor’s organization",
    "proctor_email": "Proctor’s email",
    "proctor_phone": "Proctor’s phone",
    "proctor_address": "Proctor’s address",
    NUMBER: "Appointment number",
    "locale": "Exam language",
    "proctor_type": "Proctor type",
    "policy": "Cancellation policy",
}
PERSONAL = frozenset(name for name in WORDS if name.startswith("proctor_")) - {"proctor_type"}
NAMED = (SLOT, "proctor_type", "policy")  # by SIDs
WHO = (SLOT, PROCTOR)  # without which nobody knows whom to come to
# Of a person who is known by name and email: told, but of too many spellings to decide anything.
TOLD_ALONE = frozenset({"proctor_company", "proctor_phone", "proctor_address"})
NONE_SHOWN = "{}"  # as a session keeps it; None where no look was ever kept
AND_ALSO = " and also "
LONGEST = 300
# Of each type that asks for it; the proctor only where staff name the person.
_ASKED_AS = {
    SLOT: "instructor_proctor_sid",
    NUMBER: "external_appointment_id",
} | dict.fromkeys(PERSONAL, "first_name")
_ADDRESS = ("address1", "place", "postalCode")
_BY_WORDS = frozenset({PROCTOR, "proctor_company", "proctor_address"})
_SHORTEST_PHONE = 7
_UNDER_WAY = (IN_PROGRESS, PROCESSING)
Arranged = Mapping[str, str]


def asked(body: Mapping[str, Any], wire_name: str) -> Arranged:
    """What a request of this type asks for."""
    end = moment(body.get("appointmentEndDateTime"))
    told = {
        END: in_utc(end) if end else "",
        SLOT: str(body.get("instructorProctorSid") or ""),
        NUMBER: str(body.get("externalAppointmentId") or ""),
        "locale": str(body.get("examLocale") or ""),
        "proctor_type": str(body.get("proctorTypeSubCategorySid") or ""),
        "policy": str(body.get("cancellationPolicyVersionSid") or ""),
        **_person(body),
    }
    return _of_type(told, wire_name)


def shown_by(record: SessionRecord) -> Arranged:
    """What a session object shows. Its end counts while the sitting is ahead: then it may become
    when it really ended. One before the start can't be read.
    """
    start, end, status = record.appointment_at, moment(record.appointment_end_date), record.status
    is_ahead = not status_of(status).is_over and status_of(status) not in _UNDER_WAY
    holder = as_object(record.proctor)
    named = {} if holder or not line(record.proctor) else {PROCTOR: record.proctor_name}
    told = {
        END: in_utc(end) if is_ahead and start and end and start < end else "",
        SLOT: AND.join(record.instructor_sids),
        NUMBER: record.external_appointment_id,
        "locale": record.exam_locale,
        "proctor_type": AND.join(record.proctor_type_sids),
        "policy": record.cancellation_policy_version_sid,
        **_person(as_object(holder.get("user")) | holder),
        **named,
    }
    return {name: _kept(name, said) for name, said in told.items() if said}


def kept(session: ExamSession) -> Arranged:
    """What was last shown of a session's booking."""
    try:
        told = json.loads(session.arranged or NONE_SHOWN)
    except ValueError:
        return {}
    return {name: str(told[name]) for name in WORDS if name in told} if told else {}


def told_by_record(
    session: ExamSession, record: SessionRecord, wire_name: str, *, is_anew: bool
) -> str:
    """What a session keeps of it once this was shown: what is left out stays as it was known,
    unless the session was booked anew; an end goes with the start that it was shown with.
    """
    known = {} if is_anew else dict(kept(session))
    if record.appointment_at not in (None, session.appointment_at):
        known.pop(END, None)
    return _as_kept(known, shown_by(record), wire_name or session.session_type)


def told_by_row(session: ExamSession, row: AppointmentRow, start: datetime | None) -> str | None:
    """The same of a row of the list, for a session that started at `start` before. A row shows no
    proctor: where nothing was ever kept, nothing is.
    """
    if session.arranged is None:
        return None
    shown = {SLOT: row.instructor_proctor_sid, NUMBER: row.external_appointment_id}
    shown = {name: _kept(name, said) for name, said in shown.items() if said}
    known = dict(kept(session))
    if session.appointment_at != start:
        known.pop(END, None)
    return _as_kept(known, shown, session.session_type)


def _as_kept(known: Arranged, shown: Arranged, wire_name: str) -> str:
    told = _of_type({**known, **shown}, wire_name)
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _of_type(told: Arranged, wire_name: str) -> Arranged:
    """Without what a booking of this type does not name: whom the provider sends is its affair, and
    so is the end of what the learner takes when they like.
    """
    kind = registry.SESSION_TYPES.get(wire_name)
    asks = registry.fields_of(kind) if kind else {}
    must = kind.must() if kind else frozenset()
    found = {}
    for name in WORDS:
        form_name = _ASKED_AS.get(name, "")
        is_named = form_name in (must if name in PERSONAL else asks) or not form_name
        if told.get(name) and is_named and not (name == END and registry.is_on_demand(wire_name)):
            found[name] = told[name]
    return found


def _person(holder: Mapping[str, Any]) -> dict[str, str]:
    """Who proctors, as a request or an answer names the person."""
    return {
        PROCTOR: person(dict(holder)),
        "proctor_company": line(holder.get("company")),
        "proctor_email": identifier(holder.get("email")),
        "proctor_phone": line(holder.get("phone")),
        "proctor_address": ", ".join(filter(None, (line(holder.get(one)) for one in _ADDRESS))),
    }


def _kept(name: str, said: str) -> str:
    return keepable(unescape(said))[:LONGEST]


def is_same(name: str, one: str, other: str) -> bool:
    """Whether two texts mean the same, however they are spelled."""
    if name == "proctor_phone":
        return _is_same_phone(one, other)
    if name in _BY_WORDS:
        return _has_same_words(unescape(one), unescape(other))
    if name == "locale":
        return _is_same_language(one, other)
    return folded(unescape(one)) == folded(unescape(other))


def _has_same_words(one: str, other: str) -> bool:
    """With more words or fewer, in any order, as search folds them: “Núñez, José” is “Jose M.
    Nunez”, and a move may name one half of a name alone.
    """
    few, many = sorted((set(text_folding.words(said)) for said in (one, other)), key=len)
    return few <= many if few else folded(one) == folded(other)


def _is_same_phone(one: str, other: str) -> bool:
    """With or without the country, and however the digits are grouped."""
    short, long = sorted((re.sub(r"\D", "", said).lstrip("0") for said in (one, other)), key=len)
    return short == long or (len(short) >= _SHORTEST_PHONE and long.endswith(short))


def _is_same_language(one: str, other: str) -> bool:
    """Also where only one of them says of which country: “es”, “es-MX”."""
    both = (re.split(r"[-_]", said.strip().casefold()) for said in (one, other))
    return all(a == b for a, b in zip(*both, strict=False))


def in_words(name: str, said: str, zone: str, called: Callable[[str], str]) -> str:
    """As people say it: an instant on a zone's clocks, what has a SID as it is `called`."""
    if name == END and (at := moment(said)):
        return say(at, zone).whole
    if name not in NAMED:
        return said
    return AND_ALSO.join(map(called, said.split(AND)))


def who_in(session: ExamSession, told: Mapping[str, T]) -> tuple[T, ...]:
    """What is told of whose slot it is, or who proctors; nothing of a session that was last read
    before that was kept.
    """
    return () if session.arranged is None else tuple(told[one] for one in WHO if one in told)


def other_end(session: ExamSession) -> datetime | None:
    """The end that is shown, where it is neither the exam's length after the start nor the whole
    sitting's; None where it fits, and where either is not known.
    """
    end, start = moment(kept(session).get(END)), session.appointment_at
    sitting = accommodations.sitting_of(session)
    if end is None or start is None or not sitting.minutes:
        return None
    given = accommodations.of(session)
    lengths = {sitting.minutes, sitting.exam_minutes, session.duration_minutes}
    lengths |= {given.whole_minutes} if given else set()
    known = {start + timedelta(minutes=one) for one in lengths if one}
    return None if end in known else end


def told_minutes(session: ExamSession) -> int | None:
    """How long the sitting is told to take; None where that is not known, or the end that is shown
    is another.
    """
    return None if other_end(session) else accommodations.sitting_of(session).minutes
