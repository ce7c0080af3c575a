"""What the admin site says of what was done: by people's words, and none of Django's own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from scheduling.models import AuditEvent, HoursByDate, Institution, Price
from tests.support.admin_forms import change_path, institution_form, price_form
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people_form import ADD, GOOD, form, page_of, person

TITLE = re.compile(r"<title>(.*?)</title>", re.S)
PRICES = "/admin/scheduling/price/"
DAYS = "/admin/scheduling/hoursbydate/"
CLOSED = {"first_day": "2026-12-24", "last_day": "2026-12-26", "what": "closed"}
HOLIDAY = "Thu, Dec 24, 2026 – Sat, Dec 26, 2026, closed, every location (Christmas)"


def title(page: Any) -> str:
    return TITLE.findall(page.text)[0].removesuffix(" · Proctor desk").strip()


def said_after(desk: Desk, path: str, sent: dict[str, Any]) -> str:
    answer = desk.post(path, sent)
    assert answer.status_code == 302
    return words(desk.get(answer.headers["Location"]))


def test_a_price_goes_by_its_type_length_and_amount(
    administrator: Desk, institution: Institution
) -> None:
    sent = price_form(institution, amount="22.5", up_to_minutes="60")
    assert "ProctorU, up to 60 min: $22.50 is added." in said_after(
        administrator, f"{PRICES}add/", sent
    )
    price = Price.objects.get(session_type="proctoru", up_to_minutes=60)
    page = f"{PRICES}{price.pk}/"
    assert title(administrator.get(f"{page}change/")) == ("ProctorU, up to 60 min: $22.50 · price")
    assert "ProctorU, up to 60 min: $20.00 is saved." in said_after(
        administrator, f"{page}change/", sent | {"amount": "20"}
    )
    whole = "ProctorU, up to 60 min: $20.00 at Northfield University"
    assert title(administrator.get(f"{page}delete/")) == f"Delete {whole}?"
    assert f"{whole} is deleted." in said_after(administrator, f"{page}delete/", {"post": "yes"})
    gone = AuditEvent.objects.order_by("-number").first()
    assert gone.sentence == f"Ingrid Sato deleted the price {whole}."


def test_faults_of_an_entry_are_told_in_our_words(
    administrator: Desk, institution: Institution
) -> None:
    faults = {
        "session_type": ("telepathy", "This is not one of those to choose from. Choose again."),
        "institution": ("999999", "This is not one of those to choose from. Choose again."),
        "amount": ("12345678901234", "Use at most 10 digits."),
        "up_to_minutes": ("six", "Enter a number, such as 12."),
    }
    for name, (typed, said) in faults.items():
        sent = price_form(institution) | {name: typed}
        told = words(administrator.post(f"{PRICES}add/", sent))
        assert said in told, (name, told[:600])
        assert "Ensure" not in told and "valid choice" not in told


def test_closed_days_go_by_dates_and_their_deletion_tells_that_it_was_closed(
    administrator: Desk, institution: Institution
) -> None:
    sent = {"institution": institution.pk, "reason": "Christmas", **CLOSED}
    assert f"{HOLIDAY} is added." in said_after(administrator, f"{DAYS}add/", sent)
    row = HoursByDate.objects.get()
    assert "1 entry" in words(administrator.get(DAYS))
    chosen = {"action": "delete_selected", "_selected_action": row.pk, "index": "0"}
    assert title(administrator.post(DAYS, chosen)) == "Delete 1 entry?"
    said = said_after(administrator, DAYS, chosen | {"post": "yes"})
    assert f"Deleted: {HOLIDAY} at Northfield University." in said
    number = AuditEvent.objects.order_by("-number").values_list("number", flat=True)[0]
    told = words(administrator.get(f"/audit/{number}/")).replace("→ , then", "→")
    assert "Then it is Closed → none" in told
    assert "From Thu, Dec 24, 2026 → none" in told


def test_an_account_goes_by_the_person_s_name_and_its_closing_is_said(
    administrator: Desk, here: Institution
) -> None:
    ana = person("coordinator")
    assert title(administrator.get(page_of(ana))) == "Ana Ruiz · person"
    assert "Ana Ruiz is saved." in said_after(
        administrator, page_of(ana), form(ana, f"{here.pk}-auditor", email="a@northfield.example")
    )
    history = words(administrator.get(f"/admin/auth/user/{ana.pk}/history/"))
    assert "Changed Email and Roles." in history
    closed = said_after(
        administrator,
        page_of(ana),
        form(ana, f"{here.pk}-auditor", email="a@northfield.example", is_active=""),
    )
    assert "Ana Ruiz is saved. The account is closed: they can’t sign in" in closed
    said = AuditEvent.objects.filter(kind="admin_changed").order_by("-number").first().sentence
    assert (
        said == "Ingrid Sato closed the account of Ana Ruiz (coordinator) at Northfield University."
    )


def test_an_institution_out_of_use_says_so_at_once_and_in_its_steps(
    administrator: Desk, institution: Institution
) -> None:
    sent = institution_form(institution, is_active="")
    assert "It is out of use: nobody can work there" in said_after(
        administrator, change_path(institution), sent
    )
    assert "This institution is out of use" in words(
        administrator.get(f"/start/{institution.sid}/")
    )
    said = AuditEvent.objects.filter(kind="admin_changed").first().sentence
    assert said == "Ingrid Sato took out of use the institution Northfield University."


def test_nothing_chosen_and_nobody_there_are_told_plainly(administrator: Desk) -> None:
    unticked = {"action": "delete_selected", "index": "0"}
    administrator.post(PRICES, unticked)
    assert "Nothing was changed. Tick one or more rows first." in words(administrator.get(PRICES))
    answer = administrator.get("/admin/auth/user/987654/change/")
    assert "There is no such person." in words(administrator.get(answer.headers["Location"]))


def test_a_person_is_found_by_a_part_of_the_name(administrator: Desk) -> None:
    for typed in ("Ruiz", "ana rui", "coord"):
        assert "Ana Ruiz" in words(administrator.get(f"/admin/auth/user/?q={typed}")), typed
    assert "Nothing matches" in words(administrator.get("/admin/auth/user/?q=Ruiz+Zz"))


def test_who_sees_a_part_of_the_people_is_told_and_has_to_choose_a_role(
    local: Desk, administrator: Desk
) -> None:
    left_out = "People whose roles are for all institutions work at yours too"
    pages = [words(one.get("/admin/auth/user/")) for one in (local, administrator)]
    assert [left_out in page for page in pages] == [True, False]
    page = local.get(ADD).text
    roles = page[page.index("Institutions and roles") :][:200]
    assert "optional" not in roles
    assert "an administrator of all institutions can set another one" in words(local.get(ADD))
    new = {"username": "berg", "is_active": "on", "password": GOOD, "again": GOOD}
    assert "Choose at least one role" in words(local.post(ADD, new))


@pytest.mark.parametrize("name", ["northfield  university", "The Northfield University"])
def test_a_name_that_reads_like_another_institution_s_is_refused(
    administrator: Desk, institution: Institution, name: str
) -> None:
    sent = {
        "name": name,
        "sid": "AI" + "c" * 32,
        "base_url": institution.base_url,
        "time_zone": "America/Chicago",
        "currency": "USD",
        "auth_style": "token",
        "api_token": "t",
    }
    answer = administrator.post("/start/", sent)
    assert answer.status_code == 422
    assert "There is an institution “Northfield University” already." in words(answer)
    assert administrator.post("/start/", sent | {"name": "Southfield"}).status_code == 302


def test_a_pasted_sid_may_have_blanks_around_it(
    administrator: Desk, institution: Institution
) -> None:
    for path in ("/start/", "/admin/scheduling/site/add/", "/admin/scheduling/policyversion/add/"):
        page = administrator.get(path).text
        [box] = re.findall(r'<input[^>]*name="(?:sid|pl_sid|cv_sid)"[^>]*>', page)
        assert 'maxlength="200"' in box, path
    sid = "CV" + "b" * 32
    sent = {"institution": institution.pk, "name": "2028", "cv_sid": f" {sid} ", "is_active": "on"}
    assert administrator.post("/admin/scheduling/policyversion/add/", sent).status_code == 302


def test_the_steps_say_who_and_what_was_added_and_the_log_has_the_values(
    administrator: Desk, institution: Institution
) -> None:
    path = f"/start/{institution.sid}/"
    auditor = {
        "step": "person",
        "username": "sofia",
        "first_name": "Sofia",
        "last_name": "Adler",
        "role": "auditor",
        "password": GOOD,
        "again": GOOD,
    }
    assert "Sofia Adler was added as auditor." in said_after(administrator, path, auditor)
    hall = {"step": "location", "name": "East Hall", "pl_sid": "PL" + "e" * 32, "kind": ""}
    assert "East Hall was added." in said_after(administrator, path, hall)
    log = words(administrator.get("/audit/")).replace("→ , then", "→")
    assert "User name none → sofia" in log
    assert f"SID of the location none → PL{'e' * 32}" in log
