"""The help page, and that every practice code it names does what it says at the stand-in."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.conf import settings

from portal.sandbox.practice_codes import CANCELLATIONS, CARDS, MOVES
from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, Institution
from scheduling.views.help_page import GUIDE, PRACTICE
from tests.support.booking_actions import book, cancel, move
from tests.support.client import Desk
from tests.support.html import words
from tests.support.long_cases import mostly_long

SEAT_PAID = {"amount": "25.50", "currency": "USD"}
# What the guide has people type → what they would fill in with it, and how that request ends.
CODES = {
    "MT00000000000000000000000000000001": (
        {"session_type": "messaging", "proctor_location_sid": None},
        "message_sid",
        "accepted",
    ),
    "RB-100234": ({"session_type": "register-blast"}, "external_appointment_id", "accepted"),
    "tok_practice_visa": (SEAT_PAID, "card_token", "accepted"),
    "tok_practice_visa_2": (SEAT_PAID, "card_token", "accepted"),
    "tok_practice_declined": (SEAT_PAID, "card_token", "refused"),
    "PRACTICE-OK": ({}, "voucher_code", "accepted"),
    "PRACTICE-TIMEOUT": ({}, "voucher_code", "unconfirmed"),
    "PRACTICE-LOST-ANSWER": ({}, "voucher_code", "unconfirmed"),
    "PRACTICE-HOUR-OFF": ({}, "voucher_code", "accepted"),
    "PRACTICE-SETTLE": ({}, "voucher_code", "unconfirmed"),
    "PRACTICE-409": ({}, "voucher_code", "refused"),
}


def test_it_is_the_guide_of_the_docs_with_its_practice_codes(desk: Desk) -> None:
    shown = words(desk.get("/help/"))
    headings = re.findall(r"^##? (.+)$", GUIDE.read_text(), re.MULTILINE)
    assert headings[:2] == ["Booking at the desk", "Your first booking"]
    assert [one for one in headings if one not in shown] == []
    assert "PRACTICE-LOST-ANSWER" in shown


def test_its_contents_lead_to_each_part(desk: Desk, administrator: Desk) -> None:
    headings = re.findall(r"^## (.+)$", GUIDE.read_text(), re.MULTILINE)
    for page, more in ((desk, []), (administrator, ["For administrators"])):
        text = page.get("/help/").text
        contents = text.partition('class="guide__parts"')[2].partition("</nav>")[0]
        links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', contents)
        assert [unescape(words) for _, words in links] == [
            *headings,
            *more,
            "What the icons mean",
        ]
        assert [text.count(f'<h2 id="{id}">') for id, _ in links] == [1] * len(links)


# What the guide writes in bold that is put together of parts, or is no button at all.
IN_PARTS = {
    "2:00 AM or 2:00 PM?",
    "Book although the location is closed",
    "Booked, but not what you asked for",
    "Book and charge $25.50 to the card",
    "By card",
    "By voucher",
    "Next free for",
    "Switched from …",
    "Switching to …",
}


def test_what_it_says_to_press_is_called_so_on_the_pages() -> None:
    sources = [
        path.read_text()
        for folder, kind in (("templates", "html"), ("scheduling", "py"), ("static", "js"))
        for path in sorted((settings.BASE_DIR / folder).rglob(f"*.{kind}"))
    ]
    written = re.sub(r'"\s*f?"', "", " ".join("".join(sources).split()))
    bold = set(re.findall(r"\*\*([^*]+)\*\*", GUIDE.read_text().partition(PRACTICE)[0]))
    assert sorted(one for one in bold - IN_PARTS if one not in written) == []


def test_every_page_has_a_way_to_it_and_it_alone_loads_its_styles(desk: Desk) -> None:
    pages = [desk.get(path).text for path in ("/", "/audit/", "/help/")]
    assert [page.count('href="/help/"') for page in pages] == [2, 2, 2]  # the menu and the keys
    assert all('href="/help/#icons"' in page for page in pages) and 'id="icons"' in pages[2]
    assert ["help_page.css" in page for page in pages] == [False, False, True]


def test_a_real_institution_is_told_nothing_of_practice(
    desk: Desk, institution: Institution
) -> None:
    Institution.objects.update(base_url="https://api.smarterproctoring.com")
    shown = words(desk.get("/help/"))
    assert ("Your first booking" in shown, "Practice codes" in shown) == (True, False)


@pytest.mark.parametrize("code", mostly_long(CODES, everyday=6))
def test_a_practice_code_does_what_the_guide_says(desk: Desk, sandbox: Sandbox, code: str) -> None:
    answers, field, state = CODES[code]
    desk.book(sandbox.needs_proctor()[0], **answers, **{field: code})
    assert [(one.state, one.action) for one in Attempt.objects.all()] == [(state, "schedule")]


# Minutes past the hour of a new start → how a request that moves there ends.
MINUTES = {"seven": ("07", "refused"), "17": ("17", "unconfirmed"), "27": ("27", "unconfirmed")}


@pytest.mark.parametrize("said", MINUTES)
def test_a_practice_move_does_what_the_guide_says(desk: Desk, sandbox: Sandbox, said: str) -> None:
    minute, state = MINUTES[said]
    where = book(desk, sandbox)
    move(desk, where, appointment_date_time=f"2027-01-15T13:{minute}")
    told = Attempt.objects.get(action="reschedule").state
    moved = (
        sandbox.session(where["sessionSid"])["appointmentDate"] == f"2027-01-15T19:{minute}:00.000Z"
    )
    assert (told, moved) == (state, said == "17")


# A word in a cancellation's reason → how that request ends, and whether it was carried out.
REASONS = {
    "PRACTICE-TIMEOUT": ("unconfirmed", False),
    "PRACTICE-LOST-ANSWER": ("unconfirmed", True),
    "PRACTICE-409": ("refused", False),
}


@pytest.mark.parametrize("word", mostly_long(REASONS, everyday=1))
def test_a_practice_cancellation_does_what_the_guide_says(
    desk: Desk, sandbox: Sandbox, word: str
) -> None:
    where = book(desk, sandbox)
    cancel(desk, where, cancellation_memo=f"The learner is ill. {word}")
    told = Attempt.objects.get(action="cancel").state
    stored = sandbox.session(where["sessionSid"])["status"]
    assert (told, stored == "Cancelled") == REASONS[word]


def test_no_code_of_the_guide_is_untried() -> None:
    _, _, practice = GUIDE.read_text().partition(PRACTICE)
    assert set(re.findall(r"`([^`]+)`", practice)) == set(CODES)
    assert re.findall(r"(\w+) minutes past", practice) == list(MINUTES)
    assert re.findall(r"^\| the reason of a cancellation \| `(.+)` \|", practice, re.M) == [
        *REASONS
    ]
    assert set(CANCELLATIONS) == set(REASONS)
    assert sorted(MOVES) == [minute for minute, _ in MINUTES.values()]


def test_the_practice_cards_of_the_guide_are_those_of_the_stand_in() -> None:
    _, _, practice = GUIDE.read_text().partition(PRACTICE)
    told = re.findall(r"\| (\d{4} \d{4} \d{4} \d{4}) \|", practice)
    assert sorted(one.replace(" ", "") for one in told) == sorted(CARDS)


def test_an_administrator_is_told_what_administrators_do(desk: Desk, administrator: Desk) -> None:
    shown = administrator.get("/help/").text
    assert 'id="administrators"' in shown
    assert all(f'href="{one}"' in shown for one in ("/admin/", "/undecided/", "/audit/erase/"))
    assert 'id="administrators"' not in desk.get("/help/").text
