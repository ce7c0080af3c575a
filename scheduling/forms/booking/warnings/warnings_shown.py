"""Which warnings a form showed beside which answers: a mark of the summary that showed them, posted
with the form. So a warning that came up since, with no answer changed, is told before anything is
sent, and the log says what was read.

The answers are those that were read: a time in words, as picked, and of a button are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scheduling.digit_free_digests import mark_of
from scheduling.forms.booking.answer_form import AnswerForm
from scheduling.forms.booking.answers import TIME_CHOICES, WHEN
from scheduling.forms.booking.payment.payable_form import CARD_TOKEN
from scheduling.forms.booking.warnings.found_warnings import appointment_of
from scheduling.forms.booking.warnings.warning import BookingWarning

NAME = "warnings_shown"  # of the hidden field
LONGEST = 2_000
_TIME = (WHEN, "time_zone", *TIME_CHOICES)


@dataclass(frozen=True, slots=True)
class ShownWarnings:
    """Beside which answers a summary stood, and each warning in it, as digests."""

    answers: str
    warnings: frozenset[str]

    @classmethod
    def of(cls, form: AnswerForm, warnings: Iterable[BookingWarning]) -> ShownWarnings:
        said = "\0".join((*_time_of(form), *_other_answers_of(form)))
        return cls(_digest(said), frozenset(_digest(one.known_by) for one in warnings))

    @classmethod
    def read(cls, mark: str) -> ShownWarnings | None:
        """What a mark names; None where there is none."""
        answers, *warnings = mark[:LONGEST].split(".")
        return cls(answers, frozenset(warnings)) if answers else None

    @property
    def mark(self) -> str:
        return ".".join((self.answers, *sorted(self.warnings)))

    def misses(self, form: AnswerForm, warnings: Iterable[BookingWarning]) -> bool:
        """Whether the button would be pressed in spite of something that was not beside the same
        answers.
        """
        now = ShownWarnings.of(form, (one for one in warnings if one.although))
        return self.answers == now.answers and not now.warnings <= self.warnings


def seen_of(mark: str, warnings: Iterable[BookingWarning]) -> tuple[str, ...]:
    """Those of the warnings that a mark names, as the record keeps them; all of them without a
    mark. How an answer was read is none.
    """
    shown = ShownWarnings.read(mark)
    return tuple(
        one.recorded
        for one in warnings
        if not one.is_note and (shown is None or _digest(one.known_by) in shown.warnings)
    )


def _time_of(form: AnswerForm) -> Iterator[str]:
    """The instant and its clock; as typed, while it is none."""
    at = appointment_of(form) if WHEN in form.fields else None
    if at and at.instant:
        yield f"{at.instant.isoformat()} {at.zone}"
    else:
        yield from (_as_typed(form, name) for name in _TIME)


def _other_answers_of(form: AnswerForm) -> Iterator[str]:
    for name in sorted(form.fields.keys() - {CARD_TOKEN, *_TIME}):
        read = form.parsed(name)
        yield f"{name}={_as_typed(form, name) if read is None else read}"


def _as_typed(form: AnswerForm, name: str) -> str:
    return " ".join(form.value_of(name).split())


def _digest(text: str) -> str:
    return mark_of(text, 12)
