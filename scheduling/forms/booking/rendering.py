"""Renderer of the fields of an exam session's forms: sections, and for each field what
`templates/forms/field.html` shows of it.

Django's own rendering of each control through a template costs 12 ms for 16 fields, more than all
else that the page does. Here controls are made of strings, and what does not depend on the answers
is prepared once per set of questions, so that a whole form costs a fraction of a millisecond.
tests/forms/test_field_markup.py holds what comes of it to Django's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, ClassVar, TypedDict

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from scheduling import code_lists
from scheduling.forms.booking.appointment.appointment_time import Appointment
from scheduling.forms.booking.base import AnswerForm, Offer
from scheduling.institutions.catalogue import NamedSid
from scheduling.session_types import registry
from scheduling.session_types.field_kinds import AnswerField, Sid, TimeZone, WallTime
from scheduling.session_types.question_group import Questions
from scheduling.time_zones.zone_names import words_for

WHEN_AND_WHERE = frozenset({"appointment_date_time", "proctor_location_sid"})
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
    offer: Offer | None  # an answer to be taken with one click
    takes_sid: bool  # whether a SID can be typed beside the list of names
    pasted: str  # what was typed there, where it is no SID yet


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its fields; `optional` where none of them is a must.

    `folds` says that it can be closed, `is_open` that it begins open; `offered` is what the closed
    one has to offer.
    """

    legend: str
    fields: list[FieldView]
    optional: bool
    has_appointment: bool
    folds: bool = False
    is_open: bool = True
    offered: str = ""
    has_vetting: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    legend: str
    names: tuple[str, ...]
    optional: bool

    @property
    def folds(self) -> bool:
        """Whether nothing of it is a must, and it says neither when nor where."""
        return self.optional and WHEN_AND_WHERE.isdisjoint(self.names)


class SectionedForm(AnswerForm):
    """A form whose fields are shown in sections."""

    blank_means: ClassVar[str] = "optional"  # beside a section of which nothing is a must
    folds: ClassVar[bool] = False  # whether sections that may stay empty begin closed
    preview: Any  # of a form that asks for a time
    vetting_card: Any = None  # of a form that books somebody who has to be vetted

    @cached_property
    def sections(self) -> list[Section]:
        """The sections in the order of the type's groups; groups of one section stand together."""
        return [self._section(plan) for plan in _plans(self.questions)]

    def _section(self, plan: _Plan) -> Section:
        return Section(
            plan.legend,
            [_view(self, name) for name in plan.names],
            plan.optional,
            "appointment_date_time" in plan.names,
            folds=self.folds and plan.folds,
            is_open=any(map(self._wants_a_look, plan.names)),
            offered=", ".join(self._offered(plan)),
            has_vetting="first_name" in plan.names and self.vetting_card is not None,
        )

    def _offered(self, plan: _Plan) -> list[str]:
        """“price list: $25.50”"""
        found = [self.offers[name] for name in plan.names if name in self.offers]
        return [f"{one.source.lower()}: {one.said}" for one in found]

    def _wants_a_look(self, name: str) -> bool:
        """Whether something was answered there, is wrong, or is to be done."""
        return self.is_answered(name) or name in self.errors or name in self.remarks

    def is_answered(self, name: str) -> bool:
        return bool(self.value_of(name).strip())

    @property
    def time_fold(self) -> FieldView | None:
        """Which of two instants is meant; None where the clock shows the time once."""
        appointment = self.preview.appointment
        return time_fold_view(appointment) if appointment and appointment.fold_choices else None

    @property
    def zone_choice(self) -> FieldView | None:
        """Whose clock is meant at the address; None where no address is asked for, or its zone is
        named.
        """
        if not self.zone_choices or not self.preview.appointment:
            return None
        return zone_choice_view(self.zone_choices, self.meant_zone)


@cache
def _plans(questions: type[Questions]) -> tuple[_Plan, ...]:
    names: dict[str, list[str]] = {}
    for group in questions.groups:
        names.setdefault(group.section, []).extend([*group.fields, *group.companions])
    must = questions.must()
    return tuple(
        _Plan(legend, tuple(those), must.isdisjoint(those)) for legend, those in names.items()
    )


@cache
def _prepared(questions: type[Questions], name: str) -> dict[str, Any]:
    field = registry.fields_of(questions)[name]
    plan = next(plan for plan in _plans(questions) if name in plan.names)
    return {
        "name": name,
        "id": f"id_{name}",
        "classes": "field field--wide" if field.wide else "field",
        "label": field.label,
        "optional": name in questions.may() and not plan.optional,
        "is_tick": field.kind == "flag",
        "is_choice": field.kind == "choice",
        "attrs": _attrs(name, field),
        "hint": field.help_text,
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


def _view(form: AnswerForm, name: str) -> FieldView:
    field: AnswerField = form.fields[name]
    view: Any = _prepared(form.questions, name).copy()
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
    view["state"] = _state(view)
    if name == form.focus:
        view["state"] += mark_safe(" data-focus")
    view["control"] = _control(form, field, view, choices)
    return view


def _usual_clock(form: AnswerForm) -> str:
    """Which zone counts where none is chosen, and whose it is."""
    if "proctor_location_sid" in form.fields:
        return "the location’s time zone"
    if form.asks_by_address:
        return "the time zone of the address"
    options = form.options
    return f"{options.clock_owner}’s time zone, {words_for(options.time_zone)}"


def _control(
    form: AnswerForm, field: AnswerField, view: dict[str, Any], choices: Sequence[NamedSid]
) -> SafeString:
    """The field's control with what was answered, wrong or not."""
    name, attrs = view["name"], view["attrs"] + view["state"]
    value = _shown(form.value_of(name))
    if isinstance(field, WallTime) and value:
        attrs, value = _as_browsers_take_it(field, attrs, value)
    match field.kind:
        case "sid" if choices:
            view["takes_sid"] = True
            return _select(attrs, _names(view, field, choices, value))
        case "country":
            return _select(attrs, code_lists.country_options(_code(value)))
        case "currency":
            return _select(attrs, code_lists.currency_options(_code(value)))
        case "choice":
            return _radios(name, _with_ids(name, field.offered), value)
        case "flag":
            return _tick(attrs, is_ticked=bool(form.parsed(name)))
        case "textarea":
            return _textarea(attrs, value)
    return mark_safe(f'<input class="field__control" {attrs} value="{escape(value)}">')


def _as_browsers_take_it(field: WallTime, attrs: SafeString, value: str) -> tuple[SafeString, str]:
    """A time for the browser's own control, which shows a blank in place of what it can't read:
    that stays as it was typed, to be put right.
    """
    if shown := field.shown(value):
        return attrs, shown
    return mark_safe(attrs.replace('type="datetime-local"', 'type="text"')), value


def _shown(text: str) -> str:
    """An answer as a control can hold it:
    control characters, which are refused, would break the page.
    """
    return (
        text if text.isprintable() else "".join(c for c in text if c.isprintable() or c in "\r\n\t")
    )


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
        control=_radios(name, rows, chosen),
        state=_NOTHING,
        errors=[],
        hint="",
        help="",
        offer=None,
        takes_sid=False,
        pasted="",
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


def _names(view: dict[str, Any], field: Sid, choices: Sequence[NamedSid], value: str) -> SafeString:
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
    return mark_safe("".join(_option(sid, text, sid == value) for sid, text in rows))


def _with_ids(name: str, offered: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Id, value and words of each: the first has the field's own id, so that a link to the field
    finds it.
    """
    for number, (value, words) in enumerate(offered.items(), start=1):
        yield f"id_{name}" if number == 1 else f"id_{name}_{number}", value, words


def _radios(name: str, rows: Iterable[tuple[str, str, str]], chosen: str) -> SafeString:
    """One round button for each row of id, value and words."""
    return format_html_join(
        "\n",
        '<label class="check"><input type="radio" id="{}" name="{}" value="{}"{}>'
        " <span>{}</span></label>",
        (
            (known_id, name, value, mark_safe(" checked") if value == chosen else "", words)
            for known_id, value, words in rows
        ),
    )


def _tick(attrs: SafeString, *, is_ticked: bool) -> SafeString:
    return mark_safe(f'<input type="checkbox" {attrs} value="on"{" checked" if is_ticked else ""}>')


def _textarea(attrs: SafeString, value: str) -> SafeString:
    """The line break after the tag is the browser's to swallow: one that was typed stays."""
    return mark_safe(
        f'<textarea class="field__control" rows="3" {attrs}>\n{escape(value)}</textarea>'
    )


def _select(attrs: SafeString, options: SafeString) -> SafeString:
    return mark_safe(f'<select class="field__control" {attrs}>{options}</select>')


@lru_cache(maxsize=4096)  # the same names stand on every form of an institution
def _option(sid: str, text: str, is_chosen: bool) -> str:
    chosen = " selected" if is_chosen else ""
    return f'<option value="{escape(sid)}"{chosen}>{escape(text)}</option>'
