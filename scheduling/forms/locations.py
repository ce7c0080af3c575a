"""The forms of a location: the first one of an institution, and one with its seats and hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst

from scheduling.date_formats import counted
from scheduling.exam_sessions import coming_sessions
from scheduling.forms.form_fault import FormFault
from scheduling.forms.institutions import InstitutionPartForm, ZoneInput
from scheduling.forms.meanwhile.changed_meanwhile import ControlValues
from scheduling.forms.opening_hours_rows import hours_rows
from scheduling.institutions.naming_rules import check_location_name
from scheduling.models import Location, OpeningHours
from scheduling.models.type_rules_hours_prices import are_hours
from scheduling.opening_hours.hours_of_days import DAYS, Span, say_days, say_week

# What a change means for those who are booked.
CHANGES = {
    "time_zone": "Their times are told by the new clock from then on: tell them, if it was wrong.",
    "is_active": "They stay booked, and nobody else can be booked there.",
    "seats": "Their number may be more than the seats.",
    "hours": "Some may be outside the new hours.",
}
BOOKED_THERE = (
    "{sessions} booked there from now on. {changes} Save again to change it anyway. No booking is"
    " changed by that."
)
NOT_COUNTED = "At the same time. Leave blank not to count."


class LocationForm(InstitutionPartForm):
    """A place where exams are proctored."""

    time_zone = forms.CharField(
        required=False,
        max_length=64,
        widget=ZoneInput,
        help_text="Leave blank for the institution’s time zone.",
    )

    class Meta(InstitutionPartForm.Meta):
        model = Location
        fields = (
            "institution",
            "name",
            "pl_sid",
            "kind",
            "time_zone",
            "address",
            "seats",
            "is_active",
        )
        labels = {"pl_sid": "Its SID"}
        help_texts = {
            "pl_sid": "PL and 32 characters; SmarterProctoring shows it with the location.",
            "kind": "Session types offer only locations of their own kind. Blank: for every type.",
            "seats": NOT_COUNTED,
            "is_active": "Off: nobody can choose it any more; past bookings keep its name.",
        }

    def clean(self) -> dict[str, Any]:
        """With a name that no other location of the institution has."""
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("institution")
        known = Location(pk=self.instance.pk, institution_id=self.instance.institution_id)
        known.institution_id = chosen.pk if chosen else known.institution_id
        if "name" in self.changed_data and cleaned.get("name") and known.institution_id:
            try:
                check_location_name(known, cleaned["name"])
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned


class FirstLocationForm(LocationForm):
    """A first place: what else there is to say about it can be said later."""

    is_active = seats = institution = None
    field_classes = {"address": "field--wide"}

    class Meta(LocationForm.Meta):
        fields = ("name", "pl_sid", "kind", "time_zone", "address")


class LocationWithHoursForm(LocationForm):
    """A location with its seats, and its opening hours in rows."""

    told = ""  # who is booked there and what changes for them, as it was told
    seats = forms.IntegerField(
        min_value=1,
        max_value=32767,
        required=False,
        help_text=NOT_COUNTED,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stored_hours = opening_hours_of(self.instance)
        self.hours = hours_rows(self.data if self.is_bound else None, self.stored_hours)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.hours.is_valid():
            self._errors["hours"] = self.error_class(one.text for one in self.hours.faults)
        return cleaned

    def _post_clean(self) -> None:
        """Whoever is booked there is told before it is saved; once that was read, it is saved."""
        super()._post_clean()
        if self.errors or not self.instance.pk:
            return
        changes = [words for what, words in CHANGES.items() if self._changes(what)]
        coming = self._coming() if changes else 0
        self.told = f"{coming} {' '.join(changes)}" if coming else ""
        if self.told and self.data.get("told") != self.told:
            sessions = counted(coming, "session is", "sessions are")
            said = BOOKED_THERE.format(sessions=sessions, changes=" ".join(changes))
            self.add_error(None, said)

    def _coming(self) -> int:
        """How many are booked there, under the SID by which it was known."""
        institution, sid = self.instance.institution, self.initial.get("pl_sid", "")
        return coming_sessions.count_at(institution, sid, timezone.now())

    def _changes(self, what: str) -> bool:
        """Whether the answers change something that those who are booked there rely on."""
        before, after = self.initial.get(what), self.cleaned_data.get(what)
        if what == "hours":
            return bool(self.changed_days)
        if what == "seats":
            return after is not None and (before is None or after < before)
        return what in self.changed_data and (what != "is_active" or not after)

    def current_values(self) -> ControlValues:
        """With the hours of each day, which stand in rows of their own."""
        stands, days = super().current_values(), say_days(self.stored_hours)
        return stands | {day.lower(): days[day] for day in DAYS} if stands else {}

    def is_typed(self, name: str, shown: Any) -> bool:
        if name.capitalize() not in DAYS:
            return super().is_typed(name, shown)
        return self.hours.is_valid() and say_days(self.hours.spans)[name.capitalize()] != shown

    def add_change_errors(
        self, changed: Sequence[str], shown: ControlValues, now: ControlValues
    ) -> None:
        """Rows that nobody typed into show the hours as they stand now."""
        super().add_change_errors(changed, shown, now)
        days = [day.lower() for day in DAYS]
        if set(days) & set(changed) and not any(
            self.is_typed(day, shown.get(day, "")) for day in days
        ):
            self.hours = hours_rows(None, self.stored_hours)
            self._errors.pop("hours", None)

    @property
    def faults(self) -> list[FormFault]:
        """The list above the form: what belongs to no field, then by field, then by row."""
        beside = [(box, text) for box in self for text in box.errors]
        return [
            *(FormFault(text) for text in self.non_field_errors()),
            *(FormFault(f"{capfirst(box.label)}: {text}", box.id) for box, text in beside),
            *self.hours.faults,
        ]

    @property
    def changed_data(self) -> list[str]:
        """Each day whose hours change counts as a field of its own."""
        return [*super().changed_data, *self.changed_days]

    @property
    def changed_days(self) -> dict[str, dict[str, str]]:
        """Day → its hours before and after, in words; what is wrong changes none."""
        if not (self.hours.has_changed() and self.hours.is_valid()):
            return {}
        before, after = say_days(self.stored_hours), say_days(self.hours.spans)
        return {
            day.lower(): {"before": before[day], "after": after[day]}
            for day in DAYS
            if before[day] != after[day]
        }

    @property
    def week(self) -> str:
        """The hours of the whole week in words, where they change; "" where none are left."""
        return say_week(self.hours.spans) if self.changed_days else ""

    def save_hours(self) -> None:
        """Store the hours of the week, where they change; the location is stored by then."""
        if self.changed_days:
            OpeningHours.objects.filter(location=self.instance).delete()
            OpeningHours.objects.bulk_create(
                OpeningHours(
                    location=self.instance, weekday=one.weekday, opens=one.opens, closes=one.closes
                )
                for one in self.hours.spans
            )


def opening_hours_of(location: Location) -> list[Span]:
    """The hours that stand for a location, in order."""
    rows = OpeningHours.objects.filter(location=location) if location.pk else ()
    return [
        Span(one.weekday, one.opens, one.closes)
        for one in rows
        if are_hours(one.weekday, one.opens, one.closes)
    ]
