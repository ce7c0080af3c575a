"""A field looks the same on every page: what the booking form's own renderer makes of one is what
Django makes of it with the portal's field template.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string

from scheduling.forms.booking.cancel import cancel_form
from scheduling.forms.booking.rendering.field_views import FieldView
from scheduling.forms.booking.rendering.sections import SectionedForm
from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.field_kinds import WallTime
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.form_answers import ATTEMPT, OPTIONS, posted, schedule_form
from tests.support.form_html import Page

SELECTS = ("country", "currency")


def faulty(wire_name: str) -> SectionedForm:
    asked = schedule_form(wire_name, options=OPTIONS).fields
    data = dict.fromkeys(asked, "too long" * 1000) | {"attempt_id": ATTEMPT}
    return schedule_form(wire_name, data=data, options=OPTIONS)


FORMS = {
    "fresh": lambda wire_name: schedule_form(wire_name, options=OPTIONS),
    "filled": posted,
    "faulty": faulty,
    "cancelling": lambda _: cancel_form("", options=OPTIONS),  # what a type adds is its help alone
}


def widget(field: AnswerField) -> forms.Widget:
    """Django's own control for a field of an exam session's form."""
    if field.kind == "textarea":
        return forms.Textarea(attrs={"rows": 3, "cols": False})
    if field.kind in SELECTS:
        return forms.Select(choices=[("", "")])
    if field.kind == "flag":
        return forms.CheckboxInput()
    attrs = {"autocomplete": "off", "inputmode": field.inputmode, "list": field.suggestions}
    attrs |= {"min": getattr(field, "first", ""), "max": getattr(field, "last", "")}
    attrs["data-secret"] = not field.may_be_kept
    box = forms.TextInput(attrs={name: value for name, value in attrs.items() if value})
    box.input_type = field.input_type
    return box


def by_django(form: SectionedForm, shown: FieldView) -> str:
    """The same field in a form of Django's, with the same answer and the same fault."""
    name, field = shown["name"], form.fields[shown["name"]]
    plain = forms.Form(data={name: form.value_of(name)} if form.is_bound else None)
    plain.fields[name] = forms.CharField(
        label=field.label,
        required=field.required,
        help_text=shown["hint"],
        initial=form.value_of(name),
        widget=widget(field),
    )
    if isinstance(field, WallTime) and form.value_of(name) and not field.shown(form.value_of(name)):
        plain.fields[name].widget.input_type = "text"  # where a browser's own shows a blank
    plain.marks_optional = shown["optional"]
    plain.field_classes = {name: "field--wide"} if field.wide else {}
    plain._errors, plain.cleaned_data = forms.utils.ErrorDict(), {}
    for text in shown["errors"]:
        plain.add_error(name, text)
    return plain[name].as_field_group()


def read(html: str) -> tuple[list[tuple[str, dict[str, str]]], str]:
    """The tags with what they say of themselves, in order, and the words. What a list offers is the
    list's own, and a blank value is none.
    """
    page = Page()
    page.feed(re.sub(r"<option.*?</option>", "", html, flags=re.DOTALL))
    words = re.sub(
        r"<[^>]+>", " ", re.sub(r"<(select|textarea).*?</\1>", "", html, flags=re.DOTALL)
    )
    return [(tag, said(attrs)) for tag, attrs in page.tags], " ".join(words.split())


def said(attrs: dict[str, str]) -> dict[str, str]:
    is_box = attrs.get("type") == "checkbox"
    return {name: text for name, text in attrs.items() if name != "value" or (text and not is_box)}


def compared(form: SectionedForm) -> list[FieldView]:
    """The fields that Django has a control for; the choice among names is ours alone."""
    shown = [view for section in form.sections for view in section.fields]
    return [view for view in shown if not (view["takes_sid"] or view["is_choice"])]


@pytest.mark.parametrize("wire_name", SESSION_TYPES)
@pytest.mark.parametrize("kind", FORMS)
def test_the_booking_form_s_fields_are_those_of_every_other_form(kind: str, wire_name: str) -> None:
    form: Any = FORMS[kind](wire_name)
    for shown in compared(form):
        ours = render_to_string("forms/field.html", {"field": shown})
        assert read(ours) == read(by_django(form, shown)), shown["name"]


def test_all_kinds_of_controls_are_compared() -> None:
    compared_kinds = {
        FORMS[kind](wire_name).fields[view["name"]].kind
        for kind in FORMS
        for wire_name in SESSION_TYPES
        for view in compared(FORMS[kind](wire_name))
    }
    assert compared_kinds == {"text", "textarea", "country", "currency", "flag", "sid"}


def test_a_textarea_gives_back_what_was_typed_to_the_last_line_break() -> None:
    notes = "\nRoom 4 <b>\n  Upstairs"
    form = posted("vtc", notes=notes)
    [shown] = [view for view in compared(form) if view["name"] == "notes"]
    both = [render_to_string("forms/field.html", {"field": shown}), by_django(form, shown)]
    assert [re.search(r"<textarea[^>]*>(.*)</textarea>", one, re.DOTALL)[1] for one in both] == [
        "\n\nRoom 4 &lt;b&gt;\n  Upstairs"
    ] * 2
