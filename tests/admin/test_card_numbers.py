"""A card number that is typed where it doesn't belong is refused, and not sent back to the page
either.
"""

from __future__ import annotations

import pytest

from scheduling.models import Institution
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.opening_hours_form import hours_form
from tests.support.people_form import ADD, GOOD

CARD = "4111 1111 1111 1111"
PERSON = {"username": "berg", "first_name": f"Eva {CARD}", "password": GOOD, "again": GOOD}
LOCATION = {"name": f"Annex {CARD}", "pl_sid": "PL" + "9" * 32, "kind": CARD, "address": CARD}
FORMS = {
    "/campus/{sid}/rules/smarter-scheduling/": {
        "stands": "offered",
        "notes-help_text": f"Call {CARD}",
        "company-default": CARD,
    },
    "/start/": {
        "name": CARD,
        "sid": CARD,
        "base_url": f"https://{CARD}",
        "currency": CARD,
        "time_zone": CARD,
    },
    "/start/{sid}/": LOCATION | {"step": "location"},
    "/start/{sid}/#person": PERSON | {"step": "person", "role": CARD, "username": CARD},
    "/audit/verify/": {"code": CARD},
    ADD: PERSON | {"last_name": CARD, "email": f"{CARD}@example.org", "roles": [CARD]},
    "/admin/scheduling/site/add/": LOCATION
    | hours_form(new=[(CARD, CARD, CARD)])
    | {"seats": CARD},
    "/admin/scheduling/proctortype/add/": {"name": CARD, "ts_sid": CARD, "where": CARD},
    "/admin/scheduling/price/add/": {
        "amount": CARD,
        "currency": CARD,
        "up_to_minutes": CARD,
        "session_type": CARD,
    },
}


@pytest.mark.parametrize("path", FORMS)
def test_no_form_shows_a_card_number_again(
    administrator: Desk, institution: Institution, path: str
) -> None:
    answer = administrator.post(path.format(sid=institution.sid), FORMS[path])
    assert answer.status_code in (200, 422)
    assert "Do not enter card numbers" in plain_text(answer.text)
    assert [shape for shape in (CARD, CARD.replace(" ", ""), "1111") if shape in answer.text] == []


def test_what_else_was_typed_stays(administrator: Desk, institution: Institution) -> None:
    page = administrator.post(ADD, PERSON).text
    assert ('value="Eva"' in page, 'value="berg"' in page) == (True, True)
    page = administrator.post(
        f"/campus/{institution.sid}/rules/smarter-scheduling/",
        FORMS["/campus/{sid}/rules/smarter-scheduling/"],
    ).text
    assert 'value="Call"' in page
    page = administrator.get(f"/audit/verify/?code={CARD}").text
    assert CARD not in page
