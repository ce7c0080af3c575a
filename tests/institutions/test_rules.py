"""What an institution decided, at the desk: a type that is off, a field it demands, a default."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.sandbox.server import Sandbox
from scheduling.institution_type_rules import BookingRules, TypeFieldRule
from scheduling.institutions.rules import NothingOffered, change_rules, rules_of
from scheduling.models import AuditEvent, Institution, TypeRule
from scheduling.session_commands import PORTAL
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.booking_actions import book, cancel, move
from tests.support.booking_form import EXAM_DAY, booking, form_path
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.outcomes import kinds

SEAT = "smarter-scheduling"


def rule(
    institution: Institution, wire_name: str, *, offered: bool = True, **fields: TypeFieldRule
) -> bool:
    return change_rules(
        institution=institution,
        wire_name=wire_name,
        is_offered=offered,
        fields=fields,
        others=frozenset(SESSION_TYPES) - {wire_name},
        labels={"": SESSION_TYPES[wire_name].label},
        actor=PORTAL,
    )


# A type that is off


@pytest.mark.parametrize("way", ["body", "address", "no JavaScript", "htmx"])
def test_a_type_that_is_off_cannot_be_booked_by_any_form(
    desk: Desk, institution: Institution, sandbox: Sandbox, way: str
) -> None:
    rule(institution, SEAT, offered=False)
    where = sandbox.needs_proctor()[0]
    path = form_path(where)
    answers = booking(session_type=None if way == "address" else SEAT, notes="Room 4")
    headers = {"HX-Request": "true"} if way == "htmx" else {}
    answer = desk.post(
        f"{path}?type={SEAT}" if way == "address" else path, answers, headers=headers
    )

    assert answer.status_code == 422
    assert (
        "Nothing was sent: “Testing center seat” is not offered at your institution."
        in plain_text(answer.text)
    )
    assert "Room 4" in answer.text and EXAM_DAY in answer.text
    assert [one for one in sandbox.requests() if one["method"] == "POST"] == []
    assert kinds()[-1] == "held_back"
    assert "“Testing center seat” is switched off" in AuditEvent.objects.first().sentence


def test_a_type_that_is_off_is_not_in_the_chooser_and_its_address_shows_another(
    desk: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    rule(institution, SEAT, offered=False)
    path = form_path(sandbox.needs_proctor()[0])
    page = desk.get(path).text
    assert f'value="{SEAT}"' not in page
    assert 'name="session_type" value="register-blast"' in page
    assert "is not offered" not in page
    asked = desk.get(f"{path}?type={SEAT}")
    assert asked.status_code == 200
    assert (
        "“Testing center seat” is not offered at your institution. Choose another type below."
        in plain_text(asked.text)
    )
    switch = desk.post(path, booking(change_type=SEAT))
    assert (switch.status_code, f'id="type-{SEAT}"' in switch.text) == (422, False)


def test_what_is_booked_as_a_type_that_is_off_can_still_be_moved_and_cancelled(
    desk: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    rule(institution, SEAT, offered=False)
    assert move(desk, where).status_code == 302
    assert cancel(desk, where).status_code == 302
    assert [one["method"] for one in sandbox.requests() if one["method"] != "GET"] == [
        "PUT",
        "DELETE",
    ]


def test_a_rule_holds_at_its_own_institution_only(
    desk: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    elsewhere = Institution.objects.exclude(pk=institution.pk).get()
    rule(elsewhere, SEAT, offered=False, notes=TypeFieldRule(is_must=True))
    assert desk.book(sandbox.needs_proctor()[0]).status_code == 302


def test_one_type_always_stays_offered(institution: Institution) -> None:
    *others, last = SESSION_TYPES
    for wire_name in others:
        rule(institution, wire_name, offered=False)
    with pytest.raises(NothingOffered):
        rule(institution, last, offered=False)
    assert rules_of(institution).off == set(others)
    assert len(kinds()) == len(others)


# What is asked more strictly


def test_a_demanded_field_holds_a_hand_made_form_back(
    desk: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    rule(institution, SEAT, notes=TypeFieldRule(is_must=True, help_text="Name the room."))
    where = sandbox.needs_proctor()[0]
    refused = desk.book(where)
    assert refused.status_code == 422
    assert "Enter the notes." in plain_text(refused.text) and "Name the room." in refused.text
    assert sandbox.requests("POST") == []
    assert desk.book(where, notes="Room 4").status_code == 302


def test_a_default_is_in_the_fresh_form_and_only_what_is_sent_counts(
    desk: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    rule(institution, SEAT, notes=TypeFieldRule(default="Bring a photo ID."))
    where = sandbox.needs_proctor()[0]
    assert "Bring a photo ID." in desk.get(form_path(where)).text
    assert desk.book(where).status_code == 302
    assert "notes" not in sandbox.requests("POST")[0]["body"]


def test_rules_that_no_longer_fit_are_passed_over(
    desk: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    strange = {
        "first_pet": TypeFieldRule(True, "x", "y"),
        "currency": TypeFieldRule(default="XXQ"),
        "card_token": TypeFieldRule(default="t"),
    }
    rule(institution, SEAT, **strange)
    TypeRule.objects.create(institution=institution, session_type="teleport", is_offered=False)
    where = sandbox.needs_proctor()[0]
    assert desk.get(form_path(where)).status_code == 200
    assert desk.book(where).status_code == 302


def test_a_booking_asks_for_all_rules_in_one_statement_and_for_nothing_else(
    institution: Institution, sandbox: Sandbox
) -> None:
    rule(institution, SEAT, notes=TypeFieldRule(is_must=True))
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(get_user_model().objects.get(username="coordinator"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        path = form_path(sandbox.needs_proctor()[0])
        assert (
            client.post(
                path, booking(notes="Room 4", amount="1", currency="USD", voucher_code="V")
            ).status_code
            == 302
        )
    tables = (
        "scheduling_typerule",
        "scheduling_fieldrule",
        "scheduling_openinghours",
        "scheduling_price",
    )
    found = [one["sql"] for one in asked if any(table in one["sql"] for table in tables)]
    # The rules, and what the form warned of: hours and prices.
    asked_for = [[table for table in tables if table in sql] for sql in found]
    assert sorted(asked_for) == [
        ["scheduling_openinghours"],
        ["scheduling_price"],
        ["scheduling_typerule", "scheduling_fieldrule"],
    ]


# What is changed is told


def test_a_change_is_an_event_with_before_and_after(institution: Institution) -> None:
    rule(institution, SEAT, notes=TypeFieldRule(True, "", "Name the room."))
    assert rule(
        institution, SEAT, offered=False, notes=TypeFieldRule(False, "Room 4", "Name the room.")
    )
    event = AuditEvent.objects.first()
    assert (event.kind, event.install_sid) == ("admin_changed", institution.sid)
    assert json.loads(event.details)["changes"] == {
        "offered": {"before": "yes", "after": "no"},
        "notes: required": {"before": "yes", "after": "no"},
        "notes: default": {"before": "", "after": "Room 4"},
    }
    assert (
        "changed the rules for “Testing center seat” at Northfield University: offered;"
        in event.sentence
    )
    assert rules_of(institution) == BookingRules(
        frozenset({SEAT}), {SEAT: {"notes": TypeFieldRule(False, "Room 4", "Name the room.")}}
    )
    assert not rule(
        institution, SEAT, offered=False, notes=TypeFieldRule(False, "Room 4", "Name the room.")
    )
    assert len(kinds()) == 2
