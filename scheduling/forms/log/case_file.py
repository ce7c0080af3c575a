"""The form of a case file: what it is to be about, and of which days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import forms

from scheduling.exam_sessions.search import learners
from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.forms.card_free import CardFreeForm
from scheduling.forms.fields.day_field import BEFORE_FIRST, DayField
from scheduling.forms.fields.sid_field import SidField
from scheduling.log.case_events import Subject
from scheduling.models import Institution
from scheduling.wall_time import midnight

NO_INSTITUTION = {
    "required": "Choose the institution.",
    "invalid_choice": "There is no such institution here. Choose one from the list.",
}
NO_SUBJECT = "Enter the SID of an exam session or of an exam, or a learner’s name."


class CaseForm(CardFreeForm, forms.Form):
    """What a case is to be about, and for which days at the institution."""

    marks_optional = False
    field_classes = dict.fromkeys(("session", "exam", "name", "email"), "field--grow")

    install = forms.ChoiceField(label="Institution", error_messages=NO_INSTITUTION)
    session = SidField(prefix="ES", label="Exam session’s SID", required=False)
    exam = SidField(prefix="EX", label="Exam’s SID", required=False)
    learner = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="Learner’s name", max_length=200, required=False)
    email = forms.CharField(label="Learner’s email address", max_length=254, required=False)
    since = DayField("From")
    until = DayField("To")

    def __init__(
        self, asked: Mapping[str, str] | None, institutions: Iterable[Institution]
    ) -> None:
        super().__init__(asked)
        for name in self.field_classes:
            self.fields[name].widget.attrs = {"autocomplete": "off", "spellcheck": "false"}
        self.institutions = {institution.sid: institution for institution in institutions}
        self.fields["install"].choices = [
            (institution.sid, institution.name) for institution in self.institutions.values()
        ]

    def add_prefix(self, field_name: str) -> str:
        return {"since": "from", "until": "to"}.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        named = ("session", "exam", "learner", "name")
        if not self.errors and not any(found[name] for name in named):
            self.add_error("session", NO_SUBJECT)
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            self.add_error("until", BEFORE_FIRST)
        return found

    def learners(self) -> list[KnownLearner]:
        """Whom the answers name, where they name a learner: by a name alone it may be several."""
        found, institution = self.cleaned_data, self.institutions[self.cleaned_data["install"]]
        if found["session"] or found["exam"]:
            return []
        if found["learner"]:
            return learners.named(found["learner"], "", institution)
        return learners.named(found["name"], found["email"], institution)

    def subject(self, learner: KnownLearner | None) -> Subject:
        """What the cleaned answers name; `learner` is the one whom they name, if any."""
        found = self.cleaned_data
        institution, since, until = (
            self.institutions[found["install"]],
            found["since"],
            found["until"],
        )
        return Subject(
            institution=institution,
            session_sid=found["session"],
            exam_sid=found["exam"],
            learner=learner,
            since=midnight(since, institution.time_zone) if since else None,
            until=midnight(until + timedelta(days=1), institution.time_zone) if until else None,
        )
