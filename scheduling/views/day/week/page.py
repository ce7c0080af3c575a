"""The week's page: charts, each with its table and its CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.date_formats import clock, full_day, short_day
from scheduling.date_formats import day as dated
from scheduling.spoken_time import say, to_minute
from scheduling.time_zones.zone_names import words_for
from scheduling.views.day import unreadable_address
from scheduling.views.day.clocks import LATER
from scheduling.views.day.week import week_csv
from scheduling.views.day.week.bar_drawing import ChartRow, stacked
from scheduling.views.day.week.figure import Figure
from scheduling.views.day.week.figure_headings import (
    HALF_HOURS,
    KINDS,
    LEFT,
    RIGHT,
    FigureKind,
)
from scheduling.views.day.week.heat_table import HeatDay, HeatRow, HeatTable
from scheduling.views.exam_sessions.lists import list_age_words
from scheduling.views.exam_sessions.lists.list_address import PLACE
from scheduling.views.kept_place import ALL, kept_place_of
from scheduling.wall_time import YEARS
from scheduling.week_figures.figures import FigureRow
from scheduling.week_figures.iso_weeks import monday_of, read_week, written
from scheduling.week_figures.known_numbers import known, words
from scheduling.week_figures.scope import WeekScope

CLOSED = "(closed)"
HALF_AN_HOUR = 30  # minutes


@require_GET
def week(request: PortalRequest) -> HttpResponse:
    """The figures of a week at the place; `figure` names one of them to be had as CSV."""
    place = kept_place_of(request)
    today = timezone.now().astimezone(ZoneInfo(place.time_zone)).date()
    asked = read_week(request.GET.get("week", ""))
    is_shown = asked is not None and asked.year in YEARS
    monday = asked if asked and is_shown else monday_of(today)
    scope = WeekScope(place.institutions, place.location_sid, monday, place.time_zone)
    named = {name: request.GET[name] for name in PLACE if request.GET.get(name)}
    pages = _Pages(scope, named)
    if wanted := request.GET.get("figure", ""):
        if wanted not in KINDS:
            raise Http404("No such figure.")
        return week_csv.exported(request, place, pages.figure(wanted, is_dated=True), monday)
    context = {
        "place": place,
        "monday": monday,
        "title": f"Week of {full_day(monday)}",
        "steps": [pages.url(monday + timedelta(days=number)) for number in (-7, 7)],
        "clock": words_for(scope.zone),
        "unread": [
            unreadable_address.place(request, place),
            unreadable_address.week(request, is_shown=is_shown),
        ],
        "ages": list_age_words.ages(request, place.institutions, scope.zone),
        "shown_on": say(to_minute(timezone.now()), scope.zone).unzoned,
        "columns": [[pages.figure(name) for name in names] for names in (LEFT, RIGHT)],
    }
    return render(request, "scheduling/day/week.html", context)


@dataclass(frozen=True)
class _Pages:
    """The figures of a scope, and where they lead to; `place` as the address names it."""

    scope: WeekScope
    place: dict[str, str]

    def url(self, monday: date, **more: str) -> str:
        return "?" + urlencode(self.place | {"week": written(monday)} | more)

    def figure(self, name: str, *, is_dated: bool = False) -> Figure:
        """A figure in words; `is_dated` where days are to name their year, as in a file."""
        kind, said = KINDS[name], dated if is_dated else short_day
        rows = kind.count(self.scope)
        columns = self._days(rows, said) if name == HALF_HOURS else kind.series
        told = [(_label(row, said), row, self._leads_to(kind, row)) for row in rows]
        drawn = [(label, kind.drawn(row.values), url) for label, row, url in told]
        chart = stacked(drawn, kind.drawn_series or columns)
        heat = self._heat(rows, chart) if name == HALF_HOURS else None
        at_location = kind.note_at_location if self.scope.location_sid else ""
        return Figure(
            name=name,
            kind=kind,
            chart=chart,
            heat=heat,
            columns=columns,
            table=[(label, url, [words(one) for one in row.values]) for label, row, url in told],
            note=f"{kind.note} {at_location}".strip(),
            csv_url=self.url(self.scope.monday, figure=name),
        )

    def _heat(self, rows: Sequence[FigureRow], chart: Sequence[ChartRow]) -> HeatTable:
        """The half hours by day, each with the bar of its most."""
        days = zip(self.scope.days, self._boards, strict=True)
        return HeatTable(
            [HeatDay(short_day(day), url) for day, url in days],
            [
                HeatRow(bar.label, row.values, self._at(row), bar, _is_far(row, before))
                for before, row, bar in zip([None, *rows][: len(rows)], rows, chart, strict=True)
            ],
        )

    def _days(self, rows: Sequence[FigureRow], said: Callable[[date], str]) -> list[str]:
        """The days in words; of one that has no half hour open, and surely nobody there, that."""
        return [
            f"{said(day)} {CLOSED}"
            if rows and all(row.values[number] is None for row in rows)
            else said(day)
            for number, day in enumerate(self.scope.days)
        ]

    def _at(self, row: FigureRow) -> list[str]:
        """The board at a row's half hour of each day."""
        days = zip(self._boards, self.scope.days, strict=True)
        return [f"{url}{_at(row, day)}" for url, day in days]

    def _leads_to(self, kind: FigureKind, row: FigureRow) -> str:
        """What is behind a row: its day's log or sessions, its half hour on the day that has the
        most, or what waits. No list is of all other courses, or of those without one.
        """
        if row.day and kind.days_lead_to_log:
            asked = self._institution() | dict.fromkeys(("from", "to"), row.day.isoformat())
            return f"{reverse('audit_list')}?{urlencode(asked)}"
        if row.day:
            asked = self.place | {"view": "all", "day": row.day.isoformat()}
            return f"{reverse('worklist')}?{urlencode(asked)}"
        if row.at:
            return self._fullest(row)
        if not row.course:
            return ""
        # What waits to be booked is at no location yet.
        asked = self._institution() | {"view": "to-book", "q": row.course}
        return f"{reverse('worklist')}?{urlencode(asked)}"

    def _fullest(self, row: FigureRow) -> str:
        """The half hour on the first day that has the most then, as far as that is known."""
        taken = [known(value) or 0 for value in row.values]
        most = max(taken, default=0)
        if not most:
            return ""
        number = taken.index(most)
        return f"{self._boards[number]}{_at(row, self.scope.days[number])}"

    @cached_property
    def _boards(self) -> list[str]:
        """The board of each day of the week."""
        board = reverse("board")
        asked = (self.place | {"day": day.isoformat()} for day in self.scope.days)
        return [f"{board}?{urlencode(one)}" for one in asked]

    def _institution(self) -> dict[str, str]:
        """The institution alone: requests and what waits are at no location."""
        sids = [one.sid for one in self.scope.institutions]
        return {"install": sids[0] if len(sids) == 1 else ALL}


def _at(row: FigureRow, day: date) -> str:
    """What an address of a board says of a row's half hour of its day."""
    fold = {"fold": LATER} if day in row.later else {}
    return f"&{urlencode({'at': row.at} | fold)}#there"


def _is_far(row: FigureRow, before: FigureRow | None) -> bool:
    """Whether half hours lie between the two rows."""
    return before is not None and _minutes(row) - _minutes(before) > HALF_AN_HOUR


def _minutes(row: FigureRow) -> int:
    """Of the day, at the row's half hour."""
    hour, minute = row.at.split(":")
    return int(hour) * 60 + int(minute)


def _label(row: FigureRow, said: Callable[[date], str]) -> str:
    if row.day:
        return said(row.day)
    return clock(time.fromisoformat(row.at)) if row.at else row.label
