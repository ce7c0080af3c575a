"""A handover's sheet in words: the day by type, its lists, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from scheduling import date_formats
from scheduling.date_formats import full_day
from scheduling.exam_sessions import accommodations
from scheduling.exam_sessions.lists.list_states import single_state
from scheduling.exam_sessions.lists.tabs import View
from scheduling.handovers.day_sheet import (
    DECIDE,
    STATES,
    TOMORROW,
    HandoverPlace,
    Item,
    LeftOver,
    Maybe,
    Sheet,
)
from scheduling.handovers.part_headings import TOLD, PartHeading
from scheduling.handovers.parts_in_order import HandoverPart
from scheduling.handovers.told_opening_hours import Hours
from scheduling.models import ExamSession
from scheduling.models.session_status import STATUSES
from scheduling.rosters import prints
from scheduling.session_types.registry import SESSION_TYPES, type_label
from scheduling.time_zones.zone_names import words_for
from scheduling.views.day.clocks import PlaceClock
from scheduling.views.exam_sessions.lists.row_places import place_words
from scheduling.views.exam_sessions.session_rows import page_url
from scheduling.wall_time import midnight

NO_TYPE = "Type not known"
TOTAL = "Total"
# Of those that no status tells, by the list's name for the state.
STATE_OF = {DECIDE: "checking"} | {word: state for state, word in STATES.items()}
COLUMNS = [DECIDE, *STATES.values(), *(one.word for one in STATUSES)]  # in their order
NONE_BOOKED = "none booked for certain"
# What the next shift has to act on: told before the next day, and longer.
URGENT = tuple(HandoverPart)[: tuple(HandoverPart).index(HandoverPart.NO_SHOWS)]
MOST_URGENT, MOST = 20, 8  # lines of a list before the rest is folded away
REQUESTS = (HandoverPart.UNCONFIRMED, HandoverPart.DECIDE, HandoverPart.REFUNDS)
GONE = "A session that is no longer known here"


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session of a list."""

    learner: str
    exam: str
    when: str
    said: str
    given: str
    url: str
    place: str = ""  # where the sheet is of several


@dataclass(frozen=True, slots=True)
class HandoverSection:
    """A list with its heading; `url` leads to the same list among the sessions, if there is one.
    `not_judged` is how many it may lack.
    """

    name: str
    told: PartHeading
    lines: list[SessionLine]
    url: str
    not_judged: int = 0

    @property
    def shown(self) -> list[SessionLine]:
        return self.lines[: MOST_URGENT if self.name in URGENT else MOST]

    @property
    def folded(self) -> list[SessionLine]:
        return self.lines[len(self.shown) :]

    @property
    def counted(self) -> str:
        """“1 No-show”, “2 No-shows”."""
        return date_formats.counted(
            len(self.lines), self.told.one or self.told.title, self.told.title
        )


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A session type: its word, and each count with the address of the list behind it."""

    label: str
    counts: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class RescueLine:
    """A rescue: what it was about, and how it ended, or that it goes on."""

    number: int
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class DayBefore:
    """What the day before left open, in words, with the address of its handover."""

    words: str
    left: str
    not_known: str
    is_signed: bool
    url: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet as a page shows it. `next_maybe`, and `next_hours` and `hours`, each with what it
    says, are None where they were not kept; `list_clock` is whose day the lists behind the numbers
    are of, where that is another than the place's. `list_url` is followed by the name of a list, to
    show it by itself; `only` is the one that is asked for so.
    """

    total: str
    columns: list[str]
    types: list[TypeRow]
    sections: list[HandoverSection]
    next_words: str
    next_is_later: bool
    next_is_certain: bool
    next_said: str
    next_maybe: Maybe | None
    next_hours: list[tuple[Hours, str]] | None
    next_url: str
    next_board: str
    hours: list[tuple[Hours, str]] | None
    hours_board: str
    day_before: DayBefore | None
    coming: list[HandoverSection]
    unplaced: int
    not_judged: int
    may_lack: bool
    list_clock: str
    rescues: list[RescueLine]
    list_as_of: str
    address: str
    only: HandoverSection | None

    @property
    def list_url(self) -> str:
        return f"{self.address}{'&' if '?' in self.address else '?'}list="

    @property
    def urgent(self) -> list[HandoverSection]:
        return [one for one in self.sections if one.name in URGENT and one.lines]

    @property
    def besides(self) -> list[HandoverSection]:
        return [one for one in self.sections if one.name not in URGENT and one.lines]


def page_of(
    where: HandoverPlace, day: date, sheet: Sheet, address: str, only: str = ""
) -> SheetPage:
    """The sheet by the clock of its place; `address` is its page's."""
    there = {word for counts in sheet.by_type.values() for word in counts}
    words = [one for one in COLUMNS if one in there] + sorted(there.difference(COLUMNS))
    sections = _sections(where, day, sheet)
    return SheetPage(
        total=_total(sheet.by_type, words),
        columns=[TOTAL, *words],
        types=_types(where, day, sheet.by_type, words),
        sections=[one for one in sections if one.name not in TOMORROW],
        next_words=full_day(sheet.next_day) if sheet.next_day else "",
        next_is_later=bool(sheet.next_day and (sheet.next_day - day).days > 1),
        next_is_certain=sheet.next_count > 0,
        next_said=_next_said(sheet),
        next_maybe=sheet.next_maybe,
        next_hours=_hours(where, sheet.next_hours),
        hours=_hours(where, sheet.hours),
        hours_board=url_of(where, day, "board"),
        day_before=_day_before(where, sheet.day_before) if sheet.day_before else None,
        next_url=_list_url(where, day=sheet.next_day) if sheet.next_day else "",
        next_board=url_of(where, sheet.next_day, "board") if sheet.next_day else "",
        coming=[one for one in sections if one.name in TOMORROW],
        # At the whole institution they are counted by type.
        unplaced=sheet.unplaced if where.location_sid else 0,
        not_judged=sheet.not_judged,
        may_lack=any(sheet.may_lack.values()),
        list_clock=_list_clock(where, day),
        rescues=[
            RescueLine(one.number, one.title, counts_in_words(one.counts)) for one in sheet.rescues
        ],
        list_as_of=PlaceClock(where.zone, day).time(sheet.list_as_of) if sheet.list_as_of else "",
        address=address,
        only=next((one for one in sections if one.name == only), None),
    )


def _day_before(where: HandoverPlace, left: LeftOver) -> DayBefore:
    return DayBefore(
        words=full_day(left.day),
        left=counted(left.found),
        not_known=counted(left.not_known),
        is_signed=left.is_signed,
        url=url_of(where, left.day),
    )


def _sections(where: HandoverPlace, day: date, sheet: Sheet) -> list[HandoverSection]:
    """All its lists, each with how many it may lack."""
    sessions = prints.sessions_of(one for found in sheet.parts.values() for one in found)
    next_day = sheet.next_day or day
    sections = [
        _section(where, part, found, next_day if part in TOMORROW else day, sessions)
        for part, found in ((part, sheet.parts[part]) for part in HandoverPart)
    ]
    not_judged = sheet.may_lack | {HandoverPart.OVERDUE: sheet.not_judged}
    return [replace(one, not_judged=not_judged.get(HandoverPart(one.name), 0)) for one in sections]


def url_of(where: HandoverPlace, day: date | None, page: str = "handover") -> str:
    """A page of the day at the place; of the day that is chosen there, where it can't be read."""
    asked = {"install": where.institution.sid, "location": where.location_sid}
    return f"{reverse(page)}?{urlencode(_filled(asked | {'day': day.isoformat() if day else ''}))}"


def _filled(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: one for name, one in asked.items() if one}


def counted(found: Mapping[HandoverPart, int]) -> str:
    """“9 should have ended, not closed; 1 incident”"""
    titles = ((TOLD[part], many) for part, many in found.items())
    return "; ".join(
        date_formats.counted(many, told.one or told.title, told.title).lower()
        for told, many in titles
    )


def counts_in_words(counts: Mapping[str, int]) -> str:
    """“32 moved, 2 not moved”; of a rescue of which nothing is counted yet, that it goes on."""
    return ", ".join(f"{count} {word}" for word, count in counts.items()) or "still under way"


def _next_said(sheet: Sheet) -> str:
    """“12 booked, 1 being checked”; of a sheet that did not keep them apart, both together."""
    if sheet.next_maybe is None:
        return f"{sheet.next_count} booked or being checked"
    booked = f"{sheet.next_count} booked" if sheet.next_count else NONE_BOOKED
    asked, undecided = sheet.next_maybe.asked, sheet.next_maybe.undecided
    checked = f"{asked} being checked" if asked else ""
    waiting = date_formats.counted(undecided, "needs a decision", "need a decision")
    return ", ".join(filter(None, (booked, checked, waiting if undecided else "")))


def _hours(where: HandoverPlace, hours: Sequence[Hours] | None) -> list[tuple[Hours, str]] | None:
    return None if hours is None else [(one, one.in_words(where.zone)) for one in hours]


def _list_clock(where: HandoverPlace, day: date) -> str:
    zone = where.institution.time_zone
    return words_for(zone) if midnight(day, zone) != midnight(day, where.zone) else ""


def _types(
    where: HandoverPlace, day: date, by_type: Mapping[str, Mapping[str, int]], words: list[str]
) -> list[TypeRow]:
    """The types by name, each count with the list that has those sessions."""
    rows = []
    for name in sorted(by_type, key=lambda one: (not one, type_label(one))):
        known = {"type": name} if name in SESSION_TYPES else {}
        counts = by_type[name]
        cells = [(sum(counts.values()), _list_url(where, day=day, **known))]
        cells += [(counts.get(word, 0), _status_url(where, day, word, known)) for word in words]
        rows.append(TypeRow(type_label(name) if name else NO_TYPE, cells))
    return rows


def _total(by_type: Mapping[str, Mapping[str, int]], words: Sequence[str]) -> str:
    """“Total 24: 20 Scheduled, 3 Incident, 1 Cancelled”, which wraps where a table is cut."""
    counts = {word: sum(one.get(word, 0) for one in by_type.values()) for word in words}
    return f"{TOTAL} {sum(counts.values())}: " + ", ".join(f"{counts[one]} {one}" for one in words)


def _status_url(where: HandoverPlace, day: date, word: str, known: Mapping[str, str]) -> str:
    view = View.DECIDE if word == DECIDE else View.ALL
    state = STATE_OF.get(word) or single_state(word)
    return _list_url(where, day=day, view=view, state=state, **known)


def _list_url(
    where: HandoverPlace, *, day: date | None = None, view: View = View.ALL, **asked: str
) -> str:
    named = {"view": view.value, "install": where.institution.sid, "location": where.location_sid}
    named |= {"day": day.isoformat() if day else ""} | asked
    return f"{reverse('worklist')}?{urlencode(_filled(named))}"


def _section(
    where: HandoverPlace,
    part: HandoverPart,
    items: list[Item],
    day: date,
    sessions: dict[int, ExamSession],
) -> HandoverSection:
    if part == HandoverPart.OUTSIDE:  # those that are over come last
        items = sorted(items, key=lambda one: one.at is None or one.at < where.bounds(day)[0])
    lines = [_line(where, part, one, day, sessions.get(one.session_id)) for one in items]
    return HandoverSection(part.value, TOLD[part], lines, _section_url(where, part, items))


def _section_url(where: HandoverPlace, part: HandoverPart, items: list[Item]) -> str:
    """Where the list stands by itself, of the whole institution: where a request asked for the
    place, the session itself may be at none yet.
    """
    has_changed = any(one.is_change for one in items)  # sheets of before: among them
    if part == HandoverPart.OUTSIDE or has_changed:
        return _list_url(replace(where, location_sid=""), view=View.DECIDE) if items else ""
    is_listed = part == HandoverPart.DECIDE and items
    return f"{reverse('undecided')}?install={where.institution.sid}" if is_listed else ""


def _line(
    where: HandoverPlace, part: HandoverPart, item: Item, day: date, session: ExamSession | None
) -> SessionLine:
    given = accommodations.of(session) if session else None
    there = PlaceClock(where.zone, day, session.time_zone if session else "")
    asked = _asked(part, item, PlaceClock(where.zone, day))
    starts = " or ".join(there.time(one) for one in item.starts)
    at = there.time(item.at) if item.at else ""
    moment = "" if part in REQUESTS else TOLD[part].moment
    return SessionLine(
        learner=session.shown_name if session else GONE,
        exam=(session.exam_title or session.exam_sid) if session else "",
        when=starts or asked or f"{moment} {at}".strip(),
        said=", ".join(one for one in (item.said, asked if starts else "") if one),
        given=given.value.in_words if given else "",
        url=page_url(session, "session") if session else "",
        place=place_words(session) if session and not where.location_sid else "",
    )


def _asked(part: HandoverPart, item: Item, there: PlaceClock) -> str:
    """“asked 12:25 AM”, of a request, by the page's clock."""
    is_request = part in REQUESTS and not item.is_change
    return f"{TOLD[part].moment} {there.time(item.at)}" if is_request and item.at else ""
