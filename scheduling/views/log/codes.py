"""All saved codes of the log, a page at a time, and those of one day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from scheduling import date_formats, page_sizes
from scheduling.access.middleware import PortalRequest
from scheduling.audit.codes import code_comparison, codes_file
from scheduling.audit.codes.code_lines import Examined
from scheduling.audit.codes.short_code import LogCode
from scheduling.forms.log.codes import DayForm
from scheduling.spoken_time import say
from scheduling.time_zones.zone_names import words_for
from scheduling.views.log.verification import zone_of
from scheduling.wall_time import midnight

SHOWN = page_sizes.CODES


@require_GET
def page(request: PortalRequest) -> HttpResponse:
    """The codes in the file, newest first; with `day` those written on it, or else the last one
    before it.
    """
    if not request.access.is_inspector:
        raise PermissionDenied("Only auditors and administrators can see the log’s codes.")
    form = DayForm(request.GET if "day" in request.GET else None)
    day = form.cleaned_data["day"] if form.is_valid() else None
    found, trouble = _read()
    zone = zone_of(request)
    codes, is_earlier = list(reversed(found.codes)), False
    if day:
        codes, is_earlier = _of_day(codes, day, zone)
    shown = Paginator(codes, SHOWN).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "zone_words": words_for(zone),
        "count": len(codes),
        "day": day,
        "day_words": date_formats.day(day) if day else "",
        "is_earlier": is_earlier,
        "log_codes": _told(shown.object_list, zone),
        "trouble": trouble,
        "faults": found.faults[:5],
        "unreadable": found.unreadable,
        **_steps(shown, request.GET.get("day", "")),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "scheduling/log/codes.html", context, status=status)


def _of_day(codes: list[LogCode], day: date, zone: str) -> tuple[list[LogCode], bool]:
    """Those of a day, or the last one before it, and whether it is that; newest first."""
    first, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    before = [one for one in codes if one.at and one.at < end]
    found = [one for one in before if one.at and one.at >= first]
    return found or before[:1], not found and bool(before)


def _read() -> tuple[Examined, str]:
    try:
        return codes_file.examined() or Examined(), ""
    except OSError as error:
        return Examined(), error.strerror or "it can’t be read"


def _told(codes: list[LogCode], zone: str) -> list[tuple[LogCode, bool, Any]]:
    misfits = {one.number for one in code_comparison.misfits_among(codes)}
    return [
        (one, one.number not in misfits, say(one.at, zone) if one.at else None) for one in codes
    ]


def _steps(shown: Page, day: str) -> dict[str, str]:
    """The addresses of the pages before and after this one; empty where there is none."""
    kept = {"day": day} if day else {}
    newer = shown.previous_page_number() if shown.has_previous() else 0
    older = shown.next_page_number() if shown.has_next() else 0
    return {
        name: f"{reverse('codes')}?{urlencode(kept | {'page': number})}" if number else ""
        for name, number in (("newer", newer), ("older", older))
    }
