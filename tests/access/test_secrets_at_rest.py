"""Nothing secret is at rest: not in the database's own files, beside it, or in what is logged."""

from __future__ import annotations

import logging
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

from portal.sandbox.server import Sandbox
from scheduling.card_numbers import contains_card_number
from scheduling.institutions.registration import save_institution
from scheduling.models import Attempt, RoleGrant
from tests.support.audit_log import ANA
from tests.support.client import Desk
from tests.support.html import own_form_on
from tests.support.people import LAKESIDE
from tests.support.portal_server import Portal

PAID = {"amount": "25.50", "currency": "USD"}
TYPED = {
    "voucher": "VCHR-SECRET-bb22",
    "card token": "tok_SECRETcc33456789",
    "API token": "APITOKEN-SECRET-ee55",
    "client secret": "CLIENT-SECRET-ff66",
    "wrong password": "WRONGPW-SECRET-aa11",
    "search": "Zebrawordsecret",
}


def typed_everywhere(portal: Portal, desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """Each secret by its name, after a person has typed it where it belongs."""
    voucher, token = sandbox.needs_proctor()[:2]
    repeated = {"notes": f"My code is {TYPED['voucher']}."}
    answer = desk.book(voucher, voucher_code=TYPED["voucher"], **PAID, **repeated)
    assert answer.status_code == 302
    repeated = {"notes": f"My card is {TYPED['card token']}."}
    assert desk.book(token, card_token=TYPED["card token"], **PAID, **repeated).status_code == 302
    assert Attempt.objects.exclude(card_fingerprint="").exists()
    secrets = {
        "api_token": TYPED["API token"],
        "oauth_client_secret": TYPED["client secret"],
    }
    save_institution(values={"sid": LAKESIDE, **secrets}, actor=ANA)
    stranger = Desk(portal.url, "coordinator")
    page = own_form_on(stranger.get("/accounts/login/"))
    tried = page | {"login": "coordinator", "password": TYPED["wrong password"]}
    assert stranger.post("/accounts/login/", tried).status_code == 200
    for path in ("/", "/find/", "/audit/"):
        assert desk.get(desk.post(path, {"q": TYPED["search"]}).headers["Location"]).ok
    form = own_form_on(desk.get("/calendars/")) | {"what": "mine"}
    shown = unescape(desk.post("/calendars/", form).text)
    calendar = re.findall(r"/calendars/([\w-]{43})\.ics", shown)[0]
    assert desk.get(f"/calendars/{calendar}.ics").status_code == 200
    return TYPED | {"calendar": calendar}


def _logged(caplog: pytest.LogCaptureFixture) -> bytes:
    """What the portal logged; the test's own browser logs the addresses that it asks for."""
    own = [one.getMessage() for one in caplog.records if not one.name.startswith("urllib3")]
    return "\n".join(own).encode().lower()


def test_the_address_of_a_calendar_that_can_not_be_read_now_is_not_logged(
    portal: Portal, desk: Desk, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    form = own_form_on(desk.get("/calendars/")) | {"what": "mine"}
    shown = unescape(desk.post("/calendars/", form).text)
    calendar = re.findall(r"/calendars/([\w-]{43})\.ics", shown)[0]
    RoleGrant.objects.filter(user__username="coordinator").delete()
    assert desk.get(f"/calendars/{calendar}.ics").status_code == 404
    assert desk.browser.post(f"{portal.url}/calendars/{calendar}.ics").status_code == 403
    assert b"/calendars/" in _logged(caplog)
    assert calendar.lower().encode() not in _logged(caplog)
    files = database.parent.glob(f"{database.name}*")
    assert not any(calendar.encode() in one.read_bytes() for one in files)


def test_a_refusal_is_logged_in_one_line(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    assert desk.get("/admin/").status_code == 403
    [line] = [one for one in caplog.records if one.name == "django.request"]
    assert line.getMessage() == "Forbidden (Permission denied): /admin/"
    assert (line.exc_info, line.exc_text) == (None, None)


def test_a_card_number_in_an_address_is_not_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/x4000056655665556/", "/4000-0566-5566-5556", "/a/4000%200566%205566%205556/"):
        assert desk.get(path).status_code == 404
    logged = _logged(caplog).decode()
    assert logged.count("not found: /") == 3
    assert not contains_card_number(logged)


def test_no_secret_that_was_typed_is_in_the_database_beside_it_or_logged(
    portal: Portal,
    desk: Desk,
    sandbox: Sandbox,
    database: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = typed_everywhere(portal, desk, sandbox)
    files = [*database.parent.glob(f"{database.name}*"), *Path(settings.VAR_DIR).rglob("*")]
    at_rest = [one.read_bytes().lower() for one in files if one.is_file()]
    assert b"coordinator" in b"".join(at_rest)  # what was written is looked at
    logged = _logged(caplog)
    found = {
        name
        for name, secret in secrets.items()
        if any(secret.lower().encode() in text for text in (*at_rest, logged))
    }
    assert found == set()
