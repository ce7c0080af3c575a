"""Rows in which a location's opening hours are entered: a day, when it opens, when it closes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from scheduling.card_numbers import contains_card_number
from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.form_fault import FormFault
from scheduling.opening_hours.hours_of_days import DAY_END, DAYS, Span, overlap, say_span

PREFIX = "opening_hours"
COUNTS = [f"{PREFIX}-{one}_FORMS" for one in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")]
ROW = re.compile(rf"{PREFIX}-([0-9]{{1,4}})-")
REMOVE = "DELETE"  # the name under which Django's formset asks whether a row goes
ONE_DAY = [(str(weekday), day) for weekday, day in enumerate(DAYS)]
# What a new row may say in place of one day: it is stored as a row for each of them.
RUNS = {"weekdays": ("Monday to Friday", range(5)), "every-day": ("Every day", range(7))}
BLANK_ROWS, FIRST_BLANK_ROWS = 3, 7  # beside rows that stand, and where there are none yet
MIDNIGHT = time(0)
NOT_SENT = (
    "The form was sent without the opening hours, so nothing was saved. Open this page again."
)
NOT_WHOLE = (
    "The form was sent with other rows of opening hours than it counts, so nothing was saved. Open"
    " this page again."
)
MEANWHILE = (
    "Somebody changed the opening hours after you opened this page, so nothing was saved. Open the"
    " page again to see them."
)
CLOSES_FIRST = "It has to close after it opens. For midnight, enter 12:00 AM."


class ClockField(forms.TimeField):
    """A time of day in hours and minutes, as a browser's time box sends it or as people type it."""

    def __init__(self, *, label: str, missing: str) -> None:
        super().__init__(
            label=label,
            input_formats=("%H:%M", "%I:%M %p"),
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            error_messages={"required": missing},
        )

    def to_python(self, value: Any) -> time | None:
        try:
            found: time | None = super().to_python(value)
        except ValidationError:
            raise ValidationError(
                f"“{str(value)[:20]}” is not a time of day. Write it like 9:00 AM or 17:30."
            ) from None
        return found


class HoursRow(CardFreeForm, forms.Form):
    """One row: open from … to … on a day."""

    weekday = forms.ChoiceField(
        label="Day",
        choices=[("", "Choose…"), *ONE_DAY, *((key, words) for key, (words, _) in RUNS.items())],
        error_messages={
            "required": "Choose the day.",
            "invalid_choice": "Choose the day from the list.",
        },
    )
    opens = ClockField(label="Opens", missing="Enter when it opens.")
    closes = ClockField(label="Closes", missing="Enter when it closes.")

    def full_clean(self) -> None:
        """Nothing is wrong with a row that goes."""
        super().full_clean()
        if self.is_bound and self.cleaned_data.get(REMOVE):
            self._errors.clear()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if closes == MIDNIGHT:
            cleaned["closes"] = closes = DAY_END
        if opens is not None and closes is not None and opens >= closes:
            self.add_error("closes", CLOSES_FIRST)
        return cleaned

    @property
    def spans(self) -> list[Span]:
        """What the row says, a span for each of its days; none of a row that is blank, wrong, or
        goes.
        """
        given = self.cleaned_data
        if self.errors or given.get(REMOVE) or not given.get("weekday"):
            return []
        _, days = RUNS.get(given["weekday"]) or ("", (int(given["weekday"]),))
        return [Span(weekday, given["opens"], given["closes"]) for weekday in days]


class HoursRows(BaseFormSet):
    """Formset of all rows of a location: those that stand, and a few blank ones."""

    default_error_messages = BaseFormSet.default_error_messages | {
        "missing_management_form": NOT_SENT
    }

    def add_fields(self, form: HoursRow, index: int | None) -> None:
        """A row that stands is of one day, and can be removed; a blank one is left blank."""
        super().add_fields(form, index)
        if REMOVE in form.fields:
            form.fields["weekday"].choices = ONE_DAY
            form.fields[REMOVE].label = "Remove"

    def clean(self) -> None:
        if not self._is_whole():
            raise ValidationError(NOT_WHOLE)
        if self.has_changed() and self.initial_form_count() != len(self.initial):
            raise ValidationError(MEANWHILE)
        above: list[Span] = []
        for row in self.forms:
            spans = row.spans
            if fault := _overlap_fault(spans, above):
                row.add_error("opens", fault)
            above += spans

    def _is_whole(self) -> bool:
        """Whether every row that was sent is counted, once: a row that is not goes without a word,
        and so does one that stood and is counted as new.
        """
        sent = {int(found[1]) for name in self.data if (found := ROW.match(name))}
        counted = range(self.total_form_count())
        return sent == set(counted) and 0 <= self.initial_form_count() <= len(counted)

    @property
    def spans(self) -> list[Span]:
        """The whole week as the rows say it, in order."""
        found = [one for row in self.forms for one in row.spans]
        return sorted(found, key=lambda one: (one.weekday, one.opens))

    @property
    def faults(self) -> list[FormFault]:
        """What is wrong, row by row, each with the id of the control it is about."""
        of_all = [FormFault(text) for text in self.non_form_errors()]
        beside = [
            (number, row[name].id_for_label, text)
            for number, row in enumerate(self.forms, start=1)
            for name, texts in row.errors.items()
            for text in texts
        ]
        return of_all + [
            FormFault(f"Opening hours, row {row}: {text}", target) for row, target, text in beside
        ]


def _overlap_fault(spans: Sequence[Span], above: Sequence[Span]) -> str:
    """What to do about the first span that overlaps one of the rows above; "" where none does."""
    for one in spans:
        for other in above:
            if overlap(one, other):
                return (
                    f"{DAYS[one.weekday]} {say_span(one)} overlaps {say_span(other)} above. Make"
                    " them one row, or enter each of the days by itself."
                )
    return ""


def hours_rows(data: Mapping[str, Any] | None, stored: Sequence[Span]) -> HoursRows:
    """The rows as they stand, or as they were sent; closing at the day's end shows as midnight."""
    made = formset_factory(
        HoursRow,
        formset=HoursRows,
        extra=BLANK_ROWS if stored else FIRST_BLANK_ROWS,
        can_delete=True,
        can_delete_extra=False,
    )
    shown = [
        {
            "weekday": str(one.weekday),
            "opens": one.opens,
            "closes": MIDNIGHT if one.closes == DAY_END else one.closes,
        }
        for one in stored
    ]
    rows: HoursRows = made(_with_plain_counts(data), prefix=PREFIX, initial=shown)
    return rows


def _with_plain_counts(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A card number in place of how many rows there are is no count, and is not shown again."""
    held = [one for one in COUNTS if data and contains_card_number(str(data.get(one) or ""))]
    if not held:
        return data
    return {**{name: data[name] for name in data}, **dict.fromkeys(held, "")}
