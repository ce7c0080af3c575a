"""The admin site:
secrets go in and never come out, changes are told, what happened can only be read.
"""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent, Institution, Location, ProctorType
from scheduling.time_zones import zone_data
from tests.support.admin_forms import change_path, institution_form
from tests.support.client import Desk
from tests.support.html import has_digits, plain_text
from tests.support.portal_server import Portal


def test_a_token_goes_in_encrypted_and_never_comes_out(
    administrator: Desk, institution: Institution, database: Path
) -> None:
    answer = administrator.post(
        change_path(institution), institution_form(institution, api_token="a-new-secret-token")
    )
    assert answer.status_code == 302
    assert Institution.objects.get(pk=institution.pk).api_token == "a-new-secret-token"
    assert "a-new-secret-token" not in administrator.get(change_path(institution)).text
    [(stored,)] = sqlite3.connect(database).execute(
        "SELECT api_token FROM scheduling_institution WHERE id = ?", (institution.pk,)
    )
    assert "secret" not in stored
    assert b"a-new-secret-token" not in database.read_bytes()


def test_an_empty_box_keeps_the_token(administrator: Desk, institution: Institution) -> None:
    administrator.post(change_path(institution), institution_form(institution, name="Northfield"))
    kept = Institution.objects.get(pk=institution.pk)
    assert (kept.name, kept.api_token) == ("Northfield", Sandbox.token)


def test_a_change_is_an_event_with_before_and_after_and_the_secret_as_changed(
    administrator: Desk, institution: Institution
) -> None:
    administrator.post(
        change_path(institution),
        institution_form(institution, name="Northfield", api_token="another-token"),
    )
    event = AuditEvent.objects.filter(kind="admin_changed").first()
    assert (event.kind, event.actor_name, event.install_sid) == (
        "admin_changed",
        "Ingrid Sato",
        institution.sid,
    )
    details = json.loads(event.details)
    kinds = ("credentials", "institution")
    assert list(details.pop("stands")) == [f"{kind} {institution.pk}" for kind in kinds]
    assert details == {
        "install": institution.pk,
        "changes": {
            "name": {"before": "Northfield University", "after": "Northfield"},
            "api_token": {"before": "…", "after": "changed"},
        },
    }


def test_the_connection_test_says_what_it_found(
    administrator: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    action = {"action": "check_connection", "_selected_action": str(institution.pk)}
    administrator.post("/admin/scheduling/install/", action)
    assert "the connection works" in plain_text(
        administrator.get("/admin/scheduling/install/").text
    )

    sandbox.set_tokens("something-else")
    administrator.post("/admin/scheduling/install/", action)
    assert "the connection does not work" in plain_text(
        administrator.get("/admin/scheduling/install/").text
    )
    assert AuditEvent.objects.filter(kind="connection_tested").count() == 2


NEEDS_ONE = "Northfield University needs an administrator"


def test_a_connection_that_was_changed_is_tested_at_once_and_a_wrong_token_is_told_on_every_page(
    administrator: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    page, tests = change_path(institution), AuditEvent.objects.filter(kind="connection_tested")
    administrator.post(page, institution_form(institution, api_token="not-the-token"))
    said = plain_text(administrator.get("/admin/scheduling/install/").text)
    assert "Northfield University is saved." in said
    assert "the connection does not work. SmarterProctoring says: The token was not" in said
    assert (NEEDS_ONE in plain_text(administrator.get("/board/").text), tests.count()) == (True, 1)
    assert [one["path"].split("?")[0] for one in sandbox.requests()] == [
        f"/v1/installs/{institution.sid}/settings"
    ]

    administrator.post(page, institution_form(institution, api_token=sandbox.token))
    assert "the connection works" in plain_text(
        administrator.get("/admin/scheduling/install/").text
    )
    assert (NEEDS_ONE in plain_text(administrator.get("/board/").text), tests.count()) == (False, 2)


def test_a_change_of_anything_else_asks_the_provider_nothing(
    administrator: Desk, institution: Institution, sandbox: Sandbox
) -> None:
    administrator.post(change_path(institution), institution_form(institution, name="Northfield"))
    assert (sandbox.requests(), AuditEvent.objects.get(kind="admin_changed").outcome) == ([], "")


@pytest.mark.parametrize("table", ["attempt", "auditevent"])
def test_what_happened_can_only_be_read(
    administrator: Desk, desk: Desk, sandbox: Sandbox, table: str
) -> None:
    desk.book(sandbox.needs_proctor()[0])
    key = (Attempt if table == "attempt" else AuditEvent).objects.first().pk
    page = f"/admin/scheduling/{table}/"
    assert administrator.get(page).status_code == 200
    assert administrator.get(f"{page}{key}/change/").status_code == 200
    assert administrator.get(f"{page}add/").status_code == 403
    assert administrator.get(f"{page}{key}/delete/").status_code == 403
    assert administrator.post(f"{page}{key}/change/", {"reason": "x"}).status_code == 403


def test_every_list_and_form_of_the_admin_site_opens(administrator: Desk) -> None:
    front = administrator.get("/admin/").text
    lists = sorted(set(re.findall(r'href="(/admin/(?:scheduling|auth)/\w+/)"', front)))
    assert len(lists) >= 8
    rules = "/admin/scheduling/typerule/"  # leads to a page of its own
    assert {path: administrator.get(path).status_code for path in lists} == dict.fromkeys(
        lists, 200
    ) | {rules: 302}
    forms = sorted(set(re.findall(r'href="(/admin/\w+/\w+/add/)"', front)))
    assert {path: administrator.get(path).status_code for path in forms} == dict.fromkeys(
        forms, 200
    )


def test_a_new_entry_begins_with_the_usual_currency_and_asks_to_choose(
    administrator: Desk,
) -> None:
    page = administrator.get("/admin/scheduling/install/add/").text
    assert re.findall(r'<option value="(\w+)" selected>', page)[0] == "USD"
    for table in ("policyversion", "proctortype", "site"):
        page = administrator.get(f"/admin/scheduling/{table}/add/").text
        assert ('<option value="" selected>Choose…' in page, "-----" in page) == (True, False)


def test_the_vendors_proctor_types_are_there_from_the_start(database: Path) -> None:
    assert ProctorType.objects.count() == 21
    assert (
        ProctorType.objects.get(ts_sid="TS884e9462ccf044ab961c56d8a339e5bb").name == "Notary Public"
    )


def test_a_location_needs_a_well_formed_sid_and_a_real_zone(
    administrator: Desk, institution: Institution
) -> None:
    bad = {
        "institution": institution.pk,
        "name": "Annex",
        "pl_sid": "PL12",
        "kind": "testing-center",
        "time_zone": "Mars/Base",
    }
    answer = administrator.post("/admin/scheduling/site/add/", bad)
    assert answer.status_code == 200
    assert "Paste the whole SID: PL and then 32 digits" in plain_text(answer.text)
    assert "Choose a time zone from the list" in plain_text(answer.text)
    assert not Location.objects.filter(name="Annex").exists()


@pytest.mark.parametrize("typed", ["EST", "est5edt", "US/Eastern", "Etc/GMT+5"])
def test_a_zone_that_is_no_place_s_is_asked_about(
    administrator: Desk, institution: Institution, typed: str
) -> None:
    answer = administrator.post(
        change_path(institution), institution_form(institution, time_zone=typed)
    )
    assert answer.status_code == 200
    assert "Eastern time, New York? Enter America/New_York." in plain_text(answer.text)
    institution.refresh_from_db()
    assert institution.time_zone == "America/Chicago"


def test_a_stored_zone_that_is_no_place_s_is_pointed_out_and_goes_on_being_used(
    administrator: Desk, institution: Institution
) -> None:
    assert "chosen again" not in plain_text(administrator.get("/admin/").text)
    Institution.objects.filter(pk=institution.pk).update(time_zone="MST")
    Location.objects.filter(name="Duluth Testing Center").update(time_zone="HST")
    said = plain_text(administrator.get("/admin/").text)

    assert (
        "Its time zone must be chosen again. Name the time zone by a place, not “MST”."
        " Mountain time, Denver? Enter America/Denver. Arizona, Phoenix? Enter America/Phoenix."
        " Duluth Testing Center’s time zone must be chosen again. Name the time zone by a place,"
        " not “HST”. Hawaii, Honolulu? Enter Pacific/Honolulu."
    ) in said
    assert administrator.get("/").status_code == 200


def test_administrators_are_told_of_zone_data_that_is_older_than_a_year(portal: Portal) -> None:
    said = f"The time zone data ({zone_data.newest_edition()}) is more than a year old"
    for year, is_old in ((2027, False), (2030, True)):
        with (
            time_machine.travel(datetime(year, 1, 2, tzinfo=UTC), tick=True),
            Desk(portal.url, "administrator") as administrator,
        ):
            assert (said in plain_text(administrator.get("/admin/").text)) == is_old


def test_a_coordinator_has_no_business_in_the_admin_site(desk: Desk) -> None:
    assert [desk.get(path).status_code for path in ("/admin/", "/admin/login/?next=/admin/")] == [
        403,
        403,
    ]
    assert ">Admin</a>" not in desk.get("/").text


def test_the_admin_site_has_no_door_of_its_own(portal: Portal) -> None:
    stranger = Desk(portal.url, "administrator")
    answer = stranger.get("/admin/login/?next=/admin/")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
        302,
        "/accounts/login/",
    )


def test_a_card_number_in_a_name_is_refused_and_reaches_no_table(administrator: Desk) -> None:
    card = "4111 1111 1111 1111"
    fields = {
        "name": f"Live {card}",
        "ts_sid": "TS" + "7" * 32,
        "where": "remote",
        "is_active": "on",
    }
    before = AuditEvent.objects.count()
    page = administrator.post("/admin/scheduling/proctortype/add/", fields)
    assert (page.status_code, "Do not enter card numbers" in page.text) == (200, True)
    assert not ProctorType.objects.filter(ts_sid=fields["ts_sid"]).exists()
    [typed] = AuditEvent.objects.filter(number__gt=before)
    assert typed.kind == "card_number_typed"
    assert not has_digits(f"{typed.sentence} {typed.details} {typed.personal}", "4111")


def test_a_token_goes_to_no_other_address_than_it_was_entered_for(
    administrator: Desk, institution: Institution
) -> None:
    moved = institution_form(institution, base_url="http://127.0.0.1:9/", api_token="")
    page = administrator.post(change_path(institution), moved)
    assert (page.status_code, "The address has changed: enter this again" in page.text) == (
        200,
        True,
    )
    assert Institution.objects.get(pk=institution.pk).base_url == institution.base_url
    assert (
        administrator.post(
            change_path(institution), moved | {"api_token": "another-token"}
        ).status_code
        == 302
    )


@pytest.mark.parametrize("blank", [" ", "\t", "\u200b", " \u2060 ", "\u3164", "\0"])
@pytest.mark.parametrize("moved", ["base_url", "oauth_token_url"])
def test_what_shows_nothing_is_no_secret_for_a_new_address(
    administrator: Desk, institution: Institution, moved: str, blank: str
) -> None:
    secret = "api_token" if moved == "base_url" else "oauth_client_secret"
    institution.oauth_client_secret = "client-secret"
    institution.save()
    typed = institution_form(institution, **{moved: "http://127.0.0.1:9/", secret: blank})
    before = AuditEvent.objects.count()
    for path, extra in (
        (change_path(institution), {}),
        (f"/start/{institution.sid}/", {"step": "install"}),
    ):
        page = administrator.post(path, typed | extra)
        assert "The address has changed: enter this again" in page.text
    kept = Institution.objects.get(pk=institution.pk)
    assert [getattr(kept, name) for name in (moved, secret)] == [
        getattr(institution, name) for name in (moved, secret)
    ]
    assert AuditEvent.objects.count() == before


def test_a_secret_that_is_not_another_is_told_as_no_change(
    administrator: Desk, institution: Institution
) -> None:
    for token in (" ", "\u200b", Sandbox.token, f" {Sandbox.token} "):
        typed = institution_form(institution, currency="CAD", api_token=token)
        assert administrator.post(change_path(institution), typed).status_code == 302
        typed = institution_form(institution, currency="USD", api_token=token)
        assert administrator.post(change_path(institution), typed).status_code == 302
    told = AuditEvent.objects.filter(kind="admin_changed").values_list("details", flat=True)
    assert [list(json.loads(one)["changes"]) for one in told] == [["currency"]] * 8
    assert Institution.objects.get(pk=institution.pk).api_token == Sandbox.token


def test_an_address_with_a_password_in_it_is_refused_and_not_logged(
    administrator: Desk, institution: Institution
) -> None:
    address = "https://user:s3cret@example.org/x"
    page = administrator.post(
        change_path(institution),
        institution_form(institution, base_url=address, api_token="another-token"),
    )
    assert (page.status_code, "Enter the address alone" in page.text) == (200, True)
    assert not AuditEvent.objects.filter(details__contains="s3cret").exists()


def test_no_condition_of_ones_own_is_taken_from_the_address(administrator: Desk) -> None:
    asked = ("api_token__startswith=x", "name__regex=(", "sessions__learner_name__startswith=A")
    got = [administrator.get(f"/admin/scheduling/install/?{one}").status_code for one in asked]
    assert got == [400] * 3


def test_a_form_that_asks_to_be_saved_as_new_is_answered_with_words(
    administrator: Desk, institution: Institution
) -> None:
    location = Location.objects.filter(institution=institution).first()
    for path in (change_path(institution), f"/admin/scheduling/site/{location.pk}/change/"):
        before = (Institution.objects.count(), Location.objects.count())
        assert administrator.post(path, {"_saveasnew": "1"}).status_code == 200
        assert (Institution.objects.count(), Location.objects.count()) == before


def test_a_confirmation_text_is_kept_and_told_before_and_after(
    administrator: Desk, institution: Institution
) -> None:
    path, own = change_path(institution), "Hi {learner},\n\n{when}"
    for typed in (own.replace("\n", "\r\n"), own, f"{own} {{where}}"):
        answer = administrator.post(path, institution_form(institution, confirmation_text=typed))
        assert answer.status_code == 302
    assert Institution.objects.get(pk=institution.pk).confirmation_text == f"{own} {{where}}"
    told = AuditEvent.objects.filter(kind="admin_changed").values_list("details", flat=True)
    assert [json.loads(one)["changes"]["confirmation_text"] for one in told] == [
        {"before": own, "after": f"{own} {{where}}"},
        {"before": "", "after": own},
    ]
    event = AuditEvent.objects.first()
    assert "Confirmation text" in plain_text(administrator.get(f"/audit/{event.number}/").text)


def test_an_unknown_placeholder_is_refused_beside_the_field(
    administrator: Desk, institution: Institution
) -> None:
    form = institution_form(institution, confirmation_text="Hi {name}")
    answer = administrator.post(change_path(institution), form)
    assert answer.status_code == 200
    assert "There is no placeholder {name}. Use {learner}," in plain_text(answer.text)
    assert 'aria-invalid="true"' in answer.text
    assert "Hi {name}" in answer.text
    assert not AuditEvent.objects.filter(kind="admin_changed").exists()


def test_a_secret_key_of_stripe_is_refused_and_neither_shown_again_nor_noted(
    administrator: Desk, institution: Institution, database: Path
) -> None:
    path, secret = change_path(institution), "sk_live_4eC39HqLyjWDarjtT1zdp7dc"
    answer = administrator.post(path, institution_form(institution, stripe_publishable_key=secret))
    assert answer.status_code == 200
    assert "This is a secret key: with it anybody can move money." in plain_text(answer.text)
    assert secret[8:] not in answer.text
    key = "pk_live_TYooMQauvdEDq54NiTphI7jx"
    fine = institution_form(institution, stripe_publishable_key=key)
    assert administrator.post(path, fine).status_code == 302
    assert Institution.objects.get(pk=institution.pk).stripe_publishable_key == key
    assert secret[8:].encode() not in database.read_bytes()
