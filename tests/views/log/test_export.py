"""Exporting the log by its page: who may have which events, and what of it is in the log."""

from __future__ import annotations

import csv
import io
import json

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit import anchors
from scheduling.models import AuditEvent, Institution
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


def test_one_institutions_events_are_exported_and_that_is_an_anchored_event_of_it(
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
    [anchor] = anchors.recent(1)
    assert (anchor.reason, anchor.number) == ("export", told.number)


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
