"""The place a person works at: an institution, a location or all, kept between pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access
from scheduling.institutions import catalogue
from scheduling.institutions.catalogue import NamedSid
from scheduling.models import Institution
from scheduling.views import drafts
from scheduling.views.sealed_query import query_of

KEPT = "place"  # in the sign-in's own session, and as a cookie, which outlives that
LONGEST = timedelta(days=366)
# Pages that are narrowed to it, and what of their address goes on. Who booked doesn't: it is
# somebody at the place that is left.
GOES_ON = ("day", "at", "week", "minutes", "since")
OBEY_PLACE = ("audit_list", "undecided", "board", "week", "roster", "handover", "payments")
OBEY_PLACE += ("day_changes",)
PAGES: dict[str, tuple[str, ...]] = dict.fromkeys(OBEY_PLACE, GOES_ON) | {
    "worklist": ("view", "q", "day", "at", "type", "state"),
    "find": ("q",),
}
PRINT = re.compile(r"(print-)?\d*")  # since when changes are told, where that is one location's
FORM_KEPT = 'What you typed into the form is kept. <a href="{}">Open the form again</a>'
ALL = "all"  # as an address names all institutions, whatever place is kept


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """Where a page looks: at these institutions, and of one of them perhaps at one location."""

    institutions: list[Institution]
    install_sid: str = ""  # '' for all
    location_sid: str = ""
    location_name: str = ""

    @property
    def time_zone(self) -> str:
        """The clock of pages about it: that of its institution; of several, that of most of their
        locations.
        """
        own = [one.time_zone for one in self.institutions]
        zones = (catalogue.clocks(self.institutions) if len(own) > 1 else []) or own
        return max(zones, key=zones.count, default="UTC")

    @property
    def words(self) -> str:
        """“Duluth Testing Center”, “Northfield University”, or that it is all of them."""
        one = self.institutions[0].name if len(self.institutions) == 1 else "All institutions"
        return self.location_name or one

    @property
    def whole(self) -> KeptPlace:
        """The same without its location."""
        return replace(self, location_sid="", location_name="")


def kept_place_of(request: PortalRequest) -> KeptPlace:
    """The place that the address names, or else the one that was kept; never one where the person
    does not work. An address may name it in one piece, as the choice of places does.
    """
    install_sid, location_sid = (
        (request.GET.get("install", ""), request.GET.get("location", ""))
        if _names_place(request)
        else _kept(request)
    )
    of_install, _, location_sid = location_sid.rpartition("/")
    return place_at(request.access, install_sid or of_install, location_sid)


def _names_place(request: PortalRequest) -> bool:
    """Whether the address narrows its page; that of a session's form says what to begin with."""
    is_of_session = bool(request.resolver_match and "session_sid" in request.resolver_match.kwargs)
    return not is_of_session and ("install" in request.GET or "location" in request.GET)


def _kept(request: PortalRequest) -> tuple[str, str]:
    """The SIDs of institution and location: of this sign-in, or once that has lapsed of the one
    before, of the same person in the same browser.
    """
    if kept := request.session.get(KEPT):
        return kept[0], kept[1]
    before = request.get_signed_cookie(KEPT, default="", salt=_salt(request))
    install_sid, _, location_sid = before.partition("/")
    return install_sid, location_sid


def _salt(request: PortalRequest) -> str:
    return f"{KEPT} of {request.user.pk}"


def place_at(access: Access, install_sid: str, location_sid: str) -> KeptPlace:
    """The place of these SIDs, as far as the person works there; `ALL` is as good as none."""
    install_sid = "" if install_sid == ALL else install_sid
    one = access.institution(install_sid)
    institutions = [one] if one else list(access.institutions)
    is_theirs = one is not None or not install_sid
    names = catalogue.names_of_location(institutions, location_sid) if is_theirs else {}
    name = next(iter(names.values()), None)
    known = "" if name is None else location_sid
    return KeptPlace(institutions, one.sid if one else "", known, name or "")


def kept_institution(request: PortalRequest) -> Institution | None:
    """The institution of the place that was kept, whatever the address names; None for all."""
    place = place_at(request.access, *_kept(request))
    return place.institutions[0] if place.install_sid else None


def kept_location(request: PortalRequest) -> str:
    """The SID of the location that was kept, '' for none; whether it is offered, the form knows."""
    return _kept(request)[1]


def choices(access: Access) -> list[tuple[Institution, list[NamedSid]]]:
    """The institutions with the locations that can be chosen."""
    offered = catalogue.locations_by_institution(access.institutions)
    return [(one, offered[one.pk]) for one in access.institutions]


@require_POST
def keep_place(request: PortalRequest) -> HttpResponse:
    """Keep the place until another is chosen, and show its list, or the page that obeys it."""
    install_sid, _, location_sid = request.POST.get("place", "").partition("/")
    place = place_at(request.access, install_sid, location_sid)
    request.session[KEPT] = [place.install_sid, place.location_sid]
    left = request.POST.get("next", "")
    back = _way_back(left)
    if not back and drafts.is_kept_at(request, path := left.partition("?")[0]):
        messages.info(request, format_html(FORM_KEPT, path))
    response = HttpResponseRedirect(back or reverse("worklist"))
    response.set_signed_cookie(
        KEPT,
        f"{place.install_sid}/{place.location_sid}",
        salt=_salt(request),
        max_age=LONGEST,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _way_back(address: str) -> str:
    """The same page and day, or the same list, at the new place; '' for a page that looks
    elsewhere.
    """
    path, _, query = address.partition("?")
    names = next((kept for page, kept in PAGES.items() if path == reverse(page)), None)
    if names is None:
        return ""
    asked = QueryDict(query)
    is_of_a_print = bool(PRINT.fullmatch(asked.get("since", "")))
    going = [one for one in names if asked.get(one) and not (one == "since" and is_of_a_print)]
    kept = query_of([(name, asked[name]) for name in going])
    return f"{path}?{kept}" if kept else path
