"""The form that cancels a booked exam session, of the same parts as the booking form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone

from scheduling.forms.booking.answers import PostedAnswers, may_be_kept, read_answers
from scheduling.forms.booking.options import FormOptions
from scheduling.forms.booking.rendering.sections import SectionedForm
from scheduling.proctoring_api.foreign_text import strip_unseen
from scheduling.session_commands import Actor, CancelSession, SessionAddress
from scheduling.session_types import registry
from scheduling.session_types.cancellation_fields import MEMOS, NO_SHOW, Cancellation
from scheduling.spoken_time import say

NOT_BEGUN = (
    "It has not started yet: it starts {start}. SmarterProctoring will be told of a no-show."
)
CAME = "The learner was here: {said}. SmarterProctoring will be told of a no-show."
# What a cancellation form may begin with, by the reason that its address names.
BEGINNINGS = {NO_SHOW: {"reason": NO_SHOW, "cancellation_memo": MEMOS[NO_SHOW]}}


MAY_BE_DONE = "It is not known whether it is cancelled"


class CancelForm(SectionedForm):
    """Form of a cancellation: why, and which fees are refunded. Build it with `cancel_form`."""

    name = "cancel"
    undone = "Not cancelled"
    memos = MEMOS

    @staticmethod
    @cache
    def may_be_kept() -> dict[str, bool]:
        """Every name that the form sends → whether a draft may hold it."""
        return may_be_kept(registry.fields_of(Cancellation))

    def __init__(
        self,
        session_type: str,
        options: FormOptions,
        answers: PostedAnswers,
        *,
        bound: bool,
        begins_at: datetime | None = None,
        came: str = "",
        may_be_done: bool = False,
    ) -> None:
        if may_be_done:
            self.undone = MAY_BE_DONE
        self.wire_name = session_type
        self._begins_at, self._came = begins_at, came
        super().__init__(Cancellation, options, answers, bound=bound)
        if not bound and self.value_of("reason"):
            self.focus = "cancellation_memo"  # which the kind of it is not told without

    @property
    def help_texts(self) -> dict[str, str]:
        """What else has to be done for it, where the type is known."""
        known = registry.SESSION_TYPES.get(self.wire_name)
        return {"cancellation_memo": known.on_cancel} if known else {}

    @property
    def no_show_doubt(self) -> str:
        """What speaks against a no-show now: the learner was marked as here, or the booking has not
        begun. "" where nothing is known that does.
        """
        if self._came:
            return CAME.format(said=self._came)
        if not self._is_early:
            return ""
        return NOT_BEGUN.format(start=say(self._begins_at, self.default_zone).dated)

    @property
    def no_show_although(self) -> str:
        """The same as the button says it."""
        return "the learner was here" if self._came else "it has not started"

    @property
    def _is_early(self) -> bool:
        return self._begins_at is not None and self._begins_at > timezone.now()

    def to_command(self, *, actor: Actor, address: SessionAddress) -> CancelSession:
        """The command of a valid form. A type that is not known here is not sent."""
        known = registry.SESSION_TYPES.get(self.wire_name)
        warned = self.no_show_doubt if self.value_of("reason") == NO_SHOW else ""
        return CancelSession(
            attempt_id=self.attempt_id,
            actor=actor,
            address=address,
            session_type=known.wire_name if known else "",
            described=known.label if known else "",
            time_zone=self.default_zone,
            warnings=(warned,) if warned else (),
            **self.answers_for(CancelSession),
        )


def cancel_form(
    session_type: str,
    *,
    options: FormOptions,
    data: Mapping[str, Any] | None = None,
    unchecked: bool = False,
    draft: Mapping[str, str] | None = None,
    begins_at: datetime | None = None,
    came: str = "",
    may_be_done: bool = False,
) -> CancelForm:
    """The form that cancels a booking of any type, which begins then as far as is known; a blank or
    unknown type will do. `came` is what was marked of a learner who was here; `may_be_done` where
    nobody knows that the booking still stands.
    """
    answers = read_answers(data or draft or {}, registry.fields_of(Cancellation))
    is_bound = data is not None and not unchecked
    return CancelForm(
        session_type,
        options,
        answers,
        bound=is_bound,
        begins_at=begins_at,
        came=came,
        may_be_done=may_be_done,
    )


def missing_of_cancellation(answers: Mapping[str, Any]) -> list[str]:
    """Labels of what cancelling the old booking still has to be told."""
    asked = registry.fields_of(Cancellation)
    return [
        field.label
        for name, field in asked.items()
        if field.required and not strip_unseen(str(answers.get(name, "")))
    ]
