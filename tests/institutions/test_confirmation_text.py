"""The template of the confirmation text: what it may hold, and how it is filled."""

from __future__ import annotations

import pytest

from scheduling.institutions.confirmation_text import (
    DEFAULT,
    PLACEHOLDERS,
    fault_in,
    filled,
    lacking,
    last_step_sentence,
    with_news,
)

VALUES = {name: f"<{name}>" for name in PLACEHOLDERS}


@pytest.mark.parametrize("template", ["", DEFAULT, "No placeholder", "{learner}{learner}"])
def test_a_sound_template_has_no_fault(template: str) -> None:
    assert fault_in(template) == ""


@pytest.mark.parametrize(
    ("template", "named"),
    [("Hi {name}", "{name}"), ("{ when }", "{ when }"), ("{}", "{}"), ("{When}", "{When}")],
)
def test_an_unknown_placeholder_is_named_with_those_there_are(template: str, named: str) -> None:
    assert fault_in(template) == (
        f"There is no placeholder {named}. Use {{learner}}, {{news}}, {{exam}}, {{when}},"
        " {where}, {how}."
    )


@pytest.mark.parametrize("template", ["{when", "when}", "{{when}}", "a } b { c"])
def test_a_brace_of_no_placeholder_is_a_fault(template: str) -> None:
    assert fault_in(template).startswith("A { or } stands alone.")


def test_ours_holds_every_placeholder_and_stands_for_a_blank_one() -> None:
    assert all(f"{{{name}}}" in DEFAULT for name in PLACEHOLDERS)
    assert filled("", VALUES) == filled(DEFAULT, VALUES)


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is() -> None:
    values = VALUES | {"learner": "{exam}", "exam": "\\1 {when}"}
    assert filled("{learner} sits {exam}", values) == "{exam} sits \\1 {when}"


@pytest.mark.parametrize(
    ("template", "is_moved", "becomes"),
    [
        ("", True, ""),
        ("Hi {learner}, {news}", True, "Hi {learner}, {news}"),
        ("Hi {learner}\n", True, "Hi {learner}\n\n{news}"),
        ("Hi {learner}\n", False, "Hi {learner}\n"),
    ],
)
def test_of_a_moved_exam_every_template_has_the_news(
    template: str, is_moved: bool, becomes: str
) -> None:
    assert with_news(template, is_moved=is_moved) == becomes
    assert last_step_sentence("") == "Your exam is booked."
    assert "no longer on Friday" in last_step_sentence("Friday")


def test_what_is_asked_for_and_not_known_is_told_once() -> None:
    values = VALUES | {"where": "", "how": ""}
    assert lacking("{where} {where} {when}", values) == ["the location, with its address"]
    assert lacking("", VALUES) == []
