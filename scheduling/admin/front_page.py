"""The admin site's front page: an institution's own words and order, and what needs attention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from scheduling.access.middleware import PortalRequest
from scheduling.institutions.alerts import needs
from scheduling.models import Institution
from scheduling.views.institutions import onboarding

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
                "Address, token, zone and currency; test a connection, take one out of use.",
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
                "Testing centers, online services and partners, with their zones, hours and seats.",
            ),
        ),
    ),
    (
        "People and roles",
        "Who may work here, and as what.",
        (("user", "People", "Accounts with their roles: coordinator, administrator, auditor."),),
    ),
    (
        "Rules and prices",
        "What your institution decides for itself.",
        (
            (
                "typerule",
                "Rules per session type",
                "Offered or not; what must be filled in, what is filled in already.",
            ),
            ("price", "Price list", "What a session of a type costs, up to a length."),
        ),
    ),
    (
        "Names behind SIDs",
        "So that people choose names, not numbers.",
        (
            ("instructorentry", "Instructor entries", "Where and when instructors proctor (CP…)."),
            ("policyversion", "Policy versions", "Versions of the cancellation policies (CV…)."),
            (
                "proctortype",
                "Proctor types",
                "The provider’s kinds of proctor (TS…), the same for every institution.",
            ),
        ),
    ),
    (
        RECORD,
        "What happened. It can be read and searched, never changed.",
        (
            (
                "attempt",
                "Requests to the provider",
                "Every booking, move and cancellation that was asked for.",
            ),
            ("auditevent", "Events of the log", "Row by row; to search, use the log’s own page."),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
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
        if onboarding.is_wanted(request):
            return HttpResponseRedirect(reverse("start"))
        models = {
            model["object_name"].lower(): model
            for app in self.get_app_list(request)
            for model in app["models"]
        }
        context = {
            "groups": groups(models),
            "needs": [(need, _way(need.institution)) for need in needs(_institutions(request))],
            "may_add_institution": request.access.administers_all,
        }
        return super().index(request, context | (extra_context or {}))

    def app_index(
        self, request: PortalRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one front page, in an institution's words; Django's page per app leads there."""
        return HttpResponseRedirect(reverse("admin:index", current_app=self.name))


def groups(models: dict[str, dict[str, Any]]) -> list[tuple[str, str, list[Entry]]]:
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


def _entry(model: dict[str, Any], name: str, said: str) -> Entry:
    return Entry(name, said, model.get("admin_url") or "", model.get("add_url") or "")


def _institutions(request: PortalRequest) -> list[Institution]:
    here = request.access
    return [institution for institution in here.institutions if here.administers(institution.pk)]


def _way(institution: Institution) -> str:
    return reverse("start_institution", args=(institution.sid,))


def _pages() -> list[Entry]:
    """The portal's own pages about the record."""
    pages = {
        "audit_list": "Search the log",
        "export": "Export the log",
        "undecided": "Requests that wait for a decision",
        "verification": "Verify the log",
    }
    return [Entry(words, "", reverse(name), "") for name, words in pages.items()]
