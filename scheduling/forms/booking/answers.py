"""Reader of posted answers: known names only, no card numbers, no excess, so that they are safe to
keep and to show again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scheduling.card_numbers import contains_card_number, remove_card_numbers
from scheduling.proctoring_api.foreign_text import clean_id
from scheduling.session_types import registry
from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.code_fields import Sid
from scheduling.typed_times.reading import BETWEEN

TOKEN_GONE = "token_gone"  # that a card token was typed before the form was shown anew without it
GOES_ALONG = frozenset({"session_type", "price_taken", TOKEN_GONE})  # hidden, about the answers
# Not fields of a type: made again with each look at the time, they say how it is meant.
TIME_CHOICES = ("time_fold", "zone_choice")
# When “tomorrow” was told, and the words: sent later they mean the same.
NAMED_ON = "named_on"
# Which earlier use of the voucher the form that was sent had told of. No draft keeps the voucher.
VOUCHER_TOLD = "voucher_told"
# Comes along with a token that the page itself had made: what people may know its card by.
LAST_FOUR = "card_last_four"
# In an address: where a form without answers begins, and the day whose free starts it shows.
FIRST_LOCATION, FIRST_DAY = "first_location", "first_day"
# Why the amount is not the price list's: no type has it as a field, every form of one has it where
# a price is listed.
PRICE_REASON = "price_reason"
PRICE_REASON_FIELD = AnswerField(
    "Reason for another price",
    hint="Recorded in the log. If you leave it blank, the log says “No reason given”.",
    longest=300,
    wide=True,
)
HIDDEN = (*GOES_ALONG, "attempt_id", VOUCHER_TOLD, LAST_FOUR, FIRST_DAY, NAMED_ON, *TIME_CHOICES)
WHEN = "appointment_date_time"
TYPED_APART = ("appointment_date", "appointment_time")  # read where the two in one are blank
OTHER = "_other"  # proctor_location_sid_other: a SID pasted beside the list of names
_MOST_ANSWERS = 200
_LONGEST_ANSWER = 20_000
_LONGEST_TOGETHER = 100_000


@dataclass
class PostedAnswers:
    """Form name → text of every name that some session type knows, and what had to be taken out."""

    values: dict[str, str] = field(default_factory=dict)
    card_numbers_in: set[str] = field(default_factory=set)
    too_much: bool = False


def read_answers(
    data: Mapping[str, object], known: Mapping[str, AnswerField] | None = None
) -> PostedAnswers:
    """Reads a QueryDict or a plain mapping. Of a name that comes twice the last one counts.

    Names that are not `known` (unless told, to any session type) are dropped. A card number is
    taken out wherever it stands, and the name noted, known or not.
    """
    known, answers, together = known or all_fields(), PostedAnswers(), 0
    for count, (name, text) in enumerate(_texts(data)):
        together += len(text)
        if count >= _MOST_ANSWERS or len(text) > _LONGEST_ANSWER or together > _LONGEST_TOGETHER:
            answers.too_much = True
            text = text[:_LONGEST_ANSWER]
        if together > 2 * _LONGEST_TOGETHER:
            break
        if contains_card_number(text):
            answers.card_numbers_in.add(name.removesuffix(OTHER))
            text = remove_card_numbers(text)
        if name in HIDDEN or name in TYPED_APART or name.removesuffix(OTHER) in known:
            answers.values[name] = text
    _settle_pasted_sids(answers.values, known)
    _join_date_and_time(answers.values, known)
    return answers


def known_fields() -> dict[str, AnswerField]:
    """One field object for every name that any registered type has."""
    known: dict[str, AnswerField] = {}
    for session_type in registry.SESSION_TYPES.values():
        known.update(registry.fields_of(session_type))
    return known


def all_fields() -> dict[str, AnswerField]:
    """Those, and what a form asks besides."""
    return known_fields() | {PRICE_REASON: PRICE_REASON_FIELD}


def may_be_kept(fields: Mapping[str, AnswerField]) -> dict[str, bool]:
    """Every name that a form with these fields sends → whether a draft may hold its answer.

    The number of an attempt is not among them: what is restored is sent under a number of its own.
    """
    pasted = [f"{name}{OTHER}" for name, field in fields.items() if isinstance(field, Sid)]
    own = {name: field.may_be_kept for name, field in fields.items()}
    return own | dict.fromkeys([*pasted, *GOES_ALONG, NAMED_ON, *TIME_CHOICES], True)


def _texts(data: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    if hasattr(data, "lists"):
        rows = ((name, value) for name, values in data.lists() for value in values)
    else:
        rows = iter(data.items())
    for name, value in rows:
        if value is not None:
            yield name, str(value)


def _settle_pasted_sids(values: dict[str, str], known: Mapping[str, AnswerField]) -> None:
    """A SID pasted beside the list of names wins over the name chosen in it."""
    for name in [name for name in values if name.endswith(OTHER)]:
        pasted = clean_id(values.pop(name))
        box = known[name.removesuffix(OTHER)]
        if pasted and isinstance(box, Sid):
            values[name.removesuffix(OTHER)] = box.spelled(pasted)


def _join_date_and_time(values: dict[str, str], known: Mapping[str, AnswerField]) -> None:
    """A date and a time that were typed apart count as one answer where there is no other."""
    apart = [text for name in TYPED_APART if (text := values.pop(name, "").strip())]
    if apart and WHEN in known and not values.get(WHEN, "").strip():
        values[WHEN] = BETWEEN.join(apart)


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """An answer to be taken with one click: what it is, where it is from, and the button's name
    and words; `note` says what comes of not taking it.
    """

    said: str
    source: str
    button: str
    words: str
    note: str = ""
