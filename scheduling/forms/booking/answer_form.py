"""Base class of the forms about an exam session: cleaning, errors, and answers that outlive a
refusal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar
from uuid import uuid4

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from scheduling import country_lists
from scheduling.card_numbers import remove_card_numbers
from scheduling.forms.booking.answers import AnswerOffer
from scheduling.forms.booking.appointment.timed_answers import TimedAnswers
from scheduling.forms.booking.given_answers import LOCATION
from scheduling.forms.booking.payment.card_fields import CardWays
from scheduling.forms.form_fault import FormFault
from scheduling.institutions.catalogue import NamedSid
from scheduling.models.institutions import OF_ANOTHER
from scheduling.session_commands import SessionCommand
from scheduling.session_types.code_fields import Sid
from scheduling.session_types.provider_names import form_name_of, in_our_words, label_of

# The fields for what one institution has, and what it is called.
OF_ONE_INSTITUTION = {
    LOCATION: "location",
    "instructor_proctor_sid": "instructor time slot",
    "cancellation_policy_version_sid": "cancellation policy",
}
_MOST_PROVIDER_ERRORS = 12
_LONGEST_PROVIDER_ERROR = 300
_CARD_NUMBER = "Do not enter card numbers. The number was removed; check the rest, then {again}."
_STRAY_CARD_NUMBER = "A card number was sent in a field that is not shown. It was removed. {Again}."
_TOO_MUCH = "The form is too long. Shorten the longest texts, then {again}."
_NO_ATTEMPT = "Nothing was sent: the form had expired. Check the answers, then {again}."


class AnswerForm(TimedAnswers):
    """Django form over some `Questions`, with the answers given so far.

    A subclass makes its command of them in `to_command`.
    """

    name: ClassVar[str]  # of the form in its address
    # What to do after putting a fault right, as it reads in a sentence.
    retry_words: str = "send it again"
    undone: str = "Not sent"  # what did not happen, as a sentence begins
    # By field name: the institution's own words under it, an answer to be taken with one click, and
    # what to do about an answer though nothing was refused yet.
    help_texts: Mapping[str, str] = {}
    offers: Mapping[str, AnswerOffer] = {}
    remarks: Mapping[str, str] = {}
    provider_words = ""  # of a refusal, where its faults are told in ours
    no_show_doubt = ""  # what speaks against a no-show
    no_show_although = ""  # the same as the button says it
    fault_title = ""  # the headline of its errors, where the usual one does not say enough
    stands_still = ""  # what is booked as it was before, though what was asked for was not done
    card: CardWays | None = None  # how a card is taken on the page; None for a box for its token
    focus = ""  # the name of the field to go on from
    goes_along: ClassVar[frozenset[str]] = frozenset()  # kept with a draft though nobody typed it
    kept_lists: ClassVar[frozenset[str]] = frozenset()  # names that have several answers
    kept_rows: ClassVar[tuple[str, ...]] = ()  # what begins the names of a row's fields

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if "appointment_date_time" in self.fields:
            self.settle_time(cleaned)
        for name in self.of_another_in(cleaned):
            self.add_error(name, OF_ANOTHER.format(OF_ONE_INSTITUTION[name]))
        for group in self.questions.groups:
            for name, fault in group.rule(cleaned).items():
                self.add_error(name, fault)
        self._refuse_card_numbers()
        if self.answers.too_much:
            self.add_error(None, self._in_own_words(_TOO_MUCH))
        if self.posted_attempt is None:
            self.add_error(None, self._in_own_words(_NO_ATTEMPT))
        return cleaned

    def of_another_in(self, answers: Mapping[str, Any]) -> set[str]:
        """The fields in which something of another institution stands."""
        asked = OF_ONE_INSTITUTION.keys() & self.fields.keys()
        return {one for one in asked if answers.get(one) and self._is_of_another(one, answers[one])}

    def _is_of_another(self, name: str, sid: str) -> bool:
        """What is listed here by name is not."""
        is_listed = any(one.sid == sid for one in self.listed(name))
        return not is_listed and self.options.of_another(sid)

    def _refuse_card_numbers(self) -> None:
        for name in self.answers.card_numbers_in & self.fields.keys():
            self.errors.pop(name, None)
            self.add_error(name, self._in_own_words(_CARD_NUMBER))
        if self.answers.card_numbers_in - self.fields.keys():
            self.add_error(None, self._in_own_words(_STRAY_CARD_NUMBER))

    def _in_own_words(self, text: str) -> str:
        return text.format(again=self.retry_words, Again=self.retry_words.capitalize())

    # What comes of it

    def answers_for(self, command: type[SessionCommand]) -> dict[str, Any]:
        """The cleaned answers that a command has a field for."""
        asked = {field.name for field in fields(command)} & self.cleaned_data.keys()
        return {name: self.cleaned_data[name] for name in asked}

    def add_provider_errors(
        self,
        field_errors: Mapping[str, Sequence[str]],
        message: str = "",
        *,
        keep_card_token: bool = False,
    ) -> None:
        """Shows a provider's refusal: each fault at its field, the rest on top. API names in.

        The card token is forgotten, because it may be used up, unless the caller knows that it is
        not.
        """
        if not keep_card_token:
            self.forget_card_token()
        if message:
            self.add_error(None, _plain(message))
        rows = [(name, text) for name, texts in field_errors.items() for text in texts]
        zone = self.cleaned_data.get("time_zone", "")
        for name, text in rows[:_MOST_PROVIDER_ERRORS]:
            field, label = form_name_of(name), label_of(name)
            said = _plain(in_our_words(text, zone)).removeprefix(f"{label}: ")
            if field in self.fields:
                self.add_error(field, said)
            else:
                self.add_error(None, f"{label}: {said}" if label else said)
        if len(rows) > _MOST_PROVIDER_ERRORS:
            self.add_error(
                None, f"SmarterProctoring named {len(rows) - _MOST_PROVIDER_ERRORS} more errors."
            )

    def forget_card_token(self) -> None:
        """A token pays once: it is not shown again."""
        self.answers.values.pop("card_token", None)

    def renew_attempt(self) -> None:
        """The next click on the button is a new attempt."""
        self.attempt_id = uuid4()

    # What the templates show

    def choices_for(self, name: str) -> Sequence[NamedSid]:
        """What is offered by name for a SID."""
        return self.listed(name)

    def listed(self, name: str) -> Sequence[NamedSid]:
        """What the institution has for a SID by name, whether a type offers it or not."""
        field = self.fields[name]
        return getattr(self.options, field.offered, ()) if isinstance(field, Sid) else ()

    def nothing_offered(self, name: str) -> str:
        """What to do where no name can be offered for a SID; '' where that needs no words."""
        return ""

    @cached_property
    def faults(self) -> list[FormFault]:
        """The list above the form: what belongs to no field first, then by field as shown."""
        if not self.is_bound:
            return []
        top = [FormFault(text) for text in self.errors.get(NON_FIELD_ERRORS, ())]
        return top + [
            FormFault(
                text if one.code == "required" else f"{self.called_in_faults(name)}: {text}",
                self._control_of(name),
            )
            for name in self.fields
            if name in self.errors
            for one in self.errors[name].as_data()
            for text in one.messages
        ]

    def _control_of(self, name: str) -> str:
        """The id of what puts a fault of the field right: of a time that clocks show twice, the
        choice between the two.
        """
        at = self.appointment if name == "appointment_date_time" else None
        has_radios = at and at.asks_which and at.fold_choices
        return f"id_time_fold_{at.fold_choices[0].value}" if has_radios else f"id_{name}"

    def called_in_faults(self, name: str) -> str:
        """What the list above the form calls a field."""
        return str(self.fields[name].label)

    @property
    def asks_location(self) -> bool:
        return LOCATION in self.fields

    @property
    def asks_address(self) -> bool:
        return "address1" in self.fields

    @property
    def asks_amount(self) -> bool:
        return "amount" in self.fields

    @property
    def zone_suggestions(self) -> SafeString:
        return country_lists.zone_suggestions()

    @property
    def locale_suggestions(self) -> SafeString:
        return country_lists.locale_suggestions()


def _plain(text: object) -> str:
    """Foreign text as one short printable line without card numbers."""
    line = " ".join(remove_card_numbers(str(text)[:2000]).split())
    line = "".join(char for char in line if unicodedata.category(char)[0] != "C")
    return line if len(line) <= _LONGEST_PROVIDER_ERROR else f"{line[:_LONGEST_PROVIDER_ERROR]}…"
