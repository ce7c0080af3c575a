"""SIDs that administrators type are read as the booking form reads them, wherever they are asked
for.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command

from portal.sandbox.server import Sandbox
from scheduling.models import (
    Institution,
    InstructorEntry,
    Location,
    PolicyVersion,
    ProctorType,
    RoleGrant,
)
from tests.support.client import Desk
from tests.support.html import words
from tests.support.known_sessions import known_session
from tests.support.opening_hours_form import hours_form

REST = "0123456789abcdef" * 2
SPELLED: list[Callable[[str], str]] = [
    str.upper,
    str.lower,
    lambda sid: " ".join((sid[:2], *(sid[at : at + 8] for at in range(2, 34, 8)))),
    lambda sid: "-".join((sid[:10], sid[10:22], sid[22:])),
    lambda sid: f"https://portal.example/institutions/DE{'a' * 32}/parts/{sid}?tab=hours",
    lambda sid: f"{sid[:4]}\u200b{sid[4:]}",
]
PARTS = {
    "site": (Location, "pl_sid"),
    "policyversion": (PolicyVersion, "cv_sid"),
    "instructorentry": (InstructorEntry, "cp_sid"),
    "proctortype": (ProctorType, "ts_sid"),
}


def added(institution: Institution, column: str, typed: str) -> dict[str, object]:
    return {
        "institution": institution.pk,
        "name": "Annex",
        "is_active": "on",
        "where": "on-site",
        column: typed,
    }


@pytest.mark.parametrize("spell", SPELLED)
@pytest.mark.parametrize("table", PARTS)
def test_in_the_admin_site(
    administrator: Desk, institution: Institution, table: str, spell: Callable[[str], str]
) -> None:
    model, column = PARTS[table]
    sid = f"{column[:2].upper()}{REST}"
    form = hours_form() | added(institution, column, spell(sid))
    answer = administrator.post(f"/admin/scheduling/{table}/add/", form)
    assert answer.status_code == 302, words(answer)
    assert getattr(model.objects.get(name="Annex"), column) == sid


@pytest.mark.parametrize("table", PARTS)
def test_what_is_no_such_sid_is_told_with_what_to_paste(
    administrator: Desk, institution: Institution, table: str
) -> None:
    model, column = PARTS[table]
    prefix = column[:2].upper()
    wanted = f"Paste the whole SID: {prefix} and then 32 digits or letters a to f."
    for typed, said in {
        f"{prefix}12": wanted,
        f"EX{REST}": f"This SID is of another kind: it begins with EX. {wanted}",
        f"{prefix}{REST} {prefix}{'0' * 32}": "There are 2 SIDs in this.",
    }.items():
        form = hours_form() | added(institution, column, typed)
        page = administrator.post(f"/admin/scheduling/{table}/add/", form)
        assert (said in words(page), typed in page.text) == (True, True)
    assert not model.objects.filter(name="Annex").exists()


@pytest.mark.parametrize("spell", SPELLED)
def test_in_the_first_steps(
    administrator: Desk, institution: Institution, spell: Callable[[str], str]
) -> None:
    first = {
        "name": "Southfield",
        "sid": spell(f"AI{REST}"),
        "base_url": institution.base_url,
        "time_zone": "America/Chicago",
        "currency": "USD",
        "auth_style": "token",
        "api_token": "t",
    }
    assert administrator.post("/start/", first).headers["Location"] == f"/start/AI{REST}/"
    place = {"step": "location", "name": "Annex", "pl_sid": spell(f"PL{REST}")}
    assert administrator.post(f"/start/AI{REST}/", place).status_code == 302
    assert Location.objects.get(name="Annex").pl_sid == f"PL{REST}"


@pytest.mark.parametrize("spell", SPELLED)
def test_in_the_log_and_in_the_search(
    administrator: Desk, institution: Institution, spell: Callable[[str], str]
) -> None:
    sid = known_session(institution, sid=f"ES{REST}", learner_name="Ana Ruiz").sid
    assert (
        administrator.get("/find/", params={"q": spell(sid)})
        .headers["Location"]
        .endswith(f"{sid}/")
    )
    page = words(administrator.get("/audit/", params={"session": spell(sid)}))
    assert "Enter ES and 32 characters" not in page
    asked = {"install": institution.sid, "session": spell(sid)}
    page = words(administrator.get("/audit/case/", params=asked))
    assert "whole SID" not in page
    for table in ("attempt", "auditevent"):
        found = administrator.get(f"/admin/scheduling/{table}/", params={"q": spell(sid)})
        assert found.status_code == 200


@pytest.mark.parametrize("spell", SPELLED)
def test_in_commands(
    sandbox: Sandbox, institution: Institution, spell: Callable[[str], str]
) -> None:
    there = spell(institution.sid)
    call_command("grant", "coordinator2", "auditor", "--install", there)
    mine = RoleGrant.objects.filter(user__username="coordinator2", role="auditor")
    assert mine.get().institution == institution
    call_command("revoke", "coordinator2", "auditor", "--install", there)
    assert not mine.exists()
    facts = ("--name", "Southfield", "--currency", "USD", "--time-zone", "America/New_York")
    typed = ("--sid", spell(f"AI{REST}"), "--base-url", "https://api.example.edu")
    call_command("add_install", *typed, *facts)
    assert Institution.objects.get(name="Southfield").sid == f"AI{REST}"
