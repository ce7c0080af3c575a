"""Rows changed past the portal are named; what the portal changes itself has its event."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from threading import Thread

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from pytest_django import Settings

from scheduling.access.roles import give, take
from scheduling.audit import event_writer
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.institutions import rules
from scheduling.models import (
    AuditEvent,
    FieldRule,
    Institution,
    Price,
    RoleGrant,
    TypeRule,
)
from scheduling.worker.steps import attempt_step
from tests.support.audit_log import ANA, SOME_KIND
from tests.support.client import Desk
from tests.support.table_changes import run_sql
from tests.support.table_comparisons import found, verified

User = get_user_model()


def changed_elsewhere(institution: Institution, currency: str) -> None:
    """Changed with an event, by another thread of the portal."""

    def change() -> None:
        institution.currency = currency
        institution.save()
        event_writer.record(Entry(kind=SOME_KIND, sentence="Changed.", actor=ANA))
        connection.close()

    thread = Thread(target=change)
    thread.start()
    thread.join()


def test_a_background_step_that_failed_leaves_nothing_to_the_event_of_the_next_one(
    noted: Institution,
) -> None:
    def fail() -> None:
        with transaction.atomic():
            noted.currency = "CAD"
            noted.save()
            raise LookupError

    def note() -> None:
        event_writer.record(Entry(kind=SOME_KIND, sentence="Something else.", actor=ANA))

    attempt_step(fail)
    changed_elsewhere(noted, "MXN")
    attempt_step(note)
    assert verified() == []


def test_what_was_there_before_the_first_verification_is_noted_by_it(noted: Institution) -> None:
    stands = json.loads(AuditEvent.objects.first().details)["stands"]
    assert f"institution {noted.pk}" not in stands  # an event of its own tells of it
    assert f"price {Price.objects.first().pk}" in stands
    assert verified() == []


def test_a_first_verification_notes_all_though_its_thread_changed_something_with_no_event_yet(
    institution: Institution,
) -> None:
    [price, *_] = Price.objects.order_by("pk")
    price.amount += 1
    price.save()
    assert verified() == []
    stands = json.loads(AuditEvent.objects.order_by("number").last().details)["stands"]
    prices = {f"price {pk}" for pk in Price.objects.values_list("pk", flat=True)}
    assert prices <= set(stands) and len(prices) > 1
    assert found() == ""


PAST_THE_PORTAL: dict[str, tuple[Callable[[], object], str]] = {
    "a role": (
        lambda: RoleGrant.objects.filter(user__username="auditor").update(role="administrator"),
        "the role administrator, auditor is not as event",
    ),
    "a role added": (
        lambda: RoleGrant.objects.bulk_create(
            [RoleGrant(user=User.objects.get(username="auditor"), role="administrator")]
        ),
        "the role administrator, auditor was added with no event",
    ),
    "a role removed": (
        lambda: RoleGrant.objects.filter(user__username="auditor")._raw_delete("default"),
        "was removed with no event",
    ),
    "a superuser": (
        lambda: User.objects.filter(username="coordinator").update(is_superuser=True),
        "the account coordinator is not as event",
    ),
    "an account added": (
        lambda: User.objects.bulk_create([User(username="mallory", is_superuser=True)]),
        "the account mallory was added with no event",
    ),
    "a password": (
        lambda: User.objects.filter(username="administrator").update(password="x"),
        "the password of administrator is not as event",
    ),
    "a price": (lambda: Price.objects.update(amount=1), "the price"),
    "an address": (
        lambda: Institution.objects.update(base_url="https://evil.example"),
        "https://evil.example is not as event",
    ),
    "a guard": (
        lambda: run_sql("DROP TRIGGER audit_event_keeps_UPDATE"),
        "the database’s guard audit_event_keeps_UPDATE is missing",
    ),
}


@pytest.mark.parametrize("what", PAST_THE_PORTAL)
def test_what_is_changed_past_the_portal_is_named(noted: Institution, what: str) -> None:
    change, said = PAST_THE_PORTAL[what]
    change()
    assert said in found()


def test_a_guard_that_does_nothing_any_more_is_named(noted: Institution) -> None:
    run_sql("DROP TRIGGER audit_event_keeps_DELETE")
    run_sql(
        "CREATE TRIGGER audit_event_keeps_DELETE BEFORE DELETE ON scheduling_auditevent"
        " WHEN 1 = 0 BEGIN SELECT RAISE(ABORT, 'never'); END"
    )
    assert "audit_event_keeps_DELETE is not as it was made" in found()


def test_what_the_portal_changes_itself_has_its_event(
    noted: Institution, administrator: Desk
) -> None:
    person = User.objects.get(username="coordinator")
    give(user=person, role="auditor", institution=noted, actor=ANA)
    take(user=person, role="coordinator", institution=None, actor=ANA)
    rule = rules.TypeFieldRule(is_must=True, default="", help_text="")
    rules.change_rules(
        institution=noted,
        wire_name="testing_center",
        is_offered=True,
        fields={"company": rule},
        others=frozenset({"automated"}),
        labels={},
        actor=ANA,
    )
    price, gone = noted.prices.all()[:2]
    sent = {
        "institution": noted.pk,
        "session_type": price.session_type,
        "up_to_minutes": price.up_to_minutes or "",
        "amount": "12.5",
        "currency": price.currency,
    }
    path = "/admin/scheduling/price"
    assert administrator.post(f"{path}/{price.pk}/change/", sent).status_code == 302
    assert Price.objects.get(pk=price.pk).amount == Decimal("12.5")
    assert administrator.post(f"{path}/{gone.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Price.objects.filter(pk=gone.pk).exists()
    assert found() == ""


def test_a_rule_changed_past_the_portal_is_named(noted: Institution) -> None:
    rule = TypeRule(institution=noted, session_type="automated")
    rule.save()
    event_writer.record(Entry(kind=Kind.ADMIN_CHANGED, sentence="A rule.", actor=ANA))
    assert found() == ""
    FieldRule.objects.create(rule=rule, field="company", is_must=True)
    assert "the rules of automated" in found()


def test_a_change_past_the_portal_is_not_taken_over_by_the_next_event_of_the_same_row(
    noted: Institution,
) -> None:
    User.objects.filter(username="coordinator").update(is_superuser=True)
    person = User.objects.get(username="coordinator")
    person.first_name = "Anna"
    person.save()
    number = event_writer.record(Entry(kind=Kind.ADMIN_CHANGED, sentence="Renamed.", actor=ANA))
    assert "the account coordinator was changed with no event between event" in found()
    assert f"and event {number}" in found()


def test_a_sign_in_changes_nothing_that_is_watched(noted: Institution, desk: Desk) -> None:
    assert desk.get("/").status_code == 200
    assert '"stands"' not in AuditEvent.objects.filter(kind=Kind.SIGNED_IN).first().details
    assert found() == ""


def test_a_key_that_follows_another_knows_what_was_noted_with_it(
    noted: Institution, settings: Settings
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret that is long enough to be one"
    assert found() == ""
    give(user=User.objects.get(username="auditor"), role="coordinator", institution=None, actor=ANA)
    assert found() == ""
