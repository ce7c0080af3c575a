"""The form that settles what reading back could not decide."""

from __future__ import annotations

from django import forms

from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.fields.reason_field import ReasonField
from scheduling.forms.form_fault import FormFault
from scheduling.models import Attempt

TOOK_EFFECT = {
    Attempt.Action.SCHEDULE: "Yes, it is booked as asked",
    Attempt.Action.RESCHEDULE: "Yes, it is moved as asked",
    Attempt.Action.CANCEL: "Yes, it is cancelled",
}
OTHERWISE = "Yes, but not as asked: keep what SmarterProctoring shows"
NOTHING = "No, it was not done"


class SettleForm(CardFreeForm, forms.Form):
    """Whether the request took effect, and how the person knows."""

    field_classes = {"reason": "field--wide"}

    applied = forms.ChoiceField(
        label="Was it done in SmarterProctoring?",
        choices=(("yes", "Yes"), ("otherwise", OTHERWISE), ("no", NOTHING)),
        error_messages={"required": "Choose what SmarterProctoring shows."},
    )
    reason = ReasonField(
        label="How do you know?",
        help_text=(
            "For example “Seen in SmarterProctoring at 9:46, booked for 9:30”. It is recorded in"
            " the log under your name."
        ),
        missing="Enter how you know.",
    )

    @property
    def faults(self) -> list[FormFault]:
        """The list above the form."""
        targets = {"applied": "id_applied_yes", "reason": "id_reason"}
        return [
            FormFault(text, targets[name]) for name, texts in self.errors.items() for text in texts
        ]
