"""Who gets a case file, and what a changed log makes of it."""

from __future__ import annotations

from pathlib import Path

from pytest_django import Settings

from scheduling.audit.codes import codes_file
from scheduling.models import AuditEvent
from tests.support.audit_log import (
    without_triggers,
)
from tests.support.case_file_checker import Asked, check, made
from tests.support.case_files import numbers_of
from tests.support.client import Desk
from tests.support.html import plain_text


def test_only_administrators_and_auditors_of_the_institution_get_one(
    auditor: Desk, administrator: Desk, desk: Desk, asked: Asked
) -> None:
    assert desk.get("/audit/case/", params=asked).status_code == 403
    assert desk.post("/audit/case/", asked | {"file": "json"}).status_code == 403
    assert administrator.get("/audit/case/", params=asked).status_code == 200
    exam = AuditEvent.objects.filter(session_sid=asked["session"]).values_list(
        "exam_sid", flat=True
    )[0]
    story = f"/audit/story/session/{asked['install']}/{exam}/{asked['session']}/"
    assert ["/audit/case/?" in one.get(story).text for one in (desk, auditor, administrator)] == [
        False,
        True,
        True,
    ]
    unknown = auditor.get("/audit/case/", params=asked | {"install": "AI" + "0" * 32})
    assert (unknown.status_code, asked["session"] in unknown.text) == (200, True)
    assert "There is no such institution here." in plain_text(unknown.text)
    unsafe = auditor.browser.post(
        f"{auditor.url}/audit/case/", asked | {"file": "json"}, allow_redirects=False
    )
    assert (unsafe.status_code, AuditEvent.objects.filter(kind="case_made").exists()) == (
        403,
        False,
    )


def test_where_there_is_no_room_for_one_that_is_told_and_none_was_made(
    administrator: Desk, asked: Asked, tmp_path: Path, settings: Settings
) -> None:
    var, settings.VAR_DIR = settings.VAR_DIR, tmp_path / "gone"
    answer = administrator.post("/audit/case/", asked | {"file": "html"})
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert not AuditEvent.objects.filter(kind="case_made").exists()
    settings.VAR_DIR = var
    assert administrator.post("/audit/case/", asked | {"file": "html"}).status_code == 200


def test_a_log_that_was_changed_makes_no_file_that_holds(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    numbers = numbers_of(asked)
    made(auditor, asked)
    without_triggers()
    AuditEvent.objects.filter(number=numbers[1] + 1).update(
        role="administrator"
    )  # an event of somebody else
    code, printed = check(tmp_path, made(auditor, asked))
    assert (code, printed.splitlines()[-1]) == (
        1,
        f"BROKEN between event {numbers[1]} and event {numbers[2] - 1}.",
    )
    AuditEvent.objects.filter(number=codes_file.recent(1)[0].number).update(hash="0" * 64)
    assert "The log was changed" in auditor.get("/audit/case/", params=asked).text
