"""What the log tells of an administrator's changes: in which role, and by the form's own words."""

from __future__ import annotations

from typing import Any

import pytest

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, Institution, Location
from scheduling.session_commands import PORTAL, Actor
from tests.support.client import Desk
from tests.support.html import plain_text, words
from tests.support.people_form import form, page_of, person


def last_change(desk: Desk) -> str:
    """The newest event's page, in words."""
    number = AuditEvent.objects.order_by("-number").values_list("number", flat=True)[0]
    return words(desk.get(f"/audit/{number}/")).replace("→ , then", "→")


def test_a_type_taken_off_the_form_is_told_as_offered_and_not_as_the_vendor_s_settings(
    administrator: Desk, institution: Institution
) -> None:
    administrator.post(f"/campus/{institution.sid}/rules/examity/", {"stands": "off"})
    said = last_change(administrator)
    assert ("Offered yes → no" in said, "SmarterProctoring’s settings" in said) == (True, False), (
        said
    )


def test_an_administrator_of_all_institutions_is_told_as_administrator(
    administrator: Desk, institution: Institution, elsewhere: Institution
) -> None:
    location = Location.objects.filter(institution=institution).first()
    chosen = {"action": "withdraw", "_selected_action": str(location.pk)}
    administrator.post("/admin/scheduling/site/", chosen)
    ana = person("coordinator")
    administrator.post(page_of(ana), form(ana, f"{elsewhere.pk}-auditor", last_name="Reyes"))
    told = AuditEvent.objects.filter(kind__startswith="admin_") | AuditEvent.objects.filter(
        kind__startswith="role_"
    )
    told = told.filter(actor_name="Ingrid Sato")
    assert {one.role for one in told} == {"administrator"}
    assert {one.kind for one in told} >= {"admin_changed", "role_granted"}


def test_an_administrator_of_one_institution_is_told_as_that(
    local: Desk, here: Institution
) -> None:
    location = Location.objects.filter(institution=here).first()
    local.post(
        "/admin/scheduling/site/", {"action": "withdraw", "_selected_action": str(location.pk)}
    )
    event = AuditEvent.objects.order_by("-number").first()
    assert (event.kind, event.role) == ("admin_changed", "administrator")


def test_nothing_is_said_of_a_role_that_was_not_recorded(
    administrator: Desk, institution: Institution
) -> None:
    someone = Actor(user_id=None, name="Eva Berg", username="berg")
    entry = event_writer.Entry(kind=Kind.ADMIN_CHANGED, sentence="It was done.", actor=someone)
    event_writer.record(entry)
    page = words(administrator.get("/audit/"))
    assert ("It was done. Eva Berg" in page, "no role" in page) == (True, False)


def test_what_is_taken_off_the_list_reads_as_the_form_has_it(
    administrator: Desk, institution: Institution
) -> None:
    location = Location.objects.filter(institution=institution, is_active=True).first()
    chosen = {"action": "withdraw", "_selected_action": str(location.pk)}
    administrator.post("/admin/scheduling/site/", chosen)
    assert "Offered yes → no" in last_change(administrator)


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"account": 7, "changes": {"is_active": ("yes", "no")}}, "May sign in yes → no"),
        ({"install": 7, "changes": {"is_active": ("True", "False")}}, "In use yes → no"),
        ({"changes": {"first_day": ("", "2026-12-24")}}, "From none → Thu, Dec 24, 2026"),
        ({"changes": {"what": ("closed", "other")}}, "Then it is Closed → Open at other"),
        ({"changes": {"opens": ("09:00:00", "")}}, "Opens 9:00 AM → none"),
        ({"changes": {"up_to_minutes": ("60", "")}}, "Up to (minutes) 60 → none"),
        ({"changes": {"cv_sid": ("", "CV1")}}, "SID of the policy version none → CV1"),
        ({"changes": {"first_day": ("soon", "")}}, "From soon → none"),
    ],
)
def test_a_change_reads_by_the_words_of_its_form(
    administrator: Desk, institution: Institution, details: dict[str, Any], said: str
) -> None:
    pairs = {name: {"before": a, "after": b} for name, (a, b) in details["changes"].items()}
    entry = event_writer.Entry(
        kind=Kind.ADMIN_CHANGED,
        sentence="It was changed.",
        actor=PORTAL,
        install_sid=institution.sid,
        details=details | {"changes": pairs},
    )
    event_writer.record(entry)
    assert said in last_change(administrator)


def test_who_administers_one_institution_is_sent_to_who_administers_all(local: Desk) -> None:
    answer = local.get("/start/")
    said = " ".join(plain_text(answer.text).split())
    assert answer.status_code == 403
    assert "Ask an administrator of all institutions, and tell them which page" in said


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("none", "auditor", "Roles of Eva Berg at Lakeside College added: auditor"),
        ("auditor", "none", "Roles of Eva Berg at Lakeside College removed: auditor"),
        ("auditor", "coordinator", "Roles of Eva Berg at Lakeside College auditor → coordinator"),
    ],
)
def test_roles_that_somebody_did_not_hold_are_told_as_added(
    administrator: Desk, institution: Institution, before: str, after: str, told: str
) -> None:
    pair = {"Roles of Eva Berg at Lakeside College": {"before": before, "after": after}}
    entry = event_writer.Entry(
        kind=Kind.ADMIN_CHANGED,
        sentence="It was changed.",
        actor=PORTAL,
        install_sid=institution.sid,
        details={"changes": pair},
    )
    event_writer.record(entry)
    assert told in last_change(administrator)
