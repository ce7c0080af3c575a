"""A card number typed anywhere is an event without its digits, once an hour for each field."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from portal.sandbox.server import Sandbox
from scheduling.forms.card_free import IN_FILE, IN_NAME
from scheduling.forms.meanwhile.plain_faults import NO_CHOICE
from scheduling.models import AuditEvent, Institution, Location
from tests.support.client import PASSWORDS, Desk
from tests.support.html import has_digits, own_form_on, words
from tests.support.portal_server import Portal

CARD = "4242 4242 4242 4242"
DENSE = CARD.replace(" ", "")
TYPED = "card_number_typed"


def events() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(kind=TYPED))


def test_a_number_typed_into_the_form_is_told_without_it(desk: Desk, sandbox: Sandbox) -> None:
    where = sandbox.needs_proctor()[0]
    for _ in range(2):
        assert desk.book(where, notes=f"Card {CARD}").status_code == 422
    [event] = events()
    assert "typed what looks like a card number into “notes”" in event.sentence
    assert (event.install_sid, event.outcome) == (where["installSid"], "refused")
    assert not has_digits(f"{event.sentence} {event.details}", "4242")


@pytest.mark.parametrize("gap", ["&nbsp;", "&#160;", "&amp;nbsp;"])
def test_one_that_was_copied_out_of_a_page_is_kept_and_sent_nowhere(
    desk: Desk, sandbox: Sandbox, gap: str
) -> None:
    where, card = sandbox.needs_proctor()[0], gap.join(["4242"] * 4)
    page = desk.book(where, notes=f"Card {card}")
    assert (page.status_code, has_digits(page.text, "4242")) == (422, False)
    found = desk.post("/find/", {"q": card})
    assert found.headers["Location"] == "/find/?q=&without_card=1"
    assert sorted("notes" in one.sentence for one in events()) == [False, True]
    assert not has_digits(str([(one.sentence, one.details) for one in events()]), "4242")


@pytest.mark.parametrize(
    ("path", "name"), [("/find/", "q"), ("/theme/", "theme"), ("/views/save/", "name")]
)
def test_it_is_noticed_in_every_form(desk: Desk, path: str, name: str) -> None:
    desk.post(path, {name: CARD})
    assert [f"“{name}”" in one.sentence for one in events()] == [True]


@pytest.mark.parametrize("of", ["attempt", "site", "price"])
def test_a_list_of_the_admin_site_is_searched_without_it(administrator: Desk, of: str) -> None:
    page = administrator.get(f"/admin/scheduling/{of}/", params={"q": f"Duluth {CARD}"})
    assert (page.status_code, has_digits(page.text, "4242")) == (200, False)


def test_in_the_admin_site_too_and_a_name_that_is_a_number_is_not_repeated(
    administrator: Desk, institution: Institution
) -> None:
    path = f"/admin/scheduling/install/{institution.pk}/change/"
    administrator.post(path, {"name": CARD, CARD.replace(" ", ""): "x"})
    assert len(events()) == 2
    assert not has_digits(str([(one.sentence, one.details) for one in events()]), "4242")


@pytest.mark.parametrize("table", ["attempt", "auditevent", "price", "hoursbydate"])
def test_a_list_of_the_admin_site_that_is_asked_for_one_is_shown_without_it(
    administrator: Desk, table: str
) -> None:
    page = administrator.get(f"/admin/scheduling/{table}/", params={"q": CARD})
    assert (page.status_code, has_digits(page.text, "4242")) == (200, False)


@pytest.mark.parametrize(
    "address", [f"/nothing/{CARD}/", f"/{CARD}", f"/board/{CARD}/", f"/nothing/?q={CARD}"]
)
def test_the_page_of_an_address_that_leads_nowhere_does_not_carry_it_along(
    desk: Desk, address: str
) -> None:
    page = desk.get(address)
    assert (page.status_code, "Page not found" in page.text) == (404, True)
    assert not has_digits(page.text, "4242")


@pytest.mark.parametrize(
    ("address", "asked", "sent"),
    [
        *((f"/{of}/{{}}/", 404, 405) for of in ("audit", "rescues", "handover", "roster/prints")),
        ("/views/{}/", 404, 404),
        ("/campus/AI00000000000000000000000000000000/rules/{}/", 404, 404),
        ("/calendars/{}.ics", 404, 405),
        ("/admin/scheduling/site/{}/change/", 302, 404),
    ],
)
def test_a_page_of_an_address_that_could_lead_somewhere_does_not_carry_it_along(
    administrator: Desk, address: str, asked: int, sent: int
) -> None:
    pages = [
        administrator.get(address.format(DENSE)),
        administrator.post(address.format(DENSE), {}),
        administrator.get("/admin/"),  # with what is told of a row that is not there
    ]
    assert [page.status_code for page in pages] == [asked, sent, 200]
    assert [has_digits(f"{page.headers}{page.text}", "4242") for page in pages] == [False] * 3


def test_an_id_that_has_such_digits_is_none(administrator: Desk, sandbox: Sandbox) -> None:
    """Each of these is at most not known here, and its address stays whole."""
    sid = f"{DENSE}{'0' * 16}"
    address = f"/sessions/AI{sid}/EX{sid}/ES{sid}/"
    assert f'value="{address}"' in administrator.get(address).text


@pytest.mark.parametrize("way", ["/accounts/login/", "/accounts/logout/", "/theme/"])
@pytest.mark.parametrize(
    ("typed", "led"),
    [(f"/{CARD}/x", "/%E2%80%A6/x"), (f"/{CARD}/evil.example/x", "/%E2%80%A6/evil.example/x")],
)
def test_a_form_leads_on_without_it_and_never_to_another_site(
    portal: Portal, way: str, typed: str, led: str
) -> None:
    with Desk(portal.url, "coordinator") as desk:
        if "login" in way:
            desk.post("/accounts/logout/", {})
        signing_in = {"login": "coordinator", "password": PASSWORDS["coordinator"]}
        answer = desk.post(way, {"next": typed} | (signing_in if "login" in way else {}))
    assert (answer.status_code, answer.headers["Location"]) == (302, led)


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/logout/"])
def test_an_address_that_is_carried_along_is_not_another_sites_without_it(
    desk: Desk, portal: Portal, path: str
) -> None:
    where = f"{path}?next=/{DENSE}/evil.example/x"
    page = requests.get(f"{portal.url}{where}", timeout=30) if "login" in path else desk.get(where)
    assert has_digits(page.text, "4242") is False
    assert "//evil.example" not in page.text
    assert 'name="next" value="/…/evil.example/x"' in page.text


def test_the_sign_in_that_was_refused_does_not_carry_it_along(portal: Portal) -> None:
    token = "t" * 32
    typed = {"login": "nobody", "password": "wrong words", "csrfmiddlewaretoken": token}
    where = f"{portal.url}/accounts/login/?next=/find/%3Fq={CARD}"
    page = requests.post(where, typed, cookies={"csrftoken": token}, timeout=30)
    assert (page.status_code, 'name="login"' in page.text) == (200, True)
    assert not has_digits(page.text, "4242")


def test_an_ordinary_form_leaves_none(desk: Desk, sandbox: Sandbox) -> None:
    desk.book(sandbox.needs_proctor()[0], notes="Call 218-555-0123", phone="+1 218 555 0123")
    assert events() == []


CHECK = "/audit/case/check/"
HASH = "ab" * 8 + DENSE + "c0" * 16  # has a card's digits by chance, as the hash of an event may


def uploaded(auditor: Desk, content: bytes, name: str = "case.json") -> tuple[int, str]:
    answer = auditor.post(CHECK, {}, files={"file": (name, content)})
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    "content",
    [
        f'{{"notes": "Card {CARD}"}}'.encode(),
        f"4,{DENSE},12/34".encode(),
        f"Card {DENSE}".encode("utf-16"),
        b"\xff\xfe\x00 %PDF " + DENSE.encode(),
    ],
)
def test_a_file_with_one_inside_is_refused_not_shown_not_logged_and_told_of(
    auditor: Desk, content: bytes, caplog: pytest.LogCaptureFixture, database: Path
) -> None:
    status, page = uploaded(auditor, content)
    assert (status, IN_FILE in page) == (422, True)
    assert "No case file like this" not in page
    [event] = events()
    assert "uploaded a file with what looks like a card number in it" in event.sentence
    assert '"field":"file"' in event.details
    kept = b"".join(one.read_bytes() for one in database.parent.glob("portal.sqlite3*"))
    assert [DENSE in one or CARD in one for one in (page, caplog.text)] == [False, False]
    assert [one in kept for one in (DENSE.encode(), CARD.encode())] == [False, False]


def test_a_file_whose_name_is_one_is_refused_and_its_name_not_shown(auditor: Desk) -> None:
    status, page = uploaded(auditor, b"{}", f"{DENSE}.json")
    assert (status, IN_NAME in page, DENSE in page) == (422, True, False)
    assert [one.kind for one in events()] == [TYPED]


def test_hashes_and_what_was_made_here_are_no_card_numbers(
    administrator: Desk, sandbox: Sandbox
) -> None:
    status, page = uploaded(administrator, f'{{"hash": "{HASH}"}}'.encode())
    assert (status, "No case file like this was made here" in page) == (200, True)
    where = sandbox.needs_proctor()[0]
    administrator.book(where)
    asked = {"install": where["installSid"], "file": "csv"}
    made = administrator.post("/audit/export/", asked).content
    assert [uploaded(administrator, one)[0] for one in (made, made + b" ")] == [200, 200]
    assert events() == []


@pytest.mark.parametrize("field", ["names", "what", "form_id"])
def test_a_choice_that_is_one_is_not_shown_again(desk: Desk, field: str) -> None:
    sent = own_form_on(desk.get("/calendars/")) | {field: CARD.replace(" ", "")}
    page = desk.post("/calendars/", sent)
    assert (page.status_code, has_digits(page.text, "4242")) == (422, False)


def test_a_choice_that_there_is_not_is_told_without_what_was_sent(desk: Desk) -> None:
    sent = own_form_on(desk.get("/calendars/")) | {"names": "surnames"}
    page = desk.post("/calendars/", sent)
    assert (page.status_code, "surnames" in page.text) == (422, False)
    assert NO_CHOICE in words(page)


@pytest.mark.parametrize("count", ["TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM"])
def test_a_count_of_rows_that_is_one_is_not_shown_again(administrator: Desk, count: str) -> None:
    number = Location.objects.all()[0].pk
    for path in ("add", f"{number}/change"):
        sent = {f"opening_hours-{one}_FORMS": "0" for one in ("TOTAL", "INITIAL")}
        sent |= {f"opening_hours-{count}_FORMS": CARD.replace(" ", "")}
        page = administrator.post(f"/admin/scheduling/site/{path}/", sent)
        assert (page.status_code, has_digits(page.text, "4242")) == (200, False)


@pytest.mark.parametrize("path", ["/theme/", "/place/"])
def test_the_way_back_is_without_it(desk: Desk, path: str) -> None:
    answer = desk.post(path, {"next": f"/?q=Zed+{CARD.replace(' ', '')}&view=all", "theme": "dark"})
    assert (answer.status_code, answer.headers["Location"][:2]) == (302, "/?")
    assert not has_digits(answer.headers["Location"], "4242")
