"""Case files of great, old, erased and long logs."""

from __future__ import annotations

import hashlib
import json
import runpy
from pathlib import Path

import pytest

from scheduling.audit.codes import short_code
from scheduling.log import case_events
from scheduling.models import AuditEvent, ExamSession, PersonalValue
from tests.support.audit_log import (
    erase_past_the_portal,
    rewrite_with_the_formula_before,
    without_triggers,
)
from tests.support.case_file_checker import CHECKER, Asked, check, made
from tests.support.case_files import numbers_of
from tests.support.client import Desk


def test_the_code_of_a_great_number_holds(tmp_path: Path) -> None:
    """Codes grow by four letters with the number."""
    checker = runpy.run_path(str(CHECKER))
    for number in (1, 2**30 - 1, 2**30, 2**50):
        reached = hashlib.sha256(str(number).encode()).hexdigest()
        code = short_code.code_of(number, reached)
        checker["check_code"]({"code": code}, number, reached)
        with pytest.raises(checker["Broken"]):
            checker["check_code"]({"code": code}, number, "0" * 64)


def test_events_of_the_formula_before_hold_in_a_file_too(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    without_triggers()
    first, _, third = numbers_of(asked)[:3]
    rewrite_with_the_formula_before(up_to=third, in_one_step=first)
    code, printed = check(tmp_path, made(auditor, asked))
    assert (code, "HOLDS up to event" in printed) == (0, True)
    assert printed.count("Ana Ruiz (coordinator)") == len(numbers_of(asked)) - 1 - 3


def test_a_learner_who_was_erased_leaves_a_file_that_holds(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    name = ExamSession.objects.get(sid=asked["session"]).learner_name
    erase_past_the_portal(PersonalValue.objects.filter(name="learner"))
    ExamSession.objects.filter(sid=asked["session"]).update(learner_name="")
    for form in ("json", "html"):
        content = made(auditor, asked, form)
        code, printed = check(tmp_path, content)
        assert (code, printed.count("(erased)"), name in content.decode()) == (0, 6, False)


def test_a_stretch_that_is_left_out_is_said_and_the_rest_holds(
    auditor: Desk, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = numbers_of(asked)
    monkeypatch.setattr(case_events, "MOST_LINKS", 3)
    content = made(auditor, asked)
    before, after = numbers[1], numbers[2]
    left_out = f"between event {before} and event {after - 1}"
    assert check(tmp_path, content)[1].endswith(f"BROKEN {left_out}: links are missing.\n")
    patient = tmp_path / "patient.py"
    patient.write_text(CHECKER.read_text().replace("200000", "3"))
    code, printed = check(tmp_path, content, patient)
    said = f"NOT PROVEN {left_out}, the rest holds up to event"
    assert (code, said in printed, "HOLDS" in printed) == (2, True, False)
    case = json.loads(content)
    case["events"][-1]["event"]["role"] = "administrator"
    assert check(tmp_path, case, patient)[1].endswith(
        f"BROKEN at event {numbers[-1]}: its content.\n"
    )
    assert (
        f"the hashes of events {before + 1}–{after - 1}. The file"
        in auditor.get("/audit/case/", params=asked).text
    )


def test_too_many_events_are_not_cut_short_in_silence(
    auditor: Desk, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_events, "MOST_EVENTS", 3)
    page = auditor.get("/audit/case/", params=asked).text
    assert "More than 3 events: too many for one file" in page
    assert 'name="file"' not in page
    answer = auditor.post("/audit/case/", asked | {"file": "json"})
    assert (answer.status_code, AuditEvent.objects.filter(kind="case_made").exists()) == (
        422,
        False,
    )
