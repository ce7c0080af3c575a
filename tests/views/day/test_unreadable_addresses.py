"""A card number that was put into the address of a page is not on the page."""

from __future__ import annotations

import pytest

from scheduling.models import Institution
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.people import NORTHFIELD

VISA = "4242424242424242"
HERE = f"install={NORTHFIELD}&location={DULUTH}"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (f"/week/?{HERE}&week={VISA}", "“(a card number)” is no week that can be shown."),
        (f"/board/?{HERE}&day={VISA}", "“(a card number)” is no day that can be shown."),
        (f"/board/?{HERE}&day=2027-01-14&at={VISA}", "“(a card number)” is no time of a day"),
        (f"/changes/?{HERE}&since={VISA}", "“(a card number)” is no time since which"),
        (f"/board/?install={NORTHFIELD}&location={VISA}", "“(a card number)” is no location"),
        (f"/changes/?{HERE}&{VISA}=1", ""),
        ("/?x=4242 4242 4242 4242&x=b", ""),
    ],
)
def test_a_card_number_in_an_address_is_not_repeated(
    desk: Desk, institution: Institution, page: str, said: str
) -> None:
    shown = desk.get(page)
    assert shown.status_code == 200
    assert said in words(shown)
    assert [one for one in (VISA, "4242 4242", "4242+4242") if one in shown.text] == []
