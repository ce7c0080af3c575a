"""The form of closed days and other hours: from a day to a day, for a location or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from scheduling.exam_sessions.moments import booked_while_closed
from scheduling.exam_sessions.moments.booked_while_closed import BookedWhileClosed
from scheduling.forms.fields.day_field import TypedDay
from scheduling.forms.form_fault import FormFault
from scheduling.forms.meanwhile.changed_meanwhile import AsShownModelForm
from scheduling.forms.opening_hours_rows import CLOSES_FIRST, MIDNIGHT, ClockField
from scheduling.models import HoursByDate
from scheduling.opening_hours.hours_of_days import DAY_END

BOOKED_THEN = (
    "{sessions}: how many are where is below. Save again to enter it anyway. No booking is changed"
    " by that."
)
CLOSED, OTHER = "closed", "other"
MOST_DAYS = 366
NOT_BOTH = "It is closed then: clear the times, or choose “Open at other hours”."
BACKWARDS = "The last day is before the first one."
TOO_LONG = "That is more than a year. Check the dates, or change the week’s hours instead."
NOT_THEIRS = "This location is not one of this institution’s. Choose another."
OVERLAPS = (
    "This overlaps “{other}”, entered for the same {place}. Change that one: for another day in the"
    " middle, let it end before that day, and add the days after it as one more."
)


def _day_box(label: str) -> TypedDay:
    # Without a last day a browser takes six digits for the year.
    return TypedDay(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class HoursByDateForm(AsShownModelForm):
    """Closed, or other hours, with the reason that people read."""

    first_day = _day_box("From")
    last_day = _day_box("To")
    booked = BookedWhileClosed()  # who is booked then, of answers that are right
    faults: Sequence[FormFault] = ()  # that somebody is: nothing to fix, but to be read first
    what = forms.ChoiceField(
        label="Then it is",
        choices=[("", "Choose…"), (CLOSED, "Closed"), (OTHER, "Open at other hours")],
        error_messages={"required": "Choose whether it is closed then."},
    )
    opens = ClockField(label="Opens", missing="")
    closes = ClockField(label="Closes", missing="")

    class Meta:
        model = HoursByDate
        fields = (
            "institution",
            "location",
            "first_day",
            "last_day",
            "what",
            "opens",
            "closes",
            "reason",
        )
        help_texts = {
            "location": (
                "Leave blank for every location of the institution. What is entered for one"
                " location holds there instead."
            ),
            "reason": "Staff read it on the board and in the booking form, such as Thanksgiving.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        places = self.fields["location"]
        if len({one.institution_id for one in places.queryset}) > 1:
            places.queryset = places.queryset.select_related("institution")
            places.label_from_instance = lambda one: f"{one.name}, {one.institution.name}"
        self.fields["opens"].required = self.fields["closes"].required = False
        if self.instance.pk:
            self.initial["what"] = CLOSED if self.instance.opens is None else OTHER
            if self.instance.closes == DAY_END:
                self.initial["closes"] = MIDNIGHT

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_place(cleaned)
        self._check_days(cleaned.get("first_day"), cleaned.get("last_day"))
        self._check_hours(cleaned)
        if not self.errors and (other := self._overlapped(cleaned)):
            place = "location" if cleaned["location"] else "institution"
            self.add_error("first_day", OVERLAPS.format(other=other.reason, place=place))
        if not self.errors:
            self._tell_booked(cleaned)
        return cleaned

    def _tell_booked(self, cleaned: dict[str, Any]) -> None:
        """Whoever is booked then, or may be, is told before it is saved, and once that was read, it
        is saved.
        """
        names = ("institution", "location", "first_day", "last_day", "opens", "closes", "reason")
        entry = HoursByDate(pk=self.instance.pk, **{name: cleaned.get(name) for name in names})
        self.booked = booked_while_closed.of(entry, timezone.now())
        if self.booked.in_words and self.data.get("told") != self.booked.mark:
            said = BOOKED_THEN.format(sessions=self.booked.in_words)
            self.add_error(None, said)
            self.faults = (FormFault(said, ""),)

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        location, institution = cleaned.get("location"), cleaned.get("institution")
        if location and institution and location.institution_id != institution.pk:
            self.add_error("location", NOT_THEIRS)

    def _check_days(self, first: date | None, last: date | None) -> None:
        if first and last and last < first:
            self.add_error("last_day", BACKWARDS)
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("last_day", TOO_LONG)

    def _check_hours(self, cleaned: dict[str, Any]) -> None:
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if closes == MIDNIGHT:
            cleaned["closes"] = closes = DAY_END
        if cleaned.get("what") == CLOSED and (opens is not None or closes is not None):
            self.add_error("what", NOT_BOTH)
        if cleaned.get("what") == OTHER:
            for name, said in (("opens", opens), ("closes", closes)):
                if said is None and name not in self.errors:
                    self.add_error(name, f"Enter when it {name}.")
            if opens is not None and closes is not None and opens >= closes:
                self.add_error("closes", CLOSES_FIRST)

    def _overlapped(self, cleaned: dict[str, Any]) -> HoursByDate | None:
        """Another entry that says of the same place and a same day something else."""
        same: QuerySet[HoursByDate] = HoursByDate.objects.filter(
            institution=cleaned["institution"],
            location=cleaned["location"],
            first_day__lte=cleaned["last_day"],
            last_day__gte=cleaned["first_day"],
        ).exclude(pk=self.instance.pk)
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        return next((one for one in same if _share_a_moment(one, opens, closes)), None)


def _share_a_moment(other: HoursByDate, opens: time | None, closes: time | None) -> bool:
    if opens is None or closes is None or other.opens is None or other.closes is None:
        return True
    return opens < other.closes and other.opens < closes
