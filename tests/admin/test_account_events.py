"""Changes to accounts are seen where the person works, and nobody learns from them where else that
is.
"""

from __future__ import annotations

from django.contrib.auth.models import User

from scheduling.models import AuditEvent, Institution, Role, RoleGrant
from tests.support.client import Desk
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
    said = "Ingrid Sato changed the user berg at {}: active."
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
    assert told("admin_changed") == {("", "Ingrid Sato changed the user chief: first name.")}
    assert "the user chief" not in local.get("/audit/").text


def test_a_sid_that_the_log_knows_is_shown_and_stays(
    administrator: Desk, here: Institution
) -> None:
    new = Institution.objects.create(
        sid="AI" + "c" * 32, name="New", base_url="http://127.0.0.1:9", time_zone="Europe/London"
    )
    path = f"/admin/scheduling/install/{new.pk}/change/"
    answers = {
        "name": "New",
        "sid": "AI" + "d" * 32,
        "base_url": new.base_url,
        "time_zone": "Europe/London",
        "currency": "USD",
    }
    answers |= {"auth_style": "token", "api_token": "a-token", "is_active": "on"}
    assert "so it can’t be changed" not in administrator.get(path).text
    assert administrator.post(path, answers).status_code == 302
    assert Institution.objects.get(pk=new.pk).sid == "AI" + "d" * 32

    page = administrator.get(path).text
    assert "use this SID, so it can’t be changed. If it is wrong" in page
    assert (
        administrator.post(path, answers | {"sid": "AI" + "e" * 32, "name": "Newer"}).status_code
        == 302
    )
    changed = Institution.objects.get(pk=new.pk)
    assert (changed.sid, changed.name) == ("AI" + "d" * 32, "Newer")
