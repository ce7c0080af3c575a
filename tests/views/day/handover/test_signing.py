"""A handover is signed by name, once, with its note and an event, and by whom it may be."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, ExamSession, Handover, Institution, PersonalValue
from tests.support.booking_actions import book
from tests.support.client import Desk
from tests.support.handover_page import DAY, HERE, NOTE, coming, listed, page, sign
from tests.support.html import has_digits, words
from tests.support.people import NORTHFIELD, someone


def test_it_is_signed_by_name_with_an_event_and_stays_as_it_was(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    listed(where)
    answer = sign(desk, page(desk))
    made = Handover.objects.get()
    event = AuditEvent.objects.get(number=made.event_number)
    assert answer.headers["Location"] == f"/handover/{made.pk}/"
    assert (event.kind, event.who, event.install_sid) == (
        "handover_signed",
        "Ana Ruiz (coordinator)",
        NORTHFIELD,
    )
    assert event.sentence == (
        "Ana Ruiz signed the handover of Duluth Testing Center for Thursday, January 14, 2027:"
        " 0 being checked, 0 to decide, 0 half switched, 0 changed outside and not reviewed,"
        " 0 booked not as asked, 0 not moved by a rescue, 0 with an incident,"
        " 0 no-shows, 0 fee refunds asked for, 0 still here, 0 past the end."
    )
    assert PersonalValue.objects.get(event_number=event.number).value == NOTE
    assert NOTE not in event.details and NOTE not in str(made.sheet)
    ExamSession.objects.filter(sid=where["sessionSid"]).update(status="Closed")
    sheet = words(desk.get(f"/handover/{made.pk}/"))
    assert "Signed by Ana Ruiz" in sheet and "Testing center seat 1 1" in sheet, sheet
    assert "Quiet room: heater is off. Ms. Hull calls back at 8." in sheet
    assert "Total Scheduled" in sheet and "Total Closed" in words(page(desk))
    assert f"/handover/{made.pk}/" in page(desk).text
    assert "Quiet room" in words(desk.get(f"/audit/{event.number}/"))


def test_a_form_that_is_sent_twice_signs_once(desk: Desk) -> None:
    shown = page(desk)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: sign(desk, shown), range(4)))
    assert {answer.headers["Location"] for answer in answers} == {
        f"/handover/{Handover.objects.get().pk}/"
    }
    assert AuditEvent.objects.filter(kind="handover_signed").count() == 1


@pytest.mark.parametrize(
    ("note", "said", "kept"),
    [
        ("", "Write a few words", ""),
        ("Card 4111 1111 1111 1111, call back", "Do not enter card numbers", "call back"),
    ],
)
def test_a_note_that_can_not_be_kept_comes_back_and_nothing_is_signed(
    desk: Desk, note: str, said: str, kept: str
) -> None:
    answer = sign(desk, page(desk), note=note)
    assert answer.status_code == 422
    assert said in words(answer) and kept in answer.text
    assert not has_digits(answer.text, "4111")
    assert not Handover.objects.exists()
    assert kept in page(desk).text


def test_it_is_read_where_one_works_and_signed_where_one_books(
    desk: Desk, auditor: Desk, signed: Handover
) -> None:
    assert "Sign as" not in words(page(auditor))
    assert sign(auditor, page(desk)).status_code == 403
    assert auditor.post(f"/handover/{signed.pk}/taken-over/", {}).status_code == 403
    with someone(desk.url, "elsewhere") as stranger:
        assert stranger.get(f"/handover/{signed.pk}/").status_code == 403
        assert sign(stranger, page(desk)).status_code == 403
    assert Handover.objects.count() == 1


def test_two_forms_may_not_be_mixed(desk: Desk) -> None:
    answer = desk.post("/handover/", HERE | {"note": NOTE, "form_id": str(uuid4())})
    assert answer.status_code == 404


def test_who_signs_a_day_that_was_signed_meanwhile_is_told_so_and_signs_by_a_second_press(
    desk: Desk, second_desk: Desk, institution: Institution
) -> None:
    shown, other = page(desk), page(second_desk)
    assert sign(desk, shown).status_code == 302
    first = Handover.objects.get()
    coming(institution, DAY)
    answer = sign(second_desk, other, note="Mine.")
    told = words(answer)
    assert answer.status_code == 409 and Handover.objects.count() == 1
    assert "Not signed: Ana Ruiz signed this day, " in told
    assert "Changed: Scheduled 0 → 1. Read that handover and its note first, then the day" in told
    assert told.count("sign again.") == 1 and "then sign." not in told and "Mine." in told
    assert f'href="/handover/{first.pk}/">Open handover {first.pk}</a>' in answer.text
    assert sign(second_desk, answer, note="Mine.").status_code == 302
    answer = sign(desk, page(desk))
    assert (answer.status_code, Handover.objects.count()) == (302, 3)


def test_of_several_who_sign_at_once_one_has_signed(desk: Desk, second_desk: Desk) -> None:
    pages = [(desk, page(desk)), (second_desk, page(second_desk)), (desk, page(desk))]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda one: sign(*one), pages))
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409]
    assert Handover.objects.count() == 1


def test_the_head_of_a_day_that_was_signed_says_who_signed_and_that_this_is_now(
    desk: Desk, signed: Handover
) -> None:
    def head(**otherwise: str) -> str:
        return words(page(desk, **otherwise)).partition("At a glance")[0]

    told = head()
    assert re.search(
        r"Signed \w+, \w+ \d+, \d+:\d\d [AP]M CST by Ana Ruiz, before this day began; below",
        told,
    )
    assert "Not signed." not in told and "not the signed sheet" in told
    for elsewhere in ({"day": "2027-01-15"}, {"location": ""}):
        assert "Not signed." in head(**elsewhere)
