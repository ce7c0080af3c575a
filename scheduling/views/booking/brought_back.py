"""What a booking form begins with besides a draft: the answers of a switch or of an earlier try,
and what to know of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from scheduling.access.middleware import PortalRequest
from scheduling.booking import latest_attempts, switches
from scheduling.drafts.contents import Draft
from scheduling.forms.booking.answers_in_address import is_other
from scheduling.forms.booking.earlier_answers import AGAIN, answers_of_earlier_request
from scheduling.forms.booking.options import FormOptions
from scheduling.models import Attempt, ExamSession, TypeSwitch
from scheduling.session_types.field_kinds import read_uuid
from scheduling.views.drafts import restore
from scheduling.views.exam_sessions import switch_words
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import book_again_url

ASKED_BEFORE = Notice(
    "Your last answers are filled in.",
    "Check them, then book. Enter a card token or voucher code again.",
)
# What each form asks for.
SENDS = {
    "schedule": (Attempt.Action.SCHEDULE,),
    "reschedule": (Attempt.Action.RESCHEDULE,),
    "cancel": (Attempt.Action.CANCEL,),
    "switch": (Attempt.Action.CANCEL, Attempt.Action.SCHEDULE),
}
AS_IT_LEAVES = timedelta(seconds=5)  # a page keeps its draft once more while it is sent
TRIED = "The last booking did not go through."
WAS_CANCELLED = "The learner’s last booking of this exam was cancelled."
NOT_FILLED_IN = "Its answers are not filled in here."
FILL_IN = "Fill them in"
AS_BEFORE = Notice(
    "Location, date and time are those of your last booking.",
    "Check them, then book.",
    is_remark=True,
)
OTHER_DRAFT = Notice(
    "Your draft is filled in, with another location or time than you chose.",
    "Check the location and the time, then book.",
)


def restored(request: PortalRequest, session: ExamSession, form_name: str) -> Draft | None:
    """The draft that waits for the person in this form; none while that very form is being sent:
    then nothing was lost.
    """
    draft = restore(request)
    if draft is None or draft.kept_at is None or draft.is_held_back:
        return draft
    attempt = latest_attempts.open_attempt(session)
    is_sent = (
        attempt is not None
        and (attempt.state, attempt.actor_id) == (Attempt.State.SENDING, request.user.pk)
        and attempt.action in SENDS[form_name]
        and draft.kept_at < attempt.started_at + AS_IT_LEAVES
    )
    return None if is_sent else draft


def notice_of_answers(
    draft: Draft | None, before: Draft | None, asked: Draft | None, *, is_next: bool
) -> Notice | None:
    """What to know of answers that are filled in; `is_next` tells that those asked for are of the
    booking before.
    """
    if draft:
        return OTHER_DRAFT if asked and is_other(draft, asked) else None
    if before:
        return ASKED_BEFORE
    return AS_BEFORE if asked and is_next else None


def notice_of_a_failed_try(session: ExamSession, *, is_blank: bool) -> Notice | None:
    """That a booking was tried, and the way to its answers, above a form that has none of them."""
    tried = latest_attempts.newest_failed_booking(session) if is_blank else None
    if tried is None:
        return None
    url = book_again_url(session, tried.session_type, tried.attempt_id)
    return Notice(TRIED, f"{tried.reason} {NOT_FILLED_IN}".lstrip(), url, FILL_IN)


def notice_of_a_cancelled_booking(session: ExamSession, *, is_blank: bool) -> Notice | None:
    """That the learner had a booking which was cancelled, and the way to its answers."""
    ended = latest_attempts.cancelled_before(session) if is_blank and session.pk else None
    if ended is None:
        return None
    url = book_again_url(session, ended.session_type, ended.attempt_id)
    was = switch_words.booking_of(ended.session)
    return Notice(WAS_CANCELLED, f"{was}. {NOT_FILLED_IN}", url, FILL_IN)


def asked_before(
    request: PortalRequest, session: ExamSession, options: FormOptions
) -> Draft | None:
    """The answers of the booking that the address names, which came to nothing or was cancelled;
    None where it names none, or one that is open or stands.
    """
    attempt_id = read_uuid(request.GET.get(AGAIN, ""))
    attempt = latest_attempts.failed_booking(session, attempt_id) if attempt_id else None
    if attempt_id and attempt is None:
        ended = latest_attempts.cancelled_before(session)
        attempt = ended if ended and ended.attempt_id == attempt_id else None
    return answers_of_earlier_request(attempt, options) if attempt else None


def second_step(session: ExamSession) -> Draft | None:
    """What a switch keeps of the booking that is its second step; None for any other."""
    return _kept_by(switches.awaiting(session))


def stopped_switch(session: ExamSession) -> Draft | None:
    """What a switch that was not done keeps of the booking it was to make; None where there is none
    that could be tried again.
    """
    begun = switches.begun_on(session)
    return _kept_by(begun if begun and begun.state == TypeSwitch.State.UNDONE else None)


def _kept_by(switch: TypeSwitch | None) -> Draft | None:
    if switch is None:
        return None
    return Draft(answers=switch.answers, typed=None, left_out=frozenset(switch.left_out))


def answers_with_type(request: PortalRequest, draft: Draft | None) -> Mapping[str, str]:
    """The draft's answers, or none of them where the address names a type and the person has
    chosen no other.
    """
    if draft is None:
        return {}
    return draft.answers if "session_type" in draft.names or "type" not in request.GET else {}
