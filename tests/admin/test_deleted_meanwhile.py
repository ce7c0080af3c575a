"""Two administrators at one entry, of whom one deletes it: nothing goes that was not shown so, and
nothing that was typed is lost with it.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from scheduling.models import AuditEvent, HoursByDate, Institution, Price
from tests.support.admin_forms import change_page, price_form
from tests.support.client import Desk
from tests.support.html import words

LIST = "/admin/scheduling/price/"
SINCE = (
    "Ingrid Sato (administrator) changed Examity, any length: $65.00 at Northfield University"
    " after this page asked. Nothing was deleted."
)
GONE = (
    "Nothing was saved: this entry isn’t there. It may have been deleted after you opened the page."
    " What you typed is below."
)
MARKS = re.compile(r'name="shown" value="([0-9a-f]+)"')


@pytest.fixture
def price(institution: Institution) -> Price:
    found, _ = Price.objects.get_or_create(
        institution=institution,
        session_type="examity",
        up_to_minutes=None,
        defaults={"amount": 50, "currency": "USD"},
    )
    Price.objects.filter(pk=found.pk).update(amount=50)
    return found


def changed_to(desk: Desk, price: Price, amount: str) -> None:
    form = price_form(price.institution, session_type="examity", amount=amount)
    assert desk.post(change_page(price), form).status_code == 302


def deletions() -> int:
    return AuditEvent.objects.filter(kind="admin_deleted").count()


@pytest.mark.parametrize("by", ["its own page", "the list"])
def test_what_was_changed_since_the_page_asked_is_asked_about_once_more(
    administrator: Desk, price: Price, by: str
) -> None:
    own = f"{LIST}{price.pk}/delete/"
    ticked = {"action": "delete_selected", "_selected_action": [price.pk], "index": "0"}
    path, asked = (own, administrator.get(own)) if by != "the list" else (LIST, None)
    asked = asked or administrator.post(LIST, ticked)
    assert "Examity, any length: $50.00" in words(asked)
    changed_to(administrator, price, "65.00")
    sent = {"post": "yes", "shown": MARKS.findall(asked.text)}
    more = ticked if by == "the list" else {}

    again = administrator.post(path, sent | more)
    assert SINCE in words(again)
    assert (Price.objects.filter(pk=price.pk).exists(), deletions()) == (True, 0)

    seen = {"post": "yes", "shown": MARKS.findall(again.text)}
    assert seen != sent
    assert administrator.post(path, seen | more).status_code == 302
    assert (Price.objects.filter(pk=price.pk).exists(), deletions()) == (False, 1)


def test_the_form_of_what_is_gone_becomes_that_of_a_new_entry(
    administrator: Desk, institution: Institution
) -> None:
    day = {"first_day": date(2027, 1, 14), "last_day": date(2027, 1, 14)}
    entry = HoursByDate.objects.create(institution=institution, reason="Storm", **day)
    path, why = change_page(entry), "Water in the cellar, all of it"
    typed = {"what": "closed", "first_day": "2027-01-14", "last_day": "2027-01-15", "reason": why}
    entry.delete()
    before = AuditEvent.objects.count()

    page = administrator.post(path, typed)
    assert (page.status_code, GONE in words(page)) == (404, True)
    form = page.text[page.text.index('id="hoursbydate_form"') :]
    [address] = re.findall(r'action="([^"]*)"', form[: form.index(">")])
    assert address == "/admin/scheduling/hoursbydate/add/"
    assert f'value="{why}"' in form and 'value="2027-01-15"' in form
    assert (HoursByDate.objects.count(), AuditEvent.objects.count()) == (0, before)

    saved = administrator.post(address, typed | {"institution": institution.pk})
    assert saved.status_code == 302
    assert HoursByDate.objects.get().reason == why


@pytest.mark.parametrize("number", ["999999", "x"])
def test_the_form_of_what_never_was_is_not_said_to_have_been(
    administrator: Desk, number: str
) -> None:
    page = administrator.post(f"/admin/scheduling/site/{number}/change/", {"name": "Annex"})
    assert (page.status_code, GONE in words(page)) == (404, True)
    assert 'value="Annex"' in page.text


def test_who_opens_what_is_gone_or_would_delete_it_is_told_so(
    administrator: Desk, price: Price
) -> None:
    path = change_page(price)
    price.delete()
    opened = administrator.get(path)
    deleted = administrator.post(f"{LIST}{price.pk}/delete/", {"post": "yes"})
    assert [opened.headers["Location"], deleted.headers["Location"]] == [LIST, LIST]
    assert words(administrator.get(LIST)).count("There is no such price.") == 2
