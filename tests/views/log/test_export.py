"""Exporting the log by its page: who may have which events, and what of it is in the log."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from portal.sandbox.server import Sandbox
from scheduling.audit.codes import codes_file
from scheduling.models import AuditEvent, ExamSession, Institution, PersonalValue
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import LAKESIDE, NORTHFIELD, someone
from tests.support.portal_server import Portal

EXPORT = "/audit/export/"


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> None:
    """A booking at each institution."""
    for sid in (NORTHFIELD, LAKESIDE):
        where = sandbox.sessions(status="Needs Proctor", install_sid=sid)[0]
        desk.book(where, session_type="automated", proctor_location_sid=None)


def numbers_in(content: bytes) -> list[str]:
    """The events of a CSV; the last row, which is about the log's head, has none."""
    return [row["number"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]


def test_one_institutions_events_are_exported_and_that_is_an_event_of_it_with_a_code(
    booked: None, auditor: Desk, sandbox: Sandbox
) -> None:
    assert f'href="{EXPORT}"' in auditor.get("/audit/").text
    before = AuditEvent.objects.count()
    assert auditor.get(EXPORT).status_code == 200
    assert AuditEvent.objects.count() == before
    days = {"from": "2020-01-01", "to": "2199-12-31"}
    answer = auditor.post(EXPORT, {"install": NORTHFIELD, "file": "jsonl", **days})
    rows = [json.loads(line) for line in answer.text.splitlines()]
    numbers = (
        AuditEvent.objects.filter(install_sid=NORTHFIELD)
        .exclude(kind="export_done")
        .order_by("number")
        .values_list("number", flat=True)
    )
    assert [row.get("number", "head") for row in rows] == [*numbers, "head"]
    assert (
        "attachment" in answer.headers["Content-Disposition"]
        and "Content-Length" not in answer.headers
    )
    told = AuditEvent.objects.filter(kind="exported").first()
    name = Institution.objects.get(sid=NORTHFIELD).name
    said = (
        f"{told.actor_name} exported the log of {name} from 2020-01-01 up to 2199-12-31 as JSON"
        " lines."
    )
    assert (told.kind, told.sentence, told.role, told.install_sid) == (
        "exported",
        said,
        "auditor",
        NORTHFIELD,
    )
    assert json.loads(told.details) == {
        "since": "2020-01-01T06:00:00.000000Z",
        "until": "2200-01-01T06:00:00.000000Z",
    }
    [log_code] = codes_file.recent(1)
    assert (log_code.reason, log_code.number) == ("export", told.number)


def test_it_was_completed_once_its_last_piece_was_sent(institution: Institution) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get(username="administrator"))
    pieces = iter(client.post(EXPORT, {"install": NORTHFIELD, "file": "jsonl"}))
    done, sent = AuditEvent.objects.filter(kind="export_done"), b""
    while b'{"head"' not in sent:
        sent += next(pieces)
    assert not done.exists()
    assert (b"".join(pieces), done.count()) == (b"", 1)
    told = json.loads(done.get().details)
    assert told["file_sha256"] == hashlib.sha256(sent).hexdigest()


def test_the_whole_log_is_for_those_who_inspect_all_and_days_leave_out_the_rest(
    booked: None, auditor: Desk
) -> None:
    whole = auditor.post(EXPORT, {"install": "all", "file": "csv"})
    last = AuditEvent.objects.first().number
    assert numbers_in(whole.content) == [*map(str, range(1, last)), ""]  # it is done after that
    past = auditor.post(EXPORT, {"install": "all", "file": "csv", "to": "2020-01-01"})
    assert numbers_in(past.content) == [""]
    assert (
        AuditEvent.objects.filter(kind="exported")
        .first()
        .sentence.endswith("exported the whole log up to 2020-01-01 as CSV.")
    )


@pytest.mark.parametrize("install", [NORTHFIELD, "all"])
def test_one_that_is_filtered_by_a_learner_has_their_events_and_is_erased_with_them(
    booked: None, auditor: Desk, install: str
) -> None:
    session = ExamSession.objects.filter(institution__sid=NORTHFIELD, attempts__gt=0).first()
    asked = {"install": NORTHFIELD, "learner": session.learner_key}
    page = auditor.get("/audit/", params=asked).text
    [address] = re.findall(r'href="(/audit/export/\?[^"]+)"', page)
    address = html.unescape(address)
    form = auditor.get(address)
    assert AuditEvent.objects.filter(kind="looked_up").count() == 1
    assert f"Learner: {session.learner_name}" in plain_text(form.text)
    answer = auditor.post(address, {"install": install, "file": "csv"})
    theirs = AuditEvent.objects.filter(session_sid=session.sid).order_by("number")
    assert numbers_in(answer.content) == [*map(str, theirs.values_list("number", flat=True)), ""]
    event = AuditEvent.objects.filter(kind="exported").first()
    kept = PersonalValue.objects.filter(event_number=event.number)
    assert f"Learner: {session.learner_name}" in kept.get().value
    call_command(
        *("erase_learner", session.learner_key, "--install", NORTHFIELD, "--why", "asked"),
        stdout=io.StringIO(),
    )
    assert not kept.exists()


def test_one_of_another_institution_than_its_learner_is_refused(
    booked: None, auditor: Desk
) -> None:
    session = ExamSession.objects.filter(institution__sid=NORTHFIELD, attempts__gt=0).first()
    query = f"?install={NORTHFIELD}&learner={session.learner_key}"
    answer = auditor.post(f"{EXPORT}{query}", {"install": LAKESIDE, "file": "csv"})
    assert answer.status_code == 422
    assert "The learner it is filtered by is one of Northfield University" in plain_text(
        answer.text
    )
    unknown = f"{EXPORT}?install={NORTHFIELD}&learner=Nobody"
    assert auditor.post(unknown, {"install": NORTHFIELD, "file": "csv"}).status_code == 422
    assert not AuditEvent.objects.filter(kind="exported").exists()


def test_who_may_not_see_it_gets_nothing_and_what_cannot_be_is_said_beside_its_field(
    booked: None, portal: Portal
) -> None:
    with someone(portal.url, "administrator-here") as local:
        page = local.get(EXPORT).text
        assert NORTHFIELD in page and LAKESIDE not in page and "The whole log" not in page
        refused = [
            local.post(EXPORT, {"install": sid, "file": "csv"}).status_code
            for sid in (LAKESIDE, "all")
        ]
        assert refused == [403, 403]
        turned = {"install": NORTHFIELD, "file": "csv", "from": "2027-01-02", "to": "2027-01-01"}
        faulty = local.post(EXPORT, turned)
    assert faulty.status_code == 422
    assert (
        "This is before the first day." in plain_text(faulty.text)
        and 'value="2027-01-02"' in faulty.text
    )
    assert not AuditEvent.objects.filter(kind="exported").exists()
