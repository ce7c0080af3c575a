"""Default answers of a booking form: what an institution sets beforehand, its currency, a price
taken from its list.

An answer counts as typed once it differs from what the form put there: typed answers are never
replaced, and what the form put there does not follow a person to a type that begins otherwise.
"""

from __future__ import annotations

from scheduling.forms.booking.options import FormOptions
from scheduling.price_list import PriceLine, listed_price
from scheduling.session_types import rule_validation
from scheduling.session_types.registry import SESSION_TYPES, SessionType, fields_of

# The hidden answer: amount and currency as they were taken from the price list.
PRICE_TAKEN = "price_taken"

LOCATION = "proctor_location_sid"

Values = dict[str, str]  # the form's answers, changed in place


def default_currency(session_type: type[SessionType], options: FormOptions) -> str:
    """The currency that stands in the form from the start."""
    return rule_validation.defaults(session_type, options.rules).get("currency", options.currency)


def default_answers(session_type: type[SessionType], options: FormOptions) -> Values:
    """The answers a fresh form of the type begins with."""
    currency = {"currency": options.currency} if "currency" in fields_of(session_type) else {}
    begun = currency | rule_validation.defaults(session_type, options.rules)
    return begun | _kept_location(session_type, options)


def _kept_location(session_type: type[SessionType], options: FormOptions) -> Values:
    """The location where the person works, for a type that needs one and is taken at such."""
    if not options.kept_location or LOCATION not in session_type.must():
        return {}
    offered = (one for one in options.locations if one.sid == options.kept_location)
    here = next(offered, None)
    return {LOCATION: here.sid} if here and session_type.expects(here.kind) else {}


def fill_defaults(values: Values, session_type: type[SessionType], options: FormOptions) -> None:
    """Put in what the form begins with wherever no answer was given yet, not even a blank one."""
    for name, text in default_answers(session_type, options).items():
        values.setdefault(name, text)


def change_type(values: Values, session_type: type[SessionType], options: FormOptions) -> None:
    """From the type that the answers name to another:
    what was typed stays, what was not begins anew.
    """
    before = SESSION_TYPES.get(values.get("session_type", ""))
    if before is not None and before is not session_type:
        begun = default_answers(before, options)
        leave_type(values, before, session_type, options=options, begun=begun)
    fill_defaults(values, session_type, options)


def leave_type(
    values: Values,
    before: type[SessionType],
    to: type[SessionType],
    *,
    options: FormOptions,
    begun: Values,
) -> None:
    """From one type to another, without what the form of the first had `begun` with and nobody
    touched, and with a price of the list that is the second's.
    """
    for name in _untouched(values, before, begun):
        del values[name]
    _change_price(values, to, options)


def _untouched(values: Values, before: type[SessionType], initial: Values) -> list[str]:
    """The names whose answers still stand as the form of this type put them there.

    An amount keeps its currency.
    """
    kept = {"currency"} if values.get("amount") else set()
    names = (fields_of(before).keys() | initial.keys()) - kept
    return [name for name in names if name in values and values[name] == initial.get(name, "")]


def _change_price(values: Values, session_type: type[SessionType], options: FormOptions) -> None:
    """A price that came from the list gives way to that of the new type, or to none."""
    if not is_list_price(values) or "amount" not in fields_of(session_type):
        return
    for name in ("amount", "currency", PRICE_TAKEN):
        values.pop(name, None)
    take_list_price(values, session_type, options)


def list_price(session_type: type[SessionType], options: FormOptions) -> PriceLine | None:
    """What the price list says of this exam session; None for a type that carries no price."""
    if "amount" not in fields_of(session_type):
        return None
    return listed_price(options.prices, session_type.wire_name, options.duration_minutes)


def take_list_price(values: Values, session_type: type[SessionType], options: FormOptions) -> None:
    """Put the list's price into the form, as a person asked."""
    if price := list_price(session_type, options):
        values |= {"amount": price.amount_text, "currency": price.currency}
        values[PRICE_TAKEN] = _amount_and_currency(values)


def take_accommodation(values: Values, options: FormOptions) -> None:
    """Put the accommodation into the notes, behind what stands there, as a person asked."""
    words, notes = options.accommodation.in_words, values.get("notes", "").rstrip()
    if words and words not in notes:
        values["notes"] = f"{notes}\n{words}" if notes else words


def is_list_price(values: Values) -> bool:
    """Whether the amount stands as it was taken from the price list."""
    return bool(values.get(PRICE_TAKEN)) and values[PRICE_TAKEN] == _amount_and_currency(values)


def _amount_and_currency(values: Values) -> str:
    return f"{values.get('amount', '')} {values.get('currency', '')}"
