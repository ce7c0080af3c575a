"""Requests by which a seat may be taken although no answer shows it: open ones, of which nobody
knows what became of them, and accepted ones, while no look has shown where or when they booked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from scheduling.models import Attempt, ExamSession, Institution, SessionStatus, sql_statements
from scheduling.models.session_status import STATUSES

OPEN = tuple(one.value for one in Attempt.OPEN)
ACCEPTED = Attempt.State.ACCEPTED.value
# What a later accepted request of the same session made of it is all that counts.
NEWEST = f"""NOT EXISTS (SELECT 1 FROM scheduling_attempt AS later
WHERE later.session_id = scheduling_attempt.session_id AND later.state = '{ACCEPTED}'
AND later.id > scheduling_attempt.id)"""
# Of most a status spelled as usual tells that they hold nothing; the others `may_have_seat` judges.
OVER = ", ".join(f"'{one.key}'" for one in STATUSES if one.rules_out_a_booking)
FIRM = ", ".join(f"'{one.key}'" for one in STATUSES if one.is_firm)
MAY_HOLD = f"""EXISTS (SELECT 1 FROM scheduling_examsession AS theirs
WHERE theirs.id = scheduling_attempt.session_id AND LOWER(theirs.status) NOT IN ({OVER})
AND (LOWER(theirs.status) NOT IN ({FIRM}) OR theirs.appointment_at IS NULL
  OR (theirs.location_sid = '' AND theirs.location_name = '')
  OR scheduling_attempt.cause = '{Attempt.Decided.YES.value}'))"""
# Both halves by an index of their own: joined by OR, the whole table is walked. That the session
# has a number leads to the index of these few.
EVERY = f"""id IN (
  SELECT id FROM scheduling_attempt WHERE is_unshown AND session_id > 0 AND {MAY_HOLD} AND {NEWEST}
  UNION ALL
  SELECT id FROM scheduling_attempt WHERE state IN {sql_statements.marks(OPEN)})
ORDER BY id"""
KEPT_MARKED = timedelta(days=7)  # who was where is asked of the last days
# What came of a request by its answer is recorded sooner; later only by a look, or by a person.
LONGEST_ANSWER = timedelta(days=14)
BLOCK = 500
OF_THESE = f"session_id IN {{keys}} AND state IN {sql_statements.marks((*OPEN, ACCEPTED))}"


def at(institutions: Iterable[Institution]) -> list[Attempt]:
    """Those of the institutions' sessions, each with its session: at most one of a session."""
    here = {one.pk: one for one in institutions}
    found = {one.session_id: one for one in sql_statements.every(Attempt, EVERY, *OPEN)}
    sessions = _sessions(found, here)
    for request in found.values():
        if request.session_id in sessions:
            request.session = sessions[request.session_id]
    return [
        one
        for one in found.values()
        if one.session_id in sessions and may_have_seat(one.session, one)
    ]


def _sessions(keys: Iterable[int], here: dict[int, Institution]) -> dict[int, ExamSession]:
    wanted = list(keys)
    if not wanted:
        return {}
    rows = sql_statements.every(ExamSession, f"id IN {sql_statements.marks(wanted)}", *wanted)
    found = [one for one in rows if one.institution_id in here]
    for one in found:
        one.institution = here[one.institution_id]
    return {one.pk: one for one in found}


def of(sessions: Sequence[ExamSession]) -> dict[int, Attempt]:
    """Those of these sessions, by the session's primary key."""
    by_key = {one.pk: one for one in sessions}
    if not by_key:
        return {}
    where = OF_THESE.format(keys=sql_statements.marks(list(by_key)))
    rows = sql_statements.every(Attempt, f"{where} ORDER BY id", *by_key, *OPEN, ACCEPTED)
    found = {one.session_id: one for one in rows}
    return {key: one for key, one in found.items() if may_have_seat(by_key[key], one)}


def forget_shown() -> None:
    """Take the mark from the requests of which it has been seen for a while what became of them:
    whoever asks for a day goes through all that have it.
    """
    long_ago = timezone.now() - KEPT_MARKED
    marked = Attempt.objects.filter(is_unshown=True, settled_at__lt=long_ago)
    rows = marked.select_related("session")
    shown = [one.pk for one in rows if not may_have_seat(one.session, one)]
    for start in range(0, len(shown), BLOCK):
        Attempt.objects.filter(pk__in=shown[start : start + BLOCK]).update(is_unshown=False)


def accepted_by(keys: Iterable[int], moment: datetime) -> dict[int, Attempt]:
    """Of these sessions, by their primary keys, the newest request that was sent by the moment and
    is accepted by now, where it was being checked then still or its answer had not shown the seat.
    """
    accepted = Attempt.objects.filter(state=ACCEPTED, started_at__lte=moment)
    later = accepted.filter(
        session=OuterRef("session"), id__gt=OuterRef("id"), settled_at__lte=moment
    )
    rows = accepted.filter(
        Q(is_unshown=True) | Q(settled_at__gt=moment), ~Exists(later), session__in=list(keys)
    )
    return {one.session_id: one for one in rows.order_by("id")}


def refused_after(institutions: Iterable[Institution], moment: datetime) -> dict[int, Attempt]:
    """The requests that were sent by the moment, and of which it was learned later that they did
    not go through, by their session's primary key: at most one was open of each.
    """
    here = Attempt.objects.at(list(institutions))
    rows = here.filter(started_at__lte=moment, settled_at__gt=moment).order_by("id")
    lately = rows.filter(started_at__gt=moment - LONGEST_ANSWER)
    # However long ago it was sent: few end so, and an index has them.
    not_done = rows.filter(state=Attempt.State.NOT_APPLIED)
    found = (*not_done, *lately.exclude(state__in=(*OPEN, ACCEPTED)))
    return {one.session_id: one for one in found}


def as_open(request: Attempt) -> Attempt:
    """The request as it stood while nobody knew what became of it."""
    then = copy(request)
    then.state, then.settled_how = Attempt.State.UNCONFIRMED, ""
    return then


def may_have_seat(session: ExamSession, request: Attempt) -> bool:
    """Whether the newest request that went through, or may have, may have a seat that the session
    does not show.
    """
    is_somewhere = bool(session.location_sid or session.location_name)
    return request.is_open or may_have_seat_while(
        session, request, session.known_status, session.appointment_at, is_somewhere
    )


def may_have_seat_while(
    session: ExamSession,
    accepted: Attempt,
    status: SessionStatus,
    start: datetime | None,
    is_somewhere: bool,
) -> bool:
    """Whether an accepted request may have a seat that was not shown while the session stood so."""
    if accepted.action == Attempt.Action.CANCEL or status.rules_out_a_booking:
        return False
    is_placed = is_somewhere or not accepted.asked.get("proctorLocationSid")
    is_timed = start or not accepted.asked.get("appointmentDateTime")
    is_shown = status.is_firm and is_placed and is_timed
    return not is_shown or _is_decided_otherwise(session, accepted)


def _is_decided_otherwise(session: ExamSession, request: Attempt) -> bool:
    """Whether a person decided that it was done, and no look has been taken since."""
    if request.cause != Attempt.Decided.YES or request.settled_at is None:
        return False
    return session.refreshed_at is None or session.refreshed_at < request.settled_at
