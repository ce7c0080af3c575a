"""Prints of a roster: numbered, each an event with the log's code, kept as it was on paper.

A print keeps no names: who a row is about, its session tells, and what they are given, the event
that gave it. Of a name it has one byte, which tells that it is another by now, not which it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import index
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from scheduling import date_formats
from scheduling.audit import event_writer
from scheduling.audit.codes import codes_file
from scheduling.audit.event_reader import read_details
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import place_with_edges
from scheduling.audit.table_checks.kept_sheets import digest_of_print
from scheduling.date_formats import full_day
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.moments.seat_load import Seated
from scheduling.models import AuditEvent, ExamSession, Institution, RosterPrint, sql_statements
from scheduling.models.columns.kept_columns import is_damaged
from scheduling.proctoring_api.provider_times import moment
from scheduling.provider_list import list_progress
from scheduling.rosters.roster import Roster
from scheduling.session_commands import Actor
from scheduling.wall_time import find_stored_zone, moment_in

GOES_ON_PAPER = timedelta(minutes=5)  # the first of a print, in which it is printed
PRINTED = "{who} printed the roster of {location} for {day}: print {number}, {learners}."


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One session as a print has it; `end` is None where its length was not known. One of which a
    move is being checked may have two, at either start.

    `location_sid` is blank where all rows are of one location. `given` is the event that gave the
    accommodation, 0 where there is none; `state` is how it stands, in words, and `is_boxed` whether
    that is not certain; `name_mark` is the byte of the learner's name. These four are None where
    they are not known.
    """

    session_id: int
    start: datetime
    end: datetime | None
    is_certain: bool
    location_sid: str = ""
    given: int | None = field(default=None, compare=False)
    state: str | None = field(default=None, compare=False)
    is_boxed: bool | None = field(default=None, compare=False)
    name_mark: str | None = field(default=None, compare=False)

    @property
    def doubt(self) -> str | None:
        """The state of one in a box, blank for any other; None where that is not known."""
        return None if self.is_boxed is None else (self.state or "") * self.is_boxed


def make(
    *, roster: Roster, rows: Sequence[PrintedRow], opens: str, form_id: UUID, actor: Actor
) -> RosterPrint:
    """Number a print of the roster as it is now, with its rows and the location's hours in words
    (`opens`), and record it. A form that is sent twice makes one.
    """
    made = _made(roster, rows, opens, form_id, actor)
    if not made.code:
        made.code = codes_file.write(reason=f"roster, print {made.number}").code
        made.save(update_fields=["code"])
    return made


def of_day(roster: Roster) -> QuerySet[RosterPrint]:
    """The prints of the same location and day, the newest first."""
    return RosterPrint.objects.filter(
        institution=roster.institution, location_sid=roster.location_sid, day=roster.day
    ).order_by("-number")


def of_number(roster: Roster, text: str) -> RosterPrint | None:
    """The one of this number among them; None where none has it, or it is no number."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 7
    return of_day(roster).filter(number=int(text)).first() if is_number else None


def find(print_id: int) -> RosterPrint | None:
    """The print of this primary key, with its institution."""
    return RosterPrint.objects.select_related("institution").filter(pk=print_id).first()


def zone_of(made: RosterPrint) -> str:
    """The clock that a print was made by, as its event has it: the location's may be another since,
    and what hangs on the wall is not; "" where it can't be read.
    """
    told = AuditEvent.objects.filter(number=made.event_number).values_list("time_zone", flat=True)
    return find_stored_zone(str(told.first() or "")) or ""


def list_as_of(made: RosterPrint) -> tuple[datetime | None, bool]:
    """When the list of sessions was loaded that a print was made from, as its event has it, and
    whether it was renewed then; prints of before did not keep it.
    """
    found = AuditEvent.objects.filter(number=made.event_number).values_list("details", flat=True)
    told = read_details(found.first() or "{}")
    loaded = told.get("list_as_of")
    as_of = moment(loaded) if isinstance(loaded, str) else None
    return as_of, told.get("list_renewed") is not False


def numbered(
    institution: Institution, location_sid: str, day: date, number: int
) -> RosterPrint | None:
    """The print of this number of a location and day."""
    same = RosterPrint.objects.filter(institution=institution, location_sid=location_sid, day=day)
    return same.filter(number=number).first()


def before(made: RosterPrint) -> RosterPrint | None:
    """The print of the same location and day before this one."""
    same = RosterPrint.objects.filter(
        institution=made.institution_id, location_sid=made.location_sid, day=made.day
    )
    return same.filter(number__lt=made.number).order_by("-number").first()


def rows_of(expected: Iterable[Seated]) -> list[PrintedRow]:
    """Who is expected, as far as no page has to put it in words."""
    return [
        PrintedRow(
            one.session.pk,
            one.start,
            one.end,
            one.is_certain,
            given=accommodations.event_of(one.session),
            name_mark=name_mark(one.session),
        )
        for one in expected
    ]


def name_mark(session: ExamSession) -> str | None:
    """One byte of a name, as nobody can read it; None where the name is not known."""
    said = f"{session.sid} {session.learner_name}"
    return hashlib.sha256(said.encode()).hexdigest()[:2] if session.learner_name else None


def rows_in(made: RosterPrint) -> list[PrintedRow] | None:
    """What a print has; None where it is not as it was kept, or nobody can tell of which place and
    day it is.
    """
    if made.day is None or is_damaged(made.rows) or is_damaged(made.location_sid):
        return None
    try:
        return [_row_in(row) for row in made.rows]
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


def _row_in(row: Mapping[str, Any]) -> PrintedRow:
    state, given, marked = row.get("state"), row.get("given"), row.get("name_mark")
    if not (isinstance(state, str | None) and isinstance(marked, str | None)):
        raise TypeError(state, marked)
    return PrintedRow(
        session_id=index(row["session"]),
        start=moment_in(row["start"]),
        end=moment_in(row["end"]) if row["end"] else None,
        is_certain=bool(row["is_certain"]),
        given=None if given is None else index(given),
        state=state,
        is_boxed=row.get("is_boxed"),
        name_mark=marked,
    )


def sessions_of(rows: Iterable[PrintedRow]) -> dict[int, ExamSession]:
    """The sessions that rows are about, by their primary key, with institution and accommodation.
    One that is gone from the portal, or of which can't be read at which institution, is not there.
    """
    keys = list({row.session_id for row in rows})
    if not keys:
        return {}
    where = f"id IN {sql_statements.marks(keys)}"
    found = {one.pk: one for one in sql_statements.every(ExamSession, where, *keys)}
    institutions = Institution.objects.in_bulk({one.institution_id for one in found.values()})
    there = {key: one for key, one in found.items() if one.institution_id in institutions}
    for one in there.values():
        one.institution = institutions[one.institution_id]
    accommodations.load(list(there.values()))
    return there


def _made(
    roster: Roster, rows: Sequence[PrintedRow], opens: str, form_id: UUID, actor: Actor
) -> RosterPrint:
    with transaction.atomic():
        event_writer.take_turn()  # so that of several at once each has a number of its own
        if known := RosterPrint.objects.filter(form_id=form_id).first():
            return known
        number = (of_day(roster).aggregate(last=Max("number"))["last"] or 0) + 1
        row = RosterPrint(
            institution=roster.institution,
            location_sid=roster.location_sid,
            location_name=roster.location_name[:200],
            day=roster.day,
            number=number,
            printed_at=timezone.now(),
            printed_by_name=actor.name,
            form_id=form_id,
            rows=[_kept(row) for row in rows],
            unplaced=roster.unplaced,
            unsure=roster.unsure,
            opens=opens,
        )
        event = _event(roster, number, actor, sha256=digest_of_print(row))
        row.event_number = event_writer.append(event)
        row.save()
        return row


def _kept(row: PrintedRow) -> dict[str, object]:
    return {
        "session": row.session_id,
        "start": row.start.isoformat(),
        "end": row.end.isoformat() if row.end else "",
        "is_certain": row.is_certain,
        "given": row.given,
        "state": row.state,
        "is_boxed": row.is_boxed,
        "name_mark": row.name_mark,
    }


def _event(roster: Roster, number: int, actor: Actor, *, sha256: str) -> event_writer.Entry:
    count, loaded = len({one.session.pk for one in roster.expected}), roster.institution.synced_at
    said = PRINTED.format(
        who=actor.name,
        location=place_with_edges(roster.location_name),
        day=full_day(roster.day),
        number=number,
        learners=date_formats.counted(count, "learner"),
    )
    return event_writer.Entry(
        kind=Kind.ROSTER_PRINTED,
        sentence=event_writer.escape_braces(said),
        actor=actor,
        install_sid=roster.institution.sid,
        time_zone=roster.zone,
        details={
            "location": roster.location_sid,
            "day": roster.day.isoformat(),
            "print": number,
            "learners": count,
            "unplaced": roster.unplaced,
            "unsure": roster.unsure,
            "list_as_of": loaded.isoformat(timespec="seconds") if loaded else "",
            "list_renewed": list_progress.is_renewed(roster.institution),
            "sheet_sha256": sha256,
        },
    )
