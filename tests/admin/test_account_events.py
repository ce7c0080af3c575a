"""Changes to accounts are seen where the person works, and nobody learns from them where else that
is.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from portal.sandbox.server import Sandbox
from scheduling.audit import event_writer
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import comparison_with_log
from scheduling.models import AuditEvent, Institution, ListWalk, Location, Role, RoleGrant
from scheduling.session_commands import PORTAL
from tests.support.client import Desk
from tests.support.known_sessions import known_session
from tests.support.people_form import ADD, GOOD, form, page_of, person


def told(kind: str) -> set[tuple[str, str]]:
    """Where each event of the kind belongs, and its sentence."""
    return set(AuditEvent.objects.filter(kind=kind).values_list("install_sid", "sentence"))


def test_an_account_s_events_stand_at_each_of_its_institutions_before_and_after(
    administrator: Desk, local: Desk, here: Institution, elsewhere: Institution
) -> None:
    new = User(username="berg", first_name="Eva")
    administrator.post(ADD, form(new, f"{elsewhere.pk}-auditor", password=GOOD, again=GOOD))
    made = person("berg")
    closing = form(made, f"{here.pk}-coordinator", is_active="")
    assert administrator.post(page_of(made), closing).status_code == 302

    assert {sid for sid, _ in told("admin_added")} == {elsewhere.sid}
    said = "Ingrid Sato closed the account of Eva (berg) at {}."
    at_each = {(one.sid, said.format(one)) for one in (here, elsewhere)}
    assert told("admin_changed") == at_each
    shown = local.get("/audit/?kind=set-up").text
    assert said.format(here) in shown
    assert elsewhere.name not in shown


def test_who_works_at_no_institution_by_name_is_for_those_who_see_all(
    administrator: Desk, local: Desk
) -> None:
    chief = User.objects.create_user("chief", password=GOOD)
    RoleGrant.objects.create(user=chief, role=Role.AUDITOR)
    administrator.post(page_of(chief), form(chief, "all-auditor", first_name="Ada"))
    assert told("admin_changed") == {
        ("", "Ingrid Sato changed the account of Ada (chief): first name.")
    }
    assert "(chief)" not in local.get("/audit/").text


def institution_answers(sandbox: Sandbox, *, sid: str) -> dict[str, str]:
    where = {"name": "New", "sid": sid, "base_url": sandbox.url, "time_zone": "Europe/London"}
    return where | {"currency": "USD", "auth_style": "token", "api_token": "a-token"}


def test_a_typo_in_a_sid_is_put_right_while_only_its_own_set_up_names_it(
    administrator: Desk, sandbox: Sandbox
) -> None:
    wrong, right = "AI" + "c" * 32, "AI" + "d" * 32
    answers = institution_answers(sandbox, sid=wrong)
    assert administrator.post("/start/", answers).status_code == 302
    assert administrator.post(f"/start/{wrong}/", {"step": "test"}).status_code == 302
    new = Institution.objects.get(sid=wrong)
    assert AuditEvent.objects.filter(install_sid=wrong, kind="connection_tested").exists()
    ListWalk.objects.create(institution=new)
    added = AuditEvent.objects.filter(install_sid=wrong, kind="install_added").get()
    path = f"/admin/scheduling/install/{new.pk}/change/"
    named = answers | {"is_active": "on"}
    for sid in (wrong, right):  # by a change of its own, which is an event too
        assert "so it can’t be changed" not in administrator.get(path).text
        assert administrator.post(path, named | {"sid": sid}).status_code == 302
    assert Institution.objects.get(pk=new.pk).sid == right
    assert "so it can’t be changed" not in administrator.get(path).text
    # What happened under the wrong one stays in the log of those who see all of it.
    assert administrator.get(f"/audit/{added.number}/").status_code == 200
    assert comparison_with_log.compare().differences == ()


@pytest.mark.parametrize("what", ["a location", "an event", "a session"])
def test_a_sid_that_something_else_names_is_shown_and_stays(
    administrator: Desk, sandbox: Sandbox, what: str
) -> None:
    sid = "AI" + "c" * 32
    administrator.post("/start/", institution_answers(sandbox, sid=sid))
    new = Institution.objects.get(sid=sid)
    if what == "a location":
        Location.objects.create(institution=new, name="Hall", pl_sid="PL" + "1" * 32)
    elif what == "a session":
        known_session(new)
    else:
        kind = Kind.ADMIN_CHANGED  # of something else that is there
        event_writer.record(Entry(kind=kind, sentence="So.", actor=PORTAL, install_sid=sid))
    path = f"/admin/scheduling/install/{new.pk}/change/"
    page = administrator.get(path).text
    assert "use this SID, so it can’t be changed. If it is wrong" in page
    answers = institution_answers(sandbox, sid="AI" + "e" * 32) | {"name": "Newer"}
    assert administrator.post(path, answers).status_code == 302
    changed = Institution.objects.get(pk=new.pk)
    assert (changed.sid, changed.name) == (sid, "Newer")
