"""What one desk has done or may see, another can't do again or see."""

from __future__ import annotations

import threading
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from portal.sandbox.server import Sandbox
from scheduling.access import roles
from scheduling.booking.outcome_panel.failed_sentences import TRY_AGAIN
from scheduling.booking.outcome_panel.request_words import SHOWS_IT_AS
from scheduling.models import Attempt, ExamSession, Institution, RoleGrant
from scheduling.session_commands import PORTAL
from tests.support.booking_actions import book, move
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import has_digits, words
from tests.support.outcomes import kinds, let_looks_count


def test_of_eight_forms_at_once_only_one_is_sent(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    forms = [booking() for _ in range(8)]
    statuses: list[int] = []
    barrier = threading.Barrier(8)

    def send(number: int) -> None:
        sender = Desk((desk, second_desk)[number % 2].url, "coordinator")
        sender.browser.cookies.update((desk, second_desk)[number % 2].browser.cookies)
        barrier.wait()
        statuses.append(sender.post(form_path(where), forms[number]).status_code)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [302] + [409] * 7
    assert len(sandbox.requests("POST")) == 1
    assert kinds().count("intent") == 1


def test_a_page_that_was_read_before_the_session_was_booked_sends_nothing(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    second_desk.get(form_path(where))
    desk.book(where)
    answer = second_desk.book(where, notes="Kept")

    assert answer.status_code == 409
    assert "Ana Ruiz booked this session a moment ago" in answer.text
    assert "Kept" in answer.text
    assert len(sandbox.requests("POST")) == 1


def test_whoever_moved_it_is_not_said_to_have_booked_it(
    desk: Desk, second_desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = book(desk, sandbox)
    assert move(second_desk, where).status_code == 302
    answer = administrator.book(where)

    assert answer.status_code == 409
    assert "Tom Okafor moved this session a moment ago" in words(answer)
    log = words(administrator.get("/audit/"))
    assert "was not sent: Tom Okafor had moved it already." in log
    let_looks_count()
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    why = {"override_reason": "The center cancelled it by phone.", "override": "yes"}
    assert administrator.post(form_path(where), booking(**why)).status_code == 302
    assert "although Tom Okafor had moved it, because:" in words(administrator.get("/audit/"))


def test_a_session_shows_nothing_of_its_history_at_another_institution(
    desk: Desk, auditor: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.book(where)
    lakeside = Institution.objects.exclude(sid=Sandbox.install_sid).get()
    RoleGrant.objects.filter(user=get_user_model().objects.get(username="auditor")).delete()
    roles.grant(username="auditor", role="auditor", institution=lakeside, actor=PORTAL)

    page = auditor.get(session_path(where | {"installSid": lakeside.sid}))
    assert where["learner"] not in page.text
    assert "Ana Ruiz" not in page.text


def test_what_the_portal_is_still_finding_out_is_not_a_persons_to_settle(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("late_effect", seconds=60)
    desk.book(where)
    attempt = Attempt.objects.get()
    administrator.post(
        f"/undecided/{attempt.attempt_id}/", {"applied": "no", "reason": "It looks empty to me"}
    )

    assert Attempt.objects.get().state == "unconfirmed"
    assert desk.book(where).status_code == 409
    assert len(sandbox.requests("POST")) == 1


def undecided(desk: Desk, sandbox: Sandbox) -> tuple[dict[str, str], Attempt]:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before")
    desk.book(where)
    Attempt.objects.update(needs_person=True, next_check_at=timezone.now() + timedelta(hours=1))
    return where, Attempt.objects.get()


def test_a_card_number_typed_as_a_reason_is_taken_out(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    _, attempt = undecided(desk, sandbox)
    reason = "Paid with 4111 1111 1111 1111, seen at 9:46"
    answer = administrator.post(
        f"/undecided/{attempt.attempt_id}/", {"applied": "no", "reason": reason}
    )

    assert answer.status_code == 422
    assert not has_digits(answer.text, "4111")
    assert "seen at 9:46" in answer.text
    assert Attempt.objects.get().state == "unconfirmed"


def test_a_booking_that_stands_differently_is_settled_as_it_stands(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("hour_off")
    desk.book(where)
    Attempt.objects.update(state="unconfirmed", needs_person=True, settled_at=None, differences=[])
    attempt = Attempt.objects.get()
    answer = administrator.post(
        f"/undecided/{attempt.attempt_id}/",
        {"applied": "otherwise", "reason": "The center read it out to me"},
    )

    assert answer.status_code == 302
    attempt.refresh_from_db()
    assert (attempt.state, attempt.differences) == (
        "accepted",
        [{"what": "Start", "asked": "9:30 AM CST", "stored": "10:30 AM CST"}],
    )


def test_a_booking_read_back_as_not_done_is_not_called_so_once_it_stands(
    desk: Desk, sandbox: Sandbox
) -> None:
    where, _ = undecided(desk, sandbox)
    Attempt.objects.update(
        state="not-applied",
        needs_person=False,
        settled_by="The portal",
        settled_how=Attempt.SettledHow.READ_BACK,
    )
    sandbox.place(where["sessionSid"], status="Scheduled")
    page = words(desk.get(session_path(where)))

    assert SHOWS_IT_AS.format(status="Scheduled") in page
    assert TRY_AGAIN["schedule"] not in page
    assert ExamSession.objects.get(sid=where["sessionSid"]).status == "Scheduled"
