"""An address that somebody typed, with another exam before a session that is known: refused, and
told of that session under its own exam, so that its case files go on being whole.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, ExamSession
from tests.support.booking_actions import book
from tests.support.booking_form import form_path
from tests.support.case_file_checker import check, made
from tests.support.client import Desk
from tests.support.form_submission import filled
from tests.support.people import someone

TYPED = "EX" + "9" * 32


@pytest.mark.parametrize("username", ["auditor", "elsewhere"])
def test_a_refused_address_with_another_exam_breaks_no_case_file(
    desk: Desk, auditor: Desk, sandbox: Sandbox, tmp_path: Path, username: str
) -> None:
    where = book(desk, sandbox)
    path = f"/sessions/{where['installSid']}/{TYPED}/{where['sessionSid']}/schedule/"
    with someone(desk.url, username) as stranger:
        assert stranger.get(path).status_code == 403

    told = AuditEvent.objects.get(kind="denied")
    assert (told.session_sid, told.exam_sid) == (where["sessionSid"], where["examSid"])
    assert json.loads(told.details)["path"] == path
    for asked in ({"session": where["sessionSid"]}, {"exam": where["examSid"]}):
        code, printed = check(tmp_path, made(auditor, asked | {"install": where["installSid"]}))
        assert (code, "HOLDS up to event" in printed) == (0, True), printed


@pytest.mark.parametrize("install", ["its own", "another"])
def test_a_refused_address_of_a_session_that_is_not_known_there_is_no_event_of_it(
    desk: Desk, sandbox: Sandbox, install: str
) -> None:
    known, unknown = book(desk, sandbox), "ES" + "9" * 32
    sids = {
        "its own": f"{known['installSid']}/{TYPED}/{unknown}",
        "another": f"{known['installSid'][:-1]}2/{TYPED}/{known['sessionSid']}",
    }
    path = f"/sessions/{sids[install]}/schedule/"
    with someone(desk.url, "auditor") as stranger:
        assert stranger.get(path).status_code == 403

    told = AuditEvent.objects.get(kind="denied")
    assert (told.session_sid, told.exam_sid) == ("", "")
    assert told.install_sid == sids[install].partition("/")[0]
    assert json.loads(told.details)["path"] == path


def test_a_form_that_came_too_late_is_told_of_under_the_exam_that_its_session_is_of_by_then(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    form = filled(desk, where)
    Session.objects.all().delete()
    ExamSession.objects.filter(sid=where["sessionSid"]).update(exam_sid=TYPED)
    assert desk.post(form_path(where), form).status_code == 302

    told = AuditEvent.objects.get(kind="denied")
    assert (told.session_sid, told.exam_sid) == (where["sessionSid"], TYPED)
