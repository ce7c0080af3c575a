"""A form under an institution's own rules and prices, and what a browser sends of it."""

from __future__ import annotations

from dataclasses import replace

from scheduling.forms.booking.options import FormOptions
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.institution_type_rules import BookingRules, TypeFieldRule
from tests.support.form_answers import ATTEMPT, OPTIONS, schedule_form

SEAT, LIVE = "smarter-scheduling", "b-virtual"


def ruled(
    rules: dict[str, dict[str, TypeFieldRule]], *, off: frozenset[str] = frozenset(), **more: object
) -> FormOptions:
    return replace(OPTIONS, rules=BookingRules(off, rules), **more)


def fresh(wire: str, options: FormOptions) -> ScheduleForm:
    return schedule_form(wire, options=options)


def sent(form: ScheduleForm, **typed: str) -> dict[str, str]:
    """What a browser would send of the form as it stands, with some of it typed over."""
    shown = {name: form.value_of(name) for name in form.fields}
    hidden = {
        "session_type": form.session_type.wire_name,
        "attempt_id": ATTEMPT,
        "price_taken": form.price_taken,
    }
    return shown | form.parked | hidden | typed


def switched(form: ScheduleForm, wire: str, **typed: str) -> ScheduleForm:
    return schedule_form(wire, data=sent(form, **typed), options=form.options, unchecked=True)
