"""The week's page: charts, each with its table and its CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.audit.kinds import Kind as EventKind
from scheduling.date_formats import clock, full_day, short_day
from scheduling.exam_sessions.attendance import to_minute
from scheduling.log import list_exports
from scheduling.log.list_exports import ListExport, Part
from scheduling.time_zones.zone_names import words_for
from scheduling.views.day.week.bar_drawing import Chart, stacked
from scheduling.views.day.week.charts import HALF_HOURS, KINDS, Kind
from scheduling.views.exam_sessions.lists.list_address import PLACE
from scheduling.views.kept_place import ALL, Place, place_of
from scheduling.wall_time import YEARS, say
from scheduling.weeks.figures import NOT_LOADED, Row, Scope
from scheduling.weeks.iso_weeks import monday_of, read_week, written


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as the page shows it: bars, and the same numbers as a table."""

    name: str
    kind: Kind
    chart: Chart | None
    series: Sequence[str]
    columns: Sequence[str]
    table: list[tuple[str, str, list[str]]]  # label, address, numbers
    note: str
    csv_url: str

    @property
    def is_empty(self) -> bool:
        nothing = ("", "0") if self.kind.is_nought_nothing else ("",)
        return all(number in nothing for _, _, numbers in self.table for number in numbers)


@require_GET
def week(request: PortalRequest) -> HttpResponse:
    """The figures of a week at the place; `figure` names one of them to be had as CSV."""
    place = place_of(request)
    today = timezone.now().astimezone(ZoneInfo(place.time_zone)).date()
    monday = read_week(request.GET.get("week", "")) or monday_of(today)
    if monday.year not in YEARS:
        monday = monday_of(today)
    scope = Scope(place.institutions, place.location_sid, monday, place.time_zone)
    named = {name: request.GET[name] for name in PLACE if request.GET.get(name)}
    pages = _Pages(scope, named)
    if wanted := request.GET.get("figure", ""):
        if wanted not in KINDS:
            raise Http404("No such figure.")
        return _exported(request, place, pages.figure(wanted), monday)
    context = {
        "place": place,
        "monday": monday,
        "title": f"Week of {full_day(monday)}",
        "steps": [pages.url(monday + timedelta(days=number)) for number in (-7, 7)],
        "clock": words_for(scope.zone),
        "shown_on": say(to_minute(timezone.now()), scope.zone).unzoned,
        "figures": [pages.figure(name) for name in KINDS],
    }
    return render(request, "scheduling/day/week.html", context)


def _exported(request: PortalRequest, place: Place, figure: Figure, monday: date) -> HttpResponse:
    """The figure's table as a file, once the log has that it was taken."""
    rows, week_words = len(figure.table), f"the week of {full_day(monday)}"
    where = f" at {place.location_name}" if place.location_name else ""
    exported = ListExport(
        kind=EventKind.FIGURES_EXPORTED,
        what=f"“{figure.kind.title}” of {week_words}{where}",
        facts={
            "figure": figure.kind.title,
            "week": written(monday),
            "location": place.location_name,
        },
    )
    parts = [
        Part(actor=request.actor_at(one), install_sid=one.sid, rows=rows)
        for one in place.institutions
    ]
    list_exports.note(exported=exported, parts=parts)
    return _csv(figure, monday)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The figures of a scope, and where they lead to; `place` as the address names it."""

    scope: Scope
    place: dict[str, str]

    def url(self, monday: date, **more: str) -> str:
        return "?" + urlencode(self.place | {"week": written(monday)} | more)

    def figure(self, name: str) -> Figure:
        kind = KINDS[name]
        rows = kind.count(self.scope)
        days = [short_day(day) for day in self.scope.days]
        columns = days if name == HALF_HOURS else kind.series
        told = [(self._label(row), row.values, self._leads_to(kind, row)) for row in rows]
        drawn = [(one, kind.drawn(values), url) for one, values, url in told]
        series = kind.drawn_series or columns
        return Figure(
            name=name,
            kind=kind,
            chart=stacked(drawn, series) if rows else None,
            series=series,
            columns=columns,
            table=[(label, url, [_number(one) for one in values]) for label, values, url in told],
            note=f"{kind.note} {kind.note_at_location if self.scope.location_sid else ''}".strip(),
            csv_url=self.url(self.scope.monday, figure=name),
        )

    def _label(self, row: Row) -> str:
        if row.day:
            return short_day(row.day)
        return clock(time.fromisoformat(row.at)) if row.at else row.label

    def _leads_to(self, kind: Kind, row: Row) -> str:
        """What is behind a row: its day's log or sessions, its half hour, or what waits."""
        if row.day and kind.days_lead_to_log:
            asked = self._institution() | dict.fromkeys(("from", "to"), row.day.isoformat())
            return f"{reverse('audit_list')}?{urlencode(asked)}"
        if row.day:
            asked = self.place | {"view": "all", "day": row.day.isoformat()}
            return f"{reverse('worklist')}?{urlencode(asked)}"
        if row.at:
            asked = self.place | {"day": self.scope.monday.isoformat(), "at": row.at}
            return f"{reverse('board')}?{urlencode(asked)}"
        if row.label == NOT_LOADED and not row.course:
            return ""
        # What waits to be booked is at no location yet.
        asked = (
            self._institution() | {"view": "to-book"} | ({"q": row.course} if row.course else {})
        )
        return f"{reverse('worklist')}?{urlencode(asked)}"

    def _institution(self) -> dict[str, str]:
        """The institution alone: requests and what waits are at no location."""
        sids = [one.sid for one in self.scope.institutions]
        return {"install": sids[0] if len(sids) == 1 else ALL}


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _csv(figure: Figure, monday: date) -> HttpResponse:
    """The table, every cell in quotes, with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO()
    lines = csv.writer(text, quoting=csv.QUOTE_ALL)
    lines.writerow(["", *figure.columns])
    lines.writerows([_harmless(label), *numbers] for label, _, numbers in figure.table)
    name = f"week-{written(monday)}-{figure.name}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = "\ufeff" + text.getvalue()
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _harmless(label: str) -> str:
    """A spreadsheet must not take a course's name for a formula."""
    return f"'{label}" if label.startswith(("=", "+", "-", "@", "\t", "\r")) else label
