"""Installs and the names behind their SIDs."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scheduling import date_formats
from scheduling.access.middleware import PortalRequest
from scheduling.admin import display
from scheduling.admin.audited import Facts, LoggedAdmin, in_words
from scheduling.admin.base import Link
from scheduling.admin.practice_reset import FreshStartAdmin, may_start_afresh
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import coming_sessions
from scheduling.forms.institutions import InstitutionForm, NamedForm
from scheduling.forms.locations import LocationWithHoursForm
from scheduling.institutions.connection_test import Connected, test_connection
from scheduling.institutions.queries import ITS_NUMBER
from scheduling.models import Institution, InstructorEntry, Location, PolicyVersion, ProctorType

STAYS = (
    "This can’t be changed: bookings and the log refer to it. If it is wrong, add another entry."
)
STAY_BOOKED = "{sessions} booked at {name} from now on. Each stays booked."
CONNECTION = frozenset(
    {
        *("sid", "base_url", "auth_style", "api_token"),
        *("oauth_token_url", "oauth_client_id", "oauth_client_secret"),
    }
)


class OfferedAdmin(LoggedAdmin):
    """What is offered by name, and can be taken off the forms without being deleted."""

    instead_of_deleting = (
        "Nothing here is deleted, because bookings and the log name it: clear “Offered” to take it"
        " off the booking form."
    )
    stays = ("institution", "pl_sid", "cp_sid", "cv_sid", "ts_sid")
    why_it_stays = STAYS
    form = NamedForm
    actions = ("offer", "withdraw")
    sid_field = ""

    @admin.action(description="Offer them", permissions=["change"])
    def offer(self, request: PortalRequest, queryset: QuerySet[Model]) -> None:
        self._switch(request, queryset.filter(is_active=False), True, "offered again")

    @admin.action(description="Stop offering them", permissions=["change"])
    def withdraw(self, request: PortalRequest, queryset: QuerySet[Model]) -> None:
        """Off the booking form; what was booked keeps the name."""
        self._switch(request, queryset.filter(is_active=True), False, "no longer offered")

    def _switch(
        self, request: PortalRequest, rows: QuerySet[Model], offered: bool, words: str
    ) -> None:
        facts = {"is_active": {"before": in_words(not offered), "after": in_words(offered)}}
        with transaction.atomic():
            changed = list(rows.select_for_update(of=("self",)))
            for row in changed:
                row.is_active = offered
                row.save(update_fields=["is_active"])
                self.append_event(request, row, Kind.ADMIN_CHANGED, facts)
                self.log_change(request, row, self.words_of_change(row, facts))
        names = ", ".join(str(row) for row in changed)
        said = f"{names}: {words}." if changed else "No change was needed."
        more = [] if offered else [words for row in changed if (words := self.booked_message(row))]
        self.message_user(request, " ".join([said, *more]), messages.SUCCESS)

    def booked_message(self, row: Model) -> str:
        """Who is booked with an entry that is no longer offered, and that they stay so."""
        return ""

    @admin.display(description="Offered", ordering="is_active")
    def offered(self, row: Model) -> SafeString:
        return display.switch(row.is_active, "Offered", "Not offered")

    @admin.display(description="SID")
    def short_sid(self, row: Model) -> SafeString | str:
        return display.sid(getattr(row, self.sid_field))


@admin.register(Institution)
class InstitutionAdmin(FreshStartAdmin, LoggedAdmin):
    institution_path = "pk"
    heading = "Institutions"
    note = "Each has its own access to SmarterProctoring: address and sign-in."
    instead_of_deleting = (
        "An institution is not deleted, because bookings and the log name it: clear “In use”, and"
        " nobody can work there."
    )
    switched = ("took out of use", "put back into use")
    form = InstitutionForm
    list_display = ("name", "short_sid", "base_url", "zone", "currency", "fetched", "in_use")
    actions = ("check_connection",)
    fieldsets = (
        (None, {"fields": ("name", "sid", "time_zone", "currency", "is_active")}),
        ("Connection to SmarterProctoring", {"fields": ("base_url", "auth_style", "api_token")}),
        (
            "Client credentials",
            {
                "fields": ("oauth_token_url", "oauth_client_id", "oauth_client_secret"),
                "description": (
                    "Only where SmarterServices gave you a client ID instead of a token."
                ),
            },
        ),
        ("Payment by card", {"fields": ("stripe_publishable_key",)}),
        ("For learners", {"fields": ("confirmation_text",)}),
    )

    def has_add_permission(self, request: PortalRequest) -> bool:
        return request.access.administers_all

    def change_message(self, obj: Institution) -> str:
        if obj.is_active:
            return super().change_message(obj)
        return "{} is saved. It is out of use: nobody can work there until “In use” is ticked."

    def save_model(
        self, request: PortalRequest, obj: Institution, form: ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if obj.is_active and not CONNECTION.isdisjoint(form.changed_data):
            # The provider is asked once what was saved can't be undone by this request any more.
            transaction.on_commit(lambda: self._test(request, obj))

    def facts_about(self, obj: Institution) -> dict[str, int]:
        return {ITS_NUMBER: obj.pk}

    def page_links(self, request: PortalRequest, obj: Model | None) -> list[Link]:
        if obj is None:
            return (
                [Link("Add an institution step by step", reverse("start"), is_main=True)]
                if self.has_add_permission(request)
                else []
            )
        links = [Link("Set-up and connection test", reverse("start_institution", args=(obj.sid,)))]
        links.append(Link("Session types and rules", reverse("rules", args=(obj.sid,))))
        if may_start_afresh(request, obj):
            links.append(
                Link(
                    "Restart the practice week",
                    reverse("admin:scheduling_institution_afresh", args=(obj.pk,)),
                )
            )
        return links if request.access.administers_all else links[1:]

    @admin.display(description="SID")
    def short_sid(self, institution: Institution) -> SafeString | str:
        return display.sid(institution.sid)

    @admin.display(description="Time zone", ordering="time_zone")
    def zone(self, institution: Institution) -> SafeString | str:
        return display.zone(institution.time_zone)

    @admin.display(description="In use", ordering="is_active")
    def in_use(self, institution: Institution) -> SafeString:
        return display.switch(institution.is_active, "In use", "Not in use")

    @admin.display(description="Sessions loaded")
    def fetched(self, institution: Institution) -> SafeString | str:
        return (
            display.in_utc(institution.synced_at, institution.time_zone)
            if institution.synced_at
            else "never"
        )

    @admin.action(description="Test the connection")
    def check_connection(self, request: PortalRequest, queryset: QuerySet[Institution]) -> None:
        """Ask each chosen institution for its settings and say what came of it."""
        for institution in queryset:
            self._test(request, institution)

    def _test(self, request: PortalRequest, institution: Institution) -> None:
        who = request.actor_at(institution)
        found: Connected = test_connection(institution=institution, actor=who)
        level = messages.SUCCESS if found.works else messages.ERROR
        # Not as what is said of a saved form: that is said beside it.
        messages.add_message(
            request, level, f"{institution.name}: {found.said} {found.advice}".strip()
        )


@admin.register(Location)
class LocationAdmin(OfferedAdmin):
    heading = "Locations"
    note = "Testing centers, online services and partners, under the names your people use."
    form = LocationWithHoursForm
    change_form_template = "admin/location_form.html"
    sid_field = "pl_sid"
    list_display = ("name", "institution", "kind", "zone", "room", "short_sid", "offered")
    list_filter = ("institution", "kind", "is_active")
    list_select_related = ("institution",)
    search_fields = ("name", "pl_sid")

    def facts_of(self, form: LocationWithHoursForm, *, is_new: bool) -> Facts:
        return super().facts_of(form, is_new=is_new) | form.changed_days

    def save_parts(self, form: LocationWithHoursForm) -> None:
        form.save_hours()

    def save_model(
        self, request: PortalRequest, obj: Location, form: LocationWithHoursForm, change: bool
    ) -> None:
        """One row may stand for several days: the week that comes of it is said back."""
        super().save_model(request, obj, form, change)
        if form.week:
            self.message_user(request, f"Opening hours saved as: {form.week}.", messages.INFO)

    def booked_message(self, row: Location) -> str:
        coming = coming_sessions.count_at(row.institution, row.pl_sid, timezone.now())
        sessions = date_formats.counted(coming, "session is", "sessions are")
        return STAY_BOOKED.format(sessions=sessions, name=row) if coming else ""

    @admin.display(description="Seats", ordering="seats")
    def room(self, location: Location) -> str:
        return date_formats.counted(location.seats, "seat") if location.seats else display.NOTHING

    @admin.display(description="Time zone")
    def zone(self, location: Location) -> SafeString | str:
        if location.time_zone:
            return display.zone(location.time_zone)
        return format_html("{}, the institution’s", display.zone(location.institution.time_zone))


@admin.register(InstructorEntry)
class InstructorEntryAdmin(OfferedAdmin):
    heading = "Instructor entries"
    note = "Where and when instructors proctor, to choose by name."
    sid_field = "cp_sid"
    list_display = ("name", "institution", "short_sid", "offered")
    list_filter = ("institution", "is_active")
    list_select_related = ("institution",)
    search_fields = ("name", "cp_sid")


@admin.register(PolicyVersion)
class PolicyVersionAdmin(OfferedAdmin):
    heading = "Policy versions"
    note = "Versions of the cancellation policies, to choose by name."
    sid_field = "cv_sid"
    list_display = ("name", "institution", "short_sid", "offered")
    list_filter = ("institution", "is_active")
    list_select_related = ("institution",)


@admin.register(ProctorType)
class ProctorTypeAdmin(OfferedAdmin):
    institution_path = ""
    heading = "Proctor types"
    note = "SmarterProctoring’s proctor types. They are the same for every institution."
    sid_field = "ts_sid"
    list_display = ("name", "where", "short_sid", "offered")
    list_filter = ("where", "is_active")
