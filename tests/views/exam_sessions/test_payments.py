"""The list of payments: what was asked to be charged, by whom, for which session, and what came
of it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt, AuditEvent, Institution
from scheduling.views.exam_sessions import payments
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import words
from tests.support.outcomes import attempt_of
from tests.support.people import LAKESIDE, NORTHFIELD

CARD_REFUSED = "Card refused; nothing charged or booked"
PAID = {"amount": "25.50", "currency": "USD"}


def rows(desk: Desk, query: str = "") -> list[dict[str, str]]:
    """The lines of the file, which are those of the page."""
    text = desk.get(f"/payments/?file=csv&{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_each_payment_is_told_with_its_outcome_and_no_more_than_four_digits(
    desk: Desk, sandbox: Sandbox
) -> None:
    first, second, third, fourth = sandbox.needs_proctor()[:4]
    desk.book(first, **PAID, card_token="tok_practice_visa_a", card_last_four="4242")
    desk.book(second, **PAID, card_token="tok_practice_declined_b")
    desk.book(third, voucher_code="SPRING-0042")
    desk.book(fourth)
    told = rows(desk)
    assert [(one["Asked to charge"], one["Outcome"]) for one in told] == [
        ("Voucher ending 0042, no amount given", "Booked"),
        ("$25.50 USD by card token ending ed_b", CARD_REFUSED),
        ("$25.50 USD by card ending 4242", "Booked"),
    ]
    assert told[2]["Session"] == first["sessionSid"]
    assert told[2]["Asked by"] == attempt_of(first).actor_name
    page = words(desk.get("/payments/"))
    assert all(one["Asked to charge"] in page for one in told)
    assert "1 to 3 of 3, newest first." in page
    assert [one["Outcome"] for one in rows(desk, "outcome=card-refused")] == [CARD_REFUSED]


def test_where_none_is_listed_the_filter_is_named_that_hides_them(
    desk: Desk, sandbox: Sandbox
) -> None:
    none, hidden = "No payment was asked for here", "No payment fits the filter Clear the filter"
    assert none in words(desk.get("/payments/"))
    desk.book(sandbox.needs_proctor()[0], **PAID, card_token="tok_practice_visa_a")
    for query in ("outcome=card-refused", "day=2020-01-14"):
        page = words(desk.get(f"/payments/?{query}&install={NORTHFIELD}"))
        assert hidden in page and "asked for here" not in page
    page = words(desk.get("/payments/?day=31/31/2026"))
    assert "One filter is not valid Fix it above." in page
    assert "No payment" not in page
    cleared = desk.get(f"/payments/?outcome=card-refused&install={NORTHFIELD}").text
    assert f'href="?install={NORTHFIELD}">Clear the filter' in cleared


def test_of_a_refusal_that_is_not_the_cards_the_charge_is_not_known(
    desk: Desk, sandbox: Sandbox
) -> None:
    """The same answer to a voucher, and one from before causes were kept, do not tell it either."""
    first, second, third = sandbox.needs_proctor()[:3]
    desk.book(first, **PAID, card_token="tok_practice_declined_1")
    Attempt.objects.update(cause="")
    sandbox.trouble("status", method="POST", code=422)
    desk.book(second, **PAID, card_token="tok_practice_visa_2", card_last_four="4242")
    sandbox.trouble("status", method="POST", code=402)
    desk.book(third, **PAID, voucher_code="SPRING-0042")
    assert [one["Outcome"] for one in rows(desk)] == ["Refused; charge not known"] * 3
    assert len(rows(desk, "outcome=refused")) == 3
    assert rows(desk, "outcome=card-refused") == []


def test_an_amount_has_its_currencys_own_decimals(desk: Desk, sandbox: Sandbox) -> None:
    yen, dinar = sandbox.needs_proctor()[:2]
    desk.book(yen, amount="1200", currency="JPY", card_token="tok_y")
    desk.book(dinar, amount="7.125", currency="KWD", card_token="tok_d")
    told = [one["Asked to charge"] for one in rows(desk)]
    assert [one.split(" by ")[0].replace("\u00a0", " ") for one in told] == [
        "KWD 7.125",
        "¥1,200 JPY",
    ]


def test_a_day_is_that_of_the_place_and_another_institutions_payments_are_not_shown(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where, **PAID, voucher_code="PRACTICE-OK")
    Attempt.objects.update(started_at="2026-12-10T05:30:00Z")  # the 9th in Chicago
    other = Institution.objects.exclude(sid=where["installSid"]).get()
    here = f"install={where['installSid']}"
    assert [len(rows(desk, f"{here}&day=2026-12-{day}")) for day in ("09", "10")] == [1, 0]
    assert rows(administrator, f"install={other.sid}") == []
    assert len(rows(administrator, here)) == 1


def test_a_day_that_can_t_be_read_is_told_at_its_field(desk: Desk) -> None:
    page = words(desk.get("/payments/?day=tomorrow"))
    assert "Enter a date like 2026-12-09." in page


def test_another_price_than_the_list_s_is_told_with_its_reason_in_the_list_and_the_log(
    desk: Desk, sandbox: Sandbox
) -> None:
    """The list of Northfield has $25.50 for a seat."""
    first, second, third = sandbox.needs_proctor()[:3]
    paid = {"amount": "20", "currency": "USD", "voucher_code": "PRACTICE-OK"}
    asked = desk.book(first, **paid, price_reason="Half the exam")
    assert asked.status_code == 302
    desk.book(second, **paid | {"voucher_code": "SPRING-1"}, price_reason="")
    desk.book(third, amount="25.50", currency="USD", voucher_code="S-2", price_reason="None")
    told = [one["Reason for another price"] for one in rows(desk)]
    assert told == ["", "No reason given", "Half the exam"]
    page = words(desk.get("/payments/"))
    assert "Not the list’s price: Half the exam" in page
    event = AuditEvent.objects.get(attempt_id=attempt_of(first).attempt_id, kind="intent")
    assert "Half the exam" in words(desk.get(f"/audit/{event.number}/"))
    assert all("price_reason" not in one["body"] for one in sandbox.requests("POST"))


def exports() -> list[tuple[str, str, dict[str, object]]]:
    """The events of exports: at which institution, what is said, and the facts."""
    told = AuditEvent.objects.filter(kind="payments_exported").order_by("number")
    return [(one.install_sid, one.sentence, json.loads(one.details)) for one in told]


def test_an_export_is_in_the_log_with_who_which_and_how_many_at_each_institution(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where, **PAID, voucher_code="PRACTICE-OK")
    Attempt.objects.update(started_at="2026-12-10T05:30:00Z")  # the 9th in Chicago
    desk.get("/payments/")
    assert exports() == []  # looking takes nothing out

    rows(desk, f"install={where['installSid']}&day=2026-12-09&outcome=booked")
    which = "payments of Wednesday, December 9, 2026, outcome “Booked”,"
    assert exports() == [
        (
            where["installSid"],
            f"Ana Ruiz exported {which} as CSV: 1 row of Northfield University.",
            {"day": "2026-12-09", "filters": "Outcome: Booked", "exported_rows": 1},
        )
    ]
    event = AuditEvent.objects.get(kind="payments_exported")
    page = words(desk.get(f"/audit/{event.number}/"))
    assert "Filtered by Outcome: Booked Rows in the file 1" in page

    rows(administrator, "install=all")
    [(sid, said, facts)] = exports()[1:]  # nothing was taken of the other institution
    assert (sid, facts) == (where["installSid"], {"exported_rows": 1})
    assert said == "Ingrid Sato exported payments as CSV: 1 row of Northfield University."

    rows(administrator, "install=all&day=2020-01-01")
    assert [facts["exported_rows"] for _, _, facts in exports()[2:]] == [0, 0]


def test_a_file_that_leaves_older_ones_out_says_so() -> None:
    texts = [payments.file_of([], is_cut=cut).content.decode() for cut in (True, False)]
    assert ["Only the newest 10,000 are in this file." in one for one in texts] == [True, False]


def test_the_page_is_headed_with_the_institution_whose_payments_it_has_and_keeps_its_place(
    desk: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where, code in zip(sandbox.needs_proctor(), ("S-1", "S-2"), strict=False):
        desk.book(where, **PAID, voucher_code=code)
    monkeypatch.setattr(payments, "SHOWN", 1)
    said = "Payments are not told apart by location: you see those of all locations."
    desk.post("/place/", {"place": f"{NORTHFIELD}/{DULUTH}"})
    kept = words(desk.get("/payments/"))
    assert f"Payments Northfield University · Central (Chicago) {said}" in kept
    desk.post("/place/", {"place": LAKESIDE})

    page = desk.get(f"/payments/?install={NORTHFIELD}&location={DULUTH}&outcome=booked")
    assert said in words(page) and "1 to 1 of 2" in words(page)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert {name: hidden.get(name) for name in ("install", "location")} == {
        "install": NORTHFIELD,
        "location": DULUTH,
    }
    links = [unescape(one) for one in re.findall(r'href="(\?[^"]+)"', page.text)]
    assert len(links) == 2  # the next page, and the file
    for one in links:
        assert f"install={NORTHFIELD}&location={DULUTH}&outcome=booked" in one
        assert desk.get(f"/payments/{one}").status_code == 200
    desk.post("/place/", {"place": NORTHFIELD})
    assert "told apart" not in words(desk.get("/payments/"))
