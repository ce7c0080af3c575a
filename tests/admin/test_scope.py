"""What an institution's administrator reaches on the admin site, and what is told of it."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
import requests
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.access import granting_rules
from scheduling.access.roles import access_of, grant
from scheduling.models import Attempt, AuditEvent, HoursByDate, Institution, Location, Price
from scheduling.session_commands import PORTAL, Actor
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.opening_hours_form import hours_form, shown_rows
from tests.support.people import LAKESIDE, PASSWORD
from tests.support.people_form import ADD, GOOD, changes, form, page_of, person, roles


def test_an_institution_s_administrator_gives_roles_there_and_nowhere_else(
    local: Desk, here: Institution, elsewhere: Institution
) -> None:
    new = User(username="berg", first_name="Eva")
    for beyond in ("all-administrator", "all-auditor", f"{elsewhere.pk}-coordinator"):
        answer = local.post(ADD, form(new, f"{here.pk}-auditor", beyond, password=GOOD, again=GOOD))
        assert (answer.status_code, User.objects.filter(username="berg").exists()) == (200, False)
        assert "only at institutions where you are an administrator" in words(answer)
    assert "Choose at least one role" in words(
        local.post(ADD, form(new, password=GOOD, again=GOOD))
    )
    assert (
        local.post(
            ADD, form(new, f"{here.pk}-administrator", password=GOOD, again=GOOD)
        ).status_code
        == 302
    )
    assert roles(person("berg")) == {(here.sid, "administrator")}


def test_who_works_elsewhere_too_keeps_account_and_roles_there(
    local: Desk, here: Institution, elsewhere: Institution
) -> None:
    both = get_user_model().objects.create_user("both", first_name="Jo", password=PASSWORD)
    grant(username="both", role="coordinator", institution=here, actor=PORTAL)
    grant(username="both", role="administrator", institution=elsewhere, actor=PORTAL)
    sent = form(both, f"{here.pk}-auditor", username="taken-over", email="other@x.example")
    sent.pop("is_active")
    assert elsewhere.name not in local.get(page_of(both)).text
    assert local.post(page_of(both), sent).status_code == 302

    both.refresh_from_db()
    assert (both.username, both.email, both.is_active) == ("both", "", True)
    assert roles(both) == {(here.sid, "auditor"), (elsewhere.sid, "administrator")}


def test_the_filter_of_closed_days_names_no_location_of_another_institution(
    local: Desk, here: Institution, elsewhere: Institution
) -> None:
    day = {"first_day": "2027-01-18", "last_day": "2027-01-18", "reason": "Holiday"}
    theirs = Location.objects.filter(institution=elsewhere).first()
    theirs.name = "Hidden Annex"
    theirs.save()
    own = list(Location.objects.filter(institution=here)[:2])
    for location in (*own, theirs):
        HoursByDate.objects.create(institution=location.institution, location=location, **day)
    page = local.get("/admin/scheduling/hoursbydate/").text
    assert all(f"location__id__exact={one.pk}" in page for one in own)
    assert "Hidden Annex" not in page


@pytest.mark.parametrize("username", ["administrator", "coordinator", "root", "someone-elsewhere"])
def test_whoever_is_beyond_an_institution_is_out_of_its_administrator_s_sight(
    local: Desk, elsewhere: Institution, username: str
) -> None:
    get_user_model().objects.create_superuser("root", password=PASSWORD)
    get_user_model().objects.create_user("someone-elsewhere", password=PASSWORD)
    grant(username="someone-elsewhere", role="coordinator", institution=elsewhere, actor=PORTAL)
    who = person(username)
    before = (who.password, roles(who))
    new = {"usable_password": "true", "password1": GOOD, "password2": GOOD}
    answers = [
        local.get(page_of(who)),
        local.post(page_of(who), form(who)),
        local.post(f"/admin/auth/user/{who.pk}/password/", new),
    ]
    assert [one.status_code for one in answers] == [403] * 3
    assert f">{username}<" not in local.get("/admin/auth/user/").text
    who.refresh_from_db()
    assert (who.password, roles(who)) == before


def location_form(institution: Institution, **changed: Any) -> dict[str, Any]:
    fields = {
        "institution": institution.pk,
        "name": "Annex",
        "pl_sid": "PL" + "9" * 32,
        "kind": "testing-center",
    }
    return {**fields, "time_zone": "America/Chicago", "is_active": "on"} | hours_form() | changed


def test_what_belongs_to_another_institution_can_not_be_named_in_a_form(
    local: Desk, here: Institution, elsewhere: Institution
) -> None:
    add, before = "/admin/scheduling/site/add/", Location.objects.count()
    assert elsewhere.name not in local.get(add).text
    assert local.post(add, location_form(elsewhere)).status_code == 200
    assert Location.objects.count() == before
    own = Location.objects.filter(institution=here).first()
    moved = local.post(
        f"/admin/scheduling/site/{own.pk}/change/",
        location_form(elsewhere, name="Moved") | hours_form(*shown_rows(own)),
    )
    stands = Location.objects.get(pk=own.pk)
    assert (moved.status_code, stands.institution, stands.pl_sid, stands.name) == (
        302,
        here,
        own.pl_sid,
        "Moved",
    )
    assert local.post(add, location_form(here)).status_code == 302
    assert Location.objects.get(name="Annex").institution == here


def test_an_action_reaches_nothing_of_another_institution(
    local: Desk, elsewhere: Institution
) -> None:
    theirs = Location.objects.filter(institution=elsewhere)
    keys = [str(pk) for pk in theirs.values_list("pk", flat=True)]
    for action in ("delete_selected", "withdraw"):
        sent = {"action": action, "_selected_action": keys, "post": "yes"}
        assert local.post("/admin/scheduling/site/", sent).status_code == 403
    sent = {"action": "check_connection", "_selected_action": [str(elsewhere.pk)]}
    local.post("/admin/scheduling/install/", sent)
    assert theirs.filter(is_active=True).count() == len(keys)
    assert not AuditEvent.objects.filter(kind="connection_tested").exists()


def test_lists_and_filters_name_nothing_of_another_institution(
    local: Desk, elsewhere: Institution, sandbox: Sandbox
) -> None:
    lists = ("install", "site", "instructorentry", "policyversion", "attempt", "auditevent")
    pages = {name: local.get(f"/admin/scheduling/{name}/") for name in lists}
    assert [name for name, page in pages.items() if page.status_code != 200] == []
    assert [
        name
        for name, page in pages.items()
        if elsewhere.name in page.text or elsewhere.sid in page.text
    ] == []


def denied_of(answer: requests.Response) -> str:
    return AuditEvent.objects.order_by("-number")[0].sentence if answer.status_code == 403 else ""


def test_a_refused_address_of_the_admin_site_is_in_the_log(desk: Desk, auditor: Desk) -> None:
    assert (
        denied_of(desk.get("/admin/scheduling/install/"))
        == "Ana Ruiz asked for /admin/scheduling/install/, but their role does not allow it;"
        " nothing was shown or changed."
    )
    assert denied_of(auditor.post("/admin/auth/user/add/", {})).startswith(
        "Lena Marsh sent a form to /admin/auth/user"
    )


def test_what_is_added_changed_and_deleted_is_told_with_before_and_after(
    administrator: Desk, here: Institution
) -> None:
    added = administrator.post("/admin/scheduling/site/add/", location_form(here))
    made = Location.objects.get(name="Annex")
    page = f"/admin/scheduling/site/{made.pk}/"
    renamed = location_form(here, name="Annex B", time_zone="America/Denver")
    changed = administrator.post(f"{page}change/", renamed)
    price = Price.objects.create(institution=here, session_type="examity", amount=5, currency="USD")
    deleted = administrator.post(f"/admin/scheduling/price/{price.pk}/delete/", {"post": "yes"})
    assert [one.status_code for one in (added, changed, deleted)] == [302] * 3

    assert changes("admin_added")[0]["institution"] == {
        "before": "",
        "after": "Northfield University",
    }
    assert changes("admin_changed") == [
        {
            "name": {"before": "Annex", "after": "Annex B"},
            "time_zone": {"before": "America/Chicago", "after": "America/Denver"},
        }
    ]
    assert changes("admin_deleted")[0]["amount"] == {"before": "5.00", "after": ""}
    told = AuditEvent.objects.filter(kind__startswith="admin_").values_list(
        "install_sid", flat=True
    )
    assert set(told) == {here.sid}


@pytest.mark.parametrize("where", [None, LAKESIDE])
def test_a_role_beyond_an_administrator_s_reach_is_refused_past_the_form_too(
    here: Institution, elsewhere: Institution, where: str | None
) -> None:
    chief = get_user_model().objects.create_user("chief", password=PASSWORD)
    grant(username="chief", role="administrator", institution=here, actor=PORTAL)
    wanted = granting_rules.NewStanding(
        roles=frozenset({(elsewhere.pk if where else None, "auditor")}), is_active=True
    )
    who = get_user_model().objects.create_user("berg", password=PASSWORD)
    with pytest.raises(
        granting_rules.ChangeRefused, match="only at institutions where you are an administrator"
    ):
        granting_rules.change(
            person=who,
            wanted=wanted,
            by=access_of(chief),
            actor=Actor(user_id=chief.pk, name="Chief"),
        )
    assert roles(who) == set()


def requested(institution: Institution, sid: str) -> Attempt:
    session = known_session(institution, sid=sid)
    now = timezone.now()
    facts = {"state": "accepted", "started_at": now, "deadline_at": now, "time_zone": "UTC"}
    return Attempt.objects.create(
        attempt_id=uuid4(), session=session, action="schedule", actor_name="Ana Ruiz", **facts
    )


def test_a_session_s_requests_are_found_whatever_begins_so_at_another_institution(
    local: Desk, administrator: Desk, here: Institution, elsewhere: Institution
) -> None:
    same, own, other = f"ESfeed{1:028x}", f"ESfade{1:028x}", f"ESfade{2:028x}"
    twins = [requested(place, same) for place in (here, elsewhere)]
    ours, theirs = requested(here, own), requested(elsewhere, other)

    def found(desk: Desk, term: str) -> set[int]:
        page = desk.get(f"/admin/scheduling/attempt/?q={term}").text
        return {int(one) for one in re.findall(r"/attempt/(\d+)/change/", page)}

    for term in (same, "ESfeed"):
        assert found(local, term) == {twins[0].pk}
        assert found(administrator, term) == {one.pk for one in twins}
    assert (found(local, "ESfade"), found(administrator, "ESfade")) == ({ours.pk}, set())
    assert (found(local, other), found(administrator, other)) == (set(), {theirs.pk})
