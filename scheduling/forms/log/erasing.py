"""The form that erases what the log keeps of a learner."""

from __future__ import annotations

from typing import Any

from django import forms

from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.fields.reason_field import ReasonField
from scheduling.forms.meanwhile.plain_faults import SID_BOX
from scheduling.institutions import queries
from scheduling.log import learner_erasure, reason_names_learner
from scheduling.models import Institution
from scheduling.proctoring_api.foreign_text import clean_id
from scheduling.session_types.typed_sids import spelled_learner

NOTHING = "The log keeps nothing of a learner with this ID there. Check the ID and the institution."
ALREADY = "What the log kept of learner {learner} is erased already: event {number} tells by whom."


class EraseForm(CardFreeForm, forms.Form):
    """Whose values, and why. `asked` is how many the page that asked once more has named."""

    marks_optional = False
    field_classes = {"learner": "field--wide", "why": "field--wide"}
    install = forms.ChoiceField(
        label="Institution", error_messages={"required": "Choose the institution."}
    )
    learner = forms.CharField(
        label="Learner’s ID at SmarterProctoring",
        max_length=SID_BOX,
        help_text="As the learner’s page in the log shows it.",
        error_messages={"required": "Enter the learner’s ID."},
    )
    why = ReasonField(
        label="Why",
        help_text="Such as who asked for it, and when. Don’t name the learner: this stays.",
        missing="Enter why it is erased.",
    )

    def __init__(self, sent: Any = None) -> None:
        super().__init__(sent)
        self.institutions = {one.sid: one for one in queries.institutions_by_name()}
        known = [(sid, one.name) for sid, one in self.institutions.items()]
        self.fields["install"].choices = [("", "Choose…"), *known] if len(known) > 1 else known

    def clean_learner(self) -> str:
        return spelled_learner(clean_id(self.cleaned_data["learner"]))

    def clean(self) -> dict[str, Any]:
        """With what the log keeps of the learner, as `kept`."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"install", "learner"} <= cleaned.keys():
            try:
                self.kept = learner_erasure.kept_of(cleaned["learner"], self.institution)
            except learner_erasure.NothingToErase:
                learner = cleaned["learner"]
                number = learner_erasure.erased_by(learner, self.institution)
                already = ALREADY.format(learner=learner, number=number)
                self.add_error("learner", already if number else NOTHING)
            else:
                fault = reason_names_learner.why_not(cleaned.get("why", ""), self.kept.names)
                if fault:
                    self.add_error("why", fault)
        return cleaned

    @property
    def institution(self) -> Institution:
        return self.institutions[self.cleaned_data["install"]]

    @property
    def is_confirmed(self) -> bool:
        """Whether it was sent from the page that named just this much."""
        return bool(self.data.get("asked") == str(self.kept.values))
