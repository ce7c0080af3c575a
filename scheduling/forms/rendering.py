"""Renderer of the booking forms' fields: sections, and for each field what its template needs.

What does not depend on the answers is prepared once per set of questions, so that a whole form
costs a fraction of a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypedDict

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from scheduling import code_lists
from scheduling.forms.base import AnswerForm
from scheduling.institutions.catalogue import NamedSid
from scheduling.session_types import registry
from scheduling.session_types.fields import AnswerField, OneOf, Sid, TimeZone
from scheduling.session_types.groups import Questions

_NOTHING = mark_safe("")
_INVALID = ' aria-invalid="true"'


class FieldView(TypedDict):
    """Template context of one field: a dict, because Django's templates read those fastest."""

    name: str
    id: str
    kind: str  # text, textarea, sid, country, currency, choice or flag
    classes: str
    label: str
    optional: bool
    hint: str
    help: str  # the institution's own words
    offer: str  # an answer in words, to be taken with one click
    attrs: SafeString  # of the control, all that never change
    state: SafeString  # aria attributes that depend on the answer
    value: str  # what was answered, wrong or not
    error: str
    options: SafeString
    pasted: str  # a text beside the list of names that is no SID yet


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its fields; `optional` where none of them is a must."""

    legend: str
    fields: list[FieldView]
    optional: bool
    has_appointment: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    legend: str
    names: tuple[str, ...]
    optional: bool


class SectionedForm(AnswerForm):
    """A form whose fields are shown in sections."""

    @cached_property
    def sections(self) -> list[Section]:
        """The sections in the order of the type's groups; groups of one section stand together."""
        return [
            Section(
                plan.legend,
                [_view(self, name) for name in plan.names],
                plan.optional,
                "appointment_date_time" in plan.names,
            )
            for plan in _plans(self.questions)
        ]


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
        "kind": field.kind,
        "classes": "field field--wide" if field.wide else "field",
        "label": field.label,
        "optional": name in questions.may() and not plan.optional,
        "hint": field.help_text,
        "help": "",
        "offer": "",
        "attrs": _attrs(name, field),
        "options": _NOTHING,
        "pasted": "",
    }


def _attrs(name: str, field: AnswerField) -> SafeString:
    pairs = [("id", f"id_{name}"), ("name", name)]
    if field.kind in ("text", "sid"):
        pairs += [("type", field.input_type), ("autocomplete", "off")]
    if field.inputmode:
        pairs.append(("inputmode", field.inputmode))
    if field.suggestions:
        pairs.append(("list", field.suggestions))
    flags = [" required"] if field.required else []
    if not field.may_be_kept:
        flags.append(" data-secret")  # no draft is told of it
    return format_html("{}{}", format_html_join(" ", '{}="{}"', pairs), "".join(flags))


def _view(form: AnswerForm, name: str) -> FieldView:
    field: AnswerField = form.fields[name]
    view: Any = _prepared(form.questions, name).copy()
    view["value"] = _shown(form.value_of(name))
    view["error"] = (
        " ".join(form.errors.get(name, ())) if form.is_bound else form.remarks.get(name, "")
    )
    if isinstance(field, TimeZone):
        own = "the location’s own, or else " if "proctor_location_sid" in form.fields else ""
        view["hint"] = f"Blank means {own}{form.options.time_zone}."
    choices = form.choices_for(name)
    if isinstance(field, Sid) and not choices:
        view["hint"] = form.nothing_offered(name) or view["hint"]
    view["help"], view["offer"] = form.help_texts.get(name, ""), form.offers.get(name, "")
    view["state"] = _state(view)
    if name == form.focus:
        view["state"] += mark_safe(" data-focus")
    if isinstance(field, Sid):
        _offer_names(view, field, choices)
    elif field.kind == "country":
        view["options"] = code_lists.country_options(_code(view["value"]))
    elif field.kind == "currency":
        view["options"] = code_lists.currency_options(_code(view["value"]))
    elif isinstance(field, OneOf):
        view["options"] = _radios(name, field, view["value"])
    elif field.kind == "flag":
        view["value"] = "on" if form.parsed(name) else ""
    return view


def _shown(text: str) -> str:
    """An answer as a control can hold it:
    control characters, which are refused, would break the page.
    """
    return (
        text if text.isprintable() else "".join(c for c in text if c.isprintable() or c in "\r\n\t")
    )


def _code(text: str) -> str:
    return text.strip().upper()[:8]


def _state(view: FieldView) -> SafeString:
    """Aria attributes: the ids of error, hint and help, all made of field names only."""
    described_by = " ".join(
        f"{view['id']}_{part}" for part in ("error", "hint", "help") if view[part]
    )
    if not described_by:
        return _NOTHING
    return mark_safe(f' aria-describedby="{described_by}"{_INVALID if view["error"] else ""}')


def _offer_names(view: FieldView, field: Sid, choices: Sequence[NamedSid]) -> None:
    """Names to choose from;
    another SID shows as itself, and what is no SID in the box beside the list.
    """
    if not choices:
        view["kind"] = "text"
        return
    rows = [
        (choice.sid, " · ".join(filter(None, (choice.label, choice.detail)))) for choice in choices
    ]
    if view["value"] and view["value"] not in dict(rows):
        if field.is_well_formed(view["value"]):
            rows.insert(0, (view["value"], view["value"]))
        else:
            view["pasted"] = view["value"]
    rows.insert(0, ("", "Choose…" if field.required else "–"))
    view["options"] = mark_safe("".join(_option(sid, text, view["value"]) for sid, text in rows))


def _option(sid: str, text: str, selected: str) -> str:
    return (
        "<option"
        f' value="{escape(sid)}"{" selected" if sid == selected else ""}>{escape(text)}</option>'
    )


def _radios(name: str, field: OneOf, selected: str) -> SafeString:
    """One round button for each value;
    the first has the field's own id, so that a link to the field finds it.
    """
    rows = enumerate(field.offered.items(), start=1)
    return format_html_join(
        "",
        '<label class="check"><input type="radio" id="{}" name="{}" value="{}"{}>'
        " <span>{}</span></label>",
        (
            (
                f"id_{name}" if number == 1 else f"id_{name}_{number}",
                name,
                value,
                mark_safe(" checked") if value == selected else "",
                words,
            )
            for number, (value, words) in rows
        ),
    )
