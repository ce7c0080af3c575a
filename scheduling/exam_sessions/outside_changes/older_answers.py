"""Answers that tell a session as it stood before the last request of this portal that was accepted:
a list lags behind it, and so may a single look.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from scheduling.exam_sessions.outside_changes import unread_answers
from scheduling.models import Attempt, ExamSession, sql_statements, status_of
from scheduling.models.columns.kept_moments import is_within, latest_by_this_clock
from scheduling.models.session_status import NOT_SHOWN, PENDING_APPROVAL, UNKNOWN
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.proctoring_api.session_record import SessionRecord

Action = Attempt.Action
ProviderAnswer = AppointmentRow | SessionRecord
# Neither read nor listed otherwise since then, but for what was seen before the clock was put back.
OLDER = (
    "id = %s AND (refreshed_at IS NULL OR refreshed_at <= %s OR refreshed_at > %s)"
    " AND (changed_at IS NULL OR changed_at <= %s OR changed_at > %s)"
)
LAGS = 2  # times `READ_BACK_QUIET` for which one look is not believed, and once two


def is_other_than_known(session: ExamSession, told: ProviderAnswer) -> bool:
    """Whether it tells another status or start than is known."""
    status, at = status_of(told.status), told.appointment_at
    is_another_start = at is not None and at != session.appointment_at
    return is_another_start or (status != NOT_SHOWN and status != session.known_status)


def takes_back(
    session: ExamSession, told: ProviderAnswer, done: Sequence[Attempt], *, is_fresh: bool = False
) -> bool:
    """Whether it takes back what these requests did, the last one last: what was cancelled is told
    as anything else, what was moved at a start that it had before, what was booked as without a
    proctor. Its status word matters only then. While the last request `is_fresh` an approval, and a
    word that nobody knows, may be an older list’s, too.
    """
    status, was = status_of(told.status), session.known_status
    if done[-1].action == Action.CANCEL:
        return was.is_cancelled and not status.is_cancelled
    if status.needs_proctor:
        return not session.needs_proctor
    if is_fresh and (status.key == UNKNOWN or (was == PENDING_APPROVAL and status.is_firm)):
        return True
    start = told.appointment_at
    is_another = start is not None and start != session.appointment_at
    return is_another and start in [one.stood_at for one in done]


def accepted_on(sessions: Iterable[ExamSession]) -> dict[int, list[Attempt]]:
    """The requests on each of them that this portal has a yes to, the last one last."""
    wanted = list(sessions)
    accepted = Attempt.objects.filter(session__in=wanted, state=Attempt.State.ACCEPTED)
    told = ("session_id", "action", "stood_at", "settled_at", "settled_how")
    rows = accepted.only(*told).order_by("pk")
    found: dict[int, list[Attempt]] = {}
    for one in rows if wanted else ():
        found.setdefault(one.session_id, []).append(one)
    return found


def put_off(session: ExamSession, record: SessionRecord, asked_at: datetime) -> bool:
    """Keep the session as it was known, to be read again as what is missing is, where the look,
    begun then, is late; whether it was.
    """
    if not _is_late(session, record, asked_at):
        return False
    unread = unread_answers.of_late()
    values = {"unread": unread, "missed_at": asked_at, "changed_at": asked_at}
    if keep_unless_newer(session, values, asked_at):
        for name, value in values.items():
            setattr(session, name, value)
    else:
        session.refresh_from_db()
    return True


def keep_unless_newer(session: ExamSession, values: dict[str, Any], since: datetime | None) -> bool:
    """Whether its row has the values now: not where anything was seen `since`."""
    if since is None:
        return bool(sql_statements.change(ExamSession, values, "id = %s", session.pk))
    stored, latest = sql_statements.stored, latest_by_this_clock(timezone.now())
    looks = [stored(ExamSession, "refreshed_at", at) for at in (since, latest)]
    return bool(sql_statements.change(ExamSession, values, OLDER, session.pk, *looks, *looks))


def _is_late(session: ExamSession, record: SessionRecord, asked_at: datetime) -> bool:
    """Whether a look, begun then, is not believed, as it takes back what was accepted just before:
    the provider’s own yes, unlike a person’s, is stronger than one look. A second one is believed
    once the provider had had time, and a little later the first.
    """
    if session.refreshed_at is None or not is_other_than_known(session, record):
        return False
    done = accepted_on([session]).get(session.pk, [])
    if not done or done[-1].settled_by_hand or not takes_back(session, record, done):
        return False
    if done[-1].action == Action.CANCEL and status_of(record.status).rules_out_a_booking:
        return False  # it is not as it was before: a booking stood then
    times = 1 if unread_answers.is_late(session) else LAGS
    lag = timedelta(seconds=settings.READ_BACK_QUIET * times)
    return is_within(lag, done[-1].settled_at, asked_at)
