"""People and their roles in one form, and what must never be lost."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from scheduling.access import granting_rules
from scheduling.access.roles import access_of, grant
from scheduling.audit.verifier import verify
from scheduling.models import AuditEvent, Institution
from scheduling.session_commands import PORTAL, Actor
from tests.support import client
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import PASSWORD
from tests.support.people_form import ADD, GOOD, changes, form, page_of, person, roles
from tests.support.portal_server import Portal

AGAIN = "Password again"
FAULT = re.compile(r'class="field__error"[^>]*>([^<]*)<')


def test_one_form_makes_somebody_with_a_password_and_roles_at_several_institutions(
    administrator: Desk,
    portal: Portal,
    here: Institution,
    elsewhere: Institution,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = User(username="berg", first_name="Eva", last_name="Berg", email="berg@northfield.example")
    chosen = (f"{here.pk}-coordinator", f"{elsewhere.pk}-auditor")
    assert administrator.post(ADD, form(new, *chosen, password=GOOD, again=GOOD)).status_code == 302

    made = person("berg")
    assert (made.get_full_name(), made.email, made.is_superuser, made.is_staff) == (
        "Eva Berg",
        "berg@northfield.example",
        False,
        False,
    )
    assert roles(made) == {(here.sid, "coordinator"), (elsewhere.sid, "auditor")}
    assert changes("role_granted") == [
        {"Roles of Eva Berg at Northfield University": {"before": "none", "after": "coordinator"}},
        {"Roles of Eva Berg at Lakeside College": {"before": "none", "after": "auditor"}},
    ]
    added, also_added = changes("admin_added")
    assert added == also_added
    assert (added["first_name"], added["password"]) == (
        {"before": "", "after": "Eva"},
        {"before": "…", "after": "changed"},
    )
    assert GOOD not in str(list(AuditEvent.objects.values()))
    monkeypatch.setitem(client.PASSWORDS, "berg", GOOD)
    with Desk(portal.url, "berg") as berg:
        assert berg.get("/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("", ""), ["Enter the new password.", "Enter the new password again."]),
        (
            ("zq7", "zq8"),
            [
                "This password is too short. It must contain at least 12 characters.",
                "The two passwords differ. Type both once more.",
            ],
        ),
    ],
)
def test_setting_a_password_has_the_words_of_adding_one_and_says_all_that_is_wrong_at_once(
    administrator: Desk, typed: tuple[str, str], said: list[str]
) -> None:
    who = person("coordinator")
    password = f"/admin/auth/user/{who.pk}/password/"
    page = words(administrator.get(password))
    hint = "At least 12 characters, and no common word. Give it to the person; they can change it."
    assert all(text in page and text in words(administrator.get(ADD)) for text in (hint, AGAIN))
    assert "Your password" not in page and "verification" not in page

    asked = {"usable_password": "true", "password1": typed[0], "password2": typed[1]}
    refused = administrator.post(password, asked)
    assert FAULT.findall(refused.text) == said


def test_who_set_a_password_is_told_whose(administrator: Desk) -> None:
    who = person("coordinator")
    asked = {"usable_password": "true", "password1": GOOD, "password2": GOOD}
    answer = administrator.post(f"/admin/auth/user/{who.pk}/password/", asked)
    page = words(administrator.get(answer.headers["Location"]))
    assert f"The password of {who.get_full_name()} is set." in page
    assert "changed successfully" not in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"again": "another-pass-phrase"}, "The two passwords differ"),
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"username": "Coordinator"}, "This user name is taken"),
        ({"last_name": "4111 1111 1111 1111"}, "Do not enter card numbers"),
    ],
)
def test_a_faulty_form_makes_nobody_and_loses_nothing(
    administrator: Desk, wrong: dict[str, str], said: str, here: Institution
) -> None:
    sent = form(
        User(username="berg", first_name="Eva"), f"{here.pk}-auditor", password=GOOD, again=GOOD
    )
    answer = administrator.post(ADD, sent | wrong)
    assert (answer.status_code, User.objects.filter(first_name="Eva").exists()) == (200, False)
    assert said in words(answer)
    assert re.search(rf'value="{here.pk}-auditor"\s+checked', answer.text)
    assert GOOD not in answer.text


def test_roles_are_given_and_taken_and_each_is_an_event(
    administrator: Desk, here: Institution
) -> None:
    ana = person("coordinator")
    assert (
        administrator.post(page_of(ana), form(ana, f"{here.pk}-auditor", "all-auditor")).status_code
        == 302
    )
    assert roles(ana) == {(here.sid, "auditor"), ("", "auditor")}
    assert changes("role_taken") == [
        {"Roles of Ana Ruiz at all institutions": {"before": "coordinator", "after": "none"}}
    ]
    newest = AuditEvent.objects.filter(kind="role_granted", install_sid=here.sid).order_by(
        "-number"
    )[0]
    assert newest.sentence == "Ingrid Sato made Ana Ruiz auditor of Northfield University."
    assert verify().is_intact


def test_nobody_changes_their_own_roles(
    administrator: Desk, local: Desk, here: Institution
) -> None:
    for desk, username in ((administrator, "administrator"), (local, "administrator-here")):
        own, before = person(username), roles(person(username))
        page = desk.get(page_of(own))
        assert "These are your own roles" in words(page)
        assert 'name="roles"' not in page.text
        assert (
            desk.post(
                page_of(own), form(own, "all-administrator", f"{here.pk}-auditor")
            ).status_code
            == 403
        )
        assert AuditEvent.objects.order_by("-number")[0].kind == "denied"
        plain = {
            "username": own.username,
            "first_name": own.first_name,
            "last_name": own.last_name,
            "is_superuser": "on",
        }
        assert desk.post(page_of(own), plain).status_code == 302
        own.refresh_from_db()
        assert (roles(own), own.is_active, own.is_superuser) == (before, True, False)


def test_a_closed_account_is_signed_out_everywhere_for_good(
    administrator: Desk, desk: Desk
) -> None:
    ana = person("coordinator")
    closed = form(ana, "all-coordinator")
    closed.pop("is_active")
    assert administrator.post(page_of(ana), closed).status_code == 302
    assert changes("admin_changed") == [{"is_active": {"before": "yes", "after": "no"}}]
    assert administrator.post(page_of(ana), form(ana, "all-coordinator")).status_code == 302
    answer = desk.get("/")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
        302,
        "/accounts/login/",
    )


def test_two_administrators_can_not_remove_one_another(database: object) -> None:
    ingrid, other = (
        person("administrator"),
        get_user_model().objects.create_user("other", password=PASSWORD),
    )
    grant(username="other", role="administrator", institution=None, actor=PORTAL)
    desks = access_of(ingrid), access_of(other)  # both pages were opened before either was sent
    nothing = granting_rules.NewStanding(roles=frozenset(), is_active=True)
    granting_rules.change(
        person=other, wanted=nothing, by=desks[0], actor=Actor(user_id=ingrid.pk, name="Ingrid")
    )
    for wanted in (nothing, granting_rules.NewStanding(roles=None, is_active=False)):
        with pytest.raises(granting_rules.ChangeRefused, match="is no administrator’s any more"):
            granting_rules.change(
                person=ingrid,
                wanted=wanted,
                by=desks[1],
                actor=Actor(user_id=other.pk, name="Other"),
            )
    assert roles(ingrid) == {("", "administrator")}


def test_who_was_closed_a_moment_before_closes_nobody(database: object) -> None:
    ingrid, other = (
        person("administrator"),
        get_user_model().objects.create_user("other", password=PASSWORD),
    )
    for name in ("other", "auditor"):
        grant(username=name, role="administrator", institution=None, actor=PORTAL)
    desks = access_of(ingrid), access_of(other)  # both pages were opened before either was sent
    closed = granting_rules.NewStanding(roles=None, is_active=False)
    get_user_model().objects.filter(pk=other.pk).update(is_active=False)
    with pytest.raises(granting_rules.ChangeRefused, match="Your own account was closed meanwhile"):
        granting_rules.change(
            person=ingrid, wanted=closed, by=desks[1], actor=Actor(user_id=other.pk, name="Other")
        )
    granting_rules.revoke(
        username="administrator", role="administrator", institution=None, actor=PORTAL
    )
    nothing = granting_rules.NewStanding(roles=frozenset(), is_active=True)
    with pytest.raises(granting_rules.ChangeRefused, match="is no administrator’s any more"):
        granting_rules.change(
            person=person("auditor"),
            wanted=nothing,
            by=desks[0],
            actor=Actor(user_id=ingrid.pk, name="Ingrid"),
        )


def test_of_two_who_close_each_other_at_once_one_stays(administrator: Desk, auditor: Desk) -> None:
    for name in ("auditor", "coordinator"):
        grant(username=name, role="administrator", institution=None, actor=PORTAL)
    ingrid, other = person("administrator"), person("auditor")
    forms = {administrator: form(other), auditor: form(ingrid)}
    for sent in forms.values():
        del sent["is_active"]

    def close(desk: Desk) -> None:
        desk.post(page_of(other if desk is administrator else ingrid), forms[desk])

    with ThreadPoolExecutor(2) as both:
        list(both.map(close, forms))
    closed = [who.pk for who in (ingrid, other) if not person(who.username).is_active]
    assert len(closed) == 1
    told = AuditEvent.objects.filter(kind="admin_changed", sentence__contains="closed the account")
    assert told.count() == 1


def test_a_first_superuser_is_an_administrator_of_all(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    get_user_model().objects.create_superuser("root", password=PASSWORD)
    monkeypatch.setitem(client.PASSWORDS, "root", PASSWORD)
    with Desk(portal.url, "root") as root:
        assert root.get("/admin/scheduling/proctortype/add/").status_code == 200
        assert root.get("/admin/scheduling/install/add/").status_code == 200
        assert "made at the command line" in words(root.get("/admin/auth/user/"))


def test_saving_what_was_not_changed_is_no_event(administrator: Desk) -> None:
    ana = person("coordinator")
    before = AuditEvent.objects.count()
    assert administrator.post(page_of(ana), form(ana, "all-coordinator")).status_code == 302
    assert AuditEvent.objects.count() == before
