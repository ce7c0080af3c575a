"""A row that was changed past the portal takes down neither a page nor another institution: what
can't be read is said, and the rest is shown.
"""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.audit.table_checks import comparison_with_log
from scheduling.models import (
    Attempt,
    ChainHead,
    Circuit,
    ExamSession,
    Handover,
    Institution,
    Location,
    RosterPrint,
    SearchWord,
)
from scheduling.views.url_lookup import NO_SID
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book
from tests.support.booking_form import DULUTH
from tests.support.client import Desk
from tests.support.damaged_rows import damage, not_shown, of_session
from tests.support.html import words
from tests.support.people import NORTHFIELD

HERE = {"install": NORTHFIELD, "location": DULUTH, "day": "2027-01-14"}
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
BLOB = "x'ff41'"
SHEETS = (
    *("[]", "5", "null", '"x"', "{}", '{"parts":5,"by_type":3}', '{"by_type":{"a":5},"parts":{}}'),
    '{"by_type":{},"parts":{"here":[["x","",""]]},"next_day":"","next_count":0,"unplaced":0}',
    '{"by_type":{},"parts":{"here":[[1,"2027-01-14",""]]},"next_day":"","next_count":0,"unplaced":0}',
    '{"by_type":{},"parts":{"here":[[1,"",5]]},"next_day":"","next_count":0,"unplaced":0}',
    '{"by_type":{},"parts":{},"next_day":"","next_count":"x","unplaced":0}',
    '{"by_type":{},"parts":{},"next_day":"x","next_count":0,"unplaced":0}',
    '{"by_type":{},"parts":{},"next_day":"","next_count":0,"unplaced":0,"rescues":[[1,2,3]]}',
    '{"by_type":{},"parts":{},"next_day":"","next_count":0,"unplaced":0,"may_lack":{"x":1}}',
)
PRINTS = (
    *("{}", "5", "[5]", "[[1]]", '[{"session":1}]', '["x"]'),
    '[{"session":"x","start":"2027-01-14T15:30:00+00:00","end":"","is_certain":true}]',
    '[{"session":1,"start":"2027-01-14T15:30","end":"","is_certain":true}]',
    '[{"session":1,"start":"2027-01-14T15:30:00+00:00","end":"","is_certain":true,"state":[]}]',
)
ATTEMPTS = {
    **{f"asked {one}": f"asked = '{one}'" for one in ("[]", "5", '"x"', "null")},
    "asked for no moment": """asked = '{"appointmentDateTime":"soon"}'""",
    "asked for a wall time": """asked = '{"appointmentDateTime":"2027-01-14T09:30"}'""",
    "asked for year one": """asked = '{"appointmentDateTime":"0001-01-01T00:00:00+14:00"}'""",
    **{
        f"differences {one}": f"differences = '{one}'"
        for one in ('{"a":1}', "[5]", '[{"what":5}]', '[{"what":"Start","asked":[]}]', "5")
    },
    "an action that is none": "action = 'odd'",
    "an action of bytes": f"action = {BLOB}",
    "a state that is none": "state = 'odd'",
    "a state of bytes": f"state = {BLOB}",
    "a zone that is none": "time_zone = 'Mars/Phobos'",
    "warnings that are none": "warnings = '{\"a\":1}'",
}
NO_TEXT = "CAST(x'41ff42' AS TEXT)"
TABLES = (Institution, Location, ExamSession, Attempt, Circuit, SearchWord, ChainHead, User)
KEYS = ("sid", "exam_sid", "pl_sid", "kind", "username", "asked", "differences", "warnings")


def texts_of(model: type[models.Model]) -> list[str]:
    """Its columns of text, but those by which rows are found, and JSON, which SQLite checks."""
    fields = model._meta.concrete_fields
    texts = [one for one in fields if isinstance(one, models.CharField | models.TextField)]
    return [one.column for one in texts if one.name not in KEYS]


SETTINGS = {
    "a zone that is none": "time_zone = 'Mars/Phobos'",
    "a zone outside of the zones": "time_zone = '../../etc/passwd'",
    "a zone of bytes": f"time_zone = {BLOB}",
    "a zone that is a number": "time_zone = 5",
    "a locale that is none": "locale = 'xx'",
    "a locale of bytes": f"locale = {BLOB}",
}


@pytest.fixture
def place(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A booked session; no trigger keeps anything from being changed."""
    where = book(desk, sandbox)
    without_triggers()
    return where


def handed_over(desk: Desk) -> Handover:
    """A handover that was signed."""
    shown = desk.get("/handover/", params=HERE).text
    found = HIDDEN.findall(shown[shown.index('action="/handover/?') :])
    hidden = {name: unescape(value) for name, value in found}
    assert desk.post("/handover/", hidden | {"note": "Quiet room"}).status_code == 302
    return Handover.objects.get()


def test_every_page_that_is_looked_at_is_there(administrator: Desk, place: dict[str, str]) -> None:
    assert not_shown(administrator, place) == {}


@pytest.mark.long
@pytest.mark.parametrize("what", ATTEMPTS)
def test_pages_are_shown_where_a_request_is_damaged(
    administrator: Desk, place: dict[str, str], what: str
) -> None:
    damage("attempt", ATTEMPTS[what])
    assert not_shown(administrator, place) == {}


@pytest.mark.parametrize("what", ["asked []", "an action that is none", "a state that is none"])
def test_a_damaged_request_is_told_on_its_session_and_found_by_verifying(
    administrator: Desk, place: dict[str, str], what: str
) -> None:
    damage("attempt", ATTEMPTS[what])
    said = words(administrator.get(f"/sessions/{of_session(place)}"))
    assert "What became of the newest request can’t be read here" in said
    found = [one.said for one in comparison_with_log.compare().differences]
    assert [one for one in found if "the request" in one]


@pytest.mark.parametrize("stored", [BLOB, NO_TEXT, "5"])
def test_a_token_that_is_no_text_takes_down_no_page(
    administrator: Desk, place: dict[str, str], stored: str
) -> None:
    damage("institution", f"api_token = {stored}", f"sid = '{NORTHFIELD}'")
    assert not_shown(administrator, place) == {}
    assert "can’t be decrypted. Enter it again" in words(administrator.get("/admin/"))


@pytest.mark.long
@pytest.mark.parametrize("what", SETTINGS)
@pytest.mark.parametrize("table", ["institution", "location"])
def test_pages_are_shown_where_an_institution_or_a_location_is_damaged(
    administrator: Desk, place: dict[str, str], table: str, what: str
) -> None:
    if table == "location" and "locale" in what:
        return
    damage(table, SETTINGS[what])
    assert not_shown(administrator, place) == {}


def test_administrators_are_told_what_of_an_institution_can_not_be_read(
    administrator: Desk, place: dict[str, str]
) -> None:
    damage("institution", "time_zone = 'Mars/Phobos', locale = 'xx'", f"sid = '{NORTHFIELD}'")
    said = words(administrator.get("/admin/"))
    assert "record of its time zone is damaged (“Mars/Phobos”): times are told in UTC" in said
    assert "record of its country is damaged (“xx”)" in said
    board = words(administrator.get(f"/board/?install={NORTHFIELD}&day=2027-01-14"))
    assert "January 14, 2027 · times UTC" in board


def test_a_damaged_zone_is_not_written_over_and_is_found_by_verifying(
    administrator: Desk, place: dict[str, str]
) -> None:
    comparison_with_log.compare()
    damage("institution", "time_zone = 'Mars/Phobos'", f"sid = '{NORTHFIELD}'")
    row = Institution.objects.get(sid=NORTHFIELD)
    assert row.time_zone == "UTC"
    row.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT time_zone FROM scheduling_institution ORDER BY time_zone")
        assert ("Mars/Phobos",) in cursor.fetchall()
    found = [one.said for one in comparison_with_log.compare().differences]
    assert [one for one in found if one.startswith("the institution Northfield")]


@pytest.mark.long
@pytest.mark.parametrize("stored", [NO_TEXT, BLOB])
@pytest.mark.parametrize("model", TABLES)
def test_bytes_that_are_no_text_take_down_no_page(
    administrator: Desk, place: dict[str, str], model: type[models.Model], stored: str
) -> None:
    columns = ", ".join(f"{one} = {stored}" for one in texts_of(model))
    key = model._meta.pk.column
    with connection.cursor() as cursor:
        last = f"{key} = (SELECT max({key}) FROM {model._meta.db_table})"
        cursor.execute(f"UPDATE {model._meta.db_table} SET {columns} WHERE {last}")
    assert not_shown(administrator, place) == {}


@pytest.mark.parametrize(
    ("model", "column"),
    [(ExamSession, "sid"), (ExamSession, "exam_sid"), (Location, "pl_sid"), (User, "username")],
)
def test_a_key_that_is_no_text_takes_down_no_page_of_another(
    administrator: Desk, place: dict[str, str], model: type[models.Model], column: str
) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute(
            f"UPDATE {table} SET {column} = {NO_TEXT} WHERE id = (SELECT max(id) FROM {table})"
        )
    assert not_shown(administrator, place) == {}


def test_text_that_is_none_is_told_and_is_not_written_over(
    administrator: Desk, place: dict[str, str]
) -> None:
    comparison_with_log.compare()
    damage("institution", f"name = {NO_TEXT}", f"sid = '{NORTHFIELD}'")
    said = words(administrator.get("/admin/"))
    assert "record of its name is damaged (“A\ufffdB”). Enter it again." in said
    row = Institution.objects.get(sid=NORTHFIELD)
    row.save()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT hex(name) FROM scheduling_institution WHERE sid = '{NORTHFIELD}'")
        assert cursor.fetchall() == [("41FF42",)]
    found = [one.said for one in comparison_with_log.compare().differences]
    assert [one for one in found if one.startswith("the institution A\ufffdB")]


def test_bytes_in_the_place_of_text_are_kept_as_they_stand(place: dict[str, str]) -> None:
    damage("examsession", f"status = {BLOB}", f"sid = '{place['sessionSid']}'")
    row = ExamSession.objects.get(sid=place["sessionSid"])
    assert row.status == "\ufffdA"
    row.save()
    [stood] = ExamSession.objects.filter(status=row.status).values_list("sid")
    assert stood == (place["sessionSid"],)


def test_a_link_to_a_sid_that_is_none_leads_to_a_page_all_the_same(administrator: Desk) -> None:
    link = reverse("session", args=(NORTHFIELD, "gone", "A\ufffdB"))
    assert link == f"/sessions/{NORTHFIELD}/{NO_SID}/{NO_SID}/"
    assert administrator.get(link).status_code == 200


@pytest.mark.parametrize("what", ["asked []", "an action that is none", "a state that is none"])
def test_administrators_are_told_that_a_request_can_not_be_read(
    administrator: Desk, place: dict[str, str], what: str
) -> None:
    assert "request of" not in words(administrator.get("/admin/"))
    damage("attempt", ATTEMPTS[what])
    shown = administrator.get("/admin/")
    assert "The portal’s record of a request of" in words(shown)
    assert f'href="/sessions/{of_session(place)}"' in shown.text


@pytest.mark.long
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_handover_whose_sheet_is_damaged_says_so(desk: Desk, sheet: str) -> None:
    signed = handed_over(desk)
    without_triggers()
    damage("handover", f"sheet = '{sheet}'")
    shown = desk.get(f"/handover/{signed.pk}/")
    assert shown.status_code == 200
    assert "the portal’s record of this handover is damaged" in words(shown)
    assert "Quiet room" in shown.text
    assert desk.get("/handover/", params=HERE).status_code == 200
    found = [one.said for one in comparison_with_log.compare().differences]
    assert [one for one in found if one.startswith("the handover 1")]


def test_a_sheet_of_a_day_that_can_not_be_read_says_so_and_names_no_other_day(
    desk: Desk, sandbox: Sandbox
) -> None:
    book(desk, sandbox)
    assert desk.post("/roster/", HERE | {"by": "time", "form_id": str(uuid4())}).status_code == 302
    printed = RosterPrint.objects.get()
    pages = [f"/handover/{handed_over(desk).pk}/", f"/roster/prints/{printed.pk}/"]
    without_triggers()
    damage("handover", "day = 'no day'")
    damage("rosterprint", "day = 'no day'")
    for path in pages:
        shown = desk.get(path)
        assert shown.status_code == 200
        assert "is damaged" in words(shown)
        assert "(can’t be read)" in words(shown)


@pytest.mark.parametrize("is_indexed", [True, False])
def test_a_session_whose_institution_only_begins_with_a_number_takes_down_no_page(
    desk: Desk, sandbox: Sandbox, is_indexed: bool
) -> None:
    book(desk, sandbox)
    if is_indexed:
        assert "1–1 of 1" in words(desk.get("/?q=exam"))
    shown = (
        "/",
        "/?view=tomorrow",
        "/?view=all",
        "/?view=to-book",
        "/?q=exam",
        "/board/",
        "/week/",
    )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
    today = f"{timezone.now():%Y-%m-%d %H:%M:%S}"
    damage("examsession", f"institution_id = institution_id || 'x', appointment_at = '{today}'")
    answers = [desk.get(path).status_code for path in (*shown, "/undecided/", "/payments/")]
    answers += [desk.get(path, params=HERE).status_code for path in ("/roster/", "/handover/")]
    assert answers == [200] * len(answers)


@pytest.mark.long
@pytest.mark.parametrize("rows", PRINTS)
def test_a_print_whose_rows_are_damaged_says_so(desk: Desk, sandbox: Sandbox, rows: str) -> None:
    book(desk, sandbox)
    asked = HERE | {"by": "time", "form_id": str(uuid4())}
    assert desk.post("/roster/", asked).status_code == 302
    without_triggers()
    made = RosterPrint.objects.get()
    damage("rosterprint", f"rows = '{rows}'")
    shown = desk.get(f"/roster/prints/{made.pk}/")
    assert shown.status_code == 200
    assert "the portal’s record of this print is damaged" in words(shown)
    now = desk.get("/roster/", params=HERE | {"since": "1"})
    assert "Since print 1: that print can’t be read" in words(now)
    assert desk.get("/changes/", params=HERE | {"since": "print-1"}).status_code == 200
    assert desk.post("/roster/", asked | {"form_id": str(uuid4())}).status_code == 302
    assert desk.get(f"/roster/prints/{made.pk + 1}/").status_code == 200
