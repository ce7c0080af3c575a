"""The lists of a handover's sheet, in words: each with its heading and a line for each session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from scheduling import date_formats
from scheduling.exam_sessions import accommodations
from scheduling.handovers.day_sheet import (
    TOMORROW,
    HandoverPlace,
    Item,
    Sheet,
)
from scheduling.handovers.part_headings import TOLD, PartHeading
from scheduling.handovers.parts_in_order import HandoverPart
from scheduling.models import ExamSession
from scheduling.rosters import prints
from scheduling.views.day.clocks import PlaceClock
from scheduling.views.day.handover.sheet_links import section_url
from scheduling.views.exam_sessions.lists.row_places import place_words
from scheduling.views.exam_sessions.session_rows import page_url

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


def sections_of(where: HandoverPlace, day: date, sheet: Sheet) -> list[HandoverSection]:
    """All its lists, each with how many it may lack."""
    sessions = prints.sessions_of(one for found in sheet.parts.values() for one in found)
    next_day = sheet.next_day or day
    sections = [
        _section(where, part, found, next_day if part in TOMORROW else day, sessions)
        for part, found in ((part, sheet.parts[part]) for part in HandoverPart)
    ]
    not_judged = sheet.may_lack | {HandoverPart.OVERDUE: sheet.not_judged}
    return [replace(one, not_judged=not_judged.get(HandoverPart(one.name), 0)) for one in sections]


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
    return HandoverSection(part.value, TOLD[part], lines, section_url(where, part, items))


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
