"""Where an exam session stands:
what is open, what was booked, by whom, and what waits for a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from scheduling.audit import event_reader
from scheduling.audit.kinds import Kind
from scheduling.booking.comparison import (
    Finding,
    Verdict,
    asked_by,
    compare,
    find,
    shown_in,
)
from scheduling.exam_sessions.outside_changes import reviews
from scheduling.exam_sessions.successors import beside
from scheduling.models import (
    Attempt,
    AuditEvent,
    ExamSession,
    Institution,
    sql_statements,
    status_of,
)
from scheduling.models.events import Events
from scheduling.models.session_status import NOT_SHOWN

HISTORY = 50
MOST_MOVES = 20
BEFORE_THE_MOVE = "(Before it was moved.)"
STANDING = (*Attempt.OPEN, Attempt.State.ACCEPTED)
FAILED = (Attempt.State.REFUSED, Attempt.State.UNREACHABLE, Attempt.State.NOT_APPLIED)
FAILED_SENT = (Attempt.State.REFUSED, Attempt.State.NOT_APPLIED)  # and so may have used a voucher
OF_THE_LATEST = (
    *("id", "session_id", "state", "needs_person", "differences", "settled_how", "cause", "action"),
    *("session_type", "asked", "time_zone", "started_at", "last_look"),
)
NEWEST = "session_id = %s ORDER BY id DESC LIMIT 1"
# What the events of looks that decided nothing have, by column.
VAIN_LOOKS = {"kind": (Kind.READ_BACK,), "outcome": (Attempt.State.UNCONFIRMED,)}


def open_attempt(session: ExamSession) -> Attempt | None:
    """The attempt that still waits for its outcome."""
    if not session.pk:
        return None
    where = f"session_id = %s AND state IN {sql_statements.marks(Attempt.OPEN)}"
    attempt = sql_statements.first(Attempt, where, session.pk, *Attempt.OPEN)
    if attempt:
        attempt.session = session
    return attempt


def unread_attempt(session: ExamSession) -> Attempt | None:
    """An attempt of which can't be read how it stands: it may wait for its outcome still."""
    if not session.pk:
        return None
    where = f"session_id = %s AND state NOT IN {sql_statements.marks(Attempt.State.values)}"
    return sql_statements.first(Attempt, where, session.pk, *Attempt.State.values)


def latest_attempt(session: ExamSession) -> Attempt | None:
    """The newest attempt of any outcome, by the order of writing: clocks may be put back."""
    if not session.pk:
        return None
    attempt = sql_statements.first(Attempt, NEWEST, session.pk)
    if attempt:
        attempt.session = session
    return attempt


def latest_attempts(sessions: Iterable[ExamSession]) -> dict[int, Attempt]:
    """The newest attempt of each of these sessions that has one, by the session's primary key; of
    it, what tells how it stands. One statement.
    """
    keys = [one.id for one in sessions if one.id]
    if not keys:
        return {}
    where = f"session_id IN {sql_statements.marks(keys)} ORDER BY id"
    rows = sql_statements.every(Attempt, where, *keys, only=OF_THE_LATEST)
    return {one.session_id: one for one in rows}


def bookers(sessions: Iterable[ExamSession]) -> dict[int, str]:
    """Who made the booking that stands, by the session's primary key; of those booked here, and
    still booked as far as the provider shows. One statement.
    """
    booked = [one.pk for one in sessions if one.pk and one.known_status.is_in_place]
    rows = Attempt.objects.filter(session__in=booked, state=Attempt.State.ACCEPTED)
    found: dict[int, str] = {}
    for attempt in rows.only("session_id", "action", "actor_name").order_by("pk"):
        if attempt.action == Attempt.Action.SCHEDULE:
            found[attempt.session_id] = attempt.actor_name
        elif attempt.action == Attempt.Action.CANCEL:
            found.pop(attempt.session_id, None)
    return found


def bears_out(session: ExamSession, attempt: Attempt) -> bool:
    """Whether what the provider shows of the session fits an attempt that counts as done.

    After the provider's own yes, what it does not show says nothing against it; what a person
    settled has to be shown. Differences that were told when it was accepted are told already.
    """
    seen = compare(asked_by(attempt), shown_in(session))
    if seen.status == NOT_SHOWN:
        return not attempt.settled_by_hand
    if attempt.action == Attempt.Action.CANCEL:
        return seen.status.is_cancelled
    if not seen.status.is_firm:
        return False
    if attempt.differences:
        return True
    as_asked = (Verdict.SAME, Verdict.NOT_ASKED)
    return not seen.is_elsewhere and (not attempt.settled_by_hand or seen.start in as_asked)


def failed_booking(session: ExamSession, attempt_id: UUID) -> Attempt | None:
    """The booking of this number that came to nothing."""
    if not session.pk:
        return None
    bookings = session.attempts.filter(action=Attempt.Action.SCHEDULE, state__in=FAILED)
    return bookings.filter(attempt_id=attempt_id).first()


def newest_failed_booking(session: ExamSession) -> Attempt | None:
    """The newest attempt, where it is a booking that came to nothing."""
    latest = latest_attempt(session)
    is_booking = latest is not None and latest.action == Attempt.Action.SCHEDULE
    return latest if is_booking and latest.state in FAILED else None


def cancelled_before(session: ExamSession) -> Attempt | None:
    """The booking of the learner's that was cancelled before this session could be booked: a copy
    that is not to be saved, with what its moves had changed of it. None for one not made here.
    """
    ended = next((one for one in beside(session) if one.known_status.is_cancelled), None)
    return cancelled_booking(ended) if ended and session.needs_proctor else None


def cancelled_booking(session: ExamSession) -> Attempt | None:
    """The booking of a cancelled session, as `cancelled_before` gives it."""
    accepted = session.attempts.filter(state=Attempt.State.ACCEPTED)
    booked = accepted.filter(action=Attempt.Action.SCHEDULE).order_by("-pk").first()
    if booked is None or booked.is_damaged:
        return None
    moves = accepted.filter(action=Attempt.Action.RESCHEDULE, pk__gt=booked.pk).order_by("pk")
    for move in moves:
        booked.asked, booked.time_zone = booked.asked | move.asked, move.time_zone
    return booked


def shows_after_all(session: ExamSession, attempt: Attempt) -> bool:
    """Whether the provider shows as done what an attempt that counts as not done had asked for.

    Any booking that stands counts, wherever and whoever made it. A denied approval is none.
    """
    shown = shown_in(session)
    if attempt.action == Attempt.Action.SCHEDULE:
        return shown.status.is_in_place
    return find(attempt, shown) == Finding.APPLIED


def leaves_in_doubt(session: ExamSession, attempt: Attempt) -> bool:
    """Whether what is shown now no longer says that an attempt which counts as not done was not: it
    is neither as it was before nor what was asked for. A blank takes nothing back, and beside a
    booking that stands it is the start that tells.
    """
    shown = shown_in(session)
    if shown.status == NOT_SHOWN or shown.status.is_in_place:
        return False
    return find(attempt, shown) in (Finding.UNCLEAR, Finding.ENDED)


def bookings_that_may_stand(session: ExamSession) -> Iterable[Attempt]:
    """The bookings asked for here that may have taken effect, the newest first:
    neither refused nor left unsent.
    """
    if not session.pk:
        return ()
    in_vain = (Attempt.State.REFUSED, Attempt.State.UNREACHABLE)
    return (
        session.attempts.filter(action=Attempt.Action.SCHEDULE)
        .exclude(state__in=in_vain)
        .order_by("-pk")
    )


def booked_here(session: ExamSession) -> Attempt | None:
    """What was last accepted of this portal's requests, where that booked or moved it: another
    booking is held back.
    """
    accepted = (
        session.attempts.filter(state=Attempt.State.ACCEPTED).order_by("-pk").first()
        if session.pk
        else None
    )
    return accepted if accepted and accepted.action != Attempt.Action.CANCEL else None


def is_booked_here(session: ExamSession) -> bool:
    """Whether there is such a request."""
    return booked_here(session) is not None


def asked_in_all(session: ExamSession) -> dict[str, Any]:
    """What was asked of the booking that stands:
    the booking itself, and what each move since has changed of it. Nothing of one made elsewhere.
    """
    return asked_in_all_of([session]).get(session.pk, {}) if session.pk else {}


def _has_ended_elsewhere(session: ExamSession) -> bool:
    """Whether looks since the last request that took effect showed that its booking stood no more:
    whatever is booked since was booked by others.
    """
    last = session.attempts.filter(state=Attempt.State.ACCEPTED).latest("pk")
    seen = (one.get("status") for one in reviews.changes_since(session, last))
    return any(_is_no_booking(*pair) for pair in seen if pair)


def _is_no_booking(before: str, after: str) -> bool:
    shown = status_of(after)
    return shown.needs_proctor or shown.is_cancelled or before == reviews.NOT_BOOKED_HERE


def asked_in_all_of(sessions: Iterable[ExamSession]) -> dict[int, dict[str, Any]]:
    """The same of many sessions, by their primary keys: of those booked here."""
    by_key = {one.pk: one for one in sessions}
    accepted = Attempt.objects.filter(session__in=by_key, state=Attempt.State.ACCEPTED)
    found: dict[int, dict[str, Any]] = {}
    for attempt in accepted.only("session_id", "action", "asked").order_by("pk"):
        is_move = attempt.action == Attempt.Action.RESCHEDULE
        before = found.get(attempt.session_id, {}) if is_move else {}
        found[attempt.session_id] = before | attempt.asked
    changed = reviews.seen_in_another_state([by_key[pk] for pk in found])
    ended = {one.pk for one in changed if _has_ended_elsewhere(one)}
    return {pk: asked for pk, asked in found.items() if pk not in ended}


def events_of(session: ExamSession) -> Events:
    """The session's events at its own institution: a SID alone would let another institution's
    people in.
    """
    return AuditEvent.objects.at(session.institution.sid).filter(session_sid=session.sid)


def history(session: ExamSession) -> list[AuditEvent]:
    """The session's newest events at its own institution.

    Of looks that decided nothing and say the same only the first is there, so that they push
    nothing else out.
    """
    here = events_of(session)
    alike = (
        here.having(**VAIN_LOOKS)
        .order_by()
        .values("attempt_id", "details")
        .annotate(first=Min("number"))
    )
    looks = event_reader.of_rows(here.filter(number__in=alike.values("first"))[:HISTORY])
    is_vain = Q(**{f"{column}__in": values for column, values in VAIN_LOOKS.items()})
    others = event_reader.of_rows(here.exclude(is_vain)[:HISTORY])
    return sorted([*others, *looks], key=lambda event: -event.number)


def vain_looks(session: ExamSession) -> dict[str, int]:
    """How often each attempt was looked at without its being decided, by the attempt's id."""
    looked = session.attempts.filter(checks__gt=0) if session.pk else Attempt.objects.none()
    return {
        str(attempt_id): checks for attempt_id, checks in looked.values_list("attempt_id", "checks")
    }


def undecided(institutions: Iterable[Institution]) -> QuerySet[Attempt]:
    """The attempts at these institutions that wait for a person, oldest first."""
    unconfirmed = Attempt.objects.at(institutions).filter(state=Attempt.State.UNCONFIRMED)
    waiting = unconfirmed.filter(needs_person=True)
    return waiting.select_related("session__institution").order_by("started_at", "pk")


def open_request_with_voucher(fingerprint: str) -> Attempt | None:
    """The open attempt that a voucher went with; None for no voucher."""
    if not fingerprint:
        return None
    same = Attempt.objects.select_related("session")
    return same.filter(voucher_fingerprint=fingerprint, state__in=Attempt.OPEN).first()


def booking_with_voucher(fingerprint: str) -> Attempt | None:
    """The newest request that a voucher went with and that may have used it: one that was accepted
    or is open, or else one that failed after it was sent. None for no voucher.
    """
    if not fingerprint:
        return None
    same = Attempt.objects.select_related("session__institution").order_by("-pk")
    same = same.filter(voucher_fingerprint=fingerprint)
    return same.filter(state__in=STANDING).first() or same.filter(state__in=FAILED_SENT).first()


def attempt_of(attempt_id: UUID | str) -> Attempt | None:
    """The attempt of this number, with its session."""
    return (
        Attempt.objects.select_related("session__institution").filter(attempt_id=attempt_id).first()
    )


def overridden_warnings(session: ExamSession) -> list[str]:
    """What the form warned of when the booking that stands, and each move of it, was sent all the
    same, the newest first; what was said before a move was said of another time. Nothing once a
    cancellation was accepted.
    """
    if session.pk is None:
        return []
    found: list[str] = []
    is_moved = False
    sent = session.attempts.filter(state__in=STANDING).order_by("-pk")
    for attempt in sent[:MOST_MOVES]:
        if attempt.action == Attempt.Action.CANCEL and not attempt.is_open:
            break
        found += [f"{one} {BEFORE_THE_MOVE}" if is_moved else one for one in attempt.warnings]
        is_moved = is_moved or attempt.action == Attempt.Action.RESCHEDULE
        if attempt.action == Attempt.Action.SCHEDULE:
            break
    return found
