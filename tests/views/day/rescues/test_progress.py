"""The page of a rescue: how far it is, what each row came to, and pause and stop."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from portal.sandbox.server import Sandbox
from scheduling.batches import execution, progress
from scheduling.batches.progress import RowOutcome
from scheduling.models import Attempt, AuditEvent, Batch, Institution
from scheduling.views.day.rescues import page
from tests.support.batches import ONE, begun, booked_there, carried_out
from tests.support.client import Desk
from tests.support.html import words
from tests.support.rescue_pages import carried_out_next, page_of, steered

HOUR = timedelta(hours=1)
COUNT = re.compile(r'href="#row-(\d+)">(\d+)\s')


def test_what_each_row_came_to_stands_beside_it_in_words(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    sessions = booked_there(sandbox, institution, 3)
    batch = begun(sessions)
    before = page_of(desk, batch)
    assert "Running · 0 of 3" in before
    assert "3 Waiting" in before
    sandbox.place(sessions[0].sid, start=ONE.isoformat())
    sandbox.trouble("status", method="PUT", code=409, message="Closed then.")
    carried_out(batch)

    after = page_of(desk, batch)
    assert "· 3 of 3" in after
    assert all(one in after for one in ("1 Moved", "1 Not moved", "1 Not moved, changed since"))
    assert execution.CHANGED in after
    assert f"Rescue {batch.pk}" in words(desk.get("/rescues/"))


def test_a_list_of_rescues_that_is_cut_says_so(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    first = begun(booked_there(sandbox, institution, 1))
    facts = {"institution": institution, "kind": first.kind, "begun_at": first.begun_at}
    facts |= {"title": first.title, "state": Batch.State.DONE}
    Batch.objects.bulk_create(Batch(form_id=uuid4(), **facts) for _ in range(49))
    assert "are listed" not in words(desk.get("/rescues/"))
    Batch.objects.create(form_id=uuid4(), **facts)
    told = words(desk.get("/rescues/"))
    assert "Only the newest 50 are listed." in told and f"Rescue {first.pk} " not in told


def test_while_it_goes_on_its_part_is_asked_for_again_and_not_afterwards(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    part = desk.get(f"/rescues/{batch.pk}/standing/").text
    assert 'hx-trigger="every 2s"' in part
    assert "Show it as it is now" in part
    assert "<html" not in part
    carried_out(batch)
    assert "hx-trigger" not in desk.get(f"/rescues/{batch.pk}/standing/").text


def test_it_is_paused_continued_and_stopped_by_who_may_move(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    assert steered(desk, batch, "pause") == 302
    assert "Paused: no more are sent until somebody continues it" in page_of(desk, batch)
    assert steered(desk, batch, "continue") == 302
    assert steered(desk, batch, "stop") == 302
    assert steered(desk, batch, "continue") == 302  # too late: nothing changes
    carried_out(batch)

    assert "2 Left as it was" in page_of(desk, batch)
    assert sandbox.requests() == []
    said = AuditEvent.objects.filter(kind__startswith="batch").order_by("number")
    assert [one.kind for one in said] == [
        "batch_begun",
        "batch_paused",
        "batch_continued",
        "batch_stopped",
        "batch_ended",
    ]
    assert said[4].sentence.endswith(": 2 left as they were.")
    assert steered(desk, batch, "dance") == 422


def test_while_the_provider_is_away_the_page_says_that_it_waits(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    sandbox.trouble("status", method="GET", code=503, times=None)
    execution.run(institution.pk)
    assert page_of(desk, batch).count("We try again every few seconds.") == 1
    steered(desk, batch, "pause")
    assert "We try again" not in page_of(desk, batch)


def test_who_waits_for_one_that_is_being_checked_is_told_so(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    first, then = (booked_there(sandbox, institution, 1, start=ONE + n * HOUR)[0] for n in (0, 1))
    batch = begun([first, then], HOUR)
    assert page.BEHIND not in page_of(desk, batch)
    sandbox.trouble("drop_after", method="PUT")
    execution.run(institution.pk)
    assert page.BEHIND in page_of(desk, batch)
    Batch.objects.update(wait_reason="We wait.")
    assert page.BEHIND not in page_of(desk, batch)
    assert page.BEHIND not in page_of(desk, carried_out(batch))


def test_a_rescue_of_nobody_and_one_that_is_not_there(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    assert "No room was moved yet" in words(desk.get("/rescues/"))
    assert desk.get("/rescues/1/").status_code == 404
    batch = carried_out(begun(booked_there(sandbox, institution, 1)))
    batch.rows.all().delete()
    assert "0 of 0" in page_of(desk, batch)
    assert "There is nobody to call." in page_of(desk, batch, "calls/")


@pytest.mark.parametrize(
    ("how", "said"),
    [("read-back", "We checked: it was not moved."), ("by-hand", "A person decided that")],
)
def test_what_a_lost_answer_turned_out_to_be_says_who_found_out(
    desk: Desk, sandbox: Sandbox, institution: Institution, how: str, said: str
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    sandbox.trouble("drop_before", method="PUT")
    carried_out(batch)
    Attempt.objects.update(settled_how=how)
    assert said in page_of(desk, batch)


def test_the_list_of_rescues_says_what_each_came_to(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    first = begun(booked_there(sandbox, institution, 3))
    sandbox.trouble("status", method="PUT", code=409, times=2)
    carried_out(first)
    carried_out(begun(booked_there(sandbox, institution, 1)))
    begun(booked_there(sandbox, institution, 2))
    said = words(desk.get("/rescues/"))

    assert said.count(" by Ana Ruiz · Done: 1 Moved 2 Not moved") == 1
    assert said.count(" by Ana Ruiz · Done: 1 Moved") == 2
    assert said.count(" by Ana Ruiz · Running Rescue") == 1


def test_who_paused_continued_and_stopped_it_stands_on_its_page(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    others = [begun(booked_there(sandbox, institution, 1)) for _ in range(10)]
    batch = begun(booked_there(sandbox, institution, 2))
    assert (others[0].pk, batch.pk) == (1, 11)
    for who, what in ((desk, "pause"), (second_desk, "continue"), (second_desk, "stop")):
        steered(who, batch, what)
    said = page_of(desk, batch)
    names = AuditEvent.objects.filter(kind__in=("batch_paused", "batch_continued", "batch_stopped"))
    paused, continued, stopped = (one.who for one in names.order_by("number"))
    assert "Ana Ruiz" in paused and continued == stopped != paused
    at = r"\d+:\d\d [AP]M C[SD]T"
    assert re.search(
        rf"Paused {at} by {re.escape(paused)} · Continued {at} by "
        rf"{re.escape(continued)} · Stop pressed {at} by {re.escape(stopped)}",
        said,
    )
    assert "Stop pressed" not in page_of(desk, others[0])


def test_when_a_rescue_ended_is_told_apart_from_when_it_was_to_stop_each_with_a_day_if_another(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    steered(desk, batch, "stop")
    carried_out(batch)
    batch.refresh_from_db()
    assert batch.ended_at
    at = r"\d+:\d\d [AP]M C[SD]T"
    assert re.search(
        rf"Stopped , ended {at} · 2 of 2 Stop pressed {at} by Ana", page_of(desk, batch)
    )
    Batch.objects.filter(pk=batch.pk).update(ended_at=batch.ended_at + timedelta(days=1))
    assert re.search(rf"Stopped , ended \w+, \w+ \d+, \d+, {at} · 2 of 2", page_of(desk, batch))


def test_who_was_not_moved_stands_first_and_each_count_leads_to_its_first_row(
    desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 3))
    approved = [row.pk for row in batch.rows.order_by("pk")]
    shown = desk.get(f"/rescues/{batch.pk}/").text
    assert re.findall(COUNT, shown) == [(str(approved[0]), "3")]
    carried_out_next(institution)
    carried_out_next(institution)
    sandbox.trouble("status", method="PUT", code=409, message="Closed then.")
    assert rows_on(desk.get(f"/rescues/{batch.pk}/").text) == approved
    carried_out(batch)
    [left] = [pk for pk, end in progress.of(batch).outcomes.items() if end == RowOutcome.REFUSED]
    moved = [pk for pk in approved if pk != left]
    shown = desk.get(f"/rescues/{batch.pk}/").text
    assert rows_on(shown) == [left, *moved]
    assert re.findall(COUNT, shown) == [(str(moved[0]), "2"), (str(left), "1")]


def rows_on(shown: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="row-(\d+)"', shown)]
