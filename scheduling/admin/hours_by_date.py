"""Closed days and other hours in the admin site."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scheduling.access.middleware import PortalRequest
from scheduling.admin.audited import OF_ANOTHER, Facts, LoggedAdmin
from scheduling.date_formats import clock, day
from scheduling.exam_sessions.moments import booked_while_closed
from scheduling.exam_sessions.moments.booked_while_closed import BookedWhileClosed
from scheduling.forms.hours_by_date import CLOSED, OTHER, HoursByDateForm
from scheduling.models import HoursByDate, Institution, Location
from scheduling.opening_hours.hours_of_days import DAY_END
from scheduling.views.day import closed_lines
from scheduling.views.day.closed_lines import ClosedLine
from scheduling.wall_time import CANT_READ

EVERYWHERE = "every location"


@admin.register(HoursByDate)
class HoursByDateAdmin(LoggedAdmin):
    heading = "Closed days and other hours"
    note = (
        "From a day to a day, instead of the week’s hours. The booking form warns, and the board"
        " shows it. Bookings that stand are not changed: the form counts them by location, with"
        " the list of each."
    )
    noun, nouns = "entry", "entries"
    stays, why_it_stays = ("institution",), OF_ANOTHER
    form = HoursByDateForm
    change_form_template = "admin/hours_by_date_form.html"
    list_display = ("days", "hours", "reason", "place", "institution")
    list_filter = ("institution", "location")
    list_select_related = ("institution", "location")

    def get_changeform_initial_data(self, request: PortalRequest) -> dict[str, str]:
        """Today, so that nobody enters last year's."""
        known = list(request.access.institutions)
        zones = {institution.time_zone for institution in known}
        zone = ZoneInfo(zones.pop() if len(zones) == 1 else "UTC")
        today = timezone.now().astimezone(zone).date().isoformat()
        one = {"institution": str(known[0].pk)} if len(known) == 1 else {}
        asked = super().get_changeform_initial_data(request)
        return {"first_day": today, "last_day": today} | one | asked

    def render_change_form(
        self, request: PortalRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        """With who is booked then: by the answers that were sent, or else by the entry."""
        form, entry = context["adminform"].form, more.get("obj")
        found = (
            booked_while_closed.of(entry, timezone.now())
            if entry and not form.is_bound
            else form.booked
        )
        context |= {
            "booked": found,
            "booked_lines": self._lines(request, found),
            "booked_more": closed_lines.more_than(found),
        }
        return super().render_change_form(request, context, *args, **more)

    def _lines(self, request: PortalRequest, found: BookedWhileClosed) -> list[ClosedLine]:
        where = {one.place.install_sid for one in found.booked}
        known = (one for one in request.access.institutions if one.sid in where)
        may_move = any(request.access.may_book(one) for one in known)
        return closed_lines.lines_of(found, may_move=may_move)

    def _linked(self, obj: HoursByDate, words: str) -> SafeString:
        """With how many are booked then, by the way to where they are named."""
        said = super()._linked(obj, words)
        booked = booked_while_closed.of(obj, timezone.now()).in_words
        if not booked:
            return said
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        address = f"{reverse(name, args=(obj.pk,))}#booked-then"
        return format_html('{} <a href="{}">{}</a>.', said, address, booked)

    def name_of(self, obj: HoursByDate) -> str:
        return self.title_of(obj)

    def lost_with(self, obj: HoursByDate) -> Facts:
        """With whether it was closed then, which stands in no column."""
        return super().lost_with(obj) | {
            "what": {"before": OTHER if obj.opens else CLOSED, "after": ""}
        }

    def title_of(self, obj: HoursByDate) -> str:
        """“Thu, Nov 26, 2026, closed, every location (Thanksgiving)”."""
        return f"{self.days(obj)}, {self.hours(obj)}, {self.place(obj)} ({obj.reason})"

    def deleted_title_of(self, obj: HoursByDate) -> str:
        here = Institution.objects.filter(pk=obj.institution_id).first()
        return f"{self.title_of(obj)} at {here or CANT_READ}"

    @admin.display(description="Days", ordering="first_day")
    def days(self, row: HoursByDate) -> str:
        if not row.is_readable:
            return CANT_READ
        first, last = day(row.first_day), day(row.last_day)
        return first if row.first_day == row.last_day else f"{first} – {last}"

    @admin.display(description="Hours", ordering="opens")
    def hours(self, row: HoursByDate) -> str:
        if not row.is_readable:
            return CANT_READ
        if row.opens is None or row.closes is None:
            return "closed"
        closes = row.closes.min if row.closes == DAY_END else row.closes
        return f"{clock(row.opens)} – {clock(closes)}"

    @admin.display(description="Where", ordering="location__name")
    def place(self, row: HoursByDate) -> str:
        try:
            return str(row.location) if row.location else EVERYWHERE
        except Location.DoesNotExist:  # past the portal it was given to one that there is not
            return CANT_READ
