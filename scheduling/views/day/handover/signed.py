"""A handover as it was signed: its page, and taking it over."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.handovers import signing, stored_sheets
from scheduling.handovers.day_sheet import HandoverPlace
from scheduling.handovers.signing import OwnHandover
from scheduling.models import Handover
from scheduling.spoken_time import say, to_minute
from scheduling.views.day.handover.sheet_links import url_of
from scheduling.views.day.handover.shown_day import (
    head,
    page_of,
    template_of,
    was_ahead,
)
from scheduling.views.url_lookup import refusal_at

SIGNED_PAGE = "scheduling/day/handover_signed.html"


@require_GET
def signed(request: PortalRequest, handover: int) -> HttpResponse:
    """A handover as it was signed, to be read, printed, and taken over."""
    known = _found(request, handover)
    where = HandoverPlace(
        known.institution, known.location_sid, known.location_name, known.time_zone
    )
    taken_at = known.taken_over_at
    sheet = stored_sheets.sheet_in(known.sheet) if known.day else None
    context = head(where, known.day) | {
        "handover": known,
        "sheet": page_of(request, where, known.day, sheet, request.path) if sheet else None,
        "note": signing.note_of(known),
        "hash": signing.code_of(known),
        "signed_words": say(to_minute(known.signed_at), where.zone).dated,
        "taken_words": say(to_minute(taken_at), where.zone).dated if taken_at else "",
        "was_ahead": was_ahead(where, known),
        "may_take": request.access.may_book(known.institution) and not taken_at,
        "is_own": known.signed_by_id == request.user.pk,
        "back": url_of(where, known.day),
    }
    return render(request, template_of(context, SIGNED_PAGE), context)


@require_POST
def taken_over(request: PortalRequest, handover: int) -> HttpResponse:
    """Record that the signed-in person takes over; whoever was first stays."""
    known = _found(request, handover)
    if not request.access.may_book(known.institution):
        raise PermissionDenied
    try:
        is_first = signing.take_over(handover=known, actor=request.actor_at(known.institution))
    except OwnHandover:
        messages.warning(request, "You signed this handover: the next shift takes it over.")
    else:
        said = "You took over. It is in the log." if is_first else "It was taken over already."
        messages.success(request, said) if is_first else messages.warning(request, said)
    return HttpResponseRedirect(reverse("signed_handover", args=(known.pk,)))


def _found(request: PortalRequest, number: int) -> Handover:
    handover = signing.find(number)
    if handover is None:
        raise Http404("No such handover.")
    if handover.institution not in request.access.institutions:
        raise refusal_at(request, handover.institution)
    return handover
