"""Where a form leads that was sent after the sign-in had lapsed, and what is said of it."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.contrib.sessions.models import Session

from scheduling.models import Handover, Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.form_submission import HTMX
from tests.support.handover_page import HIDDEN
from tests.support.html import words
from tests.support.people import NORTHFIELD

ATTENDANCE = f"/sessions/{NORTHFIELD}/EX{1:032x}/ES{1:032x}/attendance/"
DAY = {"install": NORTHFIELD, "location": DULUTH, "day": "2026-11-20"}
SIGNED_OUT = "You were signed out. Nothing was sent."
KEPT = "Your answers are kept: sign in to continue."
AGAIN = "Sign in, then press the button again."
ACTION = re.compile(r'<form class="no-print" method="post" action="([^"]+)"')


def lapsed(desk: Desk, path: str, form: dict[str, str], **headers: str) -> str:
    """The address of the sign-in page to which the form led."""
    Session.objects.all().delete()
    answer = desk.post(path, form, headers=headers)
    assert answer.status_code in (302, 401)
    return answer.headers.get("Location") or answer.headers["HX-Redirect"]


def next_page(address: str) -> str:
    return parse_qs(urlsplit(address).query)["next"][0]


def test_a_handover_comes_back_for_its_day_and_place_with_the_note(
    desk: Desk, institution: Institution
) -> None:
    shown = desk.get(f"/handover/?{urlencode(DAY)}")
    _, action, fields = ACTION.split(shown.text)
    form = {name: unescape(value) for name, value in HIDDEN.findall(fields)}
    form |= {"note": "The printer is empty.", "typed": "note"}
    signing_in = lapsed(desk, unescape(action), form)
    said = words(desk.get(signing_in))
    assert SIGNED_OUT in said and KEPT in said

    desk.sign_in()
    back = desk.get(next_page(signing_in))
    hidden = dict(HIDDEN.findall(ACTION.split(back.text)[2]))
    assert (hidden["day"], hidden["location"]) == (DAY["day"], DULUTH)
    assert "The printer is empty." in words(back)
    assert not Handover.objects.exists()


@pytest.mark.parametrize("path", ["/roster/", "/changes/", ATTENDANCE])
def test_a_button_without_answers_leads_back_to_its_page(desk: Desk, path: str) -> None:
    page = f"/roster/?{urlencode(DAY)}"
    signing_in = lapsed(desk, path, {}, Referer=f"{desk.url}{page}")
    assert next_page(signing_in) == page
    said = words(desk.get(signing_in))
    assert SIGNED_OUT in said and AGAIN in said
    assert KEPT not in said


def test_a_part_of_a_page_leads_back_to_the_page(desk: Desk) -> None:
    page = f"/roster/?{urlencode(DAY)}"
    current = {"HX-Current-URL": f"{desk.url}{page}"}
    assert next_page(lapsed(desk, "/roster/", {}, **HTMX, **current)) == page


def test_no_other_site_s_page_is_led_to(desk: Desk) -> None:
    signing_in = lapsed(desk, "/roster/", {}, Referer="http://elsewhere.example/roster/")
    assert next_page(signing_in) == "/roster/"


def test_a_page_that_was_only_looked_at_is_not_said_to_be_unsent(desk: Desk) -> None:
    Session.objects.all().delete()
    address = desk.get("/roster/").headers["Location"]
    assert SIGNED_OUT not in words(desk.get(address))


@pytest.mark.parametrize(
    ("site", "page", "way"),
    [
        ("", f"/roster/?{urlencode(DAY)}", f"/roster/?{urlencode(DAY)}"),
        ("", "/roster/4242424242424242/", "/roster/…/"),
        ("http://elsewhere.example", "/roster/", "/"),
    ],
)
def test_a_button_whose_token_no_longer_fits_leads_back_to_its_page(
    desk: Desk, site: str, page: str, way: str
) -> None:
    page = f"{site or desk.url}{page}"
    stale = {"csrfmiddlewaretoken": "x" * 64}
    answer = desk.post("/changes/", stale, headers={"X-CSRFToken": "x" * 64, "Referer": page})
    assert answer.status_code == 403
    assert f'class="btn btn--primary" href="{escape(way)}"' in answer.text
