"""What `templates/forms/field.html` shows of a field of the booking form.

Django's own rendering of each control through a template costs 12 ms for 16 fields, more than all
else that the page does. Here controls are made of strings, and what does not depend on the answers
is prepared once per set of questions, so that a whole form costs a fraction of a millisecond.
tests/forms/test_field_markup.py holds what comes of it to Django's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypedDict
from unicodedata import bidirectional

from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from scheduling import country_lists
from scheduling.forms.booking.answer_form import AnswerForm
from scheduling.forms.booking.answers import AnswerOffer
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
from scheduling.forms.booking.rendering.fixed_markup import MOST, fixed_field
from scheduling.forms.booking.rendering.section_plans import plans_of
from scheduling.institutions.catalogue import NamedSid
from scheduling.session_types import registry
from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.code_fields import Sid
from scheduling.session_types.field_kinds import TimeZone, WallTime
from scheduling.session_types.question_groups import Questions
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
    offer: AnswerOffer | None  # an answer to be taken with one click
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


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form with all that it shows besides its answer and what depends on that."""

    questions: type[Questions]
    name: str
    field: AnswerField
    hint: str
    help: str
    choices: tuple[NamedSid, ...]
    has_focus: bool


def view_of(form: AnswerForm, name: str) -> FieldView:
    """Most stand there unanswered, and are then the same on every page that asks them."""
    asked, value = _question(form, name), form.value_of(name)
    error = " ".join(form.errors.get(name, ())) if form.is_bound else form.remarks.get(name, "")
    offer, card = form.offers.get(name), form.card if name == CARD_TOKEN else None
    if value or error or offer or card:
        return _view(asked, value, error=error, offer=offer, card=card)
    return _unanswered(asked)


@lru_cache(MOST)
def _unanswered(asked: Question) -> FieldView:
    """Made once and shared: nobody changes it."""
    view: Any = _view(asked, "")
    return view | {"markup": fixed_field(TEMPLATE, {**view, "errors": ()})}


def _question(form: AnswerForm, name: str) -> Question:
    field, choices = form.fields[name], tuple(form.choices_for(name))
    hint = field.help_text
    if isinstance(field, TimeZone):
        hint = f"Leave blank for {_usual_clock(form)}."
    if isinstance(field, WallTime):
        hint = f"In {_usual_clock(form)}, unless you choose another."
    if isinstance(field, Sid) and not choices:
        hint = form.nothing_offered(name) or hint
    told = form.help_texts.get(name, "")
    return Question(form.questions, name, field, hint, told, choices, name == form.focus)


def _view(
    asked: Question,
    value: str,
    *,
    error: str = "",
    offer: AnswerOffer | None = None,
    card: CardWays | None = None,
) -> FieldView:
    is_a_types = asked.name in registry.fields_of(asked.questions)
    fixed = (
        _prepared(asked.questions, asked.name) if is_a_types else _fixed(asked.name, asked.field)
    )
    view: Any = fixed | {
        "errors": [error] if error else [],
        "hint": asked.hint,
        "help": asked.help,
        "offer": offer,
        "card": card,
        "sent": showable(value) if asked.name == CARD_TOKEN else "",
        "markup": _NOTHING,
    }
    view["state"] = _state(view)
    if asked.has_focus:
        view["state"] += mark_safe(" data-focus")
    view["control"] = _control(asked, view, value)
    return view  # type: ignore[no-any-return]


def _usual_clock(form: AnswerForm) -> str:
    """Which zone counts where none is chosen, and whose it is."""
    if "proctor_location_sid" in form.fields:
        return "the location’s time zone"
    if form.asks_by_address:
        return "the time zone of the address"
    options = form.options
    words = options.clock_words or words_for(options.time_zone)
    return f"{options.clock_owner}’s time zone, {words}"


def _control(asked: Question, view: dict[str, Any], answer: str) -> SafeString:
    """The field's control with what was answered, wrong or not."""
    field, attrs, value = asked.field, view["attrs"] + view["state"], showable(answer)
    if isinstance(field, WallTime) and value:
        attrs, value = _as_browsers_take_it(field, attrs, value)
    match field.kind:
        case "sid" if asked.choices:
            view["takes_sid"] = True
            return select(attrs, _named_choices(view, field, asked.choices, value))
        case "country":
            return select(attrs, country_lists.country_options(_code(value)))
        case "currency":
            return select(attrs, country_lists.currency_options(_code(value)))
        case "choice":
            return radios(asked.name, with_ids(asked.name, field.offered), value)
        case "flag":
            return tick(attrs, is_ticked=_is_ticked(field, answer))
        case "textarea":
            return textarea(attrs, value)
    return text_input(attrs, value)


def _is_ticked(field: AnswerField, answer: str) -> bool:
    try:
        return bool(field.to_python(answer))
    except ValidationError:
        return False


def _as_browsers_take_it(field: WallTime, attrs: SafeString, value: str) -> tuple[SafeString, str]:
    """A time for the browser's own control, which shows a blank in place of what it can't read:
    that stays as it was typed, to be put right.
    """
    if shown := field.shown(value):
        return attrs, shown
    return mark_safe(attrs.replace('type="datetime-local"', 'type="text"')), value


def _code(text: str) -> str:
    return text.strip().upper()[:8]


def _state(view: dict[str, Any]) -> SafeString:
    """What assistive technology is told:
    ids of error, hint and help, all made of field names only.
    """
    parts = (("error", "errors"), ("hint", "hint"), ("help", "help"))
    told = " ".join(f"{view['id']}_{suffix}" for suffix, part in parts if view[part])
    if not told:
        return _NOTHING
    return mark_safe(f' aria-describedby="{told}"{_INVALID if view["errors"] else ""}')


def _in_a_line(name: str, detail: str) -> str:
    """A name and what is known besides, as an option tells them: none can hold an element, so a
    mark (U+200E) keeps a name that is written from right to left from turning what follows around.
    It stands behind the name: a browser finds an option by its first letters.
    """
    if not (name and detail):
        return name or detail
    is_from_right = any(bidirectional(char) in ("R", "AL") for char in name)
    return f"{name}{chr(0x200E) if is_from_right else ''} · {detail}"


def _named_choices(
    view: dict[str, Any], field: Sid, choices: Sequence[NamedSid], value: str
) -> SafeString:
    """Names to choose from;
    another SID shows as itself, and what is no SID in the box beside the list.
    """
    rows = [(choice.sid, _in_a_line(choice.label, choice.detail)) for choice in choices]
    if value and value not in dict(rows):
        if field.is_well_formed(value):
            rows.insert(0, (value, value))
        else:
            view["pasted"] = value
    rows.insert(0, ("", "Choose…" if field.required else "–"))
    return mark_safe("".join(option(sid, text, sid == value) for sid, text in rows))
