"""The page of a rescue: who is there, what is proposed, and what is begun."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import requests
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.models import (
    Attempt,
    AuditEvent,
    Batch,
    BatchRow,
    ExamSession,
    HoursByDate,
    Institution,
    Location,
    OpeningHours,
)
from tests.support.batches import ONE, TEN, begun, booked_there, carried_out
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import own_form_on, words
from tests.support.people import NORTHFIELD

PAGE = "/rescues/new/"
ROOM = {
    "location": f"{NORTHFIELD}/{DULUTH}",
    "day": "2027-01-14",
    "from": "10:00",
    "until": "13:00",
}
WHY = "The power is out."
TICKED = re.compile(r'name="session" value="(\d+)"\s+aria-label="[^"]*" checked>')


def shown(desk: Desk, **asked: str) -> requests.Response:
    return desk.get(PAGE, params=ROOM | asked)


def answers(desk: Desk, sessions: list[ExamSession], **asked: str) -> dict[str, Any]:
    """The page's form as it is shown, with these sessions ticked and a reason."""
    form = own_form_on(shown(desk, **asked))
    ticked = [str(one.pk) for one in sessions]
    return form | {"session": ticked, "reason": WHY, "do": "begin"}


def ticked(answer: requests.Response) -> list[int]:
    """The sessions that are ticked on the page."""
    return [int(one) for one in TICKED.findall(answer.text)]


def sent(desk: Desk, form: dict[str, Any], **otherwise: Any) -> requests.Response:
    return desk.post(PAGE, form | otherwise)


def test_who_sits_there_then_is_shown_with_a_new_start_when_the_place_is_free_again(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [early] = booked_there(sandbox, institution, 1, TEN - timedelta(minutes=30))
    booked_there(sandbox, institution, 1, TEN - timedelta(hours=2))
    [late] = booked_there(sandbox, institution, 1, ONE)
    page = shown(desk)

    form = own_form_on(page)
    assert form[f"new-{early.pk}"] == "2027-01-14T13:00"
    assert f"new-{late.pk}" not in form
    assert form["minutes"] == "210"
    assert "Duluth Testing Center, Thu, Jan 14, 2027, 10:00 AM – 1:00 PM" in words(page)


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
    assert WHY in event.sentence

    carried_out(batch)
    page = words(desk.get(f"/rescues/{batch.pk}/"))
    assert "Done" in page
    assert "2 Moved" in page
    assert {
        one.appointment_at for one in ExamSession.objects.filter(pk__in=rows.values("session"))
    } == {ONE}


def test_a_form_that_is_sent_twice_begins_one(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    form = answers(desk, booked_there(sandbox, institution, 1))
    places = {sent(desk, form).headers["Location"] for _ in range(2)}
    assert (len(places), Batch.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("otherwise", "said"),
    [
        ({"reason": ""}, "Enter why they are moved."),
        ({"reason": "no"}, "Add a few words"),
        ({"reason": "card 4111 1111 1111 1111"}, "Do not enter card numbers."),
        ({"session": []}, "Select the sessions that are to be moved."),
        ({"stood": ""}, "It has changed since this page was shown"),
        ({"stood": '{"1": [1'}, "It has changed since this page was shown"),
    ],
)
def test_what_was_typed_is_kept_where_nothing_is_begun(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    otherwise: dict[str, Any],
    said: str,
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    typed = {f"new-{session.pk}": "2027-01-14T15:30"} | otherwise
    answer = sent(desk, answers(desk, [session]), **typed)

    assert (answer.status_code, Batch.objects.count()) == (422, 0)
    assert said in words(answer)
    form = own_form_on(answer)
    assert form[f"new-{session.pk}"] == "2027-01-14T15:30"
    kept = typed.get("reason", WHY)
    assert form["reason"] == (kept if "4111" not in kept else "card")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter a new date and time."),
        ("some day", "Enter the date and time like"),
        ("tomorrow 9:30", "Enter the date itself, not “tomorrow”"),
        ("2020-01-14T15:30", "this one is in the past"),
        ("2027-01-14T10:00", "That is already the booked time."),
        ("2027-03-14T02:30", "does not exist"),
        ("2027-11-07T01:30", "happens twice"),
    ],
)
def test_a_new_time_that_can_not_be_booked_is_told_in_its_row(
    desk: Desk, sandbox: Sandbox, institution: Institution, typed: str, said: str
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    answer = sent(desk, answers(desk, [session]), **{f"new-{session.pk}": typed})

    assert (answer.status_code, Batch.objects.count()) == (422, 0)
    assert said in words(answer)


def test_a_new_time_that_may_be_read_otherwise_goes_only_once_it_was_selected_again(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    form = answers(desk, [session]) | {f"new-{session.pk}": "1/15/27 11:30"}
    first = sent(desk, form)
    assert (Batch.objects.count(), ticked(first)) == (0, [])
    assert "Read as 11:30 AM." in words(first)
    assert "Fri, Jan 15, 2027, 11:30 AM" in words(first)

    again = own_form_on(first) | {"session": str(session.pk), "do": "begin"}
    assert desk.post(PAGE, again).status_code == 302
    assert BatchRow.objects.get().new_start.isoformat() == "2027-01-15T17:30:00+00:00"


def test_of_a_time_that_happens_twice_the_chosen_one_is_approved(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    key = session.pk
    form = answers(desk, [session]) | {f"new-{key}": "2027-11-07T01:30"}
    assert f'name="fold-{key}"' in sent(desk, form).text
    again = sent(desk, form, **{f"fold-{key}": "second"})
    assert "Closed on Sundays." in words(again)
    approved = own_form_on(again) | {"session": str(key), "do": "begin"}
    assert desk.post(PAGE, approved).status_code == 302
    assert BatchRow.objects.get().new_start.isoformat() == "2027-11-07T07:30:00+00:00"


def test_another_day_keeps_the_distances_on_the_clock(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 1) + booked_there(
        sandbox, institution, 1, TEN + timedelta(minutes=90)
    )
    form = answers(desk, sessions) | {"do": "propose", "how": "to"}
    answer = sent(desk, form, to_day="2027-01-18", to_time="08:30")

    assert answer.status_code == 200
    found = own_form_on(answer)
    assert [found[f"new-{one.pk}"] for one in sessions] == ["2027-01-18T08:30", "2027-01-18T10:00"]
    assert found["reason"] == WHY
    assert sent(desk, form, to_day="", to_time="").status_code == 422


def test_of_several_clocks_whoever_starts_first_gets_the_first_start_by_the_clock_that_is_named(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    half = timedelta(minutes=30)
    [here] = booked_there(sandbox, institution, 1)
    [first] = booked_there(sandbox, institution, 1, TEN - half, time_zone="America/New_York")
    [last] = booked_there(sandbox, institution, 1, TEN + half, time_zone="America/Phoenix")
    keys = [str(one.pk) for one in (here, first, last)]
    page = desk.get(PAGE, params={"session": keys})
    assert "at Eastern (New York) Propose" in words(page)
    form = own_form_on(page) | {"session": keys, "do": "propose", "how": "to"}
    found = own_form_on(sent(desk, form, to_day="2027-01-18", to_time="09:00", ticked=keys))

    assert [found[f"new-{one.pk}"] for one in (first, here, last)] == [
        *("2027-01-18T09:00", "2027-01-18T08:30", "2027-01-18T08:00")
    ]


LATER = {"to_day": "2027-01-18", "to_time": "08:30"}


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        (LATER, "2027-01-18T08:30"),  # the radio was left at “Later by”
        (LATER | {"how": "to", "minutes": "90"}, "2027-01-18T08:30"),  # what was pressed counts
        ({"minutes": "90"}, "2027-01-14T11:30"),
        ({"how": "shift"}, "2027-01-14T13:00"),
    ],
)
def test_what_was_typed_into_is_how_new_times_are_proposed(
    desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    typed: dict[str, str],
    start: str,
) -> None:
    sessions = booked_there(sandbox, institution, 1)
    answer = sent(desk, answers(desk, sessions) | {"do": "propose"}, **typed)
    assert answer.status_code == 200
    assert own_form_on(answer)[f"new-{sessions[0].pk}"] == start


def test_both_ways_typed_into_and_half_of_one_are_asked_about(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 1)
    form = answers(desk, sessions) | {"do": "propose"}
    before = form[f"new-{sessions[0].pk}"]
    unclear = sent(desk, form, minutes="90", **LATER)
    assert (unclear.status_code, own_form_on(unclear)[f"new-{sessions[0].pk}"]) == (422, before)
    assert "Both were filled in. Select one of the two" in words(unclear)
    again = own_form_on(unclear) | {"session": form["session"], "do": "propose", "how": "to"}
    assert own_form_on(sent(desk, again))[f"new-{sessions[0].pk}"] == "2027-01-18T08:30"
    half = sent(desk, form, to_time="08:30")
    assert half.status_code == 422
    assert "Enter the day and the time of the first start." in words(half)


def test_how_to_propose_that_was_typed_and_not_proposed_is_asked_about_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 1)
    form = answers(desk, sessions)
    checked = own_form_on(sent(desk, form, do="check", **LATER)) | {"session": form["session"]}
    refused = sent(desk, checked, do="begin")
    assert refused.status_code == 422
    assert "Nothing was sent: the new times were not proposed." in words(refused)
    assert not Batch.objects.exists()
    again = own_form_on(refused) | {"session": form["session"], "do": "begin"}
    assert sent(desk, again).status_code == 302
    assert BatchRow.objects.get().new_start == TEN + timedelta(hours=3)


def test_the_proposals_take_seats_among_themselves_and_hours_are_told(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    booked_there(sandbox, institution, 1, ONE)
    place = Location.objects.get(institution=institution, pl_sid=DULUTH)
    Location.objects.filter(pk=place.pk).update(seats=2)
    page = words(shown(desk))
    assert page.count("All 2 seats are already booked at that time.") == 2

    Location.objects.filter(pk=place.pk).update(seats=5)
    OpeningHours.objects.filter(location=place).delete()
    OpeningHours.objects.create(location=place, weekday=3, opens="08:00", closes="12:00")
    answer = shown(desk)
    page = words(answer)
    assert "3 seats free" not in page and ticked(answer) == []
    assert page.count("is closed") + page.count("closes") >= 2
    answer = sent(desk, answers(desk, sessions))
    assert answer.status_code == 302
    assert all(row.warnings for row in BatchRow.objects.all())


def test_a_move_that_is_not_settled_gives_no_seat_to_a_proposal(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1)
    [away] = booked_there(sandbox, institution, 1, ONE)
    Location.objects.filter(institution=institution, pl_sid=DULUTH).update(seats=3)

    def free() -> str:
        return re.search(r"(up to )?\d seats? free", words(shown(desk)))[0]

    for later in (timedelta(minutes=30), timedelta(hours=2), timedelta(days=1)):
        Attempt.objects.update_or_create(
            session=away,
            defaults={
                "attempt_id": uuid4(),
                "action": "reschedule",
                "asked": {"appointmentDateTime": (ONE + later).isoformat()},
                "state": "unconfirmed",
                "started_at": TEN,
                "deadline_at": TEN,
            },
        )
        assert free() == "2 seats free"
    booked_there(sandbox, institution, 1, ONE + timedelta(hours=4), status="Pending Approval")
    assert free() == "up to 2 seats free"


def test_seats_to_which_a_rescue_under_way_is_still_to_move_somebody_are_not_free(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    others = booked_there(sandbox, institution, 2, ONE + timedelta(days=1))
    here = Location.objects.filter(institution=institution, pl_sid=DULUTH)

    def free() -> str:
        return re.search(r"\d+ seats? free", words(shown(desk)))[0]

    for seats, before, after in ((3, "3 seats free", "1 seat free"), (2, "2 seats free", "0")):
        here.update(seats=seats)
        assert free() == before
        form = answers(desk, [session])
        batch = begun(others, -timedelta(days=1))
        assert free().startswith(after)
        if seats == 2:
            answer = sent(desk, form)
            assert answer.status_code == 422 and Batch.objects.count() == 2
            assert "What speaks against some new times changed since you read it" in words(answer)
        else:
            batch.rows.all().delete()


def test_who_can_not_be_moved_now_stands_apart_with_the_reason(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 4)
    for one, facts in zip(
        sessions,
        ({"status": "Closed"}, {"session_type": "vtc"}, {"session_type": ""}, {"status": "?"}),
        strict=True,
    ):
        ExamSession.objects.filter(pk=one.pk).update(**facts)
    page = shown(desk)

    assert "Can’t be moved now: 3" in words(page)
    for why in ("This exam is finished.", "can’t move a booking of the type", "not known. Cancel"):
        assert why in words(page)
    assert f'name="session" value="{sessions[3].pk}"' in page.text


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
    assert "can’t be moved any more, or no longer sit here then" in words(answer)


def test_other_locations_that_are_free_then_are_named_and_a_switch_leads_there(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [session] = booked_there(sandbox, institution, 1)
    page = shown(desk)
    assert "Minneapolis Campus Testing Center: 60 of 60 seats" in words(page)
    assert f"/{session.sid}/switch/" in page.text


def test_nobody_there_and_sessions_without_a_known_place_are_told(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    assert "Nobody is booked there at that time, as far as we know" in words(shown(desk))
    booked_there(sandbox, institution, 2, location_sid="", refreshed_at=None)
    assert "2 more are booked at that time, location not known" in words(shown(desk))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"location": "PL0"}, "Choose a location."),
        ({"day": "someday"}, "Enter the day."),
        ({"until": ""}, "Enter from when to when."),
        ({"until": "09:00"}, "The second time must be later than the first."),
        ({"day": "2027-03-14", "from": "02:30", "until": "04:00"}, "does not exist"),
    ],
)
def test_what_is_missing_of_the_question_is_asked_for(
    desk: Desk, asked: dict[str, str], said: str
) -> None:
    assert said in words(shown(desk, **asked))
    assert desk.post(PAGE, ROOM | asked).status_code == 422


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


def test_rows_by_different_clocks_each_name_their_own_and_the_head_names_none(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [here] = booked_there(sandbox, institution, 1)
    [there] = booked_there(sandbox, institution, 1, time_zone="America/Phoenix")
    page = desk.get(PAGE, params={"session": [here.pk, there.pk]})
    said = words(page)
    assert "Times: " not in said
    assert "Central (Chicago) Thu, Jan 14, 2027, 10:30 AM – 11:30 AM CST" in said
    assert "Arizona (Phoenix) Thu, Jan 14, 2027, 9:30 AM – 10:30 AM MST" in said
    label = f"New time of {there.learner_name}, Arizona (Phoenix)"
    assert f'value="2027-01-14T09:30" aria-label="{label}"' in page.text

    room = words(shown(desk))
    assert "10:00 AM – 1:00 PM: Central (Chicago)" in room
    assert "Arizona (Phoenix) Thu, Jan 14, 2027, 12:00 PM – 1:00 PM MST" in room


def test_rows_by_one_clock_have_it_in_the_head_alone(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2, time_zone="America/Phoenix")
    page = desk.get(PAGE, params={"session": [one.pk for one in sessions]})
    said = words(page)
    assert "Times: Arizona (Phoenix)" in said
    assert f'aria-label="New time of {sessions[0].learner_name}"' in page.text
    assert said.count(" Thu, Jan 14, 2027, 9:30 AM – 10:30 AM MST") == 2


def test_names_of_sixty_letters_are_shown_whole(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1, learner_name="N" * 60)
    assert "N" * 60 in shown(desk).text


def test_an_auditor_sees_a_rescue_and_can_not_act(
    auditor: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    page = auditor.get(f"/rescues/{batch.pk}/")
    assert page.status_code == 200
    assert 'name="do"' not in page.text
    assert auditor.post(f"/rescues/{batch.pk}/steer/", {"do": "stop"}).status_code == 403
    assert Batch.objects.get().state == "running"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"status": "Pending Approval"}, "Pending approval: SmarterProctoring may not move it."),
        ({"status": "In Progress"}, "In progress: SmarterProctoring may not move it."),
        ({"status": "Incident"}, "Incident: SmarterProctoring may not move it."),
        ({"status": ""}, "Status not shown: SmarterProctoring may not move it."),
        ({"status": "?"}, "?: SmarterProctoring may not move it."),
        ({"dropped_at": TEN}, "SmarterProctoring no longer lists it."),
    ],
)
def test_what_may_not_be_movable_is_not_ticked_and_says_why(
    desk: Desk, sandbox: Sandbox, institution: Institution, facts: dict[str, Any], why: str
) -> None:
    doubtful, plain = booked_there(sandbox, institution, 2)
    ExamSession.objects.filter(pk=doubtful.pk).update(**facts)
    page = shown(desk)
    assert ticked(page) == [plain.pk]
    assert f"{why} Select it to try anyway." in words(page)
    assert sent(desk, answers(desk, [doubtful])).status_code == 302  # as of one moved by itself


@pytest.mark.parametrize("step", ["propose", "check"])
def test_a_card_number_is_told_beside_the_field_whatever_is_pressed(
    desk: Desk, sandbox: Sandbox, institution: Institution, step: str
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    number = "4242 4242 4242 4242"
    form = answers(desk, [one]) | {"do": step, "reason": f"Power {number}"}
    answer = sent(desk, form, **({} if step == "propose" else {f"new-{one.pk}": number}))
    assert answer.status_code == 422
    fault = "Do not enter card numbers. The number was removed; check the rest."
    assert answer.text.count(fault) == (1 if step == "propose" else 2)
    assert 'id="id_reason_error"' in answer.text and number not in answer.text


def test_without_a_location_none_is_shown_as_chosen(desk: Desk) -> None:
    page = desk.get(PAGE, params=ROOM | {"location": ""}).text
    assert '<option value="" selected>Choose…</option>' in page
    assert page.count(" selected>") == 1 and "Choose a location." in page


def test_title_and_heading_of_a_rescue_are_the_same(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    for path in (f"/rescues/{batch.pk}/", f"/rescues/{batch.pk}/calls/", PAGE):
        answer = desk.get(path)
        title = re.search("<title>(.+) · Proctor desk</title>", answer.text)
        assert title and title[1] in words(answer)
    assert (
        'href="/rescues/"' in desk.get("/").text and 'href="/rescues/"' in desk.get("/board/").text
    )


IN_THE_DARK = "In the time that can’t be used (10:00 AM – 1:00 PM)."


def checked(form: dict[str, Any], session: ExamSession, at: str, do: str) -> dict[str, Any]:
    return form | {f"new-{session.pk}": f"2027-01-14T{at}", "do": do}


@pytest.mark.parametrize("at", ["10:30", "12:59", "09:30"])
@pytest.mark.parametrize("do", ["check", "begin"])
def test_a_new_time_in_the_time_that_can_not_be_used_goes_only_once_it_was_selected_again(
    desk: Desk, sandbox: Sandbox, institution: Institution, at: str, do: str
) -> None:
    dark, plain = booked_there(sandbox, institution, 2)
    answer = desk.post(PAGE, checked(answers(desk, [dark, plain]), dark, at, do))

    said, form = words(answer), own_form_on(answer)
    assert (answer.status_code, Batch.objects.count()) == (422 if do == "begin" else 200, 0)
    assert said.count(IN_THE_DARK) == 1 and "no longer selected" in said
    assert ticked(answer) == [plain.pk] and form[f"new-{dark.pk}"] == f"2027-01-14T{at}"
    assert ("Nothing was sent." in said) == (do == "begin")
    both = {"session": [str(dark.pk), str(plain.pk)]}
    moved_on = checked(form | both, dark, "11:00", "begin")
    assert desk.post(PAGE, moved_on).status_code == 422  # another time than the one that was read
    assert desk.post(PAGE, form | both | {"do": "begin"}).status_code == 302
    warned = {row.session_id: row.warnings for row in BatchRow.objects.all()}
    assert warned == {dark.pk: [IN_THE_DARK], plain.pk: []}


def test_a_new_time_after_the_place_closes_is_not_selected_and_says_why(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1)
    answer = shown(desk, until="20:00")
    assert ticked(answer) == []
    assert "Starts after Duluth Testing Center closes" in words(answer)
    [there] = booked_there(sandbox, institution, 1, TEN + timedelta(hours=2))
    assert there.pk in ticked(shown(desk))


def test_ticks_that_the_portal_took_off_come_back_with_times_that_fit(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    keys = sorted(one.pk for one in sessions)
    form = own_form_on(shown(desk))
    late = sent(desk, form | {"session": keys[:1], "minutes": "540", "do": "propose"})
    assert (ticked(late), "closes" in words(late)) == ([], True)

    fits = {"how": "to", "to_day": "2027-01-15", "to_time": "09:00", "do": "propose"}
    again = sent(desk, own_form_on(late) | {"session": []} | fits)
    assert ticked(again) == keys[:1]  # whom a person left out stays out
    assert len(re.findall(r"\d+ seats? free", words(again))) == 2
    kept = sent(desk, own_form_on(again) | {"session": [], "do": "propose"} | fits)
    assert ticked(kept) == []


def test_a_row_that_was_cleared_is_selected_again_with_a_typed_time_that_fits(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    late, left_out = booked_there(sandbox, institution, 2)
    form = own_form_on(shown(desk)) | {"session": [str(late.pk)], "reason": WHY}
    cleared = own_form_on(sent(desk, form | {"minutes": "540", "do": "propose"}))
    alone = cleared | {"session": []}

    assert ticked(sent(desk, checked(alone, left_out, "14:00", "check"))) == []
    assert ticked(sent(desk, checked(alone, late, "19:30", "check"))) == []
    assert ticked(sent(desk, checked(alone, late, "14:00", "check"))) == [late.pk]
    held = sent(desk, checked(alone, late, "14:00", "begin"))
    assert (ticked(held), Batch.objects.count()) == ([late.pk], 0)
    assert "Rows that were cleared have another new time now." in words(held)
    assert sent(desk, own_form_on(held) | {"session": [], "do": "begin"}).status_code == 422
    both = own_form_on(held) | {"session": [str(late.pk)], "do": "begin"}
    assert sent(desk, both).status_code == 302
    assert BatchRow.objects.get().session_id == late.pk


def test_what_was_proposed_is_brought_back_as_a_whole(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    first, second = booked_there(sandbox, institution, 2)
    form = own_form_on(shown(desk)) | {"typed": "minutes", "minutes": "1440", "do": "propose"}
    proposed = own_form_on(sent(desk, form))
    hand = checked(proposed, second, "14:30", "check")
    sent(desk, hand | {"session": [str(second.pk)], "typed": f"minutes new-{second.pk}"})
    back = shown(desk)

    kept, said = own_form_on(back), words(back)
    assert "Your unfinished form was restored." in said
    assert kept["minutes"] == "1440" and ticked(back) == [second.pk]
    assert kept[f"new-{first.pk}"] == "2027-01-15T10:00"
    assert kept[f"new-{second.pk}"] == "2027-01-14T14:30"
    assert sent(desk, kept | {"reason": WHY, "do": "begin"}).status_code == 302
    assert "unfinished" not in words(shown(desk))


def test_what_a_page_says_late_as_it_is_left_takes_nothing_back_that_was_proposed(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    """Its script says once more what was sent, and again where that did not arrive."""
    [one] = booked_there(sandbox, institution, 1)
    form = own_form_on(shown(desk)) | {"typed": "minutes", "minutes": "1440"}
    sent(desk, form | {"do": "propose", "draft_number": "4"})
    for number in ("5", "6", "7"):
        assert desk.post("/drafts/", form | {"draft_number": number}).status_code == 204
        assert own_form_on(shown(desk))[f"new-{one.pk}"] == "2027-01-15T10:00", number


def test_discarding_leads_back_to_the_same_question_and_to_no_other_draft(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 2)
    other = {"until": "11:00"}
    for asked in ({}, other):
        form = own_form_on(shown(desk, **asked))
        sent(desk, form | {"typed": "minutes", "minutes": "1440", "do": "propose"})
    page = shown(desk)
    [query] = re.findall('name="query" value="([^"]+)"', page.text)
    word = own_form_on(page)["filled_by"]
    answer = desk.post(
        "/drafts/discard/", {"filled_by": word, "query": query.replace("&amp;", "&")}
    )

    assert answer.status_code == 302
    back = desk.get(answer.headers["Location"])
    assert "10:00 AM – 1:00 PM" in words(back) and "unfinished" not in words(back)
    assert own_form_on(back)["minutes"] == "180"
    assert own_form_on(shown(desk, **other))["minutes"] == "1440"


def test_what_is_still_against_a_time_takes_the_tick_off_again(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    booked_there(sandbox, institution, 1)
    late = {"minutes": "540", "do": "propose"}
    first = sent(desk, own_form_on(shown(desk)) | late)
    again = sent(desk, own_form_on(first) | {"session": []} | late)
    assert (ticked(first), ticked(again)) == ([], [])


def test_all_and_none_are_selected_with_one_press(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    keys = sorted(one.pk for one in booked_there(sandbox, institution, 3))
    none = sent(desk, own_form_on(shown(desk)) | {"session": keys, "do": "none"})
    assert ticked(none) == []
    assert sorted(ticked(sent(desk, own_form_on(none) | {"do": "all"}))) == keys


def test_all_are_those_that_can_be_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    one, *others = sorted(one.pk for one in booked_there(sandbox, institution, 3))
    past = {f"new-{one}": "2026-11-01T10:00"}
    form = own_form_on(shown(desk)) | past | {"do": "all"}
    assert sorted(ticked(sent(desk, form))) == others


def test_enter_in_how_times_are_proposed_proposes_them(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    form = own_form_on(shown(desk))
    page = sent(desk, form | {"minutes": "1440", "do": "enter"})
    assert own_form_on(page)[f"new-{one.pk}"] == "2027-01-15T10:00"
    typed = own_form_on(page) | {f"new-{one.pk}": "2027-01-15T11:00", "do": "enter"}
    assert own_form_on(sent(desk, typed))[f"new-{one.pk}"] == "2027-01-15T11:00"


def test_two_exams_of_one_learner_at_the_same_new_time_are_both_told_at_once(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    learner = {"user_sid": "US" + "7".zfill(32), "learner_key": "us" + "7".zfill(32)}
    [one] = booked_there(sandbox, institution, 1, **learner)
    [other] = booked_there(sandbox, institution, 1, TEN + timedelta(hours=2), **learner)
    form = answers(desk, [one, other]) | {"do": "check"}
    form[f"new-{one.pk}"] = form[f"new-{other.pk}"] = "2027-01-14T15:00"
    answer = desk.post(PAGE, form)

    said = words(answer)
    assert said.count("The learner would be moved to two exams then: also CHEM 322 Final,") == 2
    assert "New times that can’t be used: 2. Fix the marked rows, or clear them" in said
    assert f'href="#fault-{one.pk}"' in answer.text and f'id="fault-{one.pk}"' in answer.text
    form[f"new-{other.pk}"] = "2027-01-14T17:00"
    assert "can’t be used: " not in words(desk.post(PAGE, form))


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


def test_rows_ticked_in_the_list_name_their_location(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [one] = booked_there(sandbox, institution, 1)
    ticked = words(desk.get(PAGE, params={"session": one.pk}))
    assert "10:00 AM CST · Duluth Testing Center" in ticked
    assert "10:00 AM CST · Duluth Testing Center" not in words(shown(desk))


def at_duluth(institution: Institution) -> Location:
    return Location.objects.get(institution=institution, pl_sid=DULUTH)


SEATS_TAKEN = "All {} seats are already booked at that time."
SINCE = "What speaks against some new times changed since you read it"


def test_seats_that_were_taken_since_are_told_once_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 2)
    form = answers(desk, sessions)
    Location.objects.filter(pk=at_duluth(institution).pk).update(seats=1)
    held = sent(desk, form)

    assert (held.status_code, Batch.objects.count()) == (422, 0)
    assert "Nothing was sent." in words(held) and SINCE in words(held)
    assert words(held).count("The only seat is already booked at that time.") == 2
    assert ticked(held) == sorted(one.pk for one in sessions)
    again = own_form_on(held) | {"session": form["session"], "reason": WHY, "do": "begin"}
    assert sent(desk, again).status_code == 302
    assert all(len(row.warnings) == 1 for row in BatchRow.objects.all())


def test_a_warning_that_only_counts_otherwise_holds_nothing_back(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 4)
    Location.objects.filter(pk=at_duluth(institution).pk).update(seats=3)
    form = answers(desk, sessions)
    Location.objects.filter(pk=at_duluth(institution).pk).update(seats=2)

    assert sent(desk, form).status_code == 302
    warned = {tuple(row.warnings) for row in BatchRow.objects.all()}
    assert warned == {(SEATS_TAKEN.format(2),)}


def test_a_day_that_was_closed_since_beside_a_time_that_was_warned_of_is_told_once(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    [late] = booked_there(sandbox, institution, 1)
    form = answers(desk, [late]) | {f"new-{late.pk}": "2027-01-14T20:00"}
    form |= {"session": [str(late.pk)], "reason": WHY, "do": "begin"}
    read = own_form_on(sent(desk, form))
    again = form | read | {"session": [str(late.pk)], "reason": WHY, "do": "begin"}
    place = at_duluth(institution)
    HoursByDate.objects.create(
        institution=institution,
        location=place,
        first_day="2027-01-14",
        last_day="2027-01-14",
        reason="Ice storm",
    )
    held = sent(desk, again)

    assert (held.status_code, Batch.objects.count()) == (422, 0)
    assert "Closed on" in words(held) and "Ice storm" in words(held) and SINCE in words(held)
    last = own_form_on(held) | {"session": [str(late.pk)], "reason": WHY, "do": "begin"}
    assert sent(desk, last).status_code == 302
    [warned] = BatchRow.objects.get().warnings
    assert "Ice storm" in warned


def test_each_kind_of_fault_is_told_above_the_form_and_no_longer_selected_only_where_it_is_so(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    gap, twice, blank, empty, closed, past = sessions = booked_there(sandbox, institution, 6)
    typed = {
        gap: "2027-03-14T02:30",
        twice: "2027-11-07T01:30",
        blank: "",
        empty: "",
        closed: "2027-01-14T23:30",
        past: "2020-01-14T09:00",
    }
    form = answers(desk, sessions) | {f"new-{one.pk}": text for one, text in typed.items()}
    answer = sent(desk, form, reason="")
    told = words(answer).partition("Location")[0]

    assert answer.status_code == 422
    assert sorted(ticked(answer)) == sorted(one.pk for one in sessions if one != closed)
    assert "Some new times are when the location can’t be used, or is closed." in told
    assert "can be read two ways" not in told
    names = {one.pk: one.learner_name for one in sessions}
    for one, said in (
        (gap, f"{names[gap.pk]} : 2:30 AM does not exist on Sunday, March 14, 2027"),
        (twice, f"{names[twice.pk]} : 1:30 AM happens twice on Sunday, November 7, 2027"),
        (blank, f"{names[blank.pk]} and 1 more : Enter a new date and time."),
        (past, f"{names[past.pk]} : Choose a later time: this one is in the past."),
    ):
        assert said in told and f'<a href="#fault-{one.pk}">' in answer.text
    assert "Reason : Enter why they are moved." in told
    assert '<a href="#id_reason">' in answer.text

    checked = words(sent(desk, form, do="check")).partition("Location")[0]
    assert "no longer selected" in checked and "Enter a new date and time." in checked
    assert "Enter why they are moved." not in checked
    alone = sent(desk, form | {"session": [str(gap.pk)]})
    assert "no longer selected" not in words(alone)


def test_the_range_of_new_starts_has_its_years_where_one_is_not_this_year(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    year = timezone.localdate(timezone=ZoneInfo("America/Chicago")).year
    start = datetime(year + 1, 1, 5, 10, tzinfo=ZoneInfo("America/Chicago"))
    sessions = booked_there(sandbox, institution, 2, start)
    keys = [one.pk for one in sessions]
    form = own_form_on(desk.get(PAGE, params={"session": keys})) | {"ticked": keys}
    form[f"new-{sessions[0].pk}"] = f"{year + 9}-12-02T10:00"
    told = words(sent(desk, form, do="check"))
    assert re.search(
        rf"First new start and last new end: \w+, Jan 5, {year + 1}, 10:30 AM CST – \w+, Dec 2,"
        rf" {year + 9}, 11:00 AM CST",
        told,
    )


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
