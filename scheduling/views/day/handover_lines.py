"""A handover's sheet in words: the day by type, its lists, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from scheduling.date_formats import full_day
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.attendance import to_minute
from scheduling.exam_sessions.lists.list_segments import state_shown
from scheduling.exam_sessions.lists.list_views import View
from scheduling.handovers.day_sheet import STATES, TOMORROW, Item, Part, Sheet, Where
from scheduling.models import ExamSession
from scheduling.models.session_status import STATUSES
from scheduling.rosters import prints
from scheduling.session_types.registry import SESSION_TYPES, type_label
from scheduling.views.exam_sessions.session_rows import page_url, place_of
from scheduling.wall_time import say

NO_TYPE = "Type not known"
TOTAL = "Total"
STATE_OF = {word: state for state, word in STATES.items()}  # of those that no status tells
COLUMNS = [*STATES.values(), *(one.word for one in STATUSES)]  # in their order
GONE = "A session that is no longer known here"


@dataclass(frozen=True, slots=True)
class Told:
    """How a list is told: its heading, what the moment beside a name is, and what it does not
    tell.
    """

    title: str
    moment: str = ""
    note: str = ""


TOLD = {
    Part.UNCONFIRMED: Told(
        "Being checked with SmarterProctoring", "asked", "Whichever day they are about."
    ),
    Part.DECIDE: Told("Needs a decision", "", "Whichever day they are about."),
    Part.INCIDENTS: Told("Incidents"),
    Part.NO_SHOWS: Told("No-shows", "", "Marked here; none is cancelled by that."),
    Part.REFUNDS: Told(
        "Refunds asked for",
        "cancelled",
        "Cancellations of this day, sent from here, that ask for the scheduling fees too. We"
        " can’t tell whether money was refunded.",
    ),
    Part.HERE: Told("Still here", "since", "Checked in here, not checked out."),
    Part.OVERDUE: Told("Should have ended, not closed", "end"),
    Part.FIRST: Told("First arrivals"),
    Part.SPECIAL: Told("Special rooms and accommodations"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One session of a list."""

    learner: str
    exam: str
    when: str
    said: str
    given: str
    url: str
    place: str = ""  # where the sheet is of several


@dataclass(frozen=True, slots=True)
class Section:
    """A list with its heading; `url` leads to the same list among the sessions, if there is one.
    `not_judged` is how many it may lack.
    """

    name: str
    told: Told
    lines: list[Line]
    url: str
    not_judged: int = 0


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A session type: its word, and each count with the address of the list behind it."""

    label: str
    counts: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet as a page shows it."""

    columns: list[str]
    types: list[TypeRow]
    sections: list[Section]
    next_words: str
    next_is_later: bool
    next_count: int
    next_unsure: int
    next_url: str
    coming: list[Section]
    unplaced: int
    not_judged: int


def page_of(where: Where, day: date, sheet: Sheet) -> SheetPage:
    """The sheet by the clock of its place."""
    sessions = prints.sessions_of(one for found in sheet.parts.values() for one in found)
    there = {word for counts in sheet.by_type.values() for word in counts}
    words = [one for one in COLUMNS if one in there] + sorted(there.difference(COLUMNS))
    sections = [_section(where, part, sheet.parts[part], day, sessions) for part in Part]
    sections = [
        replace(one, not_judged=sheet.unplaced) if one.name == Part.OVERDUE else one
        for one in sections
    ]
    return SheetPage(
        columns=[TOTAL, *words],
        types=_types(where, day, sheet.by_type, words),
        sections=[one for one in sections if one.name not in TOMORROW],
        next_words=full_day(sheet.next_day) if sheet.next_day else "",
        next_is_later=bool(sheet.next_day and (sheet.next_day - day).days > 1),
        next_count=sheet.next_count,
        next_unsure=sheet.next_unsure,
        next_url=_list_url(where, day=sheet.next_day) if sheet.next_day else "",
        coming=[one for one in sections if one.name in TOMORROW],
        # At the whole institution they are counted by type.
        unplaced=sheet.unplaced if where.location_sid else 0,
        not_judged=sheet.unplaced,
    )


def _types(
    where: Where, day: date, by_type: Mapping[str, Mapping[str, int]], words: list[str]
) -> list[TypeRow]:
    """The types by name, each count with the list that has those sessions."""
    rows = []
    for name in sorted(by_type, key=lambda one: (not one, type_label(one))):
        known = {"type": name} if name in SESSION_TYPES else {}
        counts = by_type[name]
        cells = [(sum(counts.values()), _list_url(where, day=day, **known))]
        for word in words:
            state = STATE_OF.get(word) or state_shown(word)
            cells.append((counts.get(word, 0), _list_url(where, day=day, state=state, **known)))
        rows.append(TypeRow(type_label(name) if name else NO_TYPE, cells))
    return rows


def _list_url(where: Where, *, day: date | None = None, view: View = View.ALL, **asked: str) -> str:
    named = {"view": view.value, "install": where.institution.sid, "location": where.location_sid}
    named |= {"day": day.isoformat() if day else ""} | asked
    return f"{reverse('worklist')}?{urlencode({name: one for name, one in named.items() if one})}"


def _section(
    where: Where, part: Part, items: list[Item], day: date, sessions: dict[int, ExamSession]
) -> Section:
    lines = [_line(where, part, one, day, sessions.get(one.session_id)) for one in items]
    # Where a request asked for the place, the session itself may be at none yet.
    everywhere = replace(where, location_sid="")
    url = _list_url(everywhere, view=View.DECIDE) if part == Part.DECIDE and items else ""
    return Section(part.value, TOLD[part], lines, url)


def _when(where: Where, part: Part, moment: datetime, day: date) -> str:
    """The moment, with its date where that is not the list's own day."""
    at = to_minute(moment)
    own = at.astimezone(ZoneInfo(where.zone)).date()
    spoken = say(at, where.zone)
    return spoken.time if own == day or part in TOMORROW else spoken.unzoned


def _line(where: Where, part: Part, item: Item, day: date, session: ExamSession | None) -> Line:
    given = accommodations.of(session) if session else None
    when = _when(where, part, item.at, day) if item.at else ""
    return Line(
        learner=session.learner_name if session else GONE,
        exam=(session.exam_title or session.exam_sid) if session else "",
        when=f"{TOLD[part].moment} {when}".strip() if when else "",
        said=item.said,
        given=given.value.in_words if given else "",
        url=page_url(session, "session") if session else "",
        place=place_of(session) if session and not where.location_sid else "",
    )
