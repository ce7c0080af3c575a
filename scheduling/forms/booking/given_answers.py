"""Form over some `Questions` with the answers given so far, readable or not."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError

from scheduling.forms.booking.answers import PostedAnswers
from scheduling.forms.booking.options import FormOptions
from scheduling.session_types import registry
from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.field_kinds import read_uuid
from scheduling.session_types.question_groups import Questions

LOCATION = "proctor_location_sid"


class GivenAnswers(forms.Form):
    """Django form that holds its answers as they were given."""

    def __init__(
        self,
        questions: type[Questions],
        options: FormOptions,
        answers: PostedAnswers,
        *,
        bound: bool,
    ) -> None:
        """Bound, the answers are checked; otherwise they are only shown, whatever they are."""
        self.questions, self.options, self.answers = questions, options, answers
        super().__init__(data=answers.values if bound else None, initial=answers.values)
        self.fields = registry.fields_of(questions)
        self.posted_attempt = read_uuid(answers.values.get("attempt_id", ""))
        self.attempt_id: UUID = self.posted_attempt or uuid4()

    def __getitem__(self, name: str) -> forms.BoundField:
        """Templates ask here first for whatever they read of a form. Django's KeyError lists all
        its fields each time.
        """
        if name not in self.fields:
            raise KeyError(name)
        return super().__getitem__(name)

    def _clean_fields(self) -> None:
        """As Django's own, without a bound field for each answer: only a page needs one."""
        for name, field in self.fields.items():
            try:
                self.cleaned_data[name] = field.clean(self.value_of(name))
            except ValidationError as error:
                self.add_error(name, error)

    def value_of(self, name: str) -> str:
        """The answer as it was given, '' when there is none."""
        return self.answers.values.get(name, "")

    def parsed(self, name: str) -> Any:
        """The cleaned value of an answer that can be read, and None otherwise.

        Never raises, never demands.
        """
        field: AnswerField | None = self.fields.get(name)
        try:
            return field.to_python(self.value_of(name)) if field else None
        except ValidationError:
            return None

    def readings(self) -> tuple[dict[str, Any], set[str]]:
        """The cleaned values of answers that can be read, by name, and the names of the rest."""
        read, unread = {}, set()
        for name, field in self.fields.items():
            try:
                read[name] = field.to_python(self.value_of(name))
            except ValidationError:
                unread.add(name)
        return read, unread

    def parse_error(self, name: str) -> str:
        """Why an answer can't be read; '' for one that can, and for a blank one."""
        field: AnswerField | None = self.fields.get(name)
        value = self.value_of(name)
        try:
            if field and value:
                field.to_python(value)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""
