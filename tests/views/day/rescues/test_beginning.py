"""A rescue is begun once, of what was approved, and who was left out of it is told."""

from __future__ import annotations

import re
from html import unescape

from portal.sandbox.server import Sandbox
from scheduling.models import Attendance, AuditEvent, Batch, BatchRow, ExamSession, Institution
from tests.support.batches import ONE, TEN, begun, booked_there, carried_out
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.outcomes import sentence_of
from tests.support.rescue_form import PAGE, WHY, answers, sent, shown, ticked


def test_what_is_approved_is_begun_with_one_reason_and_the_page_leads_to_it(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    answer = sent(desk, answers(desk, sessions[:2]))

    batch = Batch.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/rescues/{batch.pk}/")
    rows = batch.rows.order_by("pk").values_list("session", "new_start", "stood_at")
    assert list(rows) == [(one.pk, ONE, TEN) for one in sessions[:2]]
    assert (batch.reason, batch.actor_username) == (WHY, "coordinator")
    assert sandbox.requests() == []
    event = AuditEvent.objects.get(kind="batch_begun")
    assert WHY in sentence_of(event)

    carried_out(batch)
    page = words(desk.get(f"/rescues/{batch.pk}/"))
    assert "Done" in page
    assert "2 Moved" in page
    assert {
        one.appointment_at for one in ExamSession.objects.filter(pk__in=rows.values("session"))
    } == {ONE}


def test_a_session_that_is_another_learner_s_since_the_page_was_shown_is_not_begun(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 1)
    ExamSession.objects.update(user_sid=f"US{0xA:032x}")
    form = answers(desk, sessions)
    ExamSession.objects.update(user_sid=f"US{0xB:032x}")
    answer = sent(desk, form)
    assert (answer.status_code, Batch.objects.count()) == (422, 0)
    assert "It has changed since this page was shown: check it again." in words(answer)


def test_nothing_is_begun_where_somebody_was_checked_in_since_the_page_was_shown(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    here, other = booked_there(sandbox, institution, 2)
    form = answers(desk, [here, other])
    Attendance.objects.create(
        session=here, event_number=1, start_at=TEN, arrived_at=TEN, marked_by_name="Ana Ruiz"
    )
    answer = sent(desk, form)
    assert (answer.status_code, Batch.objects.count()) == (422, 0)
    assert "It has changed since this page was shown: check it again." in words(answer)
    assert "Arrived" in words(answer)
    assert sent(desk, own_form_on(answer) | {"do": "begin"}).status_code == 302


def test_a_form_that_is_sent_twice_begins_one(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    form = answers(desk, booked_there(sandbox, institution, 1))
    places = {sent(desk, form).headers["Location"] for _ in range(2)}
    assert (len(places), Batch.objects.count()) == (1, 1)


def test_the_second_who_moves_the_same_room_is_told(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    form = answers(second_desk, sessions)
    assert sent(desk, answers(desk, sessions[:1])).status_code == 302
    batch = Batch.objects.get()

    answer = sent(second_desk, form)
    assert (answer.status_code, Batch.objects.count()) == (409, 1)
    page = words(answer)
    assert (
        "Nothing was sent: some of these sessions are in another rescue that is under way. They are"
        " listed below, with who started it. Check what is still selected, then try again." in page
    )
    assert page.count(f"In rescue {batch.pk}, started by Ana Ruiz. 1 session · Open rescue") == 1
    assert f"Rescue {batch.pk} , started by" in page
    assert own_form_on(answer)["reason"] == WHY
    assert sent(second_desk, form, session=[str(sessions[1].pk)]).status_code == 302
    assert BatchRow.objects.count() == 2


def test_what_no_longer_sits_there_is_told_and_nothing_is_begun(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    form = answers(desk, sessions)
    ExamSession.objects.filter(pk=sessions[0].pk).update(appointment_at=ONE)
    answer = sent(desk, form)

    assert (answer.status_code, Batch.objects.count()) == (409, 0)
    assert (
        "no longer sit here then. Learner 000: now Thu, Jan 14, 2027, 1:00 PM CST, Duluth Testing"
        " Center. Check what is still selected, then try again." in words(answer)
    )


def test_whom_the_list_lost_is_named_with_the_reason(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    form = answers(desk, sessions)
    ExamSession.objects.filter(pk=sessions[0].pk).update(status="Cancelled")
    said = words(sent(desk, form))
    assert "Learner 000: Cancelled. Check" in said
    assert "Learner 001:" not in said


def test_rows_ticked_in_the_list_are_moved_together(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    query = {"session": [one.pk for one in sessions]}
    page = desk.get(PAGE, params=query)
    form = own_form_on(page)
    answer = sent(
        desk, form, ticked=query["session"], session=query["session"], reason=WHY, do="begin"
    )

    assert answer.status_code == 302
    assert Batch.objects.get().rows.count() == 2


def test_an_auditor_sees_a_rescue_and_can_not_act(
    auditor: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    page = auditor.get(f"/rescues/{batch.pk}/")
    assert page.status_code == 200
    assert 'name="do"' not in page.text
    assert auditor.post(f"/rescues/{batch.pk}/steer/", {"do": "stop"}).status_code == 403
    assert Batch.objects.get().state == "running"


def test_opening_the_page_says_nothing_of_sending(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    desk.post(PAGE, answers(desk, sessions) | {"reason": ""})
    assert sent(second_desk, answers(second_desk, sessions)).status_code == 302
    said = words(shown(desk))

    assert "Nothing was sent" not in said
    assert "Some of these sessions are in another rescue that is under way. They are" in said
    assert said.count("In rescue") == 1 and "2 sessions · Open rescue" in said


def test_who_was_cleared_in_a_rescue_is_told_on_its_page_once_it_is_done(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    *moved, cleared = booked_there(sandbox, institution, 3)
    begins = sent(desk, answers(desk, moved))
    batch, page = Batch.objects.get(), begins.headers["Location"]
    assert "Not part of this rescue" not in words(desk.get(page))
    carried_out(batch)
    after = desk.get(page)
    told = words(after).partition("Not part of this rescue, booked there at that time: 1")[2]

    assert cleared.learner_name in told and "Thu, Jan 14, 2027, 10:00 AM CST" in told
    assert all(one.learner_name not in told for one in moved)
    [url] = re.findall(r'href="([^"]+)">Find other times for these</a>', after.text)
    assert ticked(desk.get(unescape(url))) == [cleared.pk]
    carried_out(begun([ExamSession.objects.get(pk=cleared.pk)]))
    assert "Not part of this rescue" not in words(desk.get(page))
