"""A user name belongs to one person:
signing in makes no difference between capital and small letters.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from scheduling.models import AuditEvent, Institution
from tests.support import client
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people_form import ADD, GOOD, form, page_of, person, roles
from tests.support.portal_server import Portal


def names() -> list[str]:
    return sorted(User.objects.values_list("username", flat=True))


@pytest.mark.parametrize("taken", ["AUDITOR", "ＡＵＤＩＴＯＲ", "auditor"])
def test_nobody_is_renamed_to_somebody_elses_name(administrator: Desk, taken: str) -> None:
    ana, before = person("coordinator"), AuditEvent.objects.count()
    answer = administrator.post(page_of(ana), form(ana, "all-coordinator", username=taken))
    assert (answer.status_code, names()) == (
        200,
        ["administrator", "auditor", "coordinator", "coordinator2"],
    )
    assert "user name is taken" in plain_text(
        answer.text
    ) or "username already exists" in plain_text(answer.text)
    assert AuditEvent.objects.count() == before


def test_an_administrator_of_one_institution_takes_nobodys_name_for_themselves(
    local: Desk, here: Institution
) -> None:
    own = person("administrator-here")
    sent = {"username": "Administrator", "first_name": "", "last_name": "", "email": ""}
    assert local.post(page_of(own), sent).status_code == 403
    assert person("administrator-here").pk == own.pk
    answer = local.post(
        ADD, form(User(username="AUDITOR"), f"{here.pk}-auditor", password=GOOD, again=GOOD)
    )
    assert "an administrator of all institutions can give them a role" in plain_text(answer.text)


def test_the_first_steps_find_an_account_in_any_case_and_make_no_second_one(
    administrator: Desk, portal: Portal, here: Institution, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, before = f"/start/{here.sid}/", names()
    asked = {"step": "person", "username": "AUDITOR", "role": "coordinator"}
    answer = administrator.post(page, asked | {"password": GOOD, "again": GOOD})
    assert (answer.status_code, "This user name is taken" in plain_text(answer.text)) == (
        422,
        True,
    )
    assert administrator.post(page, asked).status_code == 302
    own = administrator.post(page, asked | {"username": "Administrator"})
    assert (own.status_code, "You can’t give yourself a role" in plain_text(own.text)) == (
        422,
        True,
    )
    assert (names(), roles(person("auditor"))) == (
        before,
        {("", "auditor"), (here.sid, "coordinator")},
    )
    with Desk(portal.url, "auditor") as lena:
        assert lena.get("/").status_code == 200
    monkeypatch.setitem(client.PASSWORDS, "Auditor", client.PASSWORDS["auditor"])
    with Desk(portal.url, "Auditor") as lena:
        assert lena.get("/").status_code == 200


def test_who_gets_a_role_in_the_first_steps_and_has_a_closed_account_is_told_to_be_closed(
    administrator: Desk, here: Institution
) -> None:
    page, sent = f"/start/{here.sid}/", {"step": "person", "role": "coordinator"}
    closed = person("auditor")
    closed.is_active = False
    closed.save()
    said = []
    for name in ("auditor", "coordinator"):
        assert administrator.post(page, sent | {"username": name}).status_code == 302
        told = plain_text(administrator.get(page).text)
        said.append(("was added as coordinator" in told, "This account is closed" in told))
    assert said == [(True, True), (True, False)]
