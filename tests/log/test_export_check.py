"""An export as somebody checks it who does not trust the portal: it holds as it was made, and
whatever is changed in what people read of it is found.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit import event_writer
from scheduling.audit.codes import codes_file
from scheduling.audit.event_writer import Entry
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent
from tests.support.audit_log import ANA, rewrite_with_the_formula_before, without_triggers
from tests.support.booking_actions import book
from tests.support.case_file_checker import check
from tests.support.client import Desk
from tests.support.people import NORTHFIELD

EXPORT = "/audit/export/"
Row = dict[str, Any]


@pytest.fixture
def booked(desk: Desk, sandbox: Sandbox) -> None:
    """A booking, and an event with a value that a spreadsheet would take for a formula."""
    book(desk, sandbox)
    entry = Entry(
        kind=Kind.ADMIN_CHANGED,
        sentence="{name}, {{so}}.",
        actor=ANA,
        install_sid=NORTHFIELD,
        details={"changes": {"name": {"before": "+1", "after": {"personal": "name"}}}},
        personal={"name": "=1+1"},
    )
    event_writer.record(entry)


def exported(desk: Desk, form: str, query: str = "", install: str = "all") -> bytes:
    answer = desk.post(f"{EXPORT}{query}", {"install": install, "file": form})
    assert answer.status_code == 200, answer.text[:2000]
    return answer.content


def cells(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def written(rows: list[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_it_holds_as_it_was_made_and_every_event_is_printed(
    booked: None, auditor: Desk, tmp_path: Path, form: str
) -> None:
    code, said = check(tmp_path, exported(auditor, form))
    last = AuditEvent.objects.filter(kind=Kind.EXPORTED).first()
    assert (code, said.splitlines()[-1][:5]) == (0, "HOLDS")
    assert codes_file.recent(1)[0].code in said
    assert f"{last.number} events." in said
    assert "Ana Ruiz (coordinator)" in said


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_one_that_is_filtered_as_the_page_is_holds_and_leaves_nothing_else_out(
    booked: None, auditor: Desk, tmp_path: Path, form: str
) -> None:
    content = exported(auditor, form, "?outcome=accepted", NORTHFIELD)
    fitting = AuditEvent.objects.filter(outcome="accepted", install_sid=NORTHFIELD)
    numbers = sorted(fitting.values_list("number", flat=True))
    code, said = check(tmp_path, content)
    assert (code, f"{len(numbers)} events." in said) == (0, True)
    if form == "csv":
        assert [row["number"] for row in cells(content)] == [*map(str, numbers), ""]
    event = AuditEvent.objects.filter(kind=Kind.EXPORTED).first()
    assert "filtered by" in event.sentence


def test_events_of_the_formula_before_hold(booked: None, auditor: Desk, tmp_path: Path) -> None:
    without_triggers()
    rewrite_with_the_formula_before(up_to=3)
    for form in ("csv", "jsonl"):
        assert check(tmp_path, exported(auditor, form))[0] == 0


def test_the_csv_has_a_mark_quotes_every_cell_and_shows_both_clocks(
    booked: None, auditor: Desk
) -> None:
    content = exported(auditor, "csv")
    assert content.startswith(b'\xef\xbb\xbf"number","at","local","said",')
    [row] = [row for row in cells(content) if row["kind"] == "outcome"]
    event = AuditEvent.objects.get(kind=Kind.OUTCOME)
    assert row["at"].endswith("Z")
    assert row["local"][-6:] in ("-06:00", "-05:00")
    assert (event.time_zone, row["practice"]) == ("America/Chicago", "1")
    [odd] = [row for row in cells(content) if row["said"].endswith(", {so}.")]
    assert odd["said"] == "'=1+1, {so}."


COLUMNS = ("at", "local", "said", "actor_name", "actor_username", "role", "ip", "practice")


@pytest.mark.parametrize("column", [*COLUMNS, "details", "personal", "hash", "nth_of_session"])
def test_a_changed_cell_is_found(booked: None, auditor: Desk, tmp_path: Path, column: str) -> None:
    rows = cells(exported(auditor, "csv"))
    assert check(tmp_path, written(rows))[0] == 0
    [row] = [row for row in rows if row["kind"] == "outcome"]
    changed = {"at": "2020-01-01T00:00:00.000000Z", "local": "2020-01-01T00:00:00.000000+00:00"}
    row[column] = changed.get(column, f"{row[column]}x")
    code, said = check(tmp_path, written(rows))
    assert (code, f"BROKEN at event {row['number']}" in said or column == "hash") == (1, True)


def local(row: Row, zone: str) -> str:
    return datetime.fromisoformat(row["at"]).astimezone(ZoneInfo(zone)).isoformat()


@pytest.mark.parametrize("kind", ["outcome", "admin_changed"])
def test_a_local_time_on_another_clock_than_the_zone_s_is_not_proven(
    booked: None, auditor: Desk, tmp_path: Path, kind: str
) -> None:
    """Also where the event has no zone of its own, and its institution's clock is told."""
    rows = cells(exported(auditor, "csv"))
    [row] = [row for row in rows if row["kind"] == kind]
    assert (bool(row["time_zone"]), row["local"]) == (
        kind == "outcome",
        local(row, "America/Chicago"),
    )
    row["local"] = local(row, "Asia/Tokyo")
    code, said = check(tmp_path, written(rows))
    place = f"NOT PROVEN at event {row['number']}: that its local time is of America/Chicago"
    assert (code, f"{place}, the rest holds" in said) == (2, True), said


@pytest.mark.parametrize("spelled", ["{at}", "{local}Z", " {local}", "{short}"])
def test_a_local_time_that_is_not_written_as_the_portal_writes_it_is_found(
    booked: None, auditor: Desk, tmp_path: Path, spelled: str
) -> None:
    rows = cells(exported(auditor, "csv"))
    [row] = [row for row in rows if row["kind"] == "outcome"]
    short = row["local"].replace("T", " ")
    row["local"] = spelled.format(at=row["at"], local=row["local"], short=short)
    assert check(tmp_path, written(rows))[0] == 1


def test_the_clock_of_an_institution_is_told_as_unproven(
    booked: None, auditor: Desk, tmp_path: Path
) -> None:
    _, said = check(tmp_path, exported(auditor, "jsonl"))
    clock = f"unproven: the clock of {NORTHFIELD} is that of America/Chicago."
    assert said.count(clock) == 1


def test_true_in_the_place_of_one_is_found(booked: None, auditor: Desk, tmp_path: Path) -> None:
    lines = exported(auditor, "jsonl").decode().splitlines()
    [at] = [place for place, line in enumerate(lines) if '"kind":"outcome"' in line]
    lines[at] = lines[at].replace('"practice":1', '"practice":true', 1)
    assert check(tmp_path, "\n".join(lines).encode())[0] == 1


def test_a_row_that_was_taken_out_put_in_twice_or_is_the_last_is_found(
    booked: None, auditor: Desk, tmp_path: Path
) -> None:
    rows = cells(exported(auditor, "csv"))
    for left in (rows[:3] + rows[4:], [*rows[:3], *rows[2:]], rows[:-1], rows[:-2] + rows[-1:]):
        assert check(tmp_path, written(left))[0] == 1


def test_a_changed_field_of_the_lines_is_found(booked: None, auditor: Desk, tmp_path: Path) -> None:
    lines = exported(auditor, "jsonl").decode().splitlines()
    for name, value in {"said": "Nothing.", "at": "x", "details": {}, "made_up": 1}.items():
        row = json.loads(lines[2]) | {name: value}
        changed = [*lines[:2], json.dumps(row, separators=(",", ":")), *lines[3:]]
        assert check(tmp_path, "\n".join(changed).encode())[0] == 1
    twice = lines[2].replace('"said":', '"said":"Nothing.","said":', 1)
    assert check(tmp_path, "\n".join([*lines[:2], twice, *lines[3:]]).encode())[0] == 1


def test_a_column_that_stands_there_twice_is_found(
    booked: None, auditor: Desk, tmp_path: Path
) -> None:
    """A reader sees the first of the two, and the second one holds."""
    rows = list(csv.reader(io.StringIO(exported(auditor, "csv").decode("utf-8-sig"), newline="")))
    out = io.StringIO()
    doubled = [["said", *rows[0]], *(["Nothing was done.", *row] for row in rows[1:-1])]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([*doubled, ["", *rows[-1]]])
    code, said = check(tmp_path, f"\ufeff{out.getvalue()}".encode())
    assert (code, said.splitlines()[-1]) == (1, "BROKEN in its heading.")


@pytest.mark.parametrize("column", [*COLUMNS, "kind", "outcome", "details", "local", "at"])
def test_a_column_that_was_taken_out_is_missed(
    booked: None, auditor: Desk, tmp_path: Path, column: str
) -> None:
    rows = cells(exported(auditor, "csv"))
    without = [{name: row[name] for name in row if name != column} for row in rows]
    lines = [json.loads(one) for one in exported(auditor, "jsonl").decode().splitlines()]
    *events, head = [{name: one[name] for name in one if name != column} for one in lines]
    text = "\n".join(json.dumps(one, separators=(",", ":")) for one in (*events, head))
    for content in (written(without), text.encode()):
        code, said = check(tmp_path, content)
        assert (code, "its columns" in said) == (1, True), said


def test_lines_that_a_note_has_of_its_own_break_no_export(auditor: Desk, tmp_path: Path) -> None:
    note = "One\u2028two\u2029three\x85four"
    details = {"note": {"personal": "asked.notes"}}
    event_writer.record(
        Entry(
            kind=Kind.ADMIN_CHANGED,
            sentence="A note.",
            actor=ANA,
            install_sid=NORTHFIELD,
            details=details,
            personal={"asked.notes": note},
        )
    )
    for form in ("csv", "jsonl"):
        assert check(tmp_path, exported(auditor, form))[0] == 0


def test_one_without_events_proves_nothing(booked: None, auditor: Desk, tmp_path: Path) -> None:
    content = exported(auditor, "csv", "?outcome=refused&type=proctoru")
    code, said = check(tmp_path, content)
    assert (code, "nothing to prove" in said) == (2, True)


def test_the_logs_page_leads_to_the_export_with_its_filters(booked: None, auditor: Desk) -> None:
    page = auditor.get(f"/audit/?outcome=accepted&install={NORTHFIELD}").text
    address = f"{EXPORT}?outcome=accepted&amp;install={NORTHFIELD}"
    assert f'href="{address}"' in page
    form = auditor.get(address.replace("&amp;", "&")).text
    assert "Filtered as the log is" in form
    assert f'<option value="{NORTHFIELD}" selected' in form
    faulty = auditor.post(f"{EXPORT}?outcome=nothing", {"install": "all", "file": "csv"})
    assert faulty.status_code == 422
    assert not AuditEvent.objects.filter(kind=Kind.EXPORTED).exists()


def test_the_portal_tells_whether_a_whole_export_is_as_it_was_made(
    booked: None, auditor: Desk
) -> None:
    for install in ("all", NORTHFIELD):
        content = exported(auditor, "csv", install=install)
        done = AuditEvent.objects.first()
        assert done.kind == Kind.EXPORT_DONE
        answer = auditor.post("/audit/case/check/", {}, files={"file": ("log.csv", content)})
        assert f"event {done.number}" in answer.text
        said = AuditEvent.objects.first().sentence
        assert said.endswith(f"it is the file of event {done.number}, whole.")
        auditor.post("/audit/case/check/", {}, files={"file": ("log.csv", content + b" ")})
        assert AuditEvent.objects.first().sentence.endswith("no file like it was made here.")
