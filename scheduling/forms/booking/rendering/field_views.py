"""What `templates/forms/field.html` shows of a field of the booking form.

Django's own rendering of each control through a template costs 12 ms for 16 fields, more than all
else that the page does. Here controls are made of strings, and what does not depend on the answers
is prepared once per set of questions, so that a whole form costs a fraction of a millisecond.
tests/forms/test_field_markup.py holds what comes of it to Django's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypedDict

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from scheduling import code_lists
from scheduling.forms.booking.appointment.appointment_time import Appointment
from scheduling.forms.booking.base import AnswerForm, Offer
from scheduling.forms.booking.payment.card_fields import CardWays
from scheduling.forms.booking.rendering.controls import (
    option,
    radios,
    select,
    showable,
    text_input,
    textarea,
    tick,
    with_ids,
)
from scheduling.forms.booking.rendering.fixed_markup import fixed_field
from scheduling.forms.booking.rendering.section_plans import plans_of
from scheduling.institutions.catalogue import NamedSid
from scheduling.session_types import registry
from scheduling.session_types.field_kinds import AnswerField, Sid, TimeZone, WallTime
from scheduling.session_types.question_group import Questions
from scheduling.time_zones.zone_names import words_for

TEMPLATE = "forms/field.html"
CARD_TOKEN = "card_token"
_NOTHING = mark_safe("")
_INVALID = ' aria-invalid="true"'


class FieldView(TypedDict):
    """Template context of one field: a dict, because Django's templates read those fastest.

    Its names are those of `field_group.FieldGroup`, which shows every other form's fields.
    """

    name: str
    id: str
    classes: str
    label: str
    optional: bool
    is_tick: bool
    is_choice: bool
    control: SafeString
    state: SafeString  # aria attributes that depend on the answer
    errors: list[str]
    hint: str
    help: str  # the institution's own words
    card: CardWays | None  # how a card is taken, in place of a control alone
    sent: str  # what stood in its place
    offer: Offer | None  # an answer to be taken with one click
    takes_sid: bool  # whether a SID can be typed beside the list of names
    pasted: str  # what was typed there, where it is no SID yet
    markup: SafeString  # all of it, where nothing was answered or offered; else ''


@cache
def _prepared(questions: type[Questions], name: str) -> dict[str, Any]:
    field = registry.fields_of(questions)[name]
    plan = next(plan for plan in plans_of(questions) if name in plan.names)
    return _fixed(name, field) | {"optional": name in questions.may() and not plan.optional}


@cache
def _fixed(name: str, field: AnswerField) -> dict[str, Any]:
    """What does not depend on the answers, of a field by itself."""
    return {
        "name": name,
        "id": f"id_{name}",
        "classes": "field field--wide" if field.wide else "field",
        "label": field.label,
        "optional": False,
        "is_tick": field.kind == "flag",
        "is_choice": field.kind == "choice",
        "attrs": _attrs(name, field),
        "hint": field.help_text,
        "card": None,
        "sent": "",
        "takes_sid": False,
        "pasted": "",
    }


def _attrs(name: str, field: AnswerField) -> SafeString:
    pairs = [("id", f"id_{name}"), ("name", name)]
    if field.kind in ("text", "sid"):
        pairs += [("type", field.input_type), ("autocomplete", "off")]
    if field.inputmode:
        pairs.append(("inputmode", field.inputmode))
    if isinstance(field, WallTime):
        pairs += [("min", field.first), ("max", field.last)]
    if field.suggestions:
        pairs.append(("list", field.suggestions))
    flags = [" required"] if field.required else []
    if not field.may_be_kept:
        flags.append(" data-secret")  # no draft is told of it
    return format_html("{}{}", format_html_join(" ", '{}="{}"', pairs), "".join(flags))


def view_of(form: AnswerForm, name: str) -> FieldView:
    field: AnswerField = form.fields[name]
    is_a_types = name in registry.fields_of(form.questions)
    view: Any = (_prepared(form.questions, name) if is_a_types else _fixed(name, field)).copy()
    error = " ".join(form.errors.get(name, ())) if form.is_bound else form.remarks.get(name, "")
    view["errors"] = [error] if error else []
    if isinstance(field, TimeZone):
        view["hint"] = f"Leave blank for {_usual_clock(form)}."
    if isinstance(field, WallTime):
        view["hint"] = f"In {_usual_clock(form)}, unless you choose another."
    choices = form.choices_for(name)
    if isinstance(field, Sid) and not choices:
        view["hint"] = form.nothing_offered(name) or view["hint"]
    view["help"], view["offer"] = form.help_texts.get(name, ""), form.offers.get(name)
    if name == CARD_TOKEN:
        view["card"], view["sent"] = form.card, showable(form.value_of(name))
    view["state"] = _state(view)
    if name == form.focus:
        view["state"] += mark_safe(" data-focus")
    view["control"] = _control(form, field, view, choices)
    view["markup"] = _markup(form, view)
    return view


def _markup(form: AnswerForm, view: dict[str, Any]) -> SafeString:
    if form.value_of(view["name"]) or view["errors"] or view["offer"] or view["card"]:
        return _NOTHING
    return fixed_field(TEMPLATE, {**view, "errors": ()})


def _usual_clock(form: AnswerForm) -> str:
    """Which zone counts where none is chosen, and whose it is."""
    if "proctor_location_sid" in form.fields:
        return "the location’s time zone"
    if form.asks_by_address:
        return "the time zone of the address"
    options = form.options
    words = options.clock_words or words_for(options.time_zone)
    return f"{options.clock_owner}’s time zone, {words}"


def _control(
    form: AnswerForm, field: AnswerField, view: dict[str, Any], choices: Sequence[NamedSid]
) -> SafeString:
    """The field's control with what was answered, wrong or not."""
    name, attrs = view["name"], view["attrs"] + view["state"]
    value = showable(form.value_of(name))
    if isinstance(field, WallTime) and value:
        attrs, value = _as_browsers_take_it(field, attrs, value)
    match field.kind:
        case "sid" if choices:
            view["takes_sid"] = True
            return select(attrs, _named_choices(view, field, choices, value))
        case "country":
            return select(attrs, code_lists.country_options(_code(value)))
        case "currency":
            return select(attrs, code_lists.currency_options(_code(value)))
        case "choice":
            return radios(name, with_ids(name, field.offered), value)
        case "flag":
            return tick(attrs, is_ticked=bool(form.parsed(name)))
        case "textarea":
            return textarea(attrs, value)
    return text_input(attrs, value)


def _as_browsers_take_it(field: WallTime, attrs: SafeString, value: str) -> tuple[SafeString, str]:
    """A time for the browser's own control, which shows a blank in place of what it can't read:
    that stays as it was typed, to be put right.
    """
    if shown := field.shown(value):
        return attrs, shown
    return mark_safe(attrs.replace('type="datetime-local"', 'type="text"')), value


def _code(text: str) -> str:
    return text.strip().upper()[:8]


def time_fold_view(appointment: Appointment) -> FieldView:
    """The choice between the two instants at which a clock shows the same time; it is made again
    with each look at the time, and so is no field of the form.
    """
    rows = [(f"id_time_fold_{one.value}", one.value, one.label) for one in appointment.fold_choices]
    instants = {one.instant: one.value for one in appointment.fold_choices}
    label = "This time happens twice that night. Which one?"
    return _choice_view("time_fold", label, rows, instants.get(appointment.instant, ""))


def zone_choice_view(choices: Mapping[str, str], chosen: str) -> FieldView:
    """The choice of the clock that a time is meant on, where the address is all that tells it."""
    rows = [
        (f"id_zone_choice_{number}", zone, words)
        for number, (zone, words) in enumerate(choices.items(), start=1)
    ]
    return _choice_view("zone_choice", "In which time zone?", rows, chosen)


def _choice_view(
    name: str, label: str, rows: Iterable[tuple[str, str, str]], chosen: str
) -> FieldView:
    return FieldView(
        name=name,
        id=f"id_{name}",
        classes="field",
        label=label,
        optional=False,
        is_tick=False,
        is_choice=True,
        control=radios(name, rows, chosen),
        state=_NOTHING,
        errors=[],
        hint="",
        help="",
        card=None,
        sent="",
        offer=None,
        takes_sid=False,
        pasted="",
        markup=_NOTHING,
    )


def _state(view: dict[str, Any]) -> SafeString:
    """What assistive technology is told:
    ids of error, hint and help, all made of field names only.
    """
    parts = (("error", "errors"), ("hint", "hint"), ("help", "help"))
    told = " ".join(f"{view['id']}_{suffix}" for suffix, part in parts if view[part])
    if not told:
        return _NOTHING
    return mark_safe(f' aria-describedby="{told}"{_INVALID if view["errors"] else ""}')


def _named_choices(
    view: dict[str, Any], field: Sid, choices: Sequence[NamedSid], value: str
) -> SafeString:
    """Names to choose from;
    another SID shows as itself, and what is no SID in the box beside the list.
    """
    rows = [
        (choice.sid, " · ".join(filter(None, (choice.label, choice.detail)))) for choice in choices
    ]
    if value and value not in dict(rows):
        if field.is_well_formed(value):
            rows.insert(0, (value, value))
        else:
            view["pasted"] = value
    rows.insert(0, ("", "Choose…" if field.required else "–"))
    return mark_safe("".join(option(sid, text, sid == value) for sid, text in rows))
