"""The worklist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from scheduling.access.middleware import PortalRequest
from scheduling.exam_sessions import worklist
from scheduling.exam_sessions.worklist import Listing, Pasted, Wanted
from scheduling.models import Institution
from scheduling.session_list import sync
from scheduling.session_list.list_progress import ListProgress, progress_of
from scheduling.time_zones.zone_names import words_for
from scheduling.views.exam_sessions import session_rows
from scheduling.views.institutions import onboarding
from scheduling.views.search_text import free_text, held_card_number
from scheduling.wall_time import say


@require_GET
def sessions(request: PortalRequest) -> HttpResponse:
    """All sessions of the person's institutions;
    a pasted SID or link leads straight to its session.
    """
    if onboarding.is_wanted(request):
        return HttpResponseRedirect(reverse("start"))
    wanted = _wanted(request)
    found = worklist.pasted(wanted.query)
    if found.sids and (address := _straight_to(request, found)):
        return HttpResponseRedirect(address)
    institutions = _chosen(request)
    _fetch_missing(institutions)
    listing = worklist.listing(institutions, wanted)
    zone = _clock_of(listing, institutions)
    lists = _lists(request, institutions, zone)
    install_sid = free_text(request.GET, "install")
    context = {
        "wanted": wanted,
        "listing": listing,
        "groups": session_rows.grouped(listing.sessions, listing.found_under, zone=zone),
        "clock": words_for(zone),
        "states": session_rows.states(listing, wanted.state),
        "lists": lists,
        "as_of": [one.said(named=len(lists) > 1) for one in lists if one.as_of],
        "also_asked": _also_asked(wanted, install_sid),
        "troubled": [one for one in lists if one.is_troubled],
        "retired": request.access.retired,
        "found": found,
        "install_sid": install_sid,
        "several_institutions": len(institutions) > 1,
        "held_card_number": held_card_number(request.GET, "q"),
    }
    return render(request, "scheduling/exam_sessions/worklist.html", context)


def _wanted(request: PortalRequest) -> Wanted:
    page = request.GET.get("page", "1")
    return Wanted(
        query=free_text(request.GET, "q"),
        state=free_text(request.GET, "state"),
        page=int(page) if page.isdecimal() and len(page) < 7 else 1,
    )


def _also_asked(wanted: Wanted, install_sid: str) -> str:
    """What a link from the list to another state or page of it takes along in its query."""
    asked = {"q": wanted.query, "install": install_sid}
    return "".join(f"&{urlencode({name: text})}" for name, text in asked.items() if text)


def _chosen(request: PortalRequest) -> list[Institution]:
    here = request.access
    one = here.institution(request.GET.get("install", ""))
    return [one] if one else list(here.institutions)


@dataclass(frozen=True, slots=True)
class ListAge:
    """How old an institution's list is, by the page's clock, and whether more is to be had."""

    institution: Institution
    as_of: str
    is_fresh: bool
    is_shut_out: bool
    is_administered: bool  # by the person who sees it
    progress: str = ""
    paused: str = ""
    bad_rows: str = ""

    @property
    def is_troubled(self) -> bool:
        return bool(self.is_shut_out or not self.is_fresh or self.paused or self.bad_rows)

    def said(self, *, named: bool) -> str:
        """“Northfield University: as of 9:36 AM”, the name where there are several."""
        return f"{self.institution.name}: as of {self.as_of}" if named else f"as of {self.as_of}"


def _fetch_missing(institutions: list[Institution]) -> None:
    """Fetches a list now where it never was whole;
    an old one is shown as it is while the worker renews it.
    """
    for institution in institutions:
        if institution.synced_at is None:
            sync.refresh(institution, patience=settings.PAGE_PATIENCE)


def _lists(request: PortalRequest, institutions: list[Institution], zone: str) -> list[ListAge]:
    progress = progress_of(institutions)
    return [_list_of(request, one, progress[one.pk], zone) for one in institutions]


def _list_of(
    request: PortalRequest, institution: Institution, progress: ListProgress, zone: str
) -> ListAge:
    is_administered = request.access.administers(institution.pk)
    return ListAge(
        institution,
        _as_of(institution, zone),
        is_fresh=not sync.is_old(institution),
        is_shut_out=sync.is_shut_out(institution),
        is_administered=is_administered,
        progress=_progress(progress),
        paused=_paused(progress, zone),
        bad_rows=progress.bad_rows if is_administered else "",
    )


def _progress(progress: ListProgress) -> str:
    """“940 of about 1,200 sessions fetched.”"""
    if not progress.fetched:
        return ""
    about = f" of about {progress.about:,}" if progress.about else ""
    return f"{progress.fetched:,}{about} sessions fetched so far."


def _paused(progress: ListProgress, zone: str) -> str:
    """“List paused until 10:42 AM”, said to the minute after."""
    if progress.throttled_until is None:
        return ""
    until = progress.throttled_until + timedelta(seconds=60)
    until = until.replace(second=0, microsecond=0)
    return f"List paused until {say(until, zone).time}"


def _clock_of(listing: Listing, institutions: list[Institution]) -> str:
    """The zone of the page: that of most of its rows' institutions."""
    zones = [one.institution.time_zone for one in listing.sessions]
    zones += [one.time_zone for one in institutions[:1]]
    return max(zones, key=zones.count, default="UTC")


def _as_of(institution: Institution, zone: str) -> str:
    """The minute of the list, with its day where that is not today."""
    if institution.synced_at is None:
        return ""
    fetched = say(institution.synced_at.replace(second=0), zone)
    is_today = fetched.day == say(timezone.now(), zone).day
    return fetched.time if is_today else fetched.unzoned


def _straight_to(request: PortalRequest, found: Pasted) -> str:
    here = request.access
    address = found.address()
    if address and here.institution(address.install_sid):
        return reverse("session", args=(address.install_sid, address.exam_sid, address.session_sid))
    known = worklist.by_sid(here.institutions, found)
    if len(known) == 1:
        return reverse("session", args=(known[0].institution.sid, known[0].exam_sid, known[0].sid))
    if "EX" in found.sids and "ES" in found.sids and len(here.institutions) == 1:
        return reverse(
            "session", args=(here.institutions[0].sid, found.sids["EX"], found.sids["ES"])
        )
    return ""
