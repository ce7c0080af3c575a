"""Answers of an earlier request, for a form that asks the same again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduling import country_lists
from scheduling.booking.comparison.compared_values import asked_start
from scheduling.booking.redaction import SECRET
from scheduling.drafts.contents import Draft
from scheduling.forms.booking.answers import PRICE_REASON
from scheduling.forms.booking.options import FormOptions
from scheduling.forms.booking.payment.payable_form import NO_REASON
from scheduling.models import Attempt
from scheduling.proctoring_api import parsing
from scheduling.proctoring_api.request_bodies import form_name
from scheduling.session_types.registry import SESSION_TYPES, fields_of
from scheduling.wall_time import FIRST, SECOND

AGAIN = "again"  # in an address: the number of the attempt whose answers are brought back


def answers_of_earlier_request(attempt: Attempt, options: FormOptions) -> Draft:
    """The booking that an attempt asked for as a draft: by form name, without secrets.

    What it left blank stays blank; only the currency begins as in a fresh form.
    """
    kind = SESSION_TYPES.get(attempt.session_type)
    blank = dict.fromkeys(fields_of(kind), "") if kind else {}
    blank.pop("currency", None)
    asked = {form_name(name): _text(value) for name, value in attempt.asked.items()}
    answers = (
        blank
        | asked
        | _amount(asked)
        | {"session_type": attempt.session_type}
        | _time(attempt, options)
        | _reason(attempt)
    )
    left_out = {form_name(name) for name in SECRET & attempt.asked.keys()}
    answers = {name: text for name, text in answers.items() if name not in left_out}
    return Draft(answers=answers, typed=None, left_out=frozenset(left_out))


def _text(value: object) -> str:
    return ("on" if value else "") if isinstance(value, bool) else str(value)


def _amount(asked: Mapping[str, str]) -> dict[str, str]:
    """The amount with its currency's decimals, as people type it."""
    amount = parsing.money(asked.get("amount", ""))
    if amount is None:
        return {}
    return {"amount": country_lists.plain_amount(amount, asked.get("currency", ""))}


def _reason(attempt: Attempt) -> dict[str, str]:
    known = attempt.price_reason not in ("", NO_REASON)
    return {PRICE_REASON: attempt.price_reason} if known else {}


def _time(attempt: Attempt, options: FormOptions) -> dict[str, str]:
    """The start on the clock that it was meant by; the zone is left blank where it is the
    location's own.
    """
    start = asked_start(attempt.asked)
    if start is None:
        return {}
    local = start.astimezone(ZoneInfo(attempt.time_zone))
    is_usual = attempt.time_zone == _usual_zone(attempt, options)
    return wall_answers(local) | {"time_zone": "" if is_usual else attempt.time_zone}


def wall_answers(local: datetime) -> dict[str, str]:
    """A local time as the form's own answers."""
    fold = SECOND if local.fold else FIRST
    return {"appointment_date_time": _wall(local), "time_fold": fold}


def _wall(local: datetime) -> str:
    part = "seconds" if local.second else "minutes"
    return local.replace(tzinfo=None, fold=0).isoformat(timespec=part)


def _usual_zone(attempt: Attempt, options: FormOptions) -> str:
    sid = attempt.asked.get("proctorLocationSid", "")
    zones = {one.sid: one.time_zone for one in options.locations} if sid else {}
    return zones.get(sid) or options.time_zone
