"""The place that a person keeps, on the booking form: shown, proposed where it fits, and no way to
lose what was typed.
"""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session

from portal.sandbox.server import Sandbox
from tests.support.booking_form import DULUTH, form_path
from tests.support.client import Desk
from tests.support.drafts import keep, word_of
from tests.support.html import form_on, plain_text, words
from tests.support.people import LAKESIDE, NORTHFIELD
from tests.support.switching import ONLINE

SID, WHEN = "proctor_location_sid", "appointment_date_time"
BAR = re.compile(r"Place: (.*?)</summary>", re.DOTALL)


@pytest.fixture
def path(sandbox: Sandbox, desk: Desk) -> str:
    desk.post("/place/", {"place": f"{NORTHFIELD}/{DULUTH}"})
    return form_path(sandbox.needs_proctor()[0])


def proposed(desk: Desk, path: str) -> str:
    return form_on(desk.get(path)).get(SID, "")


def in_bar(desk: Desk, path: str) -> str:
    found = BAR.search(desk.get(path).text)
    assert found
    return plain_text(found[1])


def test_it_is_shown_and_proposed_to_the_types_that_are_taken_there(desk: Desk, path: str) -> None:
    assert in_bar(desk, path) == "Duluth Testing Center"
    begun = form_on(desk.get(path))
    assert begun[SID] == DULUTH
    online = desk.post(path, begun | {"change_type": "vtc"})
    assert form_on(online)[SID] == ""
    again = desk.post(path, form_on(online) | {"change_type": "smarter-scheduling"})
    assert form_on(again)[SID] == DULUTH
    desk.post("/place/", {"place": f"{NORTHFIELD}/{ONLINE}"})
    assert [proposed(desk, f"{path}?type={one}") for one in ("vtc", "smarter-scheduling")] == [
        ONLINE,
        "",
    ]


def test_at_another_institution_or_with_another_answer_it_is_not(desk: Desk, path: str) -> None:
    keep(desk, word_of(desk, path), SID, **{SID: f"PL{2:032x}"})
    assert proposed(desk, path) == f"PL{2:032x}"
    keep(desk, word_of(desk, path), SID, **{SID: ""})
    assert proposed(desk, path) == ""
    desk.post("/place/", {"place": LAKESIDE})
    assert in_bar(desk, path) == "Northfield University"


def test_who_chooses_a_place_over_a_form_is_told_that_what_was_typed_is_kept(
    desk: Desk, path: str
) -> None:
    kept = "What you typed into the form is kept. Open the form again"
    chosen = {"place": NORTHFIELD, "next": f"{path}?type=vtc"}
    assert desk.post("/place/", chosen).headers["Location"] == "/"
    assert kept not in words(desk.get("/"))
    keep(desk, word_of(desk, path), notes="Ground floor")
    desk.post("/place/", chosen)
    page = desk.get("/")
    assert kept in words(page)
    assert f'<a href="{path}">Open the form again</a>' in page.text


def test_an_unfinished_form_keeps_the_location_that_it_began_with(desk: Desk, path: str) -> None:
    boston = f"PL{2:032x}"
    begun = {SID: form_on(desk.get(path))[SID], WHEN: "2026-12-10T14:00"}
    keep(desk, word_of(desk, path), WHEN, **begun)
    desk.post("/place/", {"place": f"{NORTHFIELD}/{boston}"})
    again = desk.get(path)
    assert "Your unfinished form was restored." in words(again)
    assert (form_on(again)[SID], form_on(again)[WHEN]) == (DULUTH, "2026-12-10T14:00")
    keep(desk, word_of(desk, path), WHEN, **begun | {SID: ""})
    assert proposed(desk, path) == ""


def test_after_a_lapsed_sign_in_the_place_and_the_form_s_location_are_still_there(
    desk: Desk, path: str
) -> None:
    sent = form_on(desk.get(path)) | {WHEN: "2027-01-14T09:30", "typed": WHEN}
    sent["filled_by"] = word_of(desk, path)
    Session.objects.all().delete()
    assert desk.post(path, sent).headers["Location"].startswith("/accounts/login/")
    desk.sign_in()
    back = desk.get(path)
    assert "Nothing was sent. Your answers are still here." in words(back)
    assert form_on(back)[SID] == DULUTH
    assert in_bar(desk, "/") == in_bar(desk, path) == "Duluth Testing Center"
    assert desk.post(path, form_on(back)).status_code == 302


def test_the_place_of_somebody_else_at_the_same_browser_is_not_taken_over(
    desk: Desk, path: str, second_desk: Desk
) -> None:
    second_desk.browser.cookies.set("place", desk.browser.cookies["place"])
    assert in_bar(second_desk, "/") != "Duluth Testing Center"


def test_the_bar_names_the_kept_place_whatever_location_a_form_s_address_begins_with(
    desk: Desk, path: str
) -> None:
    asked = f"{path}?location=PL{2:032x}&start=2027-01-14T15:30:00Z"
    assert in_bar(desk, asked) == "Duluth Testing Center"
    assert in_bar(desk, f"/board/?install={NORTHFIELD}") == "Northfield University"


@pytest.mark.parametrize(
    ("kept", "is_told"),
    [
        ({SID: f"PL{2:032x}"}, True),
        ({"notes": "Quiet room"}, False),
        ({SID: DULUTH, WHEN: "2027-01-14T10:00"}, True),
        ({SID: DULUTH, WHEN: "2027-01-14T09:30"}, False),
    ],
    ids=str,
)
def test_a_draft_that_stands_in_the_form_instead_of_what_was_asked_for_says_so(
    desk: Desk, path: str, kept: dict[str, str], is_told: bool
) -> None:
    keep(desk, word_of(desk, path), " ".join(kept), **kept)
    page = desk.get(f"{path}?start=2027-01-14T15:30:00Z&location={DULUTH}")
    told = "Your draft is filled in, with another location or time than you chose." in words(page)
    assert told == is_told
    filled = {name: form_on(page)[name] for name in (SID, WHEN)}
    assert filled == {SID: DULUTH, WHEN: "2027-01-14T09:30"} | {
        name: text for name, text in kept.items() if name in filled
    }


@pytest.mark.parametrize("kept", ["", f"PL{2:032x}"])
def test_nor_is_the_location_of_a_command_passed_over_in_silence(
    desk: Desk, path: str, kept: str
) -> None:
    keep(desk, word_of(desk, path), SID, **{SID: kept})
    page = desk.get(f"{path}?first_location={DULUTH}")
    assert form_on(page)[SID] == kept
    assert "Your draft is filled in, with another location or time than you chose." in words(page)
    if kept:
        again = words(desk.get(f"{path}?first_location={kept}"))
        assert "than you chose" not in again
