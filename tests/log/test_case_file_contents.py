"""What a case file holds: the events asked for, names that do nothing, and no secret."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

from portal.sandbox.server import Sandbox
from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, ExamSession, Institution
from scheduling.session_commands import SessionAddress
from tests.support.audit_log import ANA
from tests.support.case_file_checker import check, made
from tests.support.client import Desk
from tests.support.html import words

NASTY = (
    '<script>alert(1)</script></p><p id="event-1">',
    "=1+1",
    "{learner}{{x}}{0.__class__}",
    "Zoë № \u2028\u2029\x85\x7f\x1b[31m \u202etxet",
    "𝒜 \ud800 \x00 \r\n\t\\ \"'&amp;",
    "Jo",
)


def test_a_learners_case_is_of_that_learner_at_that_institution_and_of_those_days(
    auditor: Desk, desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    emails = ("jo@x.test", "jo@x.test", "jo@y.test", "jo@x.test")
    institutions = [
        institution,
        institution,
        institution,
        Institution.objects.exclude(pk=institution.pk).first(),
    ]
    expected = []
    for place, (email, where) in enumerate(zip(emails, institutions, strict=True)):
        sids = {"exam_sid": f"EX{place:032x}", "session_sid": f"ES{place:032x}"}
        ExamSession.objects.create(
            institution=where,
            exam_sid=sids["exam_sid"],
            sid=sids["session_sid"],
            learner_name="Jo Li",
            learner_email=email,
        )
        there = SessionAddress(install_sid=where.sid, **sids)
        expected.append(
            event_writer.record(
                event_writer.Entry(kind=Kind.OUTCOME, sentence="Booked.", actor=ANA, address=there)
            )
        )
    elsewhere = SessionAddress(
        install_sid=institutions[3].sid, exam_sid=f"EX{2:032x}", session_sid=f"ES{0:032x}"
    )
    event_writer.record(
        event_writer.Entry(
            kind=Kind.OUTCOME, sentence="Another install’s.", actor=ANA, address=elsewhere
        )
    )
    learner = {"install": institution.sid, "name": "Jo Li", "email": "jo@x.test"}

    page = auditor.get("/audit/case/", params=learner).text
    assert "2 events" in page
    case = json.loads(made(auditor, learner))
    assert [one["event"]["number"] for one in case["events"]] == expected[:2]
    one = json.loads(made(auditor, {"install": institution.sid, "exam": f"EX{2:032x}"}))
    assert [part["event"]["number"] for part in one["events"]] == expected[2:3]
    long_ago = {"from": "2020-01-01", "to": "2020-12-31"}
    empty = auditor.get("/audit/case/", params=learner | long_ago).text
    assert "has nothing about Jo Li (jo@x.test) on these days" in empty
    assert auditor.post("/audit/case/", learner | long_ago | {"file": "json"}).status_code == 422
    unknown = {"install": institution.sid, "name": "Nobody At All", "email": "x@y.test"}
    for asked in (unknown, unknown | long_ago, unknown | {"file": "pdf"}):
        said = words(auditor.post("/audit/case/", asked))
        assert ("Case file ·" in said, "nothing about on" in said) == (False, False)
        assert "No learner here was ever recorded under exactly this name" in said
    backwards = auditor.post(
        "/audit/case/", learner | {"from": "2026-11-23", "to": "2020-01-01", "file": "json"}
    )
    assert (backwards.status_code, "before the first day" in backwards.text) == (422, True)
    kinds = AuditEvent.objects.filter(kind__in=("looked_up", "case_made")).order_by("number")
    assert list(kinds.values_list("kind", flat=True))[:2] == ["looked_up", "case_made"]
    assert "Jo Li" not in "".join(f"{one.sentence}{one.details}" for one in kinds)
    assert (
        event_reader.fill_sentence(
            kinds[1], event_reader.load_personal_values([kinds[1].number])[kinds[1].number]
        )
        == "Lena Marsh made a case file about Jo Li, with 2 events."
    )


def test_names_do_nothing_and_everything_storable_holds(
    auditor: Desk, institution: Institution, tmp_path: Path
) -> None:
    address = SessionAddress(
        install_sid=institution.sid, exam_sid="EX" + "7" * 32, session_sid="ES" + "7" * 32
    )
    for text in NASTY:
        event_writer.record(
            event_writer.Entry(
                kind=Kind.OUTCOME,
                sentence=(
                    f"{event_writer.escape_braces(text)} booked {{learner}} for"
                    f" {event_writer.escape_braces(text)}."
                ),
                actor=ANA,
                address=address,
                details={"reason": text, "asked": {"notes": {"personal": "asked.notes"}}},
                personal={"learner": text, "asked.notes": text},
            )
        )
    asked = {"install": institution.sid, "session": address.session_sid}
    content, page = made(auditor, asked), made(auditor, asked, "html")
    assert [check(tmp_path, one)[0] for one in (content, page)] == [0, 0]
    assert b"<" not in content
    assert (page.count(b"<script"), page.count(b"alert(1)</script")) == (1, 0)
    printed = check(tmp_path, content)[1]
    assert not re.search("[\x1b\u202e\u2028]", printed)
    sentences = [
        html.unescape(one)
        for one in re.findall(r'<p id="event-\d+">(.*?)</p>', page.decode(), re.DOTALL)
    ]
    assert (
        sentences[: len(NASTY)]
        == [one["sentence"] for one in json.loads(content)["events"]][: len(NASTY)]
    )


def test_no_secret_is_in_a_case_file(
    auditor: Desk, desk: Desk, sandbox: Sandbox, institution: Institution
) -> None:
    where = sandbox.needs_proctor()[0]
    answers = {
        "session_type": "one-click",
        "amount": "25.50",
        "currency": "USD",
        "card_token": "tok_practice_visa_4242",
    }
    desk.book(where, voucher_code="PRACTICE-OK", **answers)
    desk.book(where, voucher_code="PRACTICE-OK")
    asked = {"install": institution.sid, "session": where["sessionSid"]}
    for form in ("json", "html"):
        content = made(auditor, asked, form).decode()
        secrets = (
            "tok_practice",
            "PRACTICE-OK",
            institution.api_token.open(),
            "accessKey",
            "http://",
            "https://",
            sandbox.url,
        )
        assert [one for one in secrets if one in content] == []
