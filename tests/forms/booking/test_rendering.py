"""The form as HTML:
everything once, everything labelled, every fault bound to its field, nothing raw.
"""

from __future__ import annotations

import pytest
import time_machine

from scheduling.drafts.contents import Draft
from scheduling.session_types import registry
from scheduling.session_types.registry import SESSION_TYPES
from scheduling.views.drafts import PageDraft
from tests.support.form_answers import (
    ATTEMPT,
    BOSTON,
    OPTIONS,
    PHOENIX,
    UNLISTED,
    answers_for,
    posted,
    schedule_form,
)
from tests.support.form_html import Page, html_of, page_of
from tests.support.long_cases import mostly_long

HOSTILE = "\"'><script>alert(1)</script>&amp;"


def faulty(wire_name: str) -> Page:
    """Every field of the type answered wrongly or not at all."""
    data = dict.fromkeys(registry.fields_of(registry.get(wire_name)), "wrong " * 800)
    return page_of(schedule_form(wire_name, data=data | {"attempt_id": ATTEMPT}, options=OPTIONS))


PAGES = {
    "fresh": lambda wire_name: page_of(schedule_form(wire_name, options=OPTIONS)),
    "filled": lambda wire_name: page_of(posted(wire_name)),
    "faulty": faulty,
}


@pytest.mark.parametrize("wire_name", SESSION_TYPES)
@pytest.mark.parametrize("kind", PAGES)
def test_each_field_is_there_once_and_ids_are_unique(kind: str, wire_name: str) -> None:
    page = PAGES[kind](wire_name)
    for name in registry.fields_of(registry.get(wire_name)):
        assert len(page.named(name)) == 1, name
        assert page.named(name)[0]["id"] == f"id_{name}"
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("wire_name", SESSION_TYPES)
@pytest.mark.parametrize("kind", PAGES)
def test_each_control_has_a_label_and_points_only_at_ids_that_exist(
    kind: str, wire_name: str
) -> None:
    page = PAGES[kind](wire_name)
    labelled = {attrs["for"] for attrs in page.all("label") if "for" in attrs}
    assert labelled <= set(page.ids)
    for control in page.all("input", "select", "textarea"):
        if control.get("type") not in ("hidden", "radio"):
            assert control["id"] in labelled or control["aria-label"]
        assert set(control.get("aria-describedby", "").split()) <= set(page.ids)
    assert {link["href"].removeprefix("#") for link in page.all("a")} <= set(page.ids)


@pytest.mark.parametrize("wire_name", SESSION_TYPES)
def test_each_fault_stands_at_its_field_and_in_the_list_that_links_to_it(wire_name: str) -> None:
    page = faulty(wire_name)
    for name in registry.fields_of(registry.get(wire_name)):
        control = page.named(name)[0]
        assert control["aria-invalid"] == "true"
        assert control["aria-describedby"].split()[0] == f"id_{name}_error"
        assert page.texts[f"id_{name}_error"]
        assert {"href": f"#id_{name}"} in page.all("a")


@pytest.mark.parametrize("wire_name", mostly_long(SESSION_TYPES, everyday=3))
def test_no_answer_gets_onto_the_page_as_markup(wire_name: str) -> None:
    hostile = dict.fromkeys(registry.fields_of(registry.get(wire_name)), HOSTILE)
    for switching in (False, True):
        html = html_of(
            schedule_form(
                wire_name, data=hostile | {"phone": HOSTILE}, options=OPTIONS, unchecked=switching
            )
        )
        assert "<script" not in html
        assert "alert(1)" in html


def test_nothing_is_styled_or_scripted_inline() -> None:
    html = html_of(posted("ad-hoc"))
    for forbidden in (
        " style=",
        "<style",
        "<script",
        " onclick=",
        " onchange=",
        "hx-on",
        "javascript:",
        "hx-vals",
    ):
        assert forbidden not in html


def test_the_fragment_is_one_element_that_holds_one_form() -> None:
    page = page_of(posted("b-virtual"))
    assert page.tags[0] == ("div", {"id": "schedule-form"})
    assert len(page.all("form")) == 1
    form = page.all("form")[0]
    assert (form["method"], form["action"], form["hx-post"]) == ("post", "/schedule/", "/schedule/")


def test_enter_in_a_field_books_and_does_not_change_the_type() -> None:
    buttons = page_of(posted("b-virtual")).all("button")
    assert "name" not in buttons[0] and buttons[0]["type"] == "submit"
    assert buttons[0]["tabindex"] == "-1"
    assert {button["name"] for button in buttons[1:-2]} == {"change_type", "look"}
    assert buttons[-2]["name"] == "look"  # without a script
    assert "name" not in buttons[-1]


def test_the_type_that_is_shown_is_not_asked_for_again() -> None:
    buttons = page_of(posted("vtc")).all("button")
    assert [one["value"] for one in buttons[1:-2] if one.get("type") == "button"] == ["vtc"]


def test_the_chooser_marks_the_type_that_is_shown() -> None:
    buttons = [
        button
        for button in page_of(posted("vtc")).all("button")
        if button.get("name") == "change_type"
    ]
    assert [button["value"] for button in buttons] == list(SESSION_TYPES)
    assert [button["value"] for button in buttons if button.get("aria-current") == "true"] == [
        "vtc"
    ]


@pytest.mark.parametrize("wire_name", SESSION_TYPES)
def test_the_type_says_what_it_is_what_booking_does_and_its_wire_name(wire_name: str) -> None:
    session_type = registry.get(wire_name)
    said = page_of(posted(wire_name)).texts["type-note"]
    assert all(text in said for text in (session_type.what, session_type.on_book, wire_name))


def selected(page: Page, name: str) -> str:
    """The value of the option that a browser would show for this select."""
    options: list[dict[str, str]] = []
    inside = False
    for tag, attrs in page.tags:
        if tag in ("select", "input", "textarea"):
            inside = attrs.get("name") == name
        elif tag == "option" and inside:
            options.append(attrs)
    return next(
        (option["value"] for option in options if "selected" in option), options[0]["value"]
    )


@pytest.mark.parametrize(
    ("sid", "chosen", "beside"),
    [(PHOENIX, PHOENIX, ""), (UNLISTED, UNLISTED, ""), ("PL12", "", "PL12"), ("", "", "")],
)
def test_a_sid_comes_back_by_name_as_itself_or_where_it_can_be_corrected(
    sid: str, chosen: str, beside: str
) -> None:
    page = page_of(posted("b-virtual", proctor_location_sid=sid))
    assert selected(page, "proctor_location_sid") == chosen
    assert page.named("proctor_location_sid_other")[0]["value"] == beside
    beside_names = [one for one in page.all("details") if "form-group" not in one.get("class", "")]
    assert any("open" in attrs for attrs in beside_names) == bool(beside)


def test_without_known_names_a_sid_is_simply_typed() -> None:
    page = page_of(posted("messaging"))
    assert [tag for tag, attrs in page.tags if attrs.get("name") == "message_sid"] == ["input"]
    assert page.named("message_sid_other") == []


@pytest.mark.parametrize(("code", "shown"), [("US", "US"), ("us", "US"), ("", ""), ("XX", "XX")])
def test_the_country_chosen_is_shown_again_whatever_it_was(code: str, shown: str) -> None:
    assert selected(page_of(posted("ad-hoc", country=code)), "country") == shown


def test_a_fresh_form_starts_in_the_institution_s_currency_and_a_posted_one_as_it_was_posted() -> (
    None
):
    assert selected(page_of(schedule_form("b-virtual", options=OPTIONS)), "currency") == "USD"
    assert selected(page_of(posted("b-virtual", currency="")), "currency") == ""
    other = schedule_form("b-virtual", data=answers_for("ad-hoc"), options=OPTIONS, unchecked=True)
    assert selected(page_of(other), "currency") == "USD"


def test_notes_keep_their_lines_and_every_letter() -> None:
    assert ">\nRoom 4 &lt;b&gt;\n  Upstairs</textarea>" in html_of(
        posted("vtc", notes="Room 4 <b>\n  Upstairs")
    )


@pytest.mark.faults(45)
@time_machine.travel("2025-01-10T12:00:00Z")
@pytest.mark.parametrize(("fold", "checked"), [("", []), ("second", ["second"])])
def test_a_time_that_happens_twice_asks_with_two_buttons_that_keep_the_choice(
    fold: str, checked: list[str]
) -> None:
    twice = {
        "appointment_date_time": "2025-11-02T01:30",
        "proctor_location_sid": BOSTON,
        "time_fold": fold,
    }
    page = page_of(posted("b-virtual", **twice))
    radios = page.named("time_fold")
    assert [radio["value"] for radio in radios] == ["first", "second"]
    assert [radio["value"] for radio in radios if "checked" in radio] == checked
    assert "1:30 AM EDT (UTC−04:00)" in page.texts["booking-summary"]


def test_a_time_that_happens_once_asks_nothing_and_is_said_back() -> None:
    page = page_of(posted("b-virtual"))
    assert page.named("time_fold") == []
    assert "Wednesday, January 14, 2099, 9:30 AM CST · 15:30 UTC" in page.texts["time-echo"]


def test_words_of_the_page_around_the_form_are_shown() -> None:
    notice = {"title": "Nothing was sent.", "text": "Someone else is booking.", "url": "/session/"}
    restored = Draft(answers={}, typed=None, left_out=frozenset(), is_held_back=True)
    draft = PageDraft(filled_by="signed", typed="notes", restored=restored)
    page = page_of(schedule_form("vtc", options=OPTIONS), notice=notice, draft=draft)
    assert "Someone else is booking. Open the session" in page.texts["form-stop"]
    assert "Your answers are still here" in page.texts["form-kept"]
    [word] = page.named("filled_by")
    assert (word["value"], word["data-typed"]) == ("signed", "notes")
