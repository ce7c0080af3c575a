"""The case file:
it holds, and the checker, run as a stranger would, finds whatever was changed in it.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import json
import re
import runpy
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from portal.sandbox.server import Sandbox
from scheduling.access.roles import grant
from scheduling.audit.codes import codes_file, short_code
from scheduling.log import case_events
from scheduling.models import AuditEvent, ExamSession, Institution, PersonalValue
from scheduling.session_commands import PORTAL
from tests.support.audit_log import (
    ADDED,
    erase_past_the_portal,
    rewrite_with_the_formula_before,
    without_triggers,
)
from tests.support.booking_actions import book, cancel, move
from tests.support.case_file_checker import CHECKER, ROOT, Asked, Data, check, made
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import LAKESIDE, someone
from tests.support.portal_server import Portal

CHECKED = re.compile(
    r"This is the file of event \d+, whole|The data in it is that of event \d+, but"
    r"|No case file like this was made here"
)


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
    "who it was": (
        lambda case: case["events"][1]["event"].update(actor_name="Zed", actor_username="zed"),
        "at event {1}: its content",
    ),
    "what it was before": (
        lambda case: change(case["events"][3]["event"], "details", "2027-01-14", "2027-01-13"),
        "at event {3}: its content",
    ),
    "that it was practice": (
        lambda case: case["install"].update(practice=False),
        "at its top: whether it was practice",
    ),
    "the practice of an event": (
        lambda case: case["events"][0]["event"].update(practice=0),
        "at event {0}: its content",
    ),
    "the formula": (
        lambda case: [case["events"][1]["event"].pop(name) for name in ADDED],
        "at event {1}: its content",
    ),
    "the session it is about": (
        lambda case: case.update(exam_session="ES" + "0" * 32),
        "at its top: event {0} does not fit the exam session",
    ),
    "that it is about anything": (
        lambda case: case.update(exam_session="", exam="", learner=None),
        "at its top: it is about nothing",
    ),
    "the institution": (
        lambda case: case["install"].update(sid="AI" + "0" * 32),
        "at its top: event {0} does not fit the institution",
    ),
    "the days": (
        lambda case: case.update(since="2090-01-01T00:00:00.000000Z"),
        "at its top: event {0} does not fit the first day",
    ),
    "its format": (
        lambda case: case.update(format="9"),
        "at its top: it is no file of this kind",
    ),
    "more of the institution": (
        lambda case: case["install"].update(verdict="HOLDS"),
        "at its top: what it says of the institution",
    ),
    "another maker": (
        lambda case: case.update(made_by="The Queen"),
        "at its top: what it says of its maker",
    ),
    "a learner": (
        lambda case: case.update(learner={"name": "Somebody Else"}),
        "at its top: what it says of the learner",
    ),
    "a name at the top": (
        lambda case: case.update(verdict="HOLDS"),
        "at its top: something is there or missing that the portal did not write",
    ),
    "a name at an event": (
        lambda case: case["events"][1].update(note="HOLDS"),
        "at event {1}: something is there that a case file does not have",
    ),
    "what was erased": (
        lambda case: case["events"][1].update(erased=["learner"]),
        "at event {1}: its list of what was erased",
    ),
    "the head's code": (lambda case: case["head"].update(code="0" * 20), "at the code of its head"),
    "the last letter of its code": (
        lambda case: case["head"].update(code=case["head"]["code"][:-1] + "y"),
        "at the code of its head",
    ),
    "the dashes of its code": (
        lambda case: case["head"].update(code=case["head"]["code"].replace("-", "")),
        "at the code of its head",
    ),
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
    assert check(tmp_path, b"{}")[1].startswith("BROKEN: this is no whole file")


def test_what_no_hash_is_of_is_printed_as_unproven(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    case = json.loads(made(auditor, asked))
    edits: dict[str, tuple[Callable[[Data], object], str]] = {
        "about": (lambda one: one.update(about="The President"), "it is about The President;"),
        "by": (lambda one: one["made_by"].update(name="The Queen"), "The Queen (auditor), auditor"),
        "at": (lambda one: one["install"].update(name="Harvard"), "the institution is Harvard,"),
        "days": (
            lambda one: one.update(since="2020-01-01T00:00:00.000000Z"),
            "it has the events from 2020-01-01T00:00:00.000000Z;",
        ),
        "noted": (
            lambda one: one["head"].update(noted_at="1999-01-01T00:00:00.000000Z"),
            "its code was noted 1999-01-01T00:00:00.000000Z.",
        ),
    }
    for edit, said in edits.values():
        changed = copy.deepcopy(case)
        edit(changed)
        code, printed = check(tmp_path, changed)
        [line] = [one for one in printed.splitlines() if "of itself, unproven: " in one]
        assert (code, said in line) == (0, True), line
    for name, odd in (("since", "x"), ("until", 5), ("made_at", None), ("about", 7)):
        assert check(tmp_path, case | {name: odd})[0] == 1


def test_what_is_changed_on_the_page_is_found_too(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    page, number = made(auditor, asked, "html").decode(), numbers_of(asked)[1]
    line = f'<p id="event-{number}">'
    changed = {
        "its sentence": re.sub(rf"({line}.*?) booked ", r"\1 moved ", page),
        "an event without its mark": page.replace(f'id="event-{number}"', ""),
        "an event twice": page.replace(line, f"{line}Nothing.</p>{line}"),
        "an event more": page.replace(line, f'<p id="event-99999">Zed did it.</p>{line}'),
        "the data twice": page.replace(
            "<script", '<script type="application/json">{}</script><script'
        ),
        "a name twice in the data": page.replace('"count": ', '"count": 1, "count": '),
    }
    ends = {
        what: check(tmp_path, text.encode())[1].splitlines()[-1] for what, text in changed.items()
    }
    other = "BROKEN on its page: other events than in its data."
    assert ends == {
        "its sentence": f"BROKEN at event {number}: its sentence.",
        "an event without its mark": other,
        "an event twice": "BROKEN on its page: an event stands there twice.",
        "an event more": other,
        "the data twice": "BROKEN in its data: the page must hold it once.",
        "a name twice in the data": "BROKEN in its data: a name stands there twice.",
    }


def test_an_event_of_the_session_that_was_left_out_is_missed(
    auditor: Desk, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a portal would make the file that was told to leave it out: every hash is right."""
    numbers, gather = numbers_of(asked), case_events._numbers
    monkeypatch.setattr(
        case_events,
        "_numbers",
        lambda subject: (one for one in gather(subject) if one != numbers[2]),
    )
    code, printed = check(tmp_path, made(auditor, asked))
    assert (code, printed.splitlines()[-1]) == (
        1,
        f"BROKEN between event {numbers[1]} and event {numbers[3]}: events 3 to 3 of session"
        f" {asked['session']} are missing.",
    )


def test_the_first_events_of_a_session_that_were_left_out_are_missed(
    auditor: Desk, asked: Asked, tmp_path: Path
) -> None:
    """From the file alone: what hangs on nothing before it has every hash right."""
    case = json.loads(made(auditor, asked))
    numbers = numbers_of(asked)
    case["events"], case["count"] = case["events"][2:], case["count"] - 2
    case["events"][0]["links"] = []
    code, printed = check(tmp_path, json.dumps(case).encode())
    assert (code, printed.splitlines()[-1]) == (
        1,
        f"BROKEN before event {numbers[2]}: events 1 to 2 of session {asked['session']} are"
        " missing.",
    )


@pytest.mark.parametrize("recast", ["a learner's", "from a day on"])
def test_a_file_that_says_it_is_about_something_else_tells_what_is_missing_at_its_beginning(
    auditor: Desk, asked: Asked, tmp_path: Path, recast: str
) -> None:
    case = json.loads(made(auditor, asked))
    case["events"], case["count"] = case["events"][2:], case["count"] - 2
    case["events"][0]["links"] = []
    if recast == "from a day on":
        case["since"] = case["events"][0]["event"]["at"]
    else:
        who = {"id": "US1", "name": "Maya", "email": "", "also_recorded_as": []}
        case |= {"exam_session": "", "exam": "", "learner": who}
    printed = check(tmp_path, json.dumps(case).encode())[1]
    session, last = asked["session"], case["count"] + 2
    assert (
        f"{case['count']} events. It has the events of session {session} from number 3 to {last}:"
        " its events 1 to 2 are not in the file."
    ) in printed


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
    AuditEvent.objects.filter(number=codes_file.recent(1)[0].number).update(hash="0" * 64)
    assert "The log was changed" in auditor.get("/audit/case/", params=asked).text


def test_the_docs_and_the_download_are_the_checker_itself(auditor: Desk) -> None:
    source = CHECKER.read_text()
    assert re.findall(
        "```python\n(.*?)```", (ROOT / "docs/case-files.md").read_text(), re.DOTALL
    ) == [source]
    assert auditor.get("/audit/case/verify_case.py").text == source


@pytest.mark.parametrize("version", [(3, 4), (3, 8)])
def test_an_older_python_can_read_the_checker_and_says_what_it_needs(
    version: tuple[int, int],
) -> None:
    source = CHECKER.read_text()
    ast.parse(source, feature_version=version)
    # Without it a Python 2 stops at the first sign that is not ASCII.
    assert source.startswith("# -*- coding: utf-8 -*-\n")
    first = source.index("import csv")
    assert "needs Python 3.8 or newer" in source[:first]
    assert [node.__class__.__name__ for node in ast.parse(source[:first]).body] == [
        "Expr",
        "Import",
        "If",
    ]


def test_a_file_is_told_to_be_whole_or_by_its_data_alone_or_unknown(
    auditor: Desk, asked: Asked
) -> None:
    page, data = made(auditor, asked, "html"), made(auditor, asked)
    html, of_data = AuditEvent.objects.filter(kind="case_made").order_by("number")
    restyled = page.replace(b"PRACTICE.", b"REAL.")
    answers = {
        name: plain_text(
            auditor.post("/audit/case/check/", {}, files={"file": (name, content)}).text
        )
        for name, content in {
            "page.html": page,
            "data.json": data,
            "restyled.html": restyled,
            "other.json": data.replace(b"Ana", b"Zed"),
        }.items()
    }
    said = {name: CHECKED.search(text) for name, text in answers.items()}
    assert {name: found and found[0] for name, found in said.items()} == {
        "page.html": f"This is the file of event {html.number}, whole",
        "data.json": f"This is the file of event {of_data.number}, whole",
        "restyled.html": f"The data in it is that of event {html.number}, but",
        "other.json": "No case file like this was made here",
    }
    events = AuditEvent.objects.filter(kind="case_checked").order_by("number")
    assert [one.sentence.split(": ")[1] for one in events] == [
        f"it is the file of event {html.number}, whole.",
        f"it is the file of event {of_data.number}, whole.",
        f"its data is that of event {html.number}; the page around it was not compared.",
        "no file like it was made here.",
    ]
    assert auditor.post("/audit/case/check/", {}).status_code == 422


@pytest.mark.parametrize(
    ("first", "begins", "said"),
    [
        ("", '<script type="application/json">', "BROKEN in its data: the page must hold it once."),
        ('<script type="application/json">{}</script>', '<p id="event-1">', "BROKEN: this is no"),
    ],
)
def test_a_file_of_beginnings_without_an_end_is_answered(
    auditor: Desk, tmp_path: Path, first: str, begins: str, said: str
) -> None:
    """Looking for the end anew from each of them would take hours."""
    content = (first + begins * (4_000_000 // len(begins))).encode()
    answer = auditor.post("/audit/case/check/", {}, files={"file": ("page.html", content)})
    assert "No case file like this was made here" in plain_text(answer.text)
    assert check(tmp_path, content)[1].startswith(said)


def test_a_file_of_an_institution_that_one_does_not_inspect_is_unknown(
    portal: Portal, auditor: Desk, asked: Asked
) -> None:
    page = made(auditor, asked, "html")
    lakeside = Institution.objects.get(sid=LAKESIDE)
    with someone(portal.url, "elsewhere") as stranger:
        grant(username="elsewhere", role="auditor", institution=lakeside, actor=PORTAL)
        answer = stranger.post("/audit/case/check/", {}, files={"file": ("page.html", page)})
    assert "No case file like this was made here" in plain_text(answer.text)
