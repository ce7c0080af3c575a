"""Pages are read where the database takes nothing: looking writes nothing that is waited for."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connections

from portal.sandbox.server import Sandbox
from scheduling.models import AuditEvent, ExamSession
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.database_faults import READ_ONLY
from tests.support.html import words
from tests.support.people import NORTHFIELD
from tests.support.url_walk import addresses, furnish


@pytest.fixture
def template(with_lists: Path) -> Path:
    return with_lists


@pytest.fixture
def read_only(monkeypatch: pytest.MonkeyPatch, administrator: Desk, sandbox: Sandbox) -> None:
    options = connections.settings["default"]["OPTIONS"]
    monkeypatch.setitem(options, "init_command", options["init_command"] + READ_ONLY)


def pages_of(sandbox: Sandbox) -> list[str]:
    session = session_path(sandbox.needs_proctor()[0])
    pages = ["/", "/?view=all", "/?view=all&install=all", "/find/", "/board/"]
    pages += [session, f"{session}schedule/", f"{session}schedule/?type=smarter-scheduling"]
    pages += ["/audit/", "/audit/1/", "/audit/?learner=smith", "/audit/verify/", "/undecided/"]
    pages += ["/admin/", "/admin/scheduling/install/", "/admin/auth/user/", "/help/"]
    pages += ["/?q=smith", "/find/?q=smith", "/audit/?q=smith"]
    return [*pages, "/accounts/password/change/", "/accounts/login/"]


def test_every_page_opens_on_a_database_that_takes_nothing(
    administrator: Desk, sandbox: Sandbox, read_only: None
) -> None:
    answers = {path: administrator.get(path).status_code for path in pages_of(sandbox)}
    assert {path: code for path, code in answers.items() if code not in (200, 302)} == {}


def test_what_is_sent_there_is_told_not_to_be_saved(administrator: Desk, read_only: None) -> None:
    answer = administrator.post("/accounts/logout/", {})
    assert answer.status_code == 503
    assert "The portal can’t reach its records" in words(answer)


@pytest.mark.long
def test_every_address_opens_on_a_database_that_takes_nothing(
    administrator: Desk, desk: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = furnish(desk, sandbox)[NORTHFIELD]
    options = connections.settings["default"]["OPTIONS"]
    monkeypatch.setitem(options, "init_command", options["init_command"] + READ_ONLY)
    at = f"install={NORTHFIELD}&location={DULUTH}&day=2027-01-14"
    paths = [one.path(place) for one in addresses() if one.name != "readyz"]
    paths += [f"/{page}/?{at}" for page in ("board", "roster", "handover", "week", "rescue/new")]
    paths += [f"/changes/?{at}", f"/changes/?{at}&since=looked"]
    answers = {path: administrator.get(path).status_code for path in paths}
    assert {path: code for path, code in answers.items() if code >= 500} == {}


def test_a_learner_is_not_looked_up_where_it_can_not_be_noted_and_the_page_says_why(
    administrator: Desk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = sandbox.needs_proctor()[0]
    assert administrator.book(where).status_code == 302
    session = ExamSession.objects.get(sid=where["sessionSid"])
    asked = urlencode({"install": NORTHFIELD, "learner": session.learner_key})
    paths = [f"{page}?{asked}" for page in ("/audit/story/learner/", "/audit/case/", "/audit/")]
    options = connections.settings["default"]["OPTIONS"]
    usual = options["init_command"]
    monkeypatch.setitem(options, "init_command", usual + READ_ONLY)
    events = AuditEvent.objects.count()
    for path in paths:
        answer = administrator.get(path)
        assert answer.status_code == 503, path
        assert "is noted in the log" in words(answer) and "so nothing is shown" in words(answer)
        assert session.learner_name not in answer.text
    monkeypatch.setitem(options, "init_command", usual)
    connections.close_all()
    assert [administrator.get(path).status_code for path in paths] == [200, 200, 200]
    assert AuditEvent.objects.count() == events + 1
    monkeypatch.setitem(options, "init_command", usual + READ_ONLY)
    assert [administrator.get(path).status_code for path in paths] == [200, 200, 200]
