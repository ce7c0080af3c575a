"""Which fields of a booking form would be refused as they stand, found before it is sent."""

from __future__ import annotations

from scheduling.forms.booking.answer_form import AnswerForm
from scheduling.forms.booking.payment.payable_form import CARD_TOKEN, VOUCHER, PayableForm
from scheduling.proctoring_api.foreign_text import strip_unseen

SAID_OF_THE_TIME = {"appointment_date_time", "time_zone"}  # beside it, by the appointment's problem
PAYMENT = {"amount", "currency", CARD_TOKEN, VOUCHER}
SAID_OF_PAYMENT = PAYMENT - {"currency"}  # what is missing yet, in words of its own


def refused(form: AnswerForm) -> set[str]:
    """The names of the fields that sending refuses, each by itself or beside others, but for those
    that are only demanded.
    """
    read, unread = form.readings()
    if CARD_TOKEN in read and form.token_in_browser:
        read[CARD_TOKEN] = CARD_TOKEN  # a preview's answers come without it
    together = {name for group in form.questions.groups for name in group.rule(read)}
    elsewhere = form.of_another_in(read)
    return unread | together | elsewhere | (form.answers.card_numbers_in & form.fields.keys())


def to_correct(form: AnswerForm, refused: set[str]) -> dict[str, str]:
    """The labels, by name, of those in which something stands, or stood until a card number was
    taken out.
    """
    held = form.answers.card_numbers_in
    return {
        name: shown.label
        for name, shown in form.fields.items()
        if name in refused - SAID_OF_THE_TIME and (name in held or not _is_blank(form, name))
    }


def has_to_be_filled_in(form: PayableForm, name: str, refused: set[str]) -> bool:
    """Whether nothing stands in it, and it is demanded, or asked for by what stands in others."""
    is_lost = name == CARD_TOKEN and form.has_lost_token
    is_asked = name in refused - SAID_OF_PAYMENT - form.answers.card_numbers_in
    return (form.fields[name].required or is_lost or is_asked) and _is_blank(form, name)


def _is_blank(form: AnswerForm, name: str) -> bool:
    """Whether nothing stands in the field, as far as is known."""
    if name == CARD_TOKEN and form.token_in_browser is not None:
        return form.has_lost_token
    return not strip_unseen(form.value_of(name))
