"""A voucher is reserved while a request that carried it is open; nobody uses one twice unawares."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.sandbox.server import Sandbox
from scheduling.booking import outcome_spool
from scheduling.booking.admission import other_learners
from scheduling.booking.outcome_panel import payment_sentences
from scheduling.booking.outcomes.outcome import Outcome
from scheduling.forms.booking.payment.payable_form import VOUCHER_TAKEN_OUT, VOUCHER_USED_BEFORE
from scheduling.forms.booking.warnings.found_warnings import VOUCHER_MAY_BE_USED, VOUCHER_USED
from scheduling.forms.booking.warnings.warning import Although
from scheduling.models import Attempt, AuditEvent, ExamSession, PersonalValue
from scheduling.spoken_time import say
from scheduling.views.booking.sending import CARD_SPENT, VOUCHER_RESERVED
from scheduling.worker.steps import record_outcome
from tests.support.booking_form import booking, form_path, session_path
from tests.support.client import Desk
from tests.support.html import form_on, plain_text, words
from tests.support.outcomes import attempt_of, kinds, page_of, posts, settled

PAID = {"amount": "25", "currency": "USD", "voucher_code": "PRACTICE-OK"}
TOLD = re.compile(r'name="voucher_told" value="([^"]+)"')
MEANINGS = (
    payment_sentences.CARD_REFUSED,
    payment_sentences.MAY_BE_PAID,
    payment_sentences.MAY_BE_USED,
)
LATER = {"appointment_date_time": "2027-01-15T09:30"}


def lost_booking(desk: Desk, sandbox: Sandbox, where: dict[str, str], **answers: str) -> str:
    """A booking whose answer is lost; the learner's name."""
    desk.get(session_path(where))
    sandbox.trouble("drop_before", method="POST")
    sandbox.trouble("status", method="GET", code=503, times=None)
    assert desk.book(where, **answers).status_code == 302
    assert attempt_of(where).state == "unconfirmed"
    return ExamSession.objects.get(sid=where["sessionSid"]).learner_name


@pytest.mark.faults(48)
def test_a_voucher_whose_request_is_open_is_not_sent_again(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    first, second = sandbox.needs_proctor()[:2]
    learner = lost_booking(desk, sandbox, first, **PAID)
    answer = second_desk.book(second, **PAID | {"voucher_code": "practice-ok "}, **LATER)

    assert answer.status_code == 422
    assert VOUCHER_RESERVED.format(learner=learner) in words(answer)
    assert (posts(sandbox), kinds()[-1]) == (1, "voucher_reserved")
    assert payment_sentences.VOUCHER_KEPT in page_of(desk, first)

    sandbox.clear()
    assert settled(first).state == "not-applied"
    assert second_desk.book(second, **PAID, **LATER).status_code == 302


@pytest.mark.faults(48)
def test_two_desks_that_use_one_voucher_at_once_send_it_once(
    desk: Desk, second_desk: Desk, sandbox: Sandbox
) -> None:
    places = sandbox.needs_proctor()[:2]
    sandbox.trouble("latency", ms=400, times=None)
    with ThreadPoolExecutor(2) as both:
        answers = list(
            both.map(
                lambda one: one[0].book(one[1], **PAID),
                zip((desk, second_desk), places, strict=True),
            )
        )

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert posts(sandbox) == 1


def used_once(desk: Desk, sandbox: Sandbox) -> tuple[dict[str, str], str]:
    """Another session than the one whose booking took the voucher, and whom that was for."""
    first, second = sandbox.needs_proctor()[:2]
    desk.get(session_path(first))
    assert desk.book(first, **PAID).status_code == 302
    session = Attempt.objects.get().session
    return second, f"{session.learner_name}, {session.exam_title}"


@pytest.mark.faults(48)
def test_a_voucher_that_was_used_before_is_pointed_out_in_the_summary(
    desk: Desk, sandbox: Sandbox
) -> None:
    second, learner = used_once(desk, sandbox)
    preview = desk.post(f"{form_path(second)}preview/", booking(**PAID, **LATER))

    used = Attempt.objects.get()
    when = say(used.started_at, "America/Chicago").dated
    by = f"It was used by {used.actor_name}, {when}."
    assert f"{VOUCHER_USED.format(learner=learner)} {by}" in plain_text(preview.text)
    assert by in words(desk.book(second, **PAID, **LATER))
    [told] = TOLD.findall(preview.text)
    assert desk.book(second, **PAID, **LATER, voucher_told=told).status_code == 302
    kept = other_learners.unnamed(used.session)
    assert VOUCHER_USED.format(learner=kept) in page_of(desk, second)


@pytest.mark.faults(48)
def test_what_is_recorded_of_one_learner_names_no_other(desk: Desk, sandbox: Sandbox) -> None:
    """Or erasing one would leave the name with the other."""
    second, _ = used_once(desk, sandbox)
    other = Attempt.objects.get().session.learner_name
    [told] = TOLD.findall(desk.post(f"{form_path(second)}preview/", booking(**PAID, **LATER)).text)
    assert desk.book(second, **PAID, **LATER, voucher_told=told).status_code == 302

    about = AuditEvent.objects.filter(session_sid=second["sessionSid"])
    values = PersonalValue.objects.filter(event_number__in=about.values("number"))
    kept = [*about.values_list("sentence", "details"), *values.values_list("value")]
    kept += [(one.warnings,) for one in Attempt.objects.filter(session__sid=second["sessionSid"])]
    assert "This voucher was already used for another learner" in f"{kept}"
    assert other not in f"{kept}"


@pytest.mark.faults(48)
def test_without_the_summary_it_is_pointed_out_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox
) -> None:
    second, learner = used_once(desk, sandbox)
    answers = booking(**PAID, **LATER, notes="Ground floor")
    held_back = desk.post(form_path(second), answers)

    said = VOUCHER_USED_BEFORE.format(learner=learner, again="book again")
    assert (held_back.status_code, posts(sandbox)) == (422, 1)
    assert said in words(held_back)
    assert form_on(held_back).items() >= answers.items()
    assert desk.post(form_path(second), form_on(held_back)).status_code == 302
    assert [one["body"]["voucherCode"] for one in sandbox.requests("POST")] == ["PRACTICE-OK"] * 2


@pytest.mark.faults(48)
def test_what_was_told_of_one_voucher_counts_for_no_other_and_no_later_use(
    desk: Desk, sandbox: Sandbox
) -> None:
    second, _ = used_once(desk, sandbox)
    third = sandbox.needs_proctor()[2]
    told = form_on(desk.book(third, **PAID, **LATER))["voucher_told"]
    assert desk.book(second, **PAID, **LATER, voucher_told=told).status_code == 302
    again = desk.book(third, **PAID, **LATER, voucher_told=told)
    assert (again.status_code, posts(sandbox)) == (422, 2)
    assert form_on(again)["voucher_told"] != told


@pytest.mark.faults(48)
def test_a_form_that_was_sent_is_not_said_to_be_held_back_when_it_comes_again(
    desk: Desk, sandbox: Sandbox
) -> None:
    first, second = sandbox.needs_proctor()[:2]
    answers = booking(**PAID)
    assert desk.post(form_path(first), answers).status_code == 302
    told = form_on(desk.book(second, **PAID, **LATER))["voucher_told"]
    assert desk.book(second, **PAID, **LATER, voucher_told=told).status_code == 302
    assert desk.post(form_path(first), answers).status_code == 302
    assert posts(sandbox) == 2


@pytest.mark.faults(48)
@pytest.mark.parametrize("code", [500, 422])
def test_a_voucher_of_a_request_that_failed_is_pointed_out_and_holds_nothing_back(
    desk: Desk, sandbox: Sandbox, code: int
) -> None:
    first, second = sandbox.needs_proctor()[:2]
    desk.get(session_path(first))
    sandbox.trouble("status", match={"method": "POST"}, code=code, effect=False)
    if desk.book(first, **PAID).status_code == 302:
        settled(first)
    failed = attempt_of(first)
    learner = f"{failed.session.learner_name}, {failed.session.exam_title}"
    by = f"It was sent by {failed.actor_name}, {say(failed.started_at, 'America/Chicago').dated}."
    preview = plain_text(desk.post(f"{form_path(second)}preview/", booking(**PAID, **LATER)).text)
    assert f"{VOUCHER_MAY_BE_USED.format(learner=learner)} {by}" in preview
    assert Although.VOUCHER_MAY_BE_USED in preview

    assert desk.book(second, **PAID, **LATER).status_code == 302
    kept = VOUCHER_MAY_BE_USED.format(learner=other_learners.unnamed(failed.session))
    assert f"{kept} {by}" in attempt_of(second).warnings


@pytest.mark.faults(48)
@pytest.mark.parametrize("code", [500, 422])
def test_a_voucher_of_the_learner_s_own_request_that_failed_is_pointed_out_as_well(
    desk: Desk, sandbox: Sandbox, code: int
) -> None:
    where = sandbox.needs_proctor()[0]
    desk.get(session_path(where))
    sandbox.trouble("status", match={"method": "POST"}, code=code, effect=False)
    if desk.book(where, **PAID).status_code == 302:
        settled(where)
    failed = attempt_of(where)
    learner = f"{failed.session.learner_name}, {failed.session.exam_title}"
    preview = plain_text(desk.post(f"{form_path(where)}preview/", booking(**PAID)).text)
    assert VOUCHER_MAY_BE_USED.format(learner=learner) in preview
    assert Although.VOUCHER_MAY_BE_USED in preview

    assert desk.book(where, **PAID).status_code == 302
    kept = f"{attempt_of(where).warnings}"
    assert VOUCHER_MAY_BE_USED.format(learner=other_learners.THIS) in kept


@pytest.mark.faults(48)
def test_after_a_refusal_the_voucher_is_gone_from_the_form_which_says_why(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    answers = booking(**PAID | {"voucher_code": "PRACTICE-409"}, notes="Ground floor")
    for _ in range(2):  # sent again, the same form tells the same
        refused = desk.post(form_path(where), answers)
        shown = form_on(refused)
        assert (refused.status_code, posts(sandbox)) in ((409, 1), (422, 1))
        assert (shown["voucher_code"], shown["notes"]) == ("", "Ground floor")
        assert VOUCHER_TAKEN_OUT in words(refused)
        assert "paid by voucher" not in words(refused)


@pytest.mark.faults(48)
def test_a_voucher_that_was_never_sent_is_not_pointed_out(desk: Desk, sandbox: Sandbox) -> None:
    first, second = sandbox.needs_proctor()[:2]
    assert desk.book(first, **PAID).status_code == 302
    Attempt.objects.update(state="unreachable")
    assert desk.book(second, **PAID, **LATER).status_code == 302
    assert "oucher" not in f"{attempt_of(second).warnings}"


@pytest.mark.faults(49)
@pytest.mark.parametrize(
    ("paid", "said", "known"),
    [
        (
            {"card_token": "tok_practice_declined"},
            "The card was declined.",
            payment_sentences.CARD_REFUSED,
        ),
        (
            {"card_token": "tok_practice_500"},
            payment_sentences.MAY_BE_PAID,
            payment_sentences.MAY_BE_PAID,
        ),
        (
            {"voucher_code": "PRACTICE-500"},
            payment_sentences.MAY_BE_USED,
            payment_sentences.MAY_BE_USED,
        ),
        (
            {"voucher_code": "PRACTICE-400"},
            payment_sentences.MAY_BE_USED,
            payment_sentences.MAY_BE_USED,
        ),
    ],
)
def test_a_failed_booking_that_carried_a_payment_says_so_in_its_headline(
    desk: Desk, sandbox: Sandbox, paid: dict[str, str], said: str, known: str
) -> None:
    where = sandbox.needs_proctor()[0]
    answer = desk.book(where, amount="25", currency="USD", **paid)
    if answer.status_code == 302:
        settled(where)
    assert sandbox.charges() == []

    for page in (desk.get(session_path(where)).text, desk.get(f"{session_path(where)}panel/").text):
        assert said in (words(answer) if answer.status_code == 422 else plain_text(page))
        [headline] = [line for line in page.split("\n") if "outcome__title" in line]
        told = plain_text(headline)
        assert [one for one in MEANINGS if one in told] == [known]


@pytest.mark.faults(49)
def test_a_declined_card_is_told_in_the_log_and_again_when_the_form_is_sent_twice(
    desk: Desk, sandbox: Sandbox
) -> None:
    where = sandbox.needs_proctor()[0]
    answers = booking(**PAID | {"voucher_code": "", "card_token": "tok_practice_declined_1"})
    for _ in range(2):
        answer = desk.post(form_path(where), answers)
        assert (answer.status_code, posts(sandbox)) == (422, 1)
        assert f"Not booked. {payment_sentences.CARD_REFUSED}" in words(answer)
    event = AuditEvent.objects.get(kind="outcome")
    page = words(desk.get(f"/audit/{event.number}/"))
    assert "was refused: nothing was charged, and nothing was booked." in page
    assert "…ed_1" not in page.split("What was sent", 1)[0]


@pytest.mark.faults(49)
def test_a_typed_card_is_called_a_card_where_it_has_to_be_entered_again(
    desk: Desk, sandbox: Sandbox
) -> None:
    paid = {"amount": "25", "currency": "USD", "card_token": "tok_practice_declined_3"}
    answer = desk.book(sandbox.needs_proctor()[0], **paid, card_last_four="0002")
    told = plain_text(answer.text.split('id="form-faults"', 1)[1].split("</ul>", 1)[0])
    assert (f"Card: {CARD_SPENT}" in told, "Card token:" in told) == (True, False)


@pytest.mark.faults(49)
def test_a_declined_card_that_is_recorded_late_is_known_all_the_same(
    desk: Desk, sandbox: Sandbox
) -> None:
    """The database took nothing when the answer came: it was kept in a file until it did."""
    where = sandbox.needs_proctor()[0]
    desk.book(where, amount="25", currency="USD", card_token="tok_practice_declined_2")
    attempt = attempt_of(where)
    known = Outcome(state=Attempt.State.REFUSED, cause=attempt.cause, reason=attempt.reason)
    Attempt.objects.update(state="sending", cause="", settled_at=None)
    outcome_spool.keep(attempt, known)
    outcome_spool.take(record_outcome)
    assert payment_sentences.CARD_REFUSED in page_of(desk, where)


@pytest.mark.faults(49)
@pytest.mark.parametrize(
    ("payment", "headline"),
    [
        ({"card_token": "tok_practice_declined"}, f"Not booked. {payment_sentences.CARD_REFUSED}"),
        ({"voucher_code": "PRACTICE-400"}, f"Not booked. {payment_sentences.MAY_BE_USED}"),
    ],
)
def test_a_refused_form_says_in_its_headline_what_became_of_the_payment(
    desk: Desk, sandbox: Sandbox, payment: dict[str, str], headline: str
) -> None:
    answer = desk.book(sandbox.needs_proctor()[0], amount="25", currency="USD", **payment)
    title = answer.text.split('id="form-faults-title"', 1)[1].split("</h2>", 1)[0]
    assert (answer.status_code, plain_text(f"<h2{title}")) == (422, headline)


@pytest.mark.faults(49)
def test_a_refusal_that_is_not_the_cards_does_not_tell_whether_it_was_charged(
    desk: Desk, sandbox: Sandbox
) -> None:
    sandbox.trouble("status", code=422)
    paid = {"amount": "25", "currency": "USD", "card_token": "tok_practice_visa_r"}
    answer = desk.book(sandbox.needs_proctor()[0], **paid)
    assert (answer.status_code, sandbox.charges()) == (422, [])
    assert f"Not booked. {payment_sentences.MAY_BE_PAID}" in words(answer)


@pytest.mark.faults(49)
@pytest.mark.parametrize("code", ["SPRING 42", "A\u3000B"])
def test_a_voucher_with_a_space_inside_is_refused_before_anything_is_sent(
    desk: Desk, sandbox: Sandbox, code: str
) -> None:
    answer = desk.book(sandbox.needs_proctor()[0], **PAID | {"voucher_code": code})
    assert (answer.status_code, posts(sandbox)) == (422, 0)
    assert "Enter one voucher code, without spaces or line breaks in it." in words(answer)
