"""A case file as it is given out: both of its files hold, and end in a code."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduling.audit.codes import codes_file
from scheduling.models import AuditEvent
from tests.support.case_file_checker import Asked, Data, check, made
from tests.support.case_files import numbers_of
from tests.support.client import Desk


def test_both_files_hold_and_end_in_a_code_that_is_written_down(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    numbers = numbers_of(asked)
    content = made(auditor, asked)
    case = json.loads(content)
    assert [one["event"]["number"] for one in case["events"]] == numbers
    assert case["head"]["code"] in [one.code for one in codes_file.recent(5)]
    assert check(tmp_path, content) == (0, told(case, content))

    event = AuditEvent.objects.get(kind="case_made")
    details = json.loads(event.details)
    sha256 = hashlib.sha256(content).hexdigest()
    assert (details["file_sha256"], details["data_sha256"]) == (sha256, sha256)
    assert (details["events"], event.session_sid, event.who) == (
        len(numbers),
        asked["session"],
        "Lena Marsh (auditor)",
    )
    assert codes_file.recent(1)[0].number == event.number

    page = made(auditor, asked, "html")
    # The first file's event is in the second file.
    assert len(numbers_of(asked)) == len(numbers) + 2
    code, printed = check(tmp_path, page)
    assert (code, "HOLDS up to event" in printed) == (0, True)
    assert (
        f"{len(numbers) + 1} events. It has the events of session {asked['session']} from its"
        in printed
    )
    assert (b"PRACTICE." in page, page.count(b"<script")) == (True, 1)
    event = AuditEvent.objects.filter(kind="case_made").latest("number")
    assert json.loads(event.details)["file_sha256"] == hashlib.sha256(page).hexdigest()


def told(case: Data, content: bytes) -> str:
    """What the checker prints of a session that was booked, moved and cancelled by Ana Ruiz."""
    number, reached = case["head"]["reach"]
    sha256 = hashlib.sha256(content).hexdigest()
    lines = [line for one in case["events"] for line in lines_of(one)]
    lines.append(
        f"{case['count']} events. It has the events of session {case['exam_session']} from its"
        f" first to its number {case['count']}."
    )
    lines.append(
        f"What the file says of itself, unproven: it is about {case['about']}; the institution is"
        " Northfield University, its clock that of America/Chicago; it has the events of all days;"
        f" Lena Marsh (auditor), auditor, made it {case['made_at']}; its code was noted"
        f" {case['head']['noted_at']}."
    )
    lines.append(
        f"This file’s SHA-256 is {sha256}: the portal’s page “Check a case file” tells whether the"
        " whole file, looks included, is as it was made."
    )
    lines.append(f"HOLDS up to event {number}, hash {reached}, code {case['head']['code']}.")
    return "\n".join(lines) + "\n"


def lines_of(one: Data) -> list[str]:
    event = one["event"]
    at = datetime.fromisoformat(event["at"].replace("Z", "+00:00"))
    local = at.astimezone(ZoneInfo(event["time_zone"]))
    who = "Ana Ruiz (coordinator), coordinator, from 127.0.0.1"
    lines = [
        f"{event['number']:>8}  {local:%Y-%m-%d %H:%M:%S %Z} ({at:%H:%M:%S} UTC)  PRACTICE",
        f"          {who}: {one['sentence']}",
    ]
    for name, change in sorted(json.loads(event["details"]).get("changes", {}).items()):
        before, after = (change[when] or json.dumps(change[when]) for when in ("before", "after"))
        lines.append(f"          {name}: {before} → {after}")
    return lines
