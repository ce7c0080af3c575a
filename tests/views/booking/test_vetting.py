"""The vetting card of an individual proctor: what to look at twice before anything is emailed, and
who was booked before, to be filled in.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.sandbox.server import Sandbox
from scheduling.institutions import past_proctors
from scheduling.models import Attempt, ExamSession, Institution
from tests.support.booking_actions import ONE_OFF, book, mirrored, move
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text, words
from tests.support.outcomes import page_of
from tests.support.people import LAKESIDE
from tests.support.switching import arrived, switch_path, switching

SAYS = "The proctor gets all exam details by email immediately, so check the address first."
BUTTON = re.compile(r'name="take_proctor" value="([^"]+)"')


def preview(desk: Desk, where: dict[str, str], **answers: Any) -> str:
    typed = booking(**ONE_OFF | answers)
    return plain_text(desk.post(f"{form_path(where)}preview/", typed).text)


def form_of(desk: Desk, where: dict[str, str]) -> Any:
    return desk.get(f"{form_path(where)}?type=ad-hoc")


def booked(desk: Desk, sandbox: Sandbox, number: int = 0, **answers: Any) -> dict[str, str]:
    where = sandbox.needs_proctor()[number]
    assert desk.book(where, **ONE_OFF | answers).status_code == 302
    return where


def test_only_the_type_that_names_one_person_has_the_card_and_it_says_who_is_emailed(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    page = form_of(desk, where)
    assert (SAYS in words(page), 'id="vetting"' in page.text) == (True, True)
    assert 'id="vetting"' not in desk.get(f"{form_path(where)}?type=register-blast").text


def test_an_email_that_will_be_refused_is_said_beside_it_and_in_the_summary_while_it_is_typed(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    told = preview(desk, where, email="pat@univ.edu, pat2@univ.edu", address1="PO Box 12")
    assert told.count("Enter one email address, such as ana.ruiz@example.edu.") == 2
    assert "To correct: Email." in told
    assert "Book although" not in told


def test_of_an_address_as_a_mail_program_writes_it_the_address_alone_is_sent(
    desk: Desk, sandbox: Sandbox
) -> None:
    booked(desk, sandbox, email="Pat Levi <mailto:pat@univ.edu>")
    assert [one["body"]["email"] for one in sandbox.requests("POST")] == ["pat@univ.edu"]


def test_what_to_look_at_twice_is_said_while_it_is_typed_and_kept_with_what_is_sent(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    learner = mirrored(where)
    typed = {
        "last_name": learner.learner_name.split()[-1],
        "email": "jonas@gmial.com",
        "address1": "PO Box 12",
    }
    told = preview(desk, where, **typed)
    flags = ("“gmial.com” looks like a typing mistake for “gmail.com”", "is part of the learner’s")
    flags = (*flags, "A PO box is no place to take an exam.")
    # Beside the fields that they are about, and in the summary beside the button.
    assert [one for one in flags if told.count(one) != 2] == []
    assert "Book although the email address looks mistyped" in told
    assert sandbox.requests("POST") == []
    ExamSession.objects.filter(pk=learner.pk).update(learner_email="sam@northfield.example")
    assert "learner’s own email" in preview(desk, where, email="Sam+exam@northfield.example")

    assert desk.book(where, **ONE_OFF | typed).status_code == 302
    kept = Attempt.objects.get().warnings
    assert [any(flag in one for one in kept) for flag in flags] == [True] * 3
    page = page_of(desk, where)
    assert "Warnings when it was sent" in page and flags[0] in page


def test_an_ordinary_proctor_is_not_flagged(desk: Desk, sandbox: Sandbox) -> None:
    where = booked(desk, sandbox)
    assert Attempt.objects.get().warnings == []
    assert "Warnings when it was sent" not in page_of(desk, where)


def test_who_was_booked_before_is_offered_and_filled_in_with_one_click(
    desk: Desk, sandbox: Sandbox
) -> None:
    booked(desk, sandbox)
    sandbox.clear()
    where = sandbox.needs_proctor()[0]
    page = form_of(desk, where)
    assert re.search(
        r"Jonas Berg jonas\.berg@example\.edu · Camp Ripley · booked once, last \w+, .+? Fill in",
        words(page),
    )
    [key] = BUTTON.findall(page.text)
    blank = form_on(page)
    filled = desk.post(form_path(where), blank | {"take_proctor": key})
    answers = form_on(filled)
    about = {name: answers[name] for name in past_proctors.ABOUT}
    assert about == {name: ONE_OFF.get(name, "") for name in past_proctors.ABOUT}
    assert BUTTON.findall(filled.text) == []
    assert sandbox.requests("POST") == []
    unknown = desk.post(form_path(where), blank | {"take_proctor": "x"})
    assert form_on(unknown)["first_name"] == ""


def test_the_directory_counts_bookings_that_went_through_and_tells_how_they_went(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    first, second = booked(desk, sandbox), booked(desk, sandbox)
    sandbox.trouble("status", method="POST", code=400)
    desk.book(sandbox.needs_proctor()[0], **ONE_OFF)
    assert move(desk, first, **{"first_name": "Ana", "email": "ana@example.edu"}).status_code == 302
    for where, status in ((first, "Closed"), (second, "Incident")):
        sandbox.place(where["sessionSid"], status=status)
        desk.get(session_path(where))
    with CaptureQueriesContext(connection) as asked:
        ana, jonas = past_proctors.at(institution)
    assert len(asked) == 3
    # Ana sat in the one that was finished, in Jonas’s place.
    assert (jonas.name, jonas.count, jonas.went) == ("Jonas Berg", 2, "1 incident")
    assert (ana.name, ana.email, ana.count) == ("Ana Berg", "ana@example.edu", 1)
    assert (ana.company, ana.went) == ("Camp Ripley", "1 finished")


def test_a_move_that_changes_the_address_alone_leaves_the_rest_known(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    place = {"location_latitude": "46.0873", "location_longitude": "-94.3506"}
    first = booked(desk, sandbox, **place)
    assert move(desk, first, email="jberg@camp.example").status_code == 302
    newest, before = past_proctors.at(institution)
    assert (newest.name, newest.email) == ("Jonas Berg", "jberg@camp.example")
    about = {name: ONE_OFF.get(name, "") for name in past_proctors.ABOUT} | place
    assert (before.answers, newest.answers) == (about, about | {"email": "jberg@camp.example"})
    where = sandbox.needs_proctor()[1]
    filled = desk.post(
        form_path(where), form_on(form_of(desk, where)) | {"take_proctor": str(newest.key)}
    )
    assert {name: form_on(filled)[name] for name in about} == newest.answers
    assert "was booked before as" not in preview(desk, where, email="jberg@camp.example")


def test_a_time_that_was_moved_is_no_other_booking_of_the_proctor(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    first = booked(desk, sandbox)
    [before] = past_proctors.at(institution)
    assert move(desk, first).status_code == 302
    assert past_proctors.at(institution) == [before]


def test_the_day_of_the_last_booking_is_the_institutions(desk: Desk, sandbox: Sandbox) -> None:
    booked(desk, sandbox)
    Attempt.objects.update(started_at=datetime.fromisoformat("2026-12-10T01:00Z"))
    page = form_of(desk, sandbox.needs_proctor()[0])
    assert "booked once, last Wed, Dec 9, 2026" in words(page)


def test_another_address_of_somebody_who_was_booked_before_is_flagged(
    desk: Desk, sandbox: Sandbox
) -> None:
    booked(desk, sandbox)
    where = sandbox.needs_proctor()[0]
    told = preview(desk, where, email="jonas@camp.example")
    assert "Jonas Berg was booked before under another address: jonas.berg@example.edu." in told
    assert "booked before" not in preview(desk, where).replace("booked once", "")


@pytest.mark.parametrize("typed", ["mo", "Moe"])
def test_who_matches_what_is_typed_comes_first(desk: Desk, sandbox: Sandbox, typed: str) -> None:
    booked(desk, sandbox, last_name="Moe", email="moe@example.edu")
    for number in range(6):
        booked(desk, sandbox, first_name=f"Al{number}", email=f"al{number}@example.edu")
    where = sandbox.needs_proctor()[0]
    page = words(form_of(desk, where))
    assert "Moe" not in page and "And 2 more." in page
    told = preview(desk, where, first_name="", last_name=typed, email="")
    assert told.index("Jonas Moe") < told.index("Al5 Berg")


def test_another_institution_s_proctors_are_not_offered(desk: Desk, sandbox: Sandbox) -> None:
    booked(desk, sandbox)
    [where, *_] = sandbox.sessions(status="Needs Proctor", install_sid=LAKESIDE)
    assert BUTTON.findall(form_of(desk, where).text) == []


def test_of_a_learner_who_is_not_known_nothing_is_said(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    name = mirrored(where).learner_name.split()[-1]
    ExamSession.objects.update(learner_name="", learner_email="")
    assert "learner’s name too" not in preview(desk, where, last_name=name)


def test_the_form_that_switches_to_one_person_has_the_card_as_well(
    desk: Desk, sandbox: Sandbox
) -> None:
    booked(desk, sandbox)
    where = book(desk, sandbox)
    sandbox.clear()
    page = desk.get(f"{switch_path(where)}?type=ad-hoc")
    assert page.text.count('id="vetting"') == 1 and SAYS in words(page)
    [key] = BUTTON.findall(page.text)
    filled = desk.post(switch_path(where), form_on(page) | {"take_proctor": key})
    answers = form_on(filled)
    assert (answers["first_name"], answers["email"]) == ("Jonas", ONE_OFF["email"])
    assert 'id="switch-form"' in filled.text and BUTTON.findall(filled.text) == []
    typed = switching("ad-hoc", email="jonas@gmial.com")
    told = plain_text(desk.post(f"{form_path(where)}preview/", typed).text)
    assert "“gmial.com” looks like a typing mistake for “gmail.com”" in told
    assert "vetting" not in desk.get(f"{switch_path(where)}?type=vtc").text
    assert arrived(sandbox) == []


def test_a_move_that_names_another_proctor_is_looked_at_twice_as_the_booking_is(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = booked(desk, sandbox)
    path, friday = f"{session_path(where)}reschedule/", "2027-01-15T09:30"
    typed = {
        "appointment_date_time": friday,
        "first_name": "Pat",
        "last_name": "Ode",
        "email": "pat.ode@gmial.com",
        "address1": "PO Box 12",
        "place": "Little Falls",
        "region": "Minnesota",
        "country": "US",
        "postal_code": "5634",
        "phone": "218 555 0101 after nine",
    }
    told = plain_text(desk.post(f"{path}preview/", typed).text)
    said = [
        "“gmial.com” looks like a typing mistake for “gmail.com”. Check the email address.",
        "“5634” is not how a ZIP code is written in United States",
        "“after nine” is sent as part of the phone number",
    ]
    assert [one for one in said if one not in told] == []
    assert "Move it although the email address looks mistyped" in told
    plain = plain_text(desk.post(f"{path}preview/", {"appointment_date_time": friday}).text)
    assert [one for one in said if one in plain] == []

    held = move(desk, where, **typed, warned="")  # as a browser without scripts sends it
    assert (held.status_code, arrived(sandbox)) == (422, ["POST"])
    again = form_on(held)
    assert (again["email"], again["phone"]) == (typed["email"], typed["phone"])
    assert move(desk, where, **again).status_code == 302
    assert arrived(sandbox) == ["POST", "PUT"]
    sent = Attempt.objects.get(action="reschedule").warnings
    assert any("gmial.com" in one for one in sent)
