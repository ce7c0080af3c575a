"""The price list, entered by an administrator."""

from __future__ import annotations

import re

import pytest

from scheduling.models import Institution, Price
from tests.support.admin_forms import price_form
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.outcomes import changes, kinds

SEAT = "smarter-scheduling"


def test_a_price_is_added_and_stands_in_the_list_by_its_label(
    administrator: Desk, institution: Institution
) -> None:
    assert (
        administrator.post("/admin/scheduling/price/add/", price_form(institution)).status_code
        == 302
    )
    assert kinds() == ["admin_added"]
    told = plain_text(administrator.get("/admin/scheduling/price/").text)
    assert "ProctorU" in told and "$12.50" in told and "any" in told


def test_a_price_is_called_and_shown_as_people_say_it(
    administrator: Desk, institution: Institution
) -> None:
    administrator.post("/admin/scheduling/price/add/", price_form(institution))
    path = f"/admin/scheduling/price/{Price.objects.get(session_type='proctoru').pk}/change/"
    page = administrator.get(path)
    assert "ProctorU, any length: $12.50 · price" in plain_text(page.text)
    assert 'name="amount" value="12.50"' in page.text
    administrator.post(path, price_form(institution))
    assert kinds() == ["admin_added"]  # nothing was changed


def test_a_price_is_changed_and_told_before_and_after(
    administrator: Desk, institution: Institution
) -> None:
    line = Price.objects.get(institution=institution, session_type=SEAT)
    sent = price_form(institution, session_type=SEAT, amount="27")
    assert administrator.post(f"/admin/scheduling/price/{line.pk}/change/", sent).status_code == 302
    assert list(changes()) == ["amount"]
    assert changes()["amount"]["after"] == "27.00"


def test_the_page_of_its_changes_says_when_as_the_lists_do(
    administrator: Desk, institution: Institution
) -> None:
    line = Price.objects.get(institution=institution, session_type=SEAT)
    sent = price_form(institution, session_type=SEAT, amount="27")
    administrator.post(f"/admin/scheduling/price/{line.pk}/change/", sent)
    told = plain_text(administrator.get(f"/admin/scheduling/price/{line.pk}/history/").text)
    assert re.search(r"[A-Z]\w\w, [A-Z]\w\w \d{1,2}, \d{4}, \d\d:\d\d UTC", told)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount": "12.505"}, "Use at most 2 decimals: that is what USD has."),
        ({"amount": "12.5", "currency": "JPY"}, "Enter a whole amount: JPY has no decimals."),
        ({"amount": "-1"}, "Enter 0 or more."),
        ({"currency": "XXQ"}, "This is not one of those to choose from. Choose again."),
        ({"session_type": "ad-hoc"}, "This is not one of those to choose from. Choose again."),
        ({"session_type": SEAT}, "The list has a price for this type and length. Change that one."),
        (
            {"session_type": "b-virtual", "up_to_minutes": "120"},
            "The list has a price for this type and length.",
        ),
        ({"up_to_minutes": "0"}, "Enter 1 or more."),
        ({"up_to_minutes": "1441"}, "Enter 1440 or less."),
        ({"up_to_minutes": "999999999999"}, "Enter 1440 or less."),
    ],
)
def test_a_price_that_cannot_be_is_refused(
    administrator: Desk, institution: Institution, changed: dict[str, str], said: str
) -> None:
    before = Price.objects.count()
    answer = administrator.post("/admin/scheduling/price/add/", price_form(institution, **changed))
    assert answer.status_code == 200
    assert said in plain_text(answer.text)
    assert (Price.objects.count(), kinds()) == (before, [])


def test_who_saves_a_price_in_another_currency_than_the_form_begins_with_is_told(
    administrator: Desk, institution: Institution
) -> None:
    said = "ProctorU: The price list is in CAD, but the form begins with USD. Check both."
    for currency, is_told in (("CAD", True), ("USD", False)):
        sent = price_form(institution, currency=currency, up_to_minutes="60")
        answer = administrator.post("/admin/scheduling/price/add/", sent)
        page = plain_text(administrator.get(answer.headers["Location"]).text)
        assert (said in page) == is_told
        Price.objects.filter(session_type="proctoru").delete()
