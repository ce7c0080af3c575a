"""The page on which a day is handed over: as it stands, and signed for the next shift."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.forms.day.handover import HandoverForm, SignedPage
from scheduling.handovers import day_sheet, signing
from scheduling.handovers.day_sheet import HandoverPlace, Sheet
from scheduling.handovers.signing import SignedMeanwhile
from scheduling.views.day.handover.shown_day import (
    draft_part,
    newest_listed,
    shown,
)
from scheduling.views.day.handover.signing_refused import (
    NOT_STORED,
    OTHER_DAYS,
    not_as_shown,
    signed_already,
    signed_meanwhile,
    told_changes,
)
from scheduling.views.day.place_choice import (
    day_to_choose_for,
    places_offered,
    today_at,
    where_of,
)
from scheduling.views.drafts import keeps_draft, page_draft, restore
from scheduling.views.exam_sessions.lists.list_address import read_day
from scheduling.views.kept_place import KeptPlace, kept_place_of, place_at
from scheduling.views.notice import PART_MISSING, Notice
from scheduling.views.url_lookup import refusal_of_place


@require_http_methods(["GET", "POST"])
@keeps_draft(HandoverForm, part="place")
def page(request: PortalRequest) -> HttpResponse:
    """GET shows the day as it is handed over; POST signs it, and leads to it as it was signed."""
    if request.method == "POST":
        return _sign(request)
    place = kept_place_of(request)
    if len(place.institutions) != 1:
        return render(request, "scheduling/day/choose_place.html", _offered(request, place))
    where = where_of(place)
    day = read_day(request.GET.get("day", "")) or today_at(where)
    draft = restore(request, part=draft_part(where, day))
    form = HandoverForm(initial=dict(draft.answers) if draft else {})
    sheet = day_sheet.of(where, day, timezone.now())
    more = {"draft": page_draft(request, draft, part=draft_part(where, day))}
    return shown(request, where, day, form, sheet, more)


def _sign(request: PortalRequest) -> HttpResponse:
    wanted = SignedPage(request.POST)
    if not wanted.is_valid():
        raise Http404(PART_MISSING)
    asked = wanted.cleaned_data
    where, day = _where_to_sign(request, asked), asked["day"]
    form, sheet = HandoverForm(request.POST.dict()), day_sheet.of(where, day, timezone.now())
    again = partial(_again, request, where, day, form, sheet)
    last = signing.newest(where, day)  # before the question below: it may be of this very form
    known = signing.of_form(asked["form_id"]) if form.is_valid() else None
    if known and signing.has_note(known, form.cleaned_data["note"]):
        return HttpResponseRedirect(reverse("signed_handover", args=(known.pk,)))
    otherwise = not_as_shown(where, sheet, last, asked)
    if known:
        return again(409, signed_already(where, known))
    if not form.is_valid():
        return again(422, otherwise)
    if otherwise:
        return again(409, otherwise)
    try:
        made = signing.sign(
            where=where,
            day=day,
            sheet=sheet,
            note=form.cleaned_data["note"],
            form_id=asked["form_id"],
            actor=request.actor_at(where.institution),
            seen=asked["newest"] or 0,
        )
    except SignedMeanwhile as found:
        return again(409, signed_meanwhile(where, found.handover, ""))
    except DatabaseError:
        return again(502, NOT_STORED)
    if told := told_changes(where, sheet, asked):
        messages.warning(request, OTHER_DAYS.format(told=told))
    return HttpResponseRedirect(reverse("signed_handover", args=(made.pk,)))


def _where_to_sign(request: PortalRequest, asked: Mapping[str, Any]) -> HandoverPlace:
    """Raises Http404 or PermissionDenied where the place is none of the person's, or they may not
    book there.
    """
    place = place_at(request.access, asked["install"], asked["location"])
    if not place.install_sid or place.location_sid != asked["location"]:
        raise refusal_of_place(request, asked["install"])
    where = where_of(place)
    if not request.access.may_book(where.institution):
        raise PermissionDenied
    return where


def _again(
    request: PortalRequest,
    where: HandoverPlace,
    day: date,
    form: HandoverForm,
    sheet: Sheet,
    status: int,
    notice: Notice | None = None,
) -> HttpResponse:
    """The page with the sheet that the notice is about, and the note as it was typed."""
    draft = page_draft(request, part=draft_part(where, day))
    return shown(request, where, day, form, sheet, {"draft": draft, "notice": notice}, status)


def _offered(request: PortalRequest, place: KeptPlace) -> dict[str, Any]:
    """The institutions and their locations, each with the address of its handover, and at all of
    them what waits to be taken over.
    """
    day = read_day(request.GET.get("day", ""))
    found = signing.waiting_anywhere(place.institutions, request.user.pk, timezone.now())
    offered = {"title": "Handover", "offered": places_offered(request, "handover", day)}
    return newest_listed("waiting", found) | offered | day_to_choose_for(request, day)
