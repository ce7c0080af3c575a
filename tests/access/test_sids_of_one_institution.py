"""What one institution has – a location, an instructor's slot, a cancellation policy – is neither
listed, proposed nor sent by another: it is refused before anything is sent, and told in the log.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from portal.sandbox.server import Sandbox
from scheduling.access.roles import grant
from scheduling.audit import denials
from scheduling.forms.booking.answers import OTHER
from scheduling.models import (
    ExamSession,
    Institution,
    InstructorEntry,
    PolicyVersion,
    Role,
)
from scheduling.session_commands import PORTAL
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import LAKESIDE, NORTHFIELD, someone
from tests.support.portal_server import Portal
from tests.support.refusals import refused, said

SLOT, POLICY = "CP" + "1".zfill(32), "CV" + "1".zfill(32)  # of Northfield
KINDS = {"instructorentry": ("cp_sid", SLOT), "policyversion": ("cv_sid", POLICY)}
WORDS = {
    "instructorentry": "This is the SID of another institution’s instructor entry.",
    "policyversion": "This is the SID of another institution’s policy version.",
}
FIELDS = {
    "instructor_proctor_sid": ("instructor-as-proctor", SLOT, "instructor time slot"),
    "cancellation_policy_version_sid": ("smarter-scheduling", POLICY, "cancellation policy"),
}


@pytest.fixture
def elsewhere(portal: Portal) -> Iterator[Desk]:
    """An administrator of Lakeside and of nothing else."""
    with someone(portal.url, "elsewhere") as desk:
        lakeside = Institution.objects.get(sid=LAKESIDE)
        grant(username="elsewhere", role=Role.ADMINISTRATOR, institution=lakeside, actor=PORTAL)
        yield desk


def rows_of(kind: str) -> int:
    model = InstructorEntry if kind == "instructorentry" else PolicyVersion
    return model.objects.filter(institution__sid=LAKESIDE).count()


def add(desk: Desk, kind: str) -> str:
    """The page that answers; blank where it was stored."""
    column, sid = KINDS[kind]
    here = Institution.objects.get(sid=LAKESIDE)
    sent = {"institution": here.pk, "name": "Theirs", column: sid, "is_active": "on"}
    answer = desk.post(f"/admin/scheduling/{kind}/add/", sent)
    return "" if answer.status_code == 302 else plain_text(answer.text)


def shown_at_lakeside(sid: str) -> None:
    """As SmarterProctoring shows it at a session there."""
    here = Institution.objects.get(sid=LAKESIDE)
    known = {"exam_sid": "EX" + "c" * 32, "sid": "ES" + "c" * 32}
    ExamSession.objects.create(institution=here, arranged=json.dumps({"slot": sid}), **known)


def told() -> list[tuple[str, bool]]:
    return [(one.install_sid, f"but {denials.NAMED}; " in said(one)) for one in refused()]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_not_listed_by_another(elsewhere: Desk, administrator: Desk, kind: str) -> None:
    before = rows_of(kind)
    assert WORDS[kind] in add(elsewhere, kind)
    assert (rows_of(kind), told()) == (before, [(NORTHFIELD, True)])
    assert WORDS[kind] in add(administrator, kind)
    assert (rows_of(kind), len(refused())) == (before, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_smarterproctoring_has_shown_at_a_session_of_theirs_is_theirs_too(
    elsewhere: Desk, kind: str
) -> None:
    before = rows_of(kind)
    shown_at_lakeside(KINDS[kind][1])
    assert (add(elsewhere, kind), rows_of(kind), told()) == ("", before + 1, [])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_stored_so_already_can_be_renamed(elsewhere: Desk, kind: str) -> None:
    model = InstructorEntry if kind == "instructorentry" else PolicyVersion
    column, sid = KINDS[kind]
    here = Institution.objects.get(sid=LAKESIDE)
    row = model.objects.create(institution=here, name="Shared", **{column: sid})
    row.name = "Both"
    row.full_clean()


@pytest.mark.parametrize("field", FIELDS)
def test_no_rule_proposes_it_to_another(elsewhere: Desk, field: str) -> None:
    kind, sid, what = FIELDS[field]
    page = f"/campus/{LAKESIDE}/rules/{kind}/"
    answer = elsewhere.post(page, {"stands": "offered", f"{field}-default": sid})
    words = f"This is the SID of another institution’s {what}. Check which one it is."
    assert (answer.status_code, words in plain_text(answer.text)) == (422, True)
    assert told() == [(NORTHFIELD, True)]
    shown_at_lakeside(sid)
    sent = {"stands": "offered", f"{field}-default": sid}
    assert elsewhere.post(page, sent).status_code == 302


@pytest.mark.parametrize("field", FIELDS)
def test_no_booking_sends_it_to_another(elsewhere: Desk, sandbox: Sandbox, field: str) -> None:
    kind, sid, what = FIELDS[field]
    where = sandbox.sessions(status="Needs Proctor", install_sid=LAKESIDE)[0]
    place = {"proctor_location_sid": None} if kind == "instructor-as-proctor" else {}
    for pasted in ({field: sid}, {field: "", f"{field}{OTHER}": sid}):
        answer = elsewhere.book(where, session_type=kind, **place, **pasted)
        words = f"This is the SID of another institution’s {what}. Check which one it is."
        assert (answer.status_code, words in plain_text(answer.text)) == (422, True)
    assert sandbox.requests("POST") == []
    assert (NORTHFIELD, True) in told()
