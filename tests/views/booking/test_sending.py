"""Why a form was not sent on: each reason has an answer of its own, and its own kind of event."""

from __future__ import annotations

from collections.abc import Iterator

from scheduling.booking.admission.not_opened import HeldBack, NotOpened, Withdrawn
from scheduling.views.booking.sending import NOT_OPENED


def _reasons(kind: type[NotOpened]) -> Iterator[type[NotOpened]]:
    below = kind.__subclasses__()
    yield from (one for each in below for one in _reasons(each)) if below else (kind,)


def test_each_reason_that_a_form_can_meet_has_an_answer() -> None:
    assert NOT_OPENED.keys() == set(_reasons(NotOpened)) - {Withdrawn}


def test_each_reason_that_is_an_event_says_of_which_kind() -> None:
    assert [one for one in _reasons(HeldBack) if not hasattr(one, "kind")] == []
