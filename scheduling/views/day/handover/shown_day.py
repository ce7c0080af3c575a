"""The page of a day as it stands: what it shows, and the mark by which a change since is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from scheduling import page_sizes
from scheduling.access.middleware import PortalRequest
from scheduling.date_formats import full_day
from scheduling.exam_sessions.moments import who_was_where
from scheduling.forms.day.handover import HandoverForm
from scheduling.handovers import changes, signing, stored_sheets
from scheduling.handovers.day_sheet import HandoverPlace, Sheet
from scheduling.models import Handover
from scheduling.spoken_time import say, to_minute
from scheduling.views.day import unreadable_address
from scheduling.views.day.clocks import clock_of
from scheduling.views.day.handover import sheet_page
from scheduling.views.day.handover.sheet_links import url_of
from scheduling.views.day.handover.sheet_page import SheetPage
from scheduling.views.day.place_choice import today_at
from scheduling.views.exam_sessions.lists import list_age_words
from scheduling.views.kept_place import kept_place_of

PAGE = "scheduling/day/handover.html"
MOST = page_sizes.HANDOVERS


def shown(
    request: PortalRequest,
    where: HandoverPlace,
    day: date,
    form: HandoverForm,
    sheet: Sheet,
    more: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    last = signing.newest(where, day)
    tables = newest_listed("earlier", signing.earlier(where))
    tables |= newest_listed("waiting", signing.waiting(where, request.user.pk, now))
    context = (
        head(where, day)
        | tables
        | {
            "sheet": page_of(request, where, day, sheet, url_of(where, day)),
            "form": form,
            "form_id": uuid4(),
            "shown": mark_of(where, day, sheet),
            "figures": changes.token(sheet),
            "part": draft_part(where, day),
            "may_sign": request.access.may_book(where.institution),
            "now_words": say(to_minute(now), where.zone).short,
            "last": last,
            "last_words": say(to_minute(last.signed_at), where.zone).short if last else "",
            "most": MOST,
            "is_to_come": day > today_at(where),
            "was_ahead": last is not None and was_ahead(where, last),
            "sign_url": url_of(where, day),
            "unread": [
                unreadable_address.place(request, kept_place_of(request)),
                unreadable_address.day(request),
            ],
            "ages": list_age_words.ages(request, [where.institution], where.zone),
            "steps": [url_of(where, day + timedelta(days=to)) for to in (-1, 1)],
        }
    )
    return render(request, template_of(context, PAGE), context | more, status=status)


def page_of(
    request: PortalRequest, where: HandoverPlace, day: date, sheet: Sheet, address: str
) -> SheetPage:
    """The sheet at its address, which may ask for one of its lists alone."""
    return sheet_page.page_of(where, day, sheet, address, request.GET.get("list", ""))


def template_of(context: Mapping[str, Any], usual: str) -> str:
    """Of a list that is asked for alone, its own sheet."""
    is_alone = context["sheet"] and context["sheet"].only
    return "scheduling/day/handover_one_list.html" if is_alone else usual


def newest_listed(name: str, found: QuerySet[Handover]) -> dict[str, Any]:
    """The newest under this name, each with when it was signed, and whether there are more."""
    rows = [(one, say(to_minute(one.signed_at), one.time_zone)) for one in found[: MOST + 1]]
    return {name: rows[:MOST], f"{name}_is_cut": len(rows) > MOST}


def was_ahead(where: HandoverPlace, handover: Handover) -> bool:
    """Whether it was signed before its day began."""
    day = handover.day
    return bool(day) and handover.signed_at < where.bounds(day)[0]


def head(where: HandoverPlace, day: date) -> dict[str, Any]:
    return {
        "where": where,
        "institution": where.institution,
        "current_institution": where.institution,
        "title": signing.place_words(where.location_name, where.institution.name),
        "day": day,
        "day_words": full_day(day),
        "clock": clock_of(where.institution, where.location_sid, where.zone),
        "board_url": url_of(where, day, "board"),
        "records_since": _records_since(where, day),
    }


def _records_since(where: HandoverPlace, day: date) -> str:
    """When our records begin, of a day that was over by then; else ""."""
    since = who_was_where.log_since()
    is_before = day and since and where.bounds(day)[1] <= since
    return say(to_minute(since), where.zone).dated if is_before else ""


def mark_of(where: HandoverPlace, day: date, sheet: Sheet) -> str:
    """By which it is known whether the day is as a page showed it."""
    of_day = changes.without_other_days(sheet, *where.bounds(day))
    return stored_sheets.mark_of(of_day, draft_part(where, day))


def draft_part(where: HandoverPlace, day: date) -> str:
    return f"{where.institution.sid}/{where.location_sid}/{day.isoformat()}"
