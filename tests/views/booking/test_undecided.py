"""The page of requests that need a decision, at the kept place."""

from __future__ import annotations

import pytest

from portal.sandbox.server import Sandbox
from scheduling.models import Attempt
from tests.support.booking_form import DULUTH, session_path
from tests.support.client import Desk
from tests.support.drafts import keep, word_of
from tests.support.html import words
from tests.support.people import LAKESIDE, NORTHFIELD


@pytest.fixture
def waiting(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """The path of the decision that waits at each institution, by its SID."""
    return {sid: _undecided(desk, sandbox, sid) for sid in (NORTHFIELD, LAKESIDE)}


def _undecided(desk: Desk, sandbox: Sandbox, sid: str) -> str:
    where = sandbox.sessions(status="Needs Proctor", install_sid=sid)[0]
    sandbox.trouble("drop_before")
    desk.book(where, session_type="automated", proctor_location_sid=None)
    attempts = Attempt.objects.filter(session__institution__sid=sid)
    attempts.update(needs_person=True)
    return f"/undecided/{attempts.get().attempt_id}/"


def shown(desk: Desk, waiting: dict[str, str], query: str = "") -> set[str]:
    page = desk.get(f"/undecided/{query}").text
    return {sid for sid, path in waiting.items() if path in page}


def test_the_place_narrows_what_waits_and_tells_how_many_wait_elsewhere(
    administrator: Desk, waiting: dict[str, str]
) -> None:
    assert shown(administrator, waiting) == {NORTHFIELD, LAKESIDE}
    assert "Show all institutions" not in words(administrator.get("/undecided/"))
    administrator.post("/place/", {"place": f"{NORTHFIELD}/{DULUTH}"})
    assert shown(administrator, waiting) == {NORTHFIELD}
    said = "Only requests at Northfield University; 1 elsewhere. Show all institutions"
    assert said in words(administrator.get("/undecided/"))
    assert shown(administrator, waiting, "?install=all") == {NORTHFIELD, LAKESIDE}
    assert shown(administrator, waiting, f"?install={LAKESIDE}") == {LAKESIDE}
    assert "2 need your decision" in words(administrator.get("/"))
    assert 'href="/undecided/?install=all"' in administrator.get("/").text


def test_the_decision_names_whose_request_it_is_and_what_became_of_the_voucher(
    administrator: Desk, waiting: dict[str, str]
) -> None:
    path = waiting[NORTHFIELD]
    attempt = Attempt.objects.get(session__institution__sid=NORTHFIELD)
    attempt.session.__class__.objects.filter(pk=attempt.session.pk).update(
        learner_name="Eszter Győrffy", exam_title="MATH 121 Final"
    )
    page = administrator.get(path)
    assert "Decide a request · Eszter Győrffy" in page.text
    head = "Needs a decision Decide this request for Eszter Győrffy · MATH 121 Final"
    assert head in words(page) and "Do not use it again" not in words(page)

    Attempt.objects.filter(pk=attempt.pk).update(asked=attempt.asked | {"voucherCode": "…4711"})
    kept = "The voucher stays reserved until we know. Do not use it again."
    assert kept in words(administrator.get(path))
    Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.ACCEPTED, needs_person=False)
    late = administrator.post(path, {"applied": "yes", "reason": "I saw it there."})
    assert "Already decided: Eszter Győrffy · MATH 121 Final" in words(late)


def test_where_nothing_waits_at_the_place_it_is_said_of_the_place_alone(
    administrator: Desk, waiting: dict[str, str]
) -> None:
    Attempt.objects.filter(session__institution__sid=NORTHFIELD).update(needs_person=False)
    administrator.post("/place/", {"place": NORTHFIELD})
    page = words(administrator.get("/undecided/"))
    assert "No request to decide at Northfield University" in page
    assert "Only requests at Northfield University; 1 elsewhere." in page


def test_the_sessions_page_holds_the_decision_of_whoever_may_take_it(
    administrator: Desk, desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off", method="POST", answers=False)
    desk.book(where)
    Attempt.objects.update(needs_person=True)
    attempt, page = Attempt.objects.get(), administrator.get(session_path(where))
    url = f"/undecided/{attempt.attempt_id}/"
    told = words(page)
    assert f'action="{url}"' in page.text and "Decide this request" not in told
    assert told.index("SmarterProctoring shows") < told.index("Was it done?")
    assert told.index("Was it done?") < told.index("Thursday, January 14, 2027 9:30 AM")
    assert f'action="{url}"' not in desk.get(session_path(where)).text
    assert "Decide this request" in administrator.get(f"{session_path(where)}panel/").text

    said = {"applied": "otherwise", "reason": "I saw it there at 9:46."}
    word = word_of(administrator, session_path(where))
    kept = keep(administrator, word, "reason", reason=said["reason"])
    assert kept.status_code == 204
    assert said["reason"] in administrator.get(session_path(where)).text  # as it was left
    assert administrator.post(url, said).status_code == 302
    decided = administrator.get(session_path(where))
    assert f'action="{url}"' not in decided.text
    assert Attempt.objects.get().cause == Attempt.Decided.OTHERWISE
