"""What a booking form begins with besides a draft: the answers of a switch or of an earlier try,
and what to know of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from scheduling.access.middleware import PortalRequest
from scheduling.booking import attempt_queries, switches
from scheduling.drafts.contents import Draft
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.forms.booking.answers import NAMED_ON, WHEN
from scheduling.forms.booking.answers_in_address import SID, is_other
from scheduling.forms.booking.appointment import named_days
from scheduling.forms.booking.cancel import CancelForm
from scheduling.forms.booking.earlier_answers import AGAIN
from scheduling.forms.booking.move import MoveForm
from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.forms.booking.switch.switch_form import SwitchForm
from scheduling.models import Attempt, ExamSession, TypeSwitch
from scheduling.session_types.field_kinds import read_uuid
from scheduling.spoken_time import say
from scheduling.views.drafts import restore
from scheduling.views.exam_sessions import switch_words
from scheduling.views.notice import Notice
from scheduling.views.url_lookup import book_again_url, session_url

CHECK_AND_PAY = "Check them, then book. Enter a card token or voucher code again."
ANOTHERS_ANSWERS = "The last answers of {who} are filled in."
SENT_AT = "They were sent {when}."
YOUR_ANSWERS = "Your last answers are filled in."
START_BLANK = "Start with a blank form"
OF_A_SWITCH = "Filled in from a switch that was not done."
TRIED_BY = (
    "{who} asked for it {when}: {old} → {new}. Nothing was changed then. The answers below are from"
    " that try: check each, then switch."
)
START_FROM_BOOKED = "Start from what is booked now"
FROM_BOOKED = "from_booked"  # in an address: without what an earlier try asked for
# What each form asks for.
SENDS = {
    ScheduleForm.name: (Attempt.Action.SCHEDULE,),
    MoveForm.name: (Attempt.Action.RESCHEDULE,),
    CancelForm.name: (Attempt.Action.CANCEL,),
    SwitchForm.name: (Attempt.Action.CANCEL, Attempt.Action.SCHEDULE),
}
AS_IT_LEAVES = timedelta(seconds=5)  # a page keeps its draft once more while it is sent
TRIED = "The last booking did not go through."
WAS_CANCELLED = "The learner’s last booking of this exam was cancelled."
NOT_FILLED_IN = "Its answers are not filled in here."
FILL_IN = "Fill them in"
AS_BEFORE = "{What} are those of your last booking."
TYPE_AS_BEFORE = "The type is that of your last booking."
CHECK_THEM, CHECK_IT = "Check them, then book.", "Check it, then book."
OTHER_DRAFT = Notice(
    "Your draft is filled in, with another location or time than you chose.",
    "Check the location and the time first.",
)
OTHER_SWITCH = Notice(
    "What the switch asked for is filled in, with another location or time than you chose.",
    "Check the location and the time first.",
)


def restored(request: PortalRequest, session: ExamSession, form_name: str) -> Draft | None:
    """The draft that waits for the person in this form; none while that very form is being sent:
    then nothing was lost.
    """
    draft = restore(request)
    if draft is None or draft.kept_at is None:
        return draft
    dated = _with_its_day(draft, draft.kept_at)
    if draft.is_held_back:
        return dated
    attempt = attempt_queries.open_attempt(session)
    is_sent = (
        attempt is not None
        and (attempt.state, attempt.actor_id) == (Attempt.State.SENDING, request.user.pk)
        and attempt.action in SENDS[form_name]
        and draft.kept_at < attempt.started_at + AS_IT_LEAVES
    )
    return None if is_sent else dated


def _with_its_day(draft: Draft, kept_at: datetime) -> Draft:
    """A day that was named in it, “tomorrow”, is counted from when it was kept, where the page had
    no time to tell it.
    """
    words = draft.answers.get(WHEN, "")
    if named_days.time_of_token(draft.answers.get(NAMED_ON, ""), words):
        return draft
    told = named_days.day_words_token(words, kept_at)
    return replace(draft, answers={**draft.answers, NAMED_ON: told}) if told else draft


def notice_of_answers(
    draft: Draft | None,
    second: Draft | None,
    before: Notice | None,
    asked: Draft | None,
    *,
    is_next: bool,
) -> Notice | None:
    """What to know of answers that are filled in: a draft's, a switch's for its `second` step, of
    an earlier request `before`; `is_next` tells that those asked for are of the booking before.
    """
    if draft:
        return OTHER_DRAFT if asked and is_other(draft, asked) else None
    if before:
        return before
    if second:
        return OTHER_SWITCH if asked and is_other(second, asked) else None
    return _as_before(asked) if asked and is_next else None


def _as_before(asked: Draft) -> Notice:
    """What of the booking before is filled in."""
    if WHEN not in asked.answers:
        return Notice(TYPE_AS_BEFORE, CHECK_IT, is_remark=True)
    what = "Location, date and time" if SID in asked.answers else "Type, date and time"
    return Notice(AS_BEFORE.format(What=what), CHECK_THEM, is_remark=True)


def notice_of_a_request(request: PortalRequest, session: ExamSession, tried: Attempt) -> Notice:
    """Whose answers of an earlier request are filled in, and of another person's the way to a form
    without them.
    """
    if tried.actor_id == request.user.pk:
        return Notice(YOUR_ANSWERS, CHECK_AND_PAY)
    sent = SENT_AT.format(when=_moment(tried.started_at, session))
    title = ANOTHERS_ANSWERS.format(who=tried.actor_name)
    return Notice(title, f"{sent} {CHECK_AND_PAY}", session_url(session, "schedule"), START_BLANK)


def notice_of_a_stopped_switch(session: ExamSession, tried: TypeSwitch) -> Notice:
    """Whose answers a switch begins with, from when, and the way to begin with what stands."""
    text = TRIED_BY.format(
        who=tried.actor_name,
        when=_moment(tried.started_at, session),
        old=tried.old_words,
        new=tried.new_words,
    )
    url = f"{session_url(session, 'switch')}?{urlencode({FROM_BOOKED: 1})}"
    return Notice(OF_A_SWITCH, text, url, START_FROM_BOOKED, is_remark=True)


def _moment(at: datetime, session: ExamSession) -> str:
    return say(at.replace(second=0, microsecond=0), str(session.zone)).dated


def notice_of_a_failed_try(session: ExamSession, *, is_blank: bool) -> Notice | None:
    """That a booking was tried, and the way to its answers, above a form that has none of them."""
    tried = attempt_queries.newest_failed_booking(session) if is_blank else None
    if tried is None:
        return None
    url = book_again_url(session, tried.session_type, tried.attempt_id)
    return Notice(TRIED, f"{tried.reason} {NOT_FILLED_IN}".lstrip(), url, FILL_IN)


def notice_of_a_cancelled_booking(session: ExamSession, *, is_blank: bool) -> Notice | None:
    """That the learner had a booking which was cancelled, and the way to its answers."""
    ended = attempt_queries.cancelled_before(session) if is_blank and session.pk else None
    if ended is None:
        return None
    url = book_again_url(session, ended.session_type, ended.attempt_id)
    was = switch_words.booking_of(ended.session)
    return Notice(WAS_CANCELLED, f"{was}. {NOT_FILLED_IN}", url, FILL_IN)


def asked_before(request: PortalRequest, session: ExamSession) -> Attempt | None:
    """The booking that the address names, which came to nothing or was cancelled; None where it
    names none, or one that is open or stands.
    """
    attempt_id = read_uuid(request.GET.get(AGAIN, ""))
    attempt = attempt_queries.failed_booking(session, attempt_id) if attempt_id else None
    if attempt_id and attempt is None:
        ended = attempt_queries.cancelled_before(session)
        attempt = ended if ended and ended.attempt_id == attempt_id else None
    return attempt


def second_step(session: ExamSession) -> Draft | None:
    """What a switch keeps of the booking that is its second step; None for any other."""
    return kept_by(switches.awaiting(session))


def stopped_switch(request: PortalRequest, session: ExamSession) -> TypeSwitch | None:
    """The switch that was not done and can be tried again; None where there is none, where the
    booking stands otherwise than it did then, and where the address asks to begin with what stands.
    """
    begun = None if FROM_BOOKED in request.GET else switches.begun_on(session)
    is_undone = begun is not None and begun.state == TypeSwitch.State.UNDONE
    return begun if is_undone and _stands_as_then(session, begun) else None


def _stands_as_then(session: ExamSession, begun: TypeSwitch) -> bool:
    first = session.attempts.filter(switch=begun).order_by("pk").first()
    if first is None or reviews.changes_since(session, first):
        return False
    since = session.attempts.filter(pk__gt=first.pk, state=Attempt.State.ACCEPTED)
    return not since.exists()


def kept_by(switch: TypeSwitch | None) -> Draft | None:
    """What a switch keeps of the booking it is to make; None where there is no switch."""
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
