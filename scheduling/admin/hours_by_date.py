"""Closed days and other hours in the admin site."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import admin
from django.utils import timezone

from scheduling.access.middleware import PortalRequest
from scheduling.admin.audited import Facts, LoggedAdmin
from scheduling.date_formats import clock, day
from scheduling.forms.hours_by_date import CLOSED, OTHER, HoursByDateForm
from scheduling.models import HoursByDate
from scheduling.opening_hours import DAY_END

EVERYWHERE = "every location"


@admin.register(HoursByDate)
class HoursByDateAdmin(LoggedAdmin):
    heading = "Closed days and other hours"
    note = (
        "From a day to a day, instead of the week’s hours. The booking form warns, and the board"
        " shows it. Bookings that stand are not changed: look for them on the board."
    )
    noun, nouns = "entry", "entries"
    form = HoursByDateForm
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

    def name_of(self, obj: HoursByDate) -> str:
        return self.title_of(obj)

    def lost_with(self, obj: HoursByDate) -> Facts:
        """With whether it was closed then, which stands in no column."""
        return super().lost_with(obj) | {
            "what": {"before": OTHER if obj.opens else CLOSED, "after": ""}
        }

    def title_of(self, obj: HoursByDate) -> str:
        """“Thu, Nov 26, 2026, closed: Thanksgiving, every location”."""
        return f"{self.days(obj)}, {self.hours(obj)}: {obj.reason}, {self.place(obj)}"

    def deleted_title_of(self, obj: HoursByDate) -> str:
        return f"{self.title_of(obj)} at {obj.institution}"

    @admin.display(description="Days", ordering="first_day")
    def days(self, row: HoursByDate) -> str:
        first, last = day(row.first_day), day(row.last_day)
        return first if row.first_day == row.last_day else f"{first} – {last}"

    @admin.display(description="Hours", ordering="opens")
    def hours(self, row: HoursByDate) -> str:
        if row.opens is None or row.closes is None:
            return "closed"
        closes = row.closes.min if row.closes == DAY_END else row.closes
        return f"{clock(row.opens)} – {clock(closes)}"

    @admin.display(description="Where", ordering="location__name")
    def place(self, row: HoursByDate) -> str:
        return str(row.location) if row.location else EVERYWHERE
