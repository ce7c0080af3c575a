"""The handover's pages: a day as it stands, signed for the next shift, and taken over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.date_formats import full_day
from scheduling.exam_sessions.attendance import to_minute
from scheduling.exam_sessions.moments import who_was_where
from scheduling.forms.day.handover import HandoverForm, SignedPage
from scheduling.handovers import changed_words, changes, day_sheet, signing, stored_sheets
from scheduling.handovers.day_sheet import HandoverPlace, Sheet
from scheduling.handovers.signing import OwnHandover, SignedMeanwhile
from scheduling.institutions import catalogue
from scheduling.models import Handover
from scheduling.spoken_time import say
from scheduling.views.day import handover_lines, unreadable_address
from scheduling.views.day.clocks import clock_of
from scheduling.views.day.handover_lines import SheetPage, url_of
from scheduling.views.drafts import keeps_draft, page_draft, restore
from scheduling.views.exam_sessions.lists import list_age
from scheduling.views.exam_sessions.lists.list_address import read_day
from scheduling.views.kept_place import Place, choices, kept_place_of, place_at
from scheduling.views.notice import PART_MISSING, STORAGE_FAILS, Notice

PAGE = "scheduling/day/handover.html"
SIGNED_PAGE = "scheduling/day/handover_signed.html"
MOST = 20  # handovers in a list of them
CHANGED = "Not signed: the day has changed since you opened this page."
SIGNED = "Not signed: {who} signed this day, {at}."
OTHER_NOTE = "Not signed again: this form signed a handover with another note, {at}."
SIGN_AGAIN = "That one stays as it is. If the next shift needs this note as well, sign again."
READ_FIRST = (
    "Read that handover and its note first, then the day below as of now. If your note is still"
    " needed, sign again."
)
AS_OF_NOW = "Below is the day as of now, with your note. Read it again, then sign."
OTHER_DAYS = "Other days changed since you opened the page, and you signed that with it. {told}"
NOT_STORED = Notice("Not signed.", STORAGE_FAILS)


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
    draft = restore(request, part=_part(where, day))
    form = HandoverForm(initial=dict(draft.answers) if draft else {})
    sheet = day_sheet.of(where, day, timezone.now())
    more = {"draft": page_draft(request, draft, part=_part(where, day))}
    return _shown(request, where, day, form, sheet, more)


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
    otherwise = _not_as_shown(where, sheet, last, asked)
    if known:
        return again(409, _signed_already(where, known))
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
        return again(409, _signed_meanwhile(where, found.handover, ""))
    except DatabaseError:
        return again(502, NOT_STORED)
    if told := _told(where, sheet, asked):
        messages.warning(request, OTHER_DAYS.format(told=told))
    return HttpResponseRedirect(reverse("signed_handover", args=(made.pk,)))


def _where_to_sign(request: PortalRequest, asked: Mapping[str, Any]) -> HandoverPlace:
    """Raises PermissionDenied where the place is not the person's, or they may not book there."""
    place = place_at(request.access, asked["install"], asked["location"])
    if not place.install_sid or place.location_sid != asked["location"]:
        raise PermissionDenied
    where = where_of(place)
    if not request.access.may_book(where.institution):
        raise PermissionDenied
    return where


def _not_as_shown(
    where: HandoverPlace, sheet: Sheet, last: Handover | None, asked: Mapping[str, Any]
) -> Notice | None:
    """That the day was signed, or has changed, since the page was shown; None where neither."""
    has_changed = _mark(where, asked["day"], sheet) != asked["shown"]
    told = _told(where, sheet, asked) if has_changed else ""
    if last and last.pk != (asked["newest"] or 0):
        return _signed_meanwhile(where, last, told)
    return Notice(CHANGED, f"{told} {AS_OF_NOW}") if has_changed else None


def _mark(where: HandoverPlace, day: date, sheet: Sheet) -> str:
    """By which it is known whether the day is as a page showed it."""
    of_day = changes.without_other_days(sheet, *where.bounds(day))
    return stored_sheets.mark_of(of_day, _part(where, day))


def _told(where: HandoverPlace, sheet: Sheet, asked: Mapping[str, Any]) -> str:
    """What is otherwise than the page showed it."""
    return changed_words.changes_in_words(changes.since(asked["figures"], sheet), where.institution)


def _signed_already(where: HandoverPlace, known: Handover) -> Notice:
    """That this very form has signed, with another note: somebody went back to it."""
    at = say(to_minute(known.signed_at), where.zone).short
    url = reverse("signed_handover", args=(known.pk,))
    return Notice(OTHER_NOTE.format(at=at), SIGN_AGAIN, url, f"Open handover {known.pk}")


def _signed_meanwhile(where: HandoverPlace, last: Handover, told: str) -> Notice:
    at = say(to_minute(last.signed_at), where.zone).short
    return Notice(
        SIGNED.format(who=last.signed_by_name, at=at),
        f"{told} {READ_FIRST}".strip(),
        reverse("signed_handover", args=(last.pk,)),
        f"Open handover {last.pk}",
    )


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
    draft = page_draft(request, part=_part(where, day))
    return _shown(request, where, day, form, sheet, {"draft": draft, "notice": notice}, status)


def _shown(
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
    listed = _listed("earlier", signing.earlier(where))
    listed |= _listed("waiting", signing.waiting(where, request.user.pk, now))
    context = (
        _head(where, day)
        | listed
        | {
            "sheet": _page_of(request, where, day, sheet, url_of(where, day)),
            "form": form,
            "form_id": uuid4(),
            "shown": _mark(where, day, sheet),
            "figures": changes.token(sheet),
            "part": _part(where, day),
            "may_sign": request.access.may_book(where.institution),
            "now_words": say(to_minute(now), where.zone).short,
            "last": last,
            "last_words": say(to_minute(last.signed_at), where.zone).short if last else "",
            "most": MOST,
            "is_to_come": day > today_at(where),
            "was_ahead": last is not None and _was_ahead(where, last),
            "unread": [
                unreadable_address.place(request, kept_place_of(request)),
                unreadable_address.day(request),
            ],
            "ages": list_age.ages(request, [where.institution], where.zone),
            "steps": [url_of(where, day + timedelta(days=to)) for to in (-1, 1)],
        }
    )
    return render(request, _template(context, PAGE), context | more, status=status)


def _page_of(
    request: PortalRequest, where: HandoverPlace, day: date, sheet: Sheet, address: str
) -> SheetPage:
    """The sheet at its address, which may ask for one of its lists alone."""
    return handover_lines.page_of(where, day, sheet, address, request.GET.get("list", ""))


def _template(context: Mapping[str, Any], usual: str) -> str:
    """Of a list that is asked for alone, its own sheet."""
    is_alone = context["sheet"] and context["sheet"].only
    return "scheduling/day/handover_one_list.html" if is_alone else usual


def _listed(name: str, found: QuerySet[Handover]) -> dict[str, Any]:
    """The newest under this name, each with when it was signed, and whether there are more."""
    rows = [(one, say(to_minute(one.signed_at), one.time_zone)) for one in found[: MOST + 1]]
    return {name: rows[:MOST], f"{name}_is_cut": len(rows) > MOST}


def _was_ahead(where: HandoverPlace, handover: Handover) -> bool:
    """Whether it was signed before its day began."""
    day = handover.day
    return bool(day) and handover.signed_at < where.bounds(day)[0]


@require_GET
def signed(request: PortalRequest, handover: int) -> HttpResponse:
    """A handover as it was signed, to be read, printed, and taken over."""
    known = _found(request, handover)
    where = HandoverPlace(
        known.institution, known.location_sid, known.location_name, known.time_zone
    )
    taken_at = known.taken_over_at
    sheet = stored_sheets.sheet_in(known.sheet) if known.day else None
    context = _head(where, known.day) | {
        "handover": known,
        "sheet": _page_of(request, where, known.day, sheet, request.path) if sheet else None,
        "note": signing.note_of(known),
        "hash": signing.code_of(known),
        "signed_words": say(to_minute(known.signed_at), where.zone).dated,
        "taken_words": say(to_minute(taken_at), where.zone).dated if taken_at else "",
        "was_ahead": _was_ahead(where, known),
        "may_take": request.access.may_book(known.institution) and not taken_at,
        "is_own": known.signed_by_id == request.user.pk,
        "back": url_of(where, known.day),
    }
    return render(request, _template(context, SIGNED_PAGE), context)


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
        raise PermissionDenied
    return handover


def _head(where: HandoverPlace, day: date) -> dict[str, Any]:
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


def where_of(place: Place) -> HandoverPlace:
    """The place of one institution, with its own clock: the location's, or the institution's."""
    [institution] = place.institutions
    zone = ""
    if place.location_sid:
        _, zone = catalogue.location(institution.pk, place.location_sid)
    return HandoverPlace(
        institution, place.location_sid, place.location_name, zone or institution.time_zone
    )


def today_at(where: HandoverPlace) -> date:
    """The day that it is there."""
    return timezone.now().astimezone(ZoneInfo(where.zone)).date()


def _part(where: HandoverPlace, day: date) -> str:
    return f"{where.institution.sid}/{where.location_sid}/{day.isoformat()}"


def _offered(request: PortalRequest, place: Place) -> dict[str, Any]:
    """The institutions and their locations, each with the address of its handover, and at all of
    them what waits to be taken over.
    """
    day = read_day(request.GET.get("day", ""))
    found = signing.waiting_anywhere(place.institutions, request.user.pk, timezone.now())
    return _listed("waiting", found) | {
        "title": "Handover",
        "offered": places_offered(request, "handover", day),
        "unread": [unreadable_address.place(request, place)],
    }


def places_offered(
    request: PortalRequest, name: str, day: date | None, **more: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The institutions with the places to choose from, each with the address of its page."""
    asked = {"day": day.isoformat()} if day else {}
    found = []
    for institution, locations in choices(request.access):
        sids = [("All locations", ""), *((one.label, one.sid) for one in locations)]
        urls = [
            (
                words,
                f"{reverse(name)}?"
                + urlencode(
                    {"install": institution.sid} | ({"location": sid} if sid else {}) | asked | more
                ),
            )
            for words, sid in sids
        ]
        found.append((institution.name, urls))
    return found
