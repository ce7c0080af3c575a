"""Two desks, one session:
the second booking is held back, and an administrator may send it with a reason.
"""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session

from portal.sandbox.server import Sandbox
from scheduling.audit.event_reader import fill_sentence, load_personal_values
from scheduling.audit.verifier import verify
from scheduling.models import Attempt, AuditEvent
from tests.support.booking_actions import book
from tests.support.booking_form import booking, form_path
from tests.support.client import Desk
from tests.support.html import form_on, words
from tests.support.outcomes import attempt_of, details, kinds, let_looks_count, page_of, posts

WHY = "The center cancelled it by phone at 9:40."
CARD = "4111 1111 1111 1111"


@pytest.fixture
def where(desk: Desk, sandbox: Sandbox) -> dict[str, str]:
    """A session that Ana Ruiz booked, and that the provider has set free since;
    the portal does not know that.
    """
    where = book(desk, sandbox)
    let_looks_count()
    sandbox.place(where["sessionSid"], status="Needs Proctor")
    return where


def send(desk: Desk, where: dict[str, str], **answers: str) -> tuple[int, str]:
    answer = desk.post(form_path(where), booking(**answers))
    return answer.status_code, answer.text


@pytest.mark.faults(3)
def test_only_an_administrator_is_offered_to_book_all_the_same(
    second_desk: Desk, administrator: Desk, where: dict[str, str], sandbox: Sandbox
) -> None:
    for desk, is_offered in ((second_desk, False), (administrator, True)):
        code, page = send(desk, where)
        assert (code, 'name="override_reason"' in page) == (409, is_offered)
    assert 'name="override_reason"' not in administrator.get(form_path(where)).text
    assert posts(sandbox) == 0


@pytest.mark.faults(3)
def test_an_administrator_books_all_the_same_once_and_the_log_says_why(
    administrator: Desk, where: dict[str, str], sandbox: Sandbox
) -> None:
    first, path = attempt_of(where), form_path(where)
    form = form_on(administrator.post(path, booking(notes="Ground floor"))) | {
        "override_reason": WHY
    }
    answers = [administrator.post(path, form | {"override": "yes"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    second = attempt_of(where)
    assert (second.state, second.overrides_id, second.override_reason) == (
        "accepted",
        first.pk,
        WHY,
    )
    [sent] = sandbox.requests("POST")
    assert sent["body"]["notes"] == "Ground floor"
    assert kinds()[2:] == ["already_booked", "intent", "outcome", "duplicate_submit"]
    assert details("intent")["earlier_attempt"] == str(first.attempt_id)
    told = "Ingrid Sato asked SmarterProctoring to book"
    although = "although Ana Ruiz had booked it, because: The center cancelled it by phone at 9:40."
    event = AuditEvent.objects.filter(kind="intent").order_by("-number")[0]
    sentence = fill_sentence(event, load_personal_values([event.number])[event.number])
    assert sentence.startswith(told)
    assert sentence.endswith(although)
    assert although in page_of(administrator, where)
    assert verify().is_intact


@pytest.mark.faults(3)
@pytest.mark.parametrize("reason", ["", "too short", "x" * 401, f"Paid with {CARD}, by phone"])
def test_without_a_sound_reason_nothing_is_sent_and_nothing_typed_is_lost(
    administrator: Desk, where: dict[str, str], sandbox: Sandbox, reason: str
) -> None:
    code, page = send(
        administrator, where, override_reason=reason, override="yes", notes="Ground floor"
    )
    assert (code, posts(sandbox), Attempt.objects.count()) == (422, 0, 1)
    assert "Ground floor" in page
    assert reason.replace(CARD, "")[:9] in page
    assert CARD not in page


@pytest.mark.faults(3)
def test_a_coordinator_who_sends_a_reason_is_refused_and_it_is_noted(
    second_desk: Desk, where: dict[str, str], sandbox: Sandbox
) -> None:
    answer = second_desk.post(form_path(where), booking(override_reason=WHY))
    assert answer.status_code == 403
    assert "Only an administrator of the institution can book over an earlier booking" in words(
        answer
    )
    assert (posts(sandbox), Attempt.objects.count()) == (0, 1)
    event = AuditEvent.objects.order_by("-number")[0]
    assert (event.kind, event.actor_name, event.session_sid) == (
        "denied",
        "Tom Okafor",
        where["sessionSid"],
    )


@pytest.mark.faults(3)
def test_a_session_with_an_open_request_stays_locked_for_everybody(
    desk: Desk, administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    sandbox.trouble("drop_before")
    desk.book(where)
    before = posts(sandbox)
    code, page = send(administrator, where, override_reason=WHY)
    assert (code, posts(sandbox), Attempt.objects.count()) == (409, before, 1)
    assert WHY in page


@pytest.mark.faults(3)
def test_a_reason_that_overrides_nothing_is_an_ordinary_booking(
    administrator: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    assert send(administrator, where, override_reason=WHY)[0] == 302
    made = attempt_of(where)
    assert (made.overrides_id, made.override_reason) == (None, "")
    assert WHY not in page_of(administrator, where)


@pytest.mark.faults(3)
@pytest.mark.faults(51)
def test_a_reason_typed_before_the_sign_in_lapsed_is_shown_again(
    administrator: Desk, where: dict[str, str], sandbox: Sandbox
) -> None:
    path = form_path(where)
    form = form_on(administrator.post(path, booking())) | {"override_reason": WHY}
    Session.objects.all().delete()
    assert administrator.post(path, form).status_code == 302
    administrator.sign_in()

    assert form_on(administrator.get(path))["override_reason"] == WHY
    assert posts(sandbox) == 0
