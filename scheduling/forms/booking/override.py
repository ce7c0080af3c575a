"""The form that overrides an earlier booking, with the reason for it."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from scheduling.booking.admission.booking_request import Override, mark_of
from scheduling.exam_sessions.other_bookings import OtherBooking
from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.fields.reason_field import SHORTEST_OF_OVERRIDE, ReasonField
from scheduling.forms.form_fault import FormFault
from scheduling.models import Attempt

NAME, BUTTON = "override_reason", "override"
TOLD = "overridden"  # the marks of what the form told was in the way
BETWEEN = "-"


def _reason(*, label: str, hint: str, required: str) -> forms.CharField:
    return ReasonField(
        label=label,
        help_text=f"{hint} Your reason is recorded in the log under your name.",
        widget=forms.Textarea(attrs={"rows": 2}),
        min_length=SHORTEST_OF_OVERRIDE,
        missing=required,
    )


class OverrideForm(CardFreeForm, forms.Form):
    """Why it has to be sent all the same. It stands in the booking form, which needs it for nothing
    else.
    """

    use_required_attribute = False
    goes_along: ClassVar[frozenset[str]] = frozenset({TOLD})
    field_classes = {NAME: "field--wide"}
    action: ClassVar[str] = "book it anyway"
    button: ClassVar[str] = "Book anyway"

    override_reason = _reason(
        label="Why book it anyway?",
        hint="For example “Cancelled by phone with the center, Ms. Berg, at 9:40”. As an"
        " administrator you can book in spite of what is named above. The request is sent to"
        " SmarterProctoring.",
        required="Enter why it must be booked anyway.",
    )
    overridden = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def faults(self) -> list[FormFault]:
        """The error list above the form."""
        return [FormFault(text, "id_override_reason") for text in self["override_reason"].errors]

    @property
    def given(self) -> Override:
        """The reason, once the form is found valid, and what it was given for."""
        marks = self.cleaned_data[TOLD].split(BETWEEN) if TOLD in self.data else None
        return Override(self.cleaned_data[NAME], None if marks is None else frozenset(marks))

    def naming_also(self, in_the_way: Attempt | OtherBooking) -> OverrideForm:
        """The same form below what it tells of this as well; the reason that was typed stays."""
        kept = self.data if self.is_bound else self.initial
        marks = {*filter(None, kept.get(TOLD, "").split(BETWEEN)), mark_of(in_the_way)}
        answers = {NAME: kept.get(NAME, ""), TOLD: BETWEEN.join(sorted(marks))}
        return type(self)(answers) if self.is_bound else type(self)(initial=answers)


class MoveOverrideForm(OverrideForm):
    """The same in the form that moves a booking."""

    action = "move it anyway"
    button = "Move anyway"

    override_reason = _reason(
        label="Why move it anyway?",
        hint="For example “Two short quizzes in one sitting, agreed with the center”. As an"
        " administrator you can move it although the learner has another booking at that time.",
        required="Enter why it must be moved anyway.",
    )


class SwitchOverrideForm(OverrideForm):
    """The same in the form that switches a booking to another type or place."""

    action = "switch it anyway"
    button = "Switch anyway"

    override_reason = _reason(
        label="Why switch it anyway?",
        hint="For example “Two short quizzes in one sitting, agreed with the center”. As an"
        " administrator you can switch it although the learner has another booking.",
        required="Enter why it must be switched anyway.",
    )


def override_answers(override: Override) -> dict[str, str]:
    """The answers of a form by which this override was given."""
    return {NAME: override.reason, TOLD: BETWEEN.join(sorted(override.of or ()))}
