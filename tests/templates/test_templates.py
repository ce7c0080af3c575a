"""Templates are read as easily as code, and decide nothing that the code should."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.template.loaders.app_directories import get_app_template_dirs

from scheduling.models import Attempt
from scheduling.models.session_status import STATUSES
from scheduling.views.log import verification

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = {
    str(path.relative_to(ROOT / "templates")): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "templates").rglob("*.html"))
}
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for folder in ("scheduling", "portal")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
LONGEST = 120
REACHED_BY_NAME = {"400.html", "404.html", "500.html"}  # by Django

# Where something that looks like a field is none of a form's, and why.
FIELD_MARKUP = {
    "forms/field.html": "the one field template",
    "admin/includes/fieldset.html": "a value that can only be read: no control, no label for one",
    "admin/search_form.html": "the search of an admin list, which is no form of ours",
    "scheduling/exam_sessions/list_filters.html": "what narrows the list, which is no form of ours",
    "scheduling/day/board.html": "what the board is asked for, which is no form of ours",
    "scheduling/day/book_here.html": "a search, which is no form of ours",
    "scheduling/booking/card_fields.html": "Stripe's own fields, which no form of Django's has",
    "scheduling/day/rescue_ask_fields.html": "which sessions are meant, which is no form of ours",
    "scheduling/day/rescue_form.html": "a row a session, which no form of Django's has",
    "scheduling/institutions/type_rules.html": "a default that can't be set: no control",
}

# What a condition compares with a word all the same, and what that is.
COMPARED_WITH_WORDS = {
    "form.how.value": "what a form holds",
    "form.stands.value": "what a form holds",
    "name": "a field of a form",
    "wanted.view": "a part of an address",
    "request.resolver_match.app_name": "a part of an address",
    "here": "an address, by its name",
    "theme": "a look, as a cookie names it",
    "next": "a step of the first setup, which its addresses name",
}

# Parts that are fetched by themselves: the page's element whose place, or whose inside, they take.
FRAGMENTS = {
    "scheduling/booking/schedule_form.html": "schedule-form",
    "scheduling/booking/change_form.html": "change-form",
    "scheduling/booking/schedule_summary.html": "booking-summary",
    "scheduling/booking/move_summary.html": "new-time",
    "scheduling/log/verification_panel.html": "walk",
    "scheduling/booking/outcome_panel.html": "outcome-panel",
    "scheduling/day/rescue_part.html": "rescue-standing",
    "scheduling/exam_sessions/list_renewal.html": "list-state",
}

REFERENCE = re.compile(r'{%\s*(?:include|extends|fixed)\s+"([^"]+)"')
NAME = re.compile(r'"([^"\s]+\.html)"')
CONDITION = re.compile(r"{%\s*(?:el)?if\s+(.*?)\s*%}", re.DOTALL)
QUOTED = re.compile(r"""["']([^"']+)["']""")
COMPARED = re.compile(r"""([\w.]+) (?:==|!=) ["']\w+["']""")
STATE = re.compile(r"\battempt\.|\b(?:session|row|result)\.(?:status|state|action)\b")


def words_for_states() -> set[str]:
    """What an attempt or a session may be called, as a template would have to compare it."""
    ours = {*Attempt.State.values, *Attempt.Action.values}
    return ours | {word for status in STATUSES for word in (status.key, status.word)}


def test_no_line_is_longer_than_can_be_read() -> None:
    found = [
        (name, number)
        for name, text in TEMPLATES.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > LONGEST
    ]
    assert found == []


def test_no_template_decides_by_the_state_of_a_session_or_a_request() -> None:
    known = words_for_states()
    found = [
        (name, condition)
        for name, text in TEMPLATES.items()
        for condition in CONDITION.findall(text)
        if STATE.search(condition) or known & set(QUOTED.findall(condition))
    ]
    assert found == []


def test_a_condition_compares_with_what_the_view_hands_over() -> None:
    compared = {
        what
        for text in TEMPLATES.values()
        for condition in CONDITION.findall(text)
        for what in COMPARED.findall(condition)
    }
    assert compared == set(COMPARED_WITH_WORDS)


@pytest.mark.parametrize(
    ("known_as", "values"), [("states", verification.WalkState), ("proofs", verification.Proven)]
)
def test_what_a_condition_compares_with_is_there(known_as: str, values: type[StrEnum]) -> None:
    named = {
        one for text in TEMPLATES.values() for one in re.findall(rf"== {known_as}\.(\w+)", text)
    }
    assert named == set(values.__members__)


def test_a_field_s_markup_stands_in_one_template() -> None:
    marked = {name for name, text in TEMPLATES.items() if re.search(r'class="field[" ]', text)}
    marked |= {name for name, text in TEMPLATES.items() if "{{ field.classes }}" in text}
    assert marked == set(FIELD_MARKUP)


def test_every_template_can_be_read_and_what_it_names_is_there() -> None:
    for name, text in TEMPLATES.items():
        get_template(name)
        for referred in REFERENCE.findall(text):
            try:
                get_template(referred)
            except TemplateDoesNotExist:
                pytest.fail(f"{name} names {referred}, which is not there")


def test_every_template_is_used() -> None:
    """By a page, by a view, or in place of one that Django or allauth has under the same name."""
    in_templates = {one for text in TEMPLATES.values() for one in REFERENCE.findall(text)}
    in_the_code = {one for text in SOURCES.values() for one in NAME.findall(text)}
    folders = get_app_template_dirs("templates")
    overridden = {name for name in TEMPLATES for one in folders if (Path(one) / name).is_file()}
    used = in_templates | in_the_code | overridden | REACHED_BY_NAME
    assert TEMPLATES.keys() - used == set()


@pytest.mark.parametrize(("name", "place"), sorted(FRAGMENTS.items()))
def test_what_is_fetched_by_itself_is_a_part_of_a_page_with_an_id(name: str, place: str) -> None:
    """The fragment is the element of that id, or the page includes it inside of that element."""
    opening = rf'<\w+ (?:class="[^"]*" )?id="{place}"[^>]*>'
    pages = [text for text in TEMPLATES.values() if name in REFERENCE.findall(text)]
    is_the_element = re.match(rf"\s*(?:{{#.*#}}\s*)?{opening}", TEMPLATES[name])
    inside = [re.search(rf'{opening}\s*{{% include "{name}"', page) for page in pages]
    assert pages and (is_the_element or any(inside))


# The words of a switch have their form on the session's page alone.
IN_A_FORM_WITHOUT_THEIRS = {"scheduling/booking/switch_words.html"}
FORM_OR_PART = re.compile(r'<form\b|</form>|{% include "([^"]+)"')


def _has_a_form(name: str) -> bool:
    text = TEMPLATES.get(name, "")
    return "<form" in text or any(
        map(_has_a_form, FORM_OR_PART.findall(text.partition("<form")[0]))
    )


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_form_stands_in_another(name: str) -> None:
    """A browser ends the outer one where the inner one does: what stands behind it is sent by no
    button.
    """
    is_open, within = False, []
    for found in FORM_OR_PART.finditer(TEMPLATES[name]):
        if found[1]:
            is_part = found[1] not in IN_A_FORM_WITHOUT_THEIRS
            within += [found[1]] if is_open and is_part and _has_a_form(found[1]) else []
        else:
            within += [found[0]] if is_open and found[0] == "<form" else []
            is_open = found[0] == "<form"
    assert within == []
