"""A handover's sheet in words: the day by type, what the day before left, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduling import date_formats
from scheduling.date_formats import full_day
from scheduling.handovers.day_sheet import (
    DECIDE,
    STATES,
    TOMORROW,
    HandoverPlace,
    LeftOver,
    Maybe,
    Sheet,
)
from scheduling.handovers.part_headings import TOLD
from scheduling.handovers.parts_in_order import HandoverPart
from scheduling.handovers.told_opening_hours import Hours
from scheduling.models.session_status import STATUSES
from scheduling.session_types.registry import SESSION_TYPES, type_label
from scheduling.time_zones.zone_names import words_for
from scheduling.views.day.clocks import PlaceClock
from scheduling.views.day.handover.sheet_links import list_url, status_url, url_of
from scheduling.views.day.handover.sheet_sections import URGENT, HandoverSection, sections_of
from scheduling.wall_time import midnight

NO_TYPE = "Type not known"
TOTAL = "Total"
COLUMNS = [DECIDE, *STATES.values(), *(one.word for one in STATUSES)]  # in their order
NONE_BOOKED = "none booked for certain"


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
    is_renewed: bool
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
    sections = sections_of(where, day, sheet)
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
        next_url=list_url(where, day=sheet.next_day) if sheet.next_day else "",
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
        is_renewed=sheet.is_renewed,
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
        cells = [(sum(counts.values()), list_url(where, day=day, **known))]
        cells += [(counts.get(word, 0), status_url(where, day, word, known)) for word in words]
        rows.append(TypeRow(type_label(name) if name else NO_TYPE, cells))
    return rows


def _total(by_type: Mapping[str, Mapping[str, int]], words: Sequence[str]) -> str:
    """“Total 24: 20 Scheduled, 3 Incident, 1 Cancelled”, which wraps where a table is cut."""
    counts = {word: sum(one.get(word, 0) for one in by_type.values()) for word in words}
    return f"{TOTAL} {sum(counts.values())}: " + ", ".join(f"{counts[one]} {one}" for one in words)
