"""The admin site's front page: an institution's own words and order, and what needs attention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scheduling.access.middleware import PortalRequest
from scheduling.booking.damaged_requests import damaged_requests
from scheduling.institutions.needs_attention import needs
from scheduling.models import Institution
from scheduling.readiness import all_checks
from scheduling.time_zones import zone_data
from scheduling.views.institutions import first_setup

Row = tuple[str, str, str]  # model, name, sentence
RECORD = "The record"
GROUPS: tuple[tuple[str, str, tuple[Row, ...]], ...] = (
    (
        "Institutions",
        "Each with its access to SmarterProctoring.",
        (
            (
                "institution",
                "Institutions",
                "Address, token, time zone and currency; test a connection, take one out of use.",
            ),
        ),
    ),
    (
        "Locations",
        "Where exams are proctored.",
        (
            (
                "location",
                "Locations",
                "Testing centers, online services and partners, with time zones, hours and seats.",
            ),
            (
                "hoursbydate",
                "Closed days and other hours",
                "Holidays and exceptions, for one location or for all of them.",
            ),
        ),
    ),
    (
        "People and roles",
        "Who can work here, and in which role.",
        (("user", "People", "Accounts with their roles: coordinator, administrator, auditor."),),
    ),
    (
        "Rules and prices",
        "What your institution decides.",
        (
            (
                "typerule",
                "Rules per session type",
                "Which types are offered, required fields and defaults.",
            ),
            ("price", "Price list", "Prices by session type and length."),
        ),
    ),
    (
        "Names for SIDs",
        "People then choose by name, not by number.",
        (
            ("instructorentry", "Instructor entries", "Where and when instructors proctor (CP…)."),
            ("policyversion", "Policy versions", "Versions of the cancellation policies (CV…)."),
            (
                "proctortype",
                "Proctor types",
                "SmarterProctoring’s proctor types (TS…), the same for every institution.",
            ),
        ),
    ),
    (
        RECORD,
        "Everything that happened. You can read and search it; nobody can change it.",
        (
            (
                "attempt",
                "Requests to SmarterProctoring",
                "Every booking, move and cancellation request.",
            ),
            ("auditevent", "Events of the log", "Row by row. To search, open the log."),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class AdminList:
    """A list of the admin site, as the front page names it."""

    name: str
    said: str
    url: str
    add_url: str


class FrontPage(AdminSite):
    """An admin site whose front page knows what an institution is made of."""

    site_title = "Proctor desk"
    site_header = "Proctor desk"
    index_title = "Admin"
    enable_nav_sidebar = False

    def index(
        self, request: PortalRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if first_setup.is_wanted(request):
            return HttpResponseRedirect(reverse("start"))
        models = {
            model["object_name"].lower(): model
            for app in self.get_app_list(request)
            for model in app["models"]
        }
        context = {
            "groups": groups(models),
            "needs": [(need, _way(need.institution)) for need in needs(_institutions(request))],
            "damaged_requests": damaged_requests(_institutions(request)),
            "clock_warning": zone_data.age_warning(),
            "faults": all_checks.find() if request.access.administers_all else (),
            "may_add_institution": request.access.administers_all,
        }
        return super().index(request, context | (extra_context or {}))

    def app_index(
        self, request: PortalRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one front page, in an institution's words; Django's page per app leads there."""
        return HttpResponseRedirect(reverse("admin:index", current_app=self.name))


def groups(models: dict[str, dict[str, Any]]) -> list[tuple[str, str, list[AdminList]]]:
    """The lists that the person may open, in an institution's order;
    one that has no place here stands at the end.
    """
    left = dict(models)
    found = []
    for heading, said, rows in GROUPS:
        entries = [
            _entry(left.pop(name), words, told) for name, words, told in rows if name in left
        ]
        if entries:
            more = _pages() if heading == RECORD else []
            found.append((heading, said, [*entries, *more]))
    rest = [_entry(model, str(model["name"]), "") for model in left.values()]
    return [*found, ("More", "", rest)] if rest else found


def _entry(model: dict[str, Any], name: str, said: str) -> AdminList:
    return AdminList(name, said, model.get("admin_url") or "", model.get("add_url") or "")


def _institutions(request: PortalRequest) -> list[Institution]:
    here = request.access
    return [institution for institution in here.institutions if here.administers(institution.pk)]


def _way(institution: Institution) -> str:
    return reverse("start_institution", args=(institution.sid,))


def _pages() -> list[AdminList]:
    """The portal's own pages about the record."""
    pages = {
        "audit_list": "Search the log",
        "export": "Export the log",
        "undecided": "Requests that need a decision",
        "verification": "Verify the log",
    }
    return [AdminList(words, "", reverse(name), "") for name, words in pages.items()]
