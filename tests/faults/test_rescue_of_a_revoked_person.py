"""Access is taken from somebody whose rescue is under way: it stops at the next row."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model

from portal.sandbox.server import Sandbox
from scheduling.access import roles
from scheduling.audit.table_checks import comparison_with_log
from scheduling.audit.verifier import verify
from scheduling.batches import execution, leases, start_pause_stop
from scheduling.models import Attempt, AuditEvent, Batch, Institution, RoleGrant
from scheduling.session_commands import PORTAL
from tests.support.batches import begun, booked_there, carried_out
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import details

BARRED = "Ana Ruiz may no longer book here: another coordinator can continue it."
pytestmark = pytest.mark.faults(52)


def take_the_role(institution: Institution) -> None:
    user = get_user_model().objects.get(username="coordinator")
    roles.take(user=user, role="coordinator", institution=None, actor=PORTAL)


def leave_them_to_look(institution: Institution) -> None:
    user = get_user_model().objects.get(username="coordinator")
    roles.give(user=user, role="auditor", institution=institution, actor=PORTAL)
    roles.take(user=user, role="coordinator", institution=None, actor=PORTAL)


def close_the_account(institution: Institution) -> None:
    get_user_model().objects.filter(username="coordinator").update(is_active=False)


def page_of(desk: Desk, batch: Batch) -> str:
    return words(desk.get(f"/rescues/{batch.pk}/"))


def said(kind: str) -> str:
    return AuditEvent.objects.filter(kind=kind).order_by("-number")[0].sentence


@pytest.mark.parametrize("bar", [take_the_role, leave_them_to_look, close_the_account])
@pytest.mark.faults(52)
def test_nothing_more_is_sent_in_the_name_of_who_may_no_longer_book(
    second_desk: Desk,
    sandbox: Sandbox,
    institution: Institution,
    bar: Callable[[Institution], None],
) -> None:
    batch = begun(booked_there(sandbox, institution, 3))
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    leases.sent([row] if execution.carry_out(row) else [])
    bar(institution)
    execution.run(institution.pk)
    execution.run(institution.pk)
    batch.refresh_from_db()

    assert (len(sandbox.requests("PUT")), batch.state) == (1, "paused")
    assert AuditEvent.objects.filter(kind="batch_paused").count() == 1
    assert said("batch_paused") == (
        f"The portal paused rescue {batch.pk}, Duluth Testing Center: Ana Ruiz may no longer book"
        " there."
    )
    page = page_of(second_desk, batch)
    assert BARRED in page
    assert "Continue in your name" in page
    assert "We try again" not in page
    assert "2 Waiting" in page


@pytest.mark.faults(52)
def test_whoever_continues_it_answers_for_the_rest(
    second_desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 3))
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    leases.sent([row] if execution.carry_out(row) else [])
    take_the_role(institution)
    execution.run(institution.pk)
    assert second_desk.post(f"/rescues/{batch.pk}/steer/", {"do": "continue"}).status_code == 302
    assert said("batch_continued") == (
        f"Tom Okafor continued rescue {batch.pk}, Duluth Testing Center. Ana Ruiz may no longer"
        " book there: what is left is sent in the name of Tom Okafor."
    )
    assert details("batch_continued") == {"batch": batch.pk, "instead_of": "Ana Ruiz"}
    carried_out(batch)

    made = Attempt.objects.filter(attempt_id__in=batch.rows.values("attempt_id")).order_by("pk")
    assert [one.actor_name for one in made] == ["Ana Ruiz", "Tom Okafor", "Tom Okafor"]
    assert {one.state for one in made} == {"accepted"}
    intents = AuditEvent.objects.filter(kind="intent").order_by("number")
    assert [one.actor_username for one in intents] == [
        "coordinator",
        "coordinator2",
        "coordinator2",
    ]
    batch.refresh_from_db()
    assert (batch.actor_name, batch.sender_name) == ("Ana Ruiz", "Tom Okafor")
    page = page_of(second_desk, batch)
    assert "by Ana Ruiz" in page
    assert "Continued in the name of Tom Okafor" in page
    assert verify().is_intact
    assert comparison_with_log.compare().differences == ()


@pytest.mark.faults(52)
def test_a_paused_one_is_taken_over_too_and_not_where_its_person_may_still_book(
    desk: Desk, second_desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 2))
    steer = f"/rescues/{batch.pk}/steer/"
    second_desk.post(steer, {"do": "pause"})
    assert "Continue in your name" not in page_of(second_desk, batch)
    second_desk.post(steer, {"do": "continue"})
    batch.refresh_from_db()
    assert (batch.state, batch.sender_name) == ("running", "")
    assert said("batch_continued").endswith("Duluth Testing Center.")
    second_desk.post(steer, {"do": "pause"})
    take_the_role(institution)
    assert BARRED in page_of(second_desk, batch)
    second_desk.post(steer, {"do": "continue"})
    carried_out(batch)
    assert {one.actor_name for one in Attempt.objects.all()} == {"Tom Okafor"}
    Batch.objects.update(sender_name="Ana Ruiz")
    [differs] = comparison_with_log.compare().differences
    assert "is sent in another name than its events say" in differs.said


@pytest.mark.faults(52)
def test_who_has_taken_it_over_can_be_barred_too_and_a_person_who_is_gone_is_nobody(
    administrator: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    tom = get_user_model().objects.get(username="coordinator2")
    take_the_role(institution)
    execution.run(institution.pk)
    batch.refresh_from_db()
    actor = roles.Actor(user_id=tom.pk, name="Tom Okafor", username=tom.username)
    assert start_pause_stop.resume(batch=batch, actor=actor)
    Batch.objects.update(sender=None)
    execution.run(institution.pk)
    assert "Tom Okafor may no longer book here" in page_of(administrator, batch)
    assert sandbox.requests("PUT") == []


@pytest.mark.faults(52)
def test_a_row_that_was_taken_before_somebody_else_continued_is_not_sent_in_the_old_name(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    tom = get_user_model().objects.get(username="coordinator2")
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    start_pause_stop.pause(batch=batch, actor=PORTAL)
    take_the_role(institution)
    actor = roles.Actor(user_id=tom.pk, name="Tom Okafor", username=tom.username)
    start_pause_stop.resume(batch=batch, actor=actor)
    RoleGrant.objects.create(
        user=get_user_model().objects.get(username="coordinator"), role="coordinator"
    )
    assert not execution.carry_out(row)
    batch.refresh_from_db()
    assert (batch.state, sandbox.requests("PUT")) == ("running", [])
    carried_out(batch)
    assert {one.actor_name for one in Attempt.objects.all()} == {"Tom Okafor"}


@pytest.mark.faults(52)
def test_nor_in_that_of_another_person_of_the_same_name(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    take_the_role(institution)
    users = get_user_model().objects
    first, then = (users.get(username=name) for name in ("coordinator2", "administrator"))
    for person in (first, then):
        start_pause_stop.pause_where_barred(batch.pk)
        actor = roles.Actor(user_id=person.pk, name="Tom Okafor", username=person.username)
        batch.refresh_from_db()
        assert start_pause_stop.resume(batch=batch, actor=actor)
        if person == first:
            [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
            users.filter(pk=first.pk).update(is_active=False)
    users.filter(pk=first.pk).update(is_active=True)

    assert not execution.carry_out(row)
    assert sandbox.requests("PUT") == []
    carried_out(batch)
    assert [one.actor_id for one in Attempt.objects.all()] == [then.pk]
    assert comparison_with_log.compare().differences == ()


@pytest.mark.faults(52)
def test_whoever_has_it_without_a_name_is_who_it_is_sent_for(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    take_the_role(institution)
    tom = get_user_model().objects.get(username="coordinator2")
    start_pause_stop.pause_where_barred(batch.pk)
    batch.refresh_from_db()
    actor = roles.Actor(user_id=tom.pk, name="", username=tom.username)
    assert start_pause_stop.resume(batch=batch, actor=actor)
    carried_out(batch)
    assert [one.actor_id for one in Attempt.objects.all()] == [tom.pk]


@pytest.mark.faults(52)
def test_an_account_that_went_leaves_it_to_nobody_who_had_it_before(
    sandbox: Sandbox, institution: Institution
) -> None:
    batch = begun(booked_there(sandbox, institution, 1))
    [row] = leases.claim(institution.pk, at_once=execution.AT_ONCE)
    Batch.objects.update(is_taken_over=True, sender_name="Tom Okafor")  # whose account is gone
    assert not execution.carry_out(row)
    batch.refresh_from_db()
    assert (batch.state, sandbox.requests("PUT")) == ("paused", [])
