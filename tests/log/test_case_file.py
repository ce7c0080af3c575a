"""The case file:
it holds, and the checker, run as a stranger would, finds whatever was changed in it.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.sandbox.server import Sandbox
from scheduling.audit import anchors
from scheduling.log import cases
from scheduling.models import AuditEvent, ExamSession, PersonalValue
from tests.support.audit_log import without_triggers
from tests.support.booking_actions import book, cancel, move
from tests.support.case_file_checker import CHECKER, ROOT, Asked, Data, check, made
from tests.support.client import Desk


@pytest.fixture
def asked(desk: Desk, sandbox: Sandbox) -> Asked:
    """A session that was booked, moved and cancelled among the bookings of others;
    the address of its case.
    """
    where = book(desk, sandbox)
    for other in sandbox.needs_proctor()[:2]:
        desk.book(other)
    move(desk, where)
    cancel(desk, where)
    return {"install": where["installSid"], "session": where["sessionSid"]}


def numbers_of(asked: Asked) -> list[int]:
    known = AuditEvent.objects.filter(session_sid=asked["session"]).order_by("number")
    return list(known.values_list("number", flat=True))


def test_both_files_hold_and_end_in_a_code_that_is_written_down(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    numbers = numbers_of(asked)
    content = made(auditor, asked)
    case = json.loads(content)
    assert [one["event"]["number"] for one in case["events"]] == numbers
    assert case["head"]["code"] in [one.code for one in anchors.recent(5)]
    assert check(tmp_path, content) == (0, told(case, content))

    event = AuditEvent.objects.get(kind="case_made")
    details = json.loads(event.details)
    assert details["file_sha256"] == hashlib.sha256(content).hexdigest()
    assert (details["events"], event.session_sid, event.actor_name) == (
        len(numbers),
        asked["session"],
        "Lena Marsh",
    )
    assert anchors.recent(1)[0].number == event.number

    page = made(auditor, asked, "html")
    assert (
        len(numbers_of(asked)) == len(numbers) + 2
    )  # the first file's event is in the second file
    code, printed = check(tmp_path, page)
    assert (code, len(printed.splitlines())) == (0, len(numbers) + 3)
    assert "HOLDS up to event" in printed
    assert (b"PRACTICE." in page, page.count(b"<script")) == (True, 1)


def told(case: Data, content: bytes) -> str:
    lines = [
        f"{one['event']['number']:>8}  {one['event']['at']}  {one['sentence']}"
        for one in case["events"]
    ]
    number, reached = case["head"]["reach"]
    sha256 = hashlib.sha256(content).hexdigest()
    lines.append(
        f"That no event was left out, only the log can tell: it notes SHA-256 {sha256} of this"
        " file."
    )
    lines.append(f"HOLDS up to event {number}, hash {reached}, code {case['head']['code']}.")
    return "\n".join(lines) + "\n"


def change(part: Data, key: str, old: str, new: str) -> None:
    assert old in part[key]
    part[key] = part[key].replace(old, new)


def slide(case: Data) -> None:
    """Move a letter from a value to its salt: together they hash to the same."""
    salt, value = case["events"][1]["values"]["learner"]
    case["events"][1]["values"]["learner"] = [salt + value[0], value[1:]]


def rename(case: Data) -> None:
    case["events"][1]["values"]["learner"][1] = "Somebody Else"


def take_out(case: Data, place: int) -> None:
    case["events"].pop(place)
    case["count"] -= 1


CHANGES: dict[str, tuple[Callable[[Data], object], str]] = {
    "a sentence": (
        lambda case: change(case["events"][1]["event"], "sentence", "booked", "moved"),
        "at event {1}: its content",
    ),
    "the sentence as it is read": (
        lambda case: change(case["events"][1], "sentence", "booked", "moved"),
        "at event {1}: its sentence",
    ),
    "a time": (
        lambda case: change(case["events"][2]["event"], "at", "Z", "1Z"),
        "at event {2}: its content",
    ),
    "a number": (
        lambda case: case["events"][2]["event"].update(number=3),
        "at event {2}: its content",
    ),
    "a name": (rename, "at event {1}: its learner"),
    "a salt": (slide, "at event {1}: its learner"),
    "an event": (lambda case: case["events"].pop(2), "in its number of events"),
    "an event and the count": (
        lambda case: take_out(case, 2),
        "between event {1} and event {before 3}",
    ),
    "the last event": (lambda case: take_out(case, -1), "between event {4} and event {head}"),
    "the order": (
        lambda case: case["events"].insert(2, case["events"].pop(3)),
        "between event {1} and event {before 3}",
    ),
    "a link": (
        lambda case: case["events"][2]["links"].__setitem__(1, "0" * 64),
        "between event {1} and event {before 2}",
    ),
    "a link less": (
        lambda case: case["events"][2]["links"].pop(),
        "between event {1} and event {before 2}",
    ),
    "the head's hash": (
        lambda case: case["head"]["reach"].__setitem__(1, "0" * 64),
        "between event {5} and event {head}",
    ),
    "the head's number": (
        lambda case: case["head"]["reach"].__setitem__(0, 9999),
        "between event {5} and event 9999",
    ),
    "the head's code": (lambda case: case["head"].update(code="0" * 20), "at the code of its head"),
}


def test_whatever_is_changed_in_a_file_is_found_and_where(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    numbers = numbers_of(asked)
    case = json.loads(made(auditor, asked))
    places = {str(place): number for place, number in enumerate(numbers)}
    places |= {f"before {place}": number - 1 for place, number in enumerate(numbers)}
    places["head"] = case["head"]["reach"][0]
    found, expected = {}, {}
    for what, (tamper, where) in CHANGES.items():
        changed = copy.deepcopy(case)
        tamper(changed)
        code, printed = check(tmp_path, changed)
        found[what] = (code, printed.splitlines()[-1])
        expected[what] = (
            1,
            f"BROKEN {re.sub('{([^}]+)}', lambda one: str(places[one[1]]), where)}.",
        )
    assert found == expected
    assert check(tmp_path, b"{}")[0] == 1
    assert check(tmp_path, b"{}")[1].startswith("BROKEN: this is no whole case file")


def test_a_sentence_changed_on_the_page_is_found_too(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    page, number = made(auditor, asked, "html").decode(), numbers_of(asked)[1]
    changed = re.sub(rf'(<p id="event-{number}">.*?) booked ', r"\1 moved ", page)
    assert changed != page
    code, printed = check(tmp_path, changed.encode())
    assert (code, printed.splitlines()[-1]) == (1, f"BROKEN at event {number}: its sentence.")
    code, printed = check(tmp_path, page.replace(f'id="event-{number}"', "").encode())
    assert (code, printed.splitlines()[-1]) == (1, f"BROKEN at event {number}: its sentence.")


def test_a_learner_who_was_erased_leaves_a_file_that_holds(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    name = ExamSession.objects.get(sid=asked["session"]).learner_name
    PersonalValue.objects.filter(name="learner").delete()
    ExamSession.objects.filter(sid=asked["session"]).update(learner_name="")
    for form in ("json", "html"):
        content = made(auditor, asked, form)
        code, printed = check(tmp_path, content)
        assert (code, printed.count("(erased)"), name in content.decode()) == (0, 6, False)


def test_a_stretch_that_is_left_out_is_said_and_the_rest_holds(
    auditor: Desk, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = numbers_of(asked)
    monkeypatch.setattr(cases, "MOST_LINKS", 3)
    content = made(auditor, asked)
    before, after = numbers[1], numbers[2]
    left_out = f"between event {before} and event {after - 1}"
    assert check(tmp_path, content)[1].endswith(f"BROKEN {left_out}: links are missing.\n")
    patient = tmp_path / "patient.py"
    patient.write_text(CHECKER.read_text().replace("200_000", "3"))
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
    monkeypatch.setattr(cases, "MOST_EVENTS", 3)
    page = auditor.get("/audit/case/", params=asked).text
    assert "More than 3 events: too many for one file" in page
    assert 'name="file"' not in page
    answer = auditor.post("/audit/case/", asked | {"file": "json"})
    assert (answer.status_code, AuditEvent.objects.filter(kind="case_made").exists()) == (
        422,
        False,
    )


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
    assert (
        auditor.get("/audit/case/", params=asked | {"install": "AI" + "0" * 32}).status_code == 403
    )
    unsafe = auditor.browser.post(
        f"{auditor.url}/audit/case/", asked | {"file": "json"}, allow_redirects=False
    )
    assert (unsafe.status_code, AuditEvent.objects.filter(kind="case_made").exists()) == (
        403,
        False,
    )


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
    AuditEvent.objects.filter(number=anchors.recent(1)[0].number).update(hash="0" * 64)
    assert "The log was changed" in auditor.get("/audit/case/", params=asked).text


def test_the_checker_is_short_and_the_docs_and_the_download_are_the_file_itself(
    auditor: Desk,
) -> None:
    source = CHECKER.read_text()
    assert len(source.splitlines()) < 40
    assert re.findall(
        "```python\n(.*?)```", (ROOT / "docs/case-files.md").read_text(), re.DOTALL
    ) == [source]
    assert auditor.get("/audit/case/verify_case.py").text == source
