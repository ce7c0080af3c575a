"""What to read to the learner of a booking, and whose slot it names.

What each type says, the type knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduling.booking import queries
from scheduling.institutions import catalogue
from scheduling.models import ExamSession
from scheduling.session_types import registry
from scheduling.session_types.registry import Booked
from scheduling.wall_time import say, say_range

STREET = ("address1", "address2", "place", "region", "postalCode")


def sentence(session: ExamSession) -> str:
    """One or two sentences; '' where there is nothing to tell yet."""
    asked, institution = queries.asked_in_all(session), session.institution
    kind = registry.SESSION_TYPES.get(session.session_type, registry.SessionType)
    return kind.to_read(
        Booked(
            exam=session.exam_title or "your exam",
            when=_when(session),
            location=session.location_name,
            address=catalogue.address(institution, session.location_sid),
            person=", ".join(
                part for part in (_name(asked), str(asked.get("company", ""))) if part
            ),
            persons_address=", ".join(str(asked[name]) for name in STREET if asked.get(name)),
            slot=slot_named(session, asked),
        )
    )


def slot_named(session: ExamSession, asked: Mapping[str, Any]) -> str:
    """The instructor's entry that the booking names, by its name;
    '' for a booking that names none.
    """
    sid = str(asked.get("instructorProctorSid", ""))
    return catalogue.entry_name(session.institution, sid) if sid else ""


def _name(asked: Mapping[str, Any]) -> str:
    return " ".join(str(asked[name]) for name in ("firstName", "lastName") if asked.get(name))


def _when(session: ExamSession) -> str:
    """“on Thursday, 14 January 2027 from 9:30 to 11:30 AM CST”."""
    if session.appointment_at is None:
        return ""
    zone, spoken = str(session.zone), say(session.appointment_at, str(session.zone))
    if not session.duration_minutes:
        return f"on {spoken.day} at {spoken.time} {spoken.zone_abbrev}"
    hours = say_range(session.appointment_at, session.duration_minutes, zone)
    return f"on {spoken.day} from {hours}".replace(" – ", " to ")
