"""A figure's table as a file for spreadsheets, which says of itself what it is about."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.utils.text import slugify

from scheduling.access.middleware import PortalRequest
from scheduling.audit.kinds import Kind
from scheduling.date_formats import full_day
from scheduling.log import exported_list_events
from scheduling.log.exported_list_events import ExportedPart, ListExport
from scheduling.time_zones.zone_names import words_for
from scheduling.views.day.week.figure import Figure
from scheduling.views.kept_place import KeptPlace
from scheduling.week_figures.iso_weeks import written

ABOUT = ("Institution", "Location", "Clock", "Week")
EVERY_LOCATION = "All locations"


def exported(
    request: PortalRequest, place: KeptPlace, figure: Figure, monday: date
) -> HttpResponse:
    """The figure's table as a file, once the log has that it was taken."""
    place = place.whole if figure.kind.is_of_every_location else place
    rows, week_words = len(figure.table), f"the week of {full_day(monday)}"
    where = f" at {place.location_name}" if place.location_name else ""
    export = ListExport(
        kind=Kind.FIGURES_EXPORTED,
        what=f"“{figure.kind.title}” of {week_words}{where}",
        facts={
            "figure": figure.kind.title,
            "week": written(monday),
            "location": place.location_name,
        },
    )
    parts = [
        ExportedPart(actor=request.actor_at(one), install_sid=one.sid, rows=rows)
        for one in place.institutions
    ]
    exported_list_events.note(exported=export, parts=parts)
    table = [(label, numbers) for label, _, numbers in figure.table]
    columns = [figure.kind.of, *figure.columns]
    return _file_of(name=figure.name, place=place, monday=monday, columns=columns, table=table)


def _file_of(
    *,
    name: str,
    place: KeptPlace,
    monday: date,
    columns: Sequence[str],
    table: Sequence[tuple[str, Sequence[str]]],
) -> HttpResponse:
    """The table, every cell in quotes, with the mark by which spreadsheets know UTF-8. Each row
    names place, clock and week, so that the rows of several files can stand in one.
    """
    text = io.StringIO()
    lines = csv.writer(text, quoting=csv.QUOTE_ALL)
    about = [_harmless(one) for one in _about(place, monday)]
    lines.writerow([*ABOUT, *columns])
    lines.writerows([*about, _harmless(label), *numbers] for label, numbers in table)
    named = "-".join(("week", written(monday), name, *_place_in_name(place)))
    headers = {"Content-Disposition": f'attachment; filename="{named}.csv"'}
    content = "\ufeff" + text.getvalue()
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _about(place: KeptPlace, monday: date) -> list[str]:
    institutions = "; ".join(one.name for one in place.institutions)
    where = place.location_name or EVERY_LOCATION
    return [institutions, where, words_for(place.time_zone), written(monday)]


def _place_in_name(place: KeptPlace) -> list[str]:
    """Institution and location as a file's name can have them; by SID where no letter is left."""
    if len(place.institutions) != 1:
        return ["all-institutions"]
    [one] = place.institutions
    found = ((one.name, one.sid), (place.location_name, place.location_sid))
    return [slugify(name) or sid for name, sid in found if sid]


def _harmless(label: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{label}" if label.startswith(("=", "+", "-", "@", "\t", "\r")) else label
