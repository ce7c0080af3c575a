"""Sending of a sound form, and the answer for every way in which that can end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from scheduling.access.middleware import PortalRequest
from scheduling.audit import denials
from scheduling.audit.kinds import Kind
from scheduling.booking.admission import hindrances, not_opened
from scheduling.booking.admission.not_opened import NotOpened, NotRecorded
from scheduling.booking.outcome_panel import failed_requests
from scheduling.booking.outcome_panel.panel import why_unread
from scheduling.booking.submit import Result
from scheduling.models import Attempt, ExamSession
from scheduling.views.booking import held_back_notices, unseen_warnings
from scheduling.views.booking.booking_page import BookingPage, take_the_page, wants_form_alone
from scheduling.views.booking.send_buttons import busy_notice
from scheduling.views.booking.sending_check import changed_notice
from scheduling.views.drafts import close, keep_posted
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import session_url

REUSED = "This form was already used for another request. Check the answers, then {again}."
TOKEN_SPENT = (
    "This card token was already used once. Nothing was sent. Get a new card token, or use a"
    " voucher."
)
CARD_UNUSED = "The card was not used, and its number was not kept. Enter it again."
CARD_SPENT = (
    "The card was used for that try only, and its number was not kept. Enter a card again, or use a"
    " voucher."
)
VOUCHER_RESERVED = (
    "This voucher was already used for {learner}, in a request that is still being checked. Nothing"
    " was sent. Use another voucher, or wait until that request is finished."
)
ALREADY_SWITCHED = (
    "Nothing was sent: this booking is being switched, or was cancelled, already. Open the session"
    " to see its status."
)
LOCKED_WHY = "the institution’s sign-in for SmarterProctoring can’t be decrypted"
LOCKED = (
    "{undone}, and nothing was sent: the portal can’t use its sign-in for {institution}. Tell your"
    " administrator, then {again}."
)
UNREAD = "{undone}, and nothing was sent."
NOT_READ_SINCE = (
    f"{UNREAD} SmarterProctoring was too busy for the request before, and the session could not be"
    " read since. Try again in a moment."
)
# Refusals that leave it open whether the booking that was to be changed still stands.
SPEAK_AGAINST_IT = (Attempt.Cause.NOT_FOUND, Attempt.Cause.GONE)
CANNOT_RECORD = f"{{undone}}, and nothing was sent: {NotRecorded.WHY}. Try again in a moment."
UNRECORDED = {
    Attempt.State.ACCEPTED: "SmarterProctoring accepted it, but it is not recorded here yet",
    Attempt.State.UNCONFIRMED: "We do not know yet, and nothing is recorded here yet",
}
NOT_DONE_UNRECORDED = "It was not done, but that is not recorded here yet"
KEPT = "It is kept in a file and saved as soon as the database works again."
NOT_KEPT = (
    "No file could keep it either. We check with SmarterProctoring as soon as the database works"
    " again."
)
DO_NOT_ASK = "Please don’t ask again: the session is locked until then."
ASK_LATER = "Wait for that before you ask again: until then the session is locked."
ANSWERS_KEPT = (
    "Your answers come back when you open the form again, but for a card token or voucher code."
)
# What to do after what was held back here, by its cause.
AGAIN = {
    Attempt.Cause.PAUSED: " We check every few seconds; {again} when this notice is gone.",
    Attempt.Cause.CROWDED: " {Again} in a moment.",
    Attempt.Cause.HELD_UP: " {Again}.",
}
DID_NOT_GO_THROUGH = (
    "This form was sent before and did not go through. Check the answers, then {again}."
)


def send(page: BookingPage, service: Callable[..., Result]) -> HttpResponse:
    """Carry the form's command out and answer as the interfaces say: 302, 409, 422 or 502."""
    session = page.session
    actor = page.request.actor_at(session.institution)
    if locked := while_locked(page, page.form.attempt_id):
        return locked
    asked = page.form.to_command(actor=actor, address=session.address)
    command = unseen_warnings.as_seen(page, page.form, asked)
    try:
        result = service(command=command, session=session)
    except NotOpened as stop:
        return answer_not_opened(page, stop)
    return answer(page, result)


def while_locked(page: BookingPage, attempt_id: UUID) -> HttpResponse | None:
    """The form again where the institution's sign-in can't be decrypted; None where it can, or what
    has this number was sent before.
    """
    session = page.session
    if not session.institution.is_locked or hindrances.was_sent(attempt_id):
        return None
    actor = page.request.actor_at(session.institution)
    denials.note(actor=actor, address=session.address, why=LOCKED_WHY, kind=Kind.HELD_BACK)
    said = LOCKED.replace("{institution}", session.institution.name)
    return _refused(page, said, status=502, card_token_unused=True)


def answer_not_opened(page: BookingPage, stop: NotOpened) -> HttpResponse:
    """Why nothing was sent, each case in its own words and with its own status."""
    return NOT_OPENED.get(type(stop), _not_recorded)(page, stop)


def _not_recorded(page: BookingPage, _: NotOpened) -> HttpResponse:
    return _refused(page, CANNOT_RECORD, status=502, card_token_unused=True)


def _held_back(page: BookingPage, notice: Notice, **changes: Any) -> HttpResponse:
    """The form again, with what is in the way above it."""
    _ask_card_again(page, was_sent=False)
    return page.changed(notice=notice, **changes).response(status=409)


def _busy(page: BookingPage, stop: not_opened.SessionBusy) -> HttpResponse:
    reader = page.request.user.pk
    return _held_back(page, busy_notice(page.session, stop.attempt, page.name, reader))


def _unread(page: BookingPage, _: not_opened.RecordUnread) -> HttpResponse:
    return _refused(page, f"{UNREAD} {why_unread()}", status=409, card_token_unused=True)


def _not_read_since(page: BookingPage, _: not_opened.NotReadSince) -> HttpResponse:
    return _refused(page, NOT_READ_SINCE, status=502, card_token_unused=True)


def _not_to_book(page: BookingPage, _: not_opened.NotToBook) -> HttpResponse:
    return _held_back(page, held_back_notices.not_to_book(page.session))


def _already_booked(page: BookingPage, stop: not_opened.AlreadyBooked) -> HttpResponse:
    notice = held_back_notices.already_booked(page.session, stop.attempt, page.request.user.pk)
    return _held_back(page, notice, override=page.with_override(stop.attempt))


def _learner_booked(page: BookingPage, stop: not_opened.LearnerBooked) -> HttpResponse:
    notice = held_back_notices.learner_booked(stop.other, page.override_form.action)
    return _held_back(page, notice, override=page.with_override(stop.other))


def _used_since(page: BookingPage, _: not_opened.UsedSince) -> HttpResponse:
    _ask_card_again(page, was_sent=False)
    return unseen_warnings.form_with_new_warnings(page)


def _form_reused(page: BookingPage, _: not_opened.FormReused) -> HttpResponse:
    page.form.renew_attempt()
    return _refused(page, REUSED)


def _voucher_reserved(page: BookingPage, stop: not_opened.VoucherReserved) -> HttpResponse:
    learner = stop.attempt.session.learner_name or "another learner"
    said = VOUCHER_RESERVED.format(learner=learner)
    return _refused(page, "", field_errors={"voucherCode": [said]})


def _changed_since(page: BookingPage, stop: not_opened.ChangedSince) -> HttpResponse:
    """A colleague was quicker by a moment: what stands by now, and whether it can still be done."""
    _ask_card_again(page, was_sent=False)
    if why := page.why_not_now():
        return page.changed(why_not=why).response(status=422)
    return page.changed(notice=changed_notice(page.session, stop.shown)).response(status=409)


def _same_form_again(page: BookingPage, stop: not_opened.AlreadyAsked) -> HttpResponse:
    """The second click on the same form:
    it shows what became of the first, and calls nobody.
    """
    earlier = stop.attempt
    if earlier.is_open or earlier.state == Attempt.State.ACCEPTED:
        return redirect_to_session(page.request, page.session)
    page.form.renew_attempt()
    unreachable = earlier.state == Attempt.State.UNREACHABLE
    if not unreachable:
        _tell_of_the_payment(page, earlier)
    return _refused(
        page,
        _with_what_to_do(earlier.reason, earlier.cause) or DID_NOT_GO_THROUGH,
        status=502 if unreachable else 422,
        card_token_unused=unreachable,
        was_sent=not unreachable,
    )


# By what stopped it. What a rescue alone can meet is not among them.
NOT_OPENED: dict[type[NotOpened], Callable[[BookingPage, Any], HttpResponse]] = {
    not_opened.AlreadyAsked: _same_form_again,
    not_opened.AlreadyBooked: _already_booked,
    not_opened.AlreadySwitched: lambda page, _: _refused(page, ALREADY_SWITCHED, status=409),
    not_opened.CardTokenSpent: lambda page, _: _refused(page, TOKEN_SPENT),
    not_opened.ChangedSince: _changed_since,
    not_opened.FormReused: _form_reused,
    not_opened.LearnerBooked: _learner_booked,
    not_opened.NotReadSince: _not_read_since,
    not_opened.NotRecorded: _not_recorded,
    not_opened.NotToBook: _not_to_book,
    not_opened.RecordUnread: _unread,
    not_opened.SessionBusy: _busy,
    not_opened.UsedSince: _used_since,
    not_opened.VoucherReserved: _voucher_reserved,
}


def answer(page: BookingPage, result: Result) -> HttpResponse:
    """What a call led to: on to the session, or the form again."""
    if not result.recorded:
        return _certain_but_unrecorded(page, result)
    if result.attempt.is_open or result.state == Attempt.State.ACCEPTED:
        return redirect_to_session(page.request, page.session)
    page.form.renew_attempt()
    unreachable = result.state == Attempt.State.UNREACHABLE
    if not unreachable:
        _tell_of_the_payment(page, result.attempt)
    if result.cause in (Attempt.Cause.CONFLICT, Attempt.Cause.STANDS_OTHERWISE):
        page = page.changed(
            notice=held_back_notices.after_a_conflict(page.session, result.attempt.action)
        )
    elif result.cause not in SPEAK_AGAINST_IT:
        page.form.stands_still = page.what_stands()
    page.form.provider_words = result.provider_words
    return _refused(
        page,
        _with_what_to_do(result.reason, result.cause),
        field_errors=result.field_errors,
        status=502 if unreachable else 422,
        card_token_unused=unreachable,
        was_sent=not unreachable,
    )


def _with_what_to_do(reason: str, cause: str) -> str:
    return f"{reason}{AGAIN.get(cause, '')}"


def _tell_of_the_payment(page: BookingPage, failed: Attempt) -> None:
    """The headline says what is known of the payment that went with what failed; a voucher that it
    may have used leaves the form.
    """
    if page.payable and failed.asked.get("voucherCode"):
        page.payable.forget_voucher()
    if of_the_payment := failed_requests.of_the_payment(failed):
        page.form.fault_title = f"{page.form.undone}. {of_the_payment}"


def _ask_card_again(page: BookingPage, *, was_sent: bool) -> None:
    """A token that the page had made is never sent a second time, whatever came of the first."""
    if page.payable:
        page.payable.ask_card_again(CARD_SPENT if was_sent else CARD_UNUSED)


def _refused(
    page: BookingPage,
    message: str,
    *,
    field_errors: Mapping[str, Sequence[str]] | None = None,
    status: int = 422,
    card_token_unused: bool = False,
    was_sent: bool = False,
) -> HttpResponse:
    form = page.form
    again = form.retry_words
    reason = message.replace("{again}", again).replace("{Again}", again.capitalize())
    reason = reason.replace("{undone}", form.undone)
    form.add_provider_errors(field_errors or {}, reason, keep_card_token=card_token_unused)
    _ask_card_again(page, was_sent=was_sent)
    return page.response(status=status)


def _certain_but_unrecorded(page: BookingPage, result: Result) -> HttpResponse:
    may_be_done = result.state in UNRECORDED
    context: dict[str, Any] = {"session": page.session, "result": result}
    context["title"] = UNRECORDED.get(result.state, NOT_DONE_UNRECORDED)
    context["where_it_is"] = KEPT if result.kept else NOT_KEPT
    context["next_step"] = DO_NOT_ASK if may_be_done else ASK_LATER
    if may_be_done:
        close(page.request)
    elif keep_posted(page.request) == page.request.user.pk:
        context["next_step"] = f"{ASK_LATER} {ANSWERS_KEPT}"
    context["session_url"] = session_url(page.session)
    response = render(page.request, "scheduling/booking/unrecorded.html", context)
    if wants_form_alone(page.request):
        take_the_page(response)
    return response


def redirect_to_session(request: PortalRequest, session: ExamSession) -> HttpResponse:
    """To the session's page, which says what is known."""
    if request.htmx:
        response = HttpResponse(status=200)
        response["HX-Redirect"] = session_url(session)
        return response
    return HttpResponseRedirect(session_url(session))
