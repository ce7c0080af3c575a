"""What an institution decides for itself, entered by an administrator:
refused where it can't be, else told in the log.
"""

from __future__ import annotations

import re
from html import unescape

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.institution_type_rules import BookingRules, TypeFieldRule
from scheduling.institutions.rules import rules_of
from scheduling.models import AuditEvent, Institution, Location
from scheduling.session_types.registry import SESSION_TYPES
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.outcomes import changes, kinds

SEAT = "smarter-scheduling"
NO_CARD = "Do not enter card numbers"
RULES = f"/campus/{Sandbox.install_sid}/rules/"


def error_at(answer: requests.Response, name: str) -> str:
    """What stands beside the field; the control must point to it."""
    assert re.search(rf'aria-invalid="true" aria-describedby="[^"]*id_{name}_error', answer.text), (
        name
    )
    found = re.search(rf'id="id_{name}_error">([^<]+)<', answer.text)
    return unescape(found[1]) if found else ""


# The rules of a type


def test_all_ten_types_stand_on_one_page_with_what_is_off_stricter_or_priced(
    administrator: Desk,
) -> None:
    administrator.post(f"{RULES}examity/", {"stands": "off"})
    strict = {
        "stands": "offered",
        "company-is_must": "on",
        "exam_locale-default": "en-US",
        "notes-help_text": "Room?",
    }
    administrator.post(f"{RULES}{SEAT}/", strict)
    page = administrator.get(RULES)
    told = plain_text(page.text)
    assert [
        label for label in (kind.label for kind in SESSION_TYPES.values()) if label not in told
    ] == []
    assert "Examity Off" in told
    assert (
        "Also required Organization Defaults Exam language “en-US” Help text Notes Price $25.50"
        in told
    )
    assert page.text.count(">Offered<") == 9
    assert administrator.get(f"{RULES}{SEAT}/").text.count('value="en-US"') >= 1


def test_a_price_list_in_another_currency_than_the_form_begins_with_is_told(
    administrator: Desk,
) -> None:
    said = "Currency The price list is in USD, but the form begins with CAD. Check both."
    assert "Check both." not in plain_text(administrator.get(RULES).text)
    administrator.post(f"{RULES}{SEAT}/", {"stands": "offered", "currency-default": "cad"})
    assert plain_text(administrator.get(RULES).text).count(said) == 1
    administrator.post(f"{RULES}{SEAT}/", {"stands": "offered", "currency-default": "USD"})
    assert "Check both." not in plain_text(administrator.get(RULES).text)


@pytest.mark.parametrize("wire", SESSION_TYPES)
def test_the_form_of_a_type_has_a_row_for_each_of_its_fields_and_no_way_to_loosen_a_must(
    administrator: Desk, wire: str
) -> None:
    kind = SESSION_TYPES[wire]
    page = administrator.get(f"{RULES}{wire}/").text
    boxes = set(re.findall(r'<input type="checkbox" name="(\w+)-is_must"', page))
    helps = set(re.findall(r'name="(\w+)-help_text"', page))
    assert (boxes, helps) == (kind.may(), kind.must() | kind.may())
    assert page.count("Always required") == len(kind.must())


def test_rules_are_stored_and_told_before_and_after(
    administrator: Desk, institution: Institution
) -> None:
    sent = {
        "stands": "offered",
        "notes-is_must": "on",
        "notes-default": " Room 4 ",
        "amount-help_text": "Ask the bursar.",
    }
    answer = administrator.post(f"{RULES}{SEAT}/", sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, RULES)
    assert "Testing center seat: saved. In effect now." in plain_text(administrator.get(RULES).text)
    assert rules_of(institution).of(SEAT) == {
        "notes": TypeFieldRule(True, "Room 4", ""),
        "amount": TypeFieldRule(False, "", "Ask the bursar."),
    }
    event = AuditEvent.objects.first()
    assert (event.kind, event.actor_name, event.install_sid) == (
        "admin_changed",
        "Ingrid Sato",
        institution.sid,
    )
    assert changes() == {
        "Amount: help text": {"before": "", "after": "Ask the bursar."},
        "Notes: required": {"before": "no", "after": "yes"},
        "Notes: default": {"before": "", "after": "Room 4"},
    }
    administrator.post(f"{RULES}{SEAT}/", {"stands": "offered"})
    assert changes()["Notes: default"] == {"before": "Room 4", "after": ""}
    assert rules_of(institution) == BookingRules(fields={})


def test_a_location_is_written_by_its_name_and_shown_by_it(
    administrator: Desk, institution: Institution
) -> None:
    name = Location.objects.get(pl_sid=DULUTH).name
    for typed in (name.upper(), DULUTH):
        sent = {"stands": "offered", "proctor_location_sid-default": typed}
        assert administrator.post(f"{RULES}{SEAT}/", sent).status_code == 302
        assert rules_of(institution).of(SEAT)["proctor_location_sid"].default == DULUTH
    page = administrator.get(f"{RULES}{SEAT}/").text.partition("<main")[2]
    assert f'name="proctor_location_sid-default" value="{name}"' in page
    assert f'<option value="{name}">' in page and DULUTH not in page
    assert f"Defaults Location “{name}”" in plain_text(administrator.get(RULES).text)
    Location.objects.create(institution=institution, name=name.lower(), pl_sid=f"PL{0xF9:032x}")
    answer = administrator.post(
        f"{RULES}{SEAT}/", {"stands": "offered", "proctor_location_sid-default": name}
    )
    assert error_at(answer, "proctor_location_sid-default").startswith("Choose a name, or paste")


@pytest.mark.parametrize(
    ("wire", "sent", "at", "said"),
    [
        (
            SEAT,
            {"proctor_location_sid-default": "PL12"},
            "proctor_location_sid-default",
            "Choose a name, or paste",
        ),
        (SEAT, {"currency-default": "XXQ"}, "currency-default", "Choose a currency from the list."),
        (
            SEAT,
            {"notes-default": "4242 4242 4242 4242"},
            "notes-default",
            NO_CARD,
        ),
        (
            SEAT,
            {"notes-help_text": "4242424242424242"},
            "notes-help_text",
            NO_CARD,
        ),
        (
            SEAT,
            {"card_token-default": "tok_visa"},
            "card_token-default",
            "A card token or voucher pays for one booking only",
        ),
        (
            SEAT,
            {"voucher_code-default": "FREE"},
            "voucher_code-default",
            "A card token or voucher pays for one booking only",
        ),
        (
            SEAT,
            {"appointment_date_time-default": "2099-01-14T09:30"},
            "appointment_date_time-default",
            "Each booking",
        ),
        (
            SEAT,
            {"card_token-is_must": "on", "voucher_code-is_must": "on"},
            "voucher_code-is_must",
            "Only one of",
        ),
        (
            "ad-hoc",
            {"location_latitude-default": "46"},
            "location_longitude-default",
            "Enter the longitude too",
        ),
        (SEAT, {"stands": ""}, "stands", "Choose whether the type is offered."),
    ],
)
def test_what_the_form_would_refuse_is_refused_here_beside_the_field(
    administrator: Desk,
    institution: Institution,
    wire: str,
    sent: dict[str, str],
    at: str,
    said: str,
) -> None:
    answer = administrator.post(
        f"{RULES}{wire}/", {"stands": "offered", "company-help_text": "Kept.", **sent}
    )
    assert answer.status_code == 422
    assert error_at(answer, at).startswith(said)
    assert 'value="Kept."' in answer.text
    told = ["card_number_typed"] if said == NO_CARD else []
    assert (rules_of(institution), kinds()) == (BookingRules(fields={}), told)


def test_a_rule_for_a_field_that_the_type_does_not_have_is_refused(
    administrator: Desk, institution: Institution
) -> None:
    answer = administrator.post(
        f"{RULES}vtc/", {"stands": "offered", "address1-is_must": "on", "time_zone-default": "UTC"}
    )
    assert answer.status_code == 422
    told = plain_text(answer.text)
    assert "“Virtual Test Center” does not ask for this field. (address1)" in told
    assert "“Virtual Test Center” does not ask for this field. (time_zone)" in told
    assert rules_of(institution) == BookingRules(fields={})


def test_the_last_type_can_not_be_switched_off(
    administrator: Desk, institution: Institution
) -> None:
    *others, last = SESSION_TYPES
    assert {
        administrator.post(f"{RULES}{one}/", {"stands": "off"}).status_code for one in others
    } == {302}
    answer = administrator.post(f"{RULES}{last}/", {"stands": "off"})
    assert answer.status_code == 422
    assert error_at(answer, "stands").startswith("At least one type must stay on.")
    assert last not in rules_of(institution).off


def test_the_admin_site_leads_to_the_rules(administrator: Desk, institution: Institution) -> None:
    administrator.post(f"{RULES}examity/", {"stands": "off"})
    assert administrator.get("/admin/scheduling/typerule/").headers["Location"] == "/rules/"
    whose = administrator.get("/rules/")
    assert (
        "Which institution’s rules?" in plain_text(whose.text)
        and f'href="{RULES}">Northfield University</a>' in whose.text
    )
    pk = institution.type_rules.get().pk
    assert (
        administrator.get(f"/admin/scheduling/typerule/{pk}/change/").headers["Location"]
        == f"{RULES}examity/"
    )
    assert administrator.get(f"{RULES}teleport/").status_code == 404


# Opening hours and seats


# The price list
