"""Two administrators at one form: who saves second undoes nothing that they have not seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from scheduling.models import (
    AuditEvent,
    HoursByDate,
    Institution,
    Location,
    OpeningHours,
    PolicyVersion,
    Price,
    TypeRule,
)
from tests.support.admin_forms import change_path, institution_form, price_form
from tests.support.client import Desk
from tests.support.html import words
from tests.support.opening_hours_form import hours_form
from tests.support.people_form import form, page_of, person, roles

SHOWN = re.compile(r'name="as_shown" value="([^"]*)"')
NOT_SAVED = "Nothing was saved."


def as_shown(page: str) -> dict[str, str]:
    """What a page sends back of how the row stood; the newest of several forms' first."""
    return {"as_shown": unescape(SHOWN.findall(page)[0])}


def box(page: str, name: str) -> str:
    [found] = re.findall(rf'<(?:input|select)[^>]*name="{name}"[^>]*>', page)
    return unescape("".join(re.findall(r'value="([^"]*)"', found)))


@pytest.fixture
def location(institution: Institution) -> Location:
    found = Location.objects.filter(institution=institution).first()
    assert found is not None
    OpeningHours.objects.filter(location=found).delete()
    Location.objects.filter(pk=found.pk).update(address="1 Main St", seats=12)
    found.refresh_from_db()
    return found


def location_form(location: Location, **changed: str) -> dict[str, str]:
    names = ("name", "kind", "time_zone", "address", "seats")
    shown = {name: str(getattr(location, name)) for name in names} | {"is_active": "on"}
    return shown | hours_form() | changed


def location_path(location: Location) -> str:
    return f"/admin/scheduling/site/{location.pk}/change/"


def test_what_another_saved_meanwhile_is_told_and_not_undone(
    administrator: Desk, location: Location
) -> None:
    path = location_path(location)
    first, second = (as_shown(administrator.get(path).text) for _ in range(2))
    saved = administrator.post(path, location_form(location, address="3 First St") | first)
    assert saved.status_code == 302
    before = AuditEvent.objects.count()

    refused = administrator.post(path, location_form(location, seats="44") | second)
    stands = Location.objects.get(pk=location.pk)
    assert (refused.status_code, stands.address, stands.seats) == (200, "3 First St", 12)
    said = words(refused)
    assert NOT_SAVED in said
    assert "Ingrid Sato (administrator) changed this after you opened the page." in said
    assert "Address: was “1 Main St”, now “3 First St”." in said
    assert AuditEvent.objects.count() == before
    assert (box(refused.text, "address"), box(refused.text, "seats")) == ("3 First St", "44")

    again = location_form(location, address="3 First St", seats="44") | as_shown(refused.text)
    assert administrator.post(path, again).status_code == 302
    stands.refresh_from_db()
    assert (stands.address, stands.seats) == ("3 First St", 44)


def test_what_both_typed_into_says_so_beside_it_and_keeps_what_was_typed(
    administrator: Desk, location: Location
) -> None:
    path = location_path(location)
    opened = as_shown(administrator.get(path).text)
    administrator.post(path, location_form(location, address="3 First St"))

    refused = administrator.post(path, location_form(location, address="5 Oak St") | opened)
    assert box(refused.text, "address") == "5 Oak St"
    assert "changed this to “3 First St” meanwhile. Save again to put yours" in words(refused)
    again = location_form(location, address="5 Oak St") | as_shown(refused.text)
    assert administrator.post(path, again).status_code == 302
    assert Location.objects.get(pk=location.pk).address == "5 Oak St"


def test_what_stands_there_by_now_anyway_is_no_conflict(
    administrator: Desk, location: Location
) -> None:
    path = location_path(location)
    opened = as_shown(administrator.get(path).text)
    for seats in ("12", "44"):
        sent = location_form(location, address="3 First St", seats=seats) | opened
        assert administrator.post(path, sent).status_code == 302
    assert Location.objects.get(pk=location.pk).seats == 44


def test_hours_that_another_entered_meanwhile_stay(administrator: Desk, location: Location) -> None:
    path = location_path(location)
    opened = as_shown(administrator.get(path).text)
    administrator.post(path, location_form(location) | hours_form(new=[("0", "08:00", "17:00")]))
    refused = administrator.post(path, location_form(location, seats="44") | opened)
    assert "Monday: was blank, now “8:00 AM – 5:00 PM”." in words(refused)
    hours = OpeningHours.objects.filter(location=location)
    assert hours.count() == 1
    assert box(refused.text, "opening_hours-0-opens") == "08:00"
    again = location_form(location, seats="44") | hours_form(("0", "08:00", "17:00"))
    assert administrator.post(path, again | as_shown(refused.text)).status_code == 302
    assert (hours.count(), Location.objects.get(pk=location.pk).seats) == (1, 44)


def test_a_person_s_names_and_roles_are_compared(administrator: Desk, here: Institution) -> None:
    ana = person("coordinator")
    path = page_of(ana)
    opened = as_shown(administrator.get(path).text)
    administrator.post(path, form(ana, f"{here.pk}-auditor"))
    held = roles(ana)

    refused = administrator.post(path, form(ana, "all-coordinator", last_name="Reyes") | opened)
    assert (refused.status_code, roles(ana)) == (200, held)
    said = words(refused)
    assert "Institutions and roles: was “Coordinator, All institutions”" in said
    assert f"now “Auditor, {here.name}”" in said
    assert person("coordinator").last_name == "Ruiz"
    ticked = re.findall(r'value="([\w-]+)"\s+checked', refused.text)
    assert f"{here.pk}-auditor" in ticked


def test_an_institution_s_settings_are_compared_in_the_admin_site_and_in_the_steps(
    administrator: Desk, institution: Institution
) -> None:
    steps = f"/start/{institution.sid}/"
    for path, more in ((change_path(institution), {}), (steps, {"step": "install"})):
        institution.refresh_from_db()
        opened = as_shown(administrator.get(path).text)
        token = f"another-token-{len(more)}"
        administrator.post(change_path(institution), institution_form(institution, api_token=token))
        sent = institution_form(institution, name=f"New name {len(more)}") | more | opened
        refused = administrator.post(path, sent)
        said = words(refused)
        assert ("API token: was changed." in said, token in refused.text) == (True, False), said
        stands = Institution.objects.get(pk=institution.pk)
        assert (stands.name, stands.api_token == token) == (institution.name, True)


def closed_days(institution: Institution) -> tuple[Any, dict[str, str], dict[str, str]]:
    row = HoursByDate.objects.create(
        institution=institution, first_day="2026-12-24", last_day="2026-12-26", reason="Christmas"
    )
    sent = {
        "institution": str(institution.pk),
        "first_day": "2026-12-24",
        "last_day": "2026-12-26",
        "what": "closed",
        "reason": "Christmas",
    }
    return row, sent | {"last_day": "2026-12-27"}, sent | {"reason": "Holidays"}


def price(institution: Institution) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    row = Price.objects.create(
        institution=institution, session_type="proctoru", amount="12.5", currency="USD"
    )
    sent = price_form(institution)
    return row, sent | {"amount": "20.00"}, sent | {"up_to_minutes": "60"}


def policy(institution: Institution) -> tuple[Any, dict[str, str], dict[str, str]]:
    row = PolicyVersion.objects.create(institution=institution, name="2026", cv_sid="CV" + "a" * 32)
    return row, {"name": "2027", "is_active": "on"}, {"name": "2026"}


@pytest.mark.parametrize("make", [closed_days, price, policy])
def test_every_form_with_an_event_compares(
    administrator: Desk, institution: Institution, make: Callable[[Institution], Any]
) -> None:
    row, theirs, mine = make(institution)
    path = f"/admin/scheduling/{row._meta.model_name}/{row.pk}/change/"
    opened = as_shown(administrator.get(path).text)
    assert administrator.post(path, theirs).status_code == 302
    stands = type(row).objects.filter(pk=row.pk).values().get()
    refused = administrator.post(path, mine | opened)
    assert (refused.status_code, NOT_SAVED in words(refused)) == (200, True)
    assert "changed this after you opened the page" in words(refused)
    assert type(row).objects.filter(pk=row.pk).values().get() == stands
    assert administrator.post(path, theirs | as_shown(refused.text)).status_code == 302


def test_rules_are_compared(administrator: Desk, institution: Institution) -> None:
    path = f"/campus/{institution.sid}/rules/examity/"
    opened = as_shown(administrator.get(path).text)
    assert administrator.post(path, {"stands": "off"} | opened).status_code == 302
    refused = administrator.post(path, {"stands": "offered", "notes-help_text": "x"} | opened)
    assert refused.status_code == 422
    assert "Offered: was “Offered”, now “Off”." in words(refused)
    assert not TypeRule.objects.get(session_type="examity").is_offered
    assert re.search(r'value="off"\s+checked', refused.text)
