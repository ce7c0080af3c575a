"""Reading sessions back where nothing is known, until it is certain what became of an attempt."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from scheduling.audit.kinds import Kind
from scheduling.booking import attempt_queries, attempts
from scheduling.booking.attempts import State
from scheduling.booking.comparison.compared_values import ShownByProvider, asked_by, shown_by
from scheduling.booking.comparison.findings import Finding, find
from scheduling.booking.comparison.verdicts import answer_beside_request, compare
from scheduling.booking.outcomes.answer_outcomes import answered
from scheduling.booking.outcomes.outcome import OUR_OWN, Outcome, Transition
from scheduling.booking.provider_shows import left_open, looks
from scheduling.exam_sessions import mirror, session_reading, successors
from scheduling.institutions import circuit_breaker, request_budget
from scheduling.models import Attempt, ExamSession
from scheduling.models.columns.kept_moments import latest_by_this_clock
from scheduling.models.exam_sessions import RowsAboutSessions
from scheduling.proctoring_api.client import Answer, client_for
from scheduling.proctoring_api.errors import (
    ProctoringError,
    is_of_another,
    is_of_no_use,
)
from scheduling.proctoring_api.responses import retry_after_header
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_commands import PORTAL

log = logging.getLogger(__name__)
READ_PATIENCE = 10.0
# Looks before the one after which a person has to decide: where answers are about another session,
# or can't be used; and where there are none but redirects and pages, as in an outage of minutes.
MOST_OF_NO_USE, MOST_IN_AN_OUTAGE = 2, 6
# How many times as long the provider's work may take that it said yes to, and that it put off.
AFTER_A_YES = {Attempt.Cause.SAID_YES: 4, Attempt.Cause.SAID_LATER: 20}
NO_ANSWER = "The last check with SmarterProctoring failed."
OTHERWISE = "SmarterProctoring shows something other than what was asked for."
NOT_USABLE = "SmarterProctoring’s answer could not be used."
NOT_DONE_YET = "SmarterProctoring does not show it as done so far."
PROVES_NOTHING = "SmarterProctoring’s record does not show whether it was done."


def give_up_interrupted(now: datetime) -> None:
    """Attempts that were abandoned by the process that sent them become unconfirmed."""
    for attempt in attempts.abandoned_before(now):
        attempts.interrupted(attempt)


def due(now: datetime, institution_id: int | None = None) -> list[int]:
    """Attempts whose next look is due and that nobody is looking at, the longest due first: those
    of one institution, or all, once the abandoned ones are given up.
    """
    if institution_id is None:
        give_up_interrupted(now)
        rows = _due(now)
    else:
        rows = _due(now).at_numbers([institution_id])
    return list(rows.order_by("next_check_at").values_list("pk", flat=True)[:500])


def institutions_due(now: datetime) -> list[int]:
    """The institutions that have such attempts."""
    rows = _due(now).order_by().values_list("session__institution", flat=True)
    return list(rows.distinct())


def _due(now: datetime) -> RowsAboutSessions:
    # A next look further ahead than any pause was set before the clock was put back.
    longest = timedelta(seconds=max([*settings.READ_BACK_PAUSES, retry_after_header.BOUNDS[1]]))
    furthest = latest_by_this_clock(now) + longest
    return Attempt.objects.filter(_unleased(now), state=State.UNCONFIRMED).filter(
        Q(next_check_at__isnull=True) | Q(next_check_at__lte=now) | Q(next_check_at__gt=furthest)
    )


def _unleased(now: datetime) -> Q:
    until = latest_by_this_clock(now) + timedelta(seconds=3 * _patience())
    return Q(lease_until__isnull=True) | Q(lease_until__lt=now) | Q(lease_until__gt=until)


def read_back(attempt_pk: int) -> Attempt | None:
    """Look once, under a lease. Returns the attempt as it then stands;
    None where another worker is looking.
    """
    attempt = _claim(attempt_pk)
    if attempt is None:
        return None
    asked_at = timezone.now()
    try:
        client = client_for(attempt.session.institution.connection)
        answer = session_reading.read_session(client, attempt.session, timeout=_patience())
    except ProctoringError as error:
        request_budget.pause_if_asked_to(attempt.session.institution, error)
        said = f"{NO_ANSWER} {error.reason}"
        most = MOST_OF_NO_USE if is_of_another(error) else MOST_IN_AN_OUTAGE
        ask_person = is_of_no_use(error) and attempt.checks >= most
        look = looks.no_answer(error, attempt.last_look)
        wait = error.retry_after or 0.0
        is_ours = getattr(error, "cause", "") in OUR_OWN
        return _look_again(
            attempt, said, look=look, wait=wait, ask_person=ask_person, is_ours=is_ours
        )
    circuit_breaker.close_circuit(attempt.session.institution)
    holder = attempt.lease_holder
    try:
        settled = _weigh(attempt, answer, asked_at)
    except DatabaseError:
        raise
    except Exception:
        log.exception("the answer about attempt %s could not be used", attempt.attempt_id)
        return _not_usable(attempt_pk, holder)
    successors.fetch_after(settled)
    return settled


def make_next_look_due(session: ExamSession, record: SessionRecord) -> None:
    """A page's own look shows that what is still open was done: the next look is due at once, so
    that nobody is asked to decide what can be seen. So it is where the provider, which answers
    again, had put the next look off for longer than any pause of ours.
    """
    attempt = attempt_queries.open_attempt(session)
    if attempt is None:
        return
    now = timezone.now()
    later = Attempt.objects.filter(pk=attempt.pk, state=State.UNCONFIRMED, next_check_at__gt=now)
    if find(attempt, shown_by(record)) != Finding.APPLIED:
        longest = timedelta(seconds=max(settings.READ_BACK_PAUSES))
        later = later.filter(needs_person=False, next_check_at__gt=now + longest)
    try:
        later.update(next_check_at=now)
    except DatabaseError as error:
        log.error("attempt %s is checked no sooner: %s", attempt.attempt_id, error)


def _not_usable(attempt_pk: int, holder: str) -> Attempt:
    """A look that broke down over the answer is a look, too;
    after the third a person has to decide.
    """
    attempt = Attempt.objects.select_related("session__institution").get(pk=attempt_pk)
    if attempt.lease_holder != holder:
        return attempt
    ask_person = attempt.checks >= MOST_OF_NO_USE
    return _look_again(attempt, NOT_USABLE, look="not usable", ask_person=ask_person, is_ours=True)


def _patience() -> float:
    """Seconds for one look. Its lease is three times as long;
    a look that outlives it is fenced off.
    """
    return min(READ_PATIENCE, settings.API_TIMEOUT)


def _claim(attempt_pk: int) -> Attempt | None:
    now, holder = timezone.now(), uuid.uuid4().hex
    until = now + timedelta(seconds=3 * _patience())
    free = Attempt.objects.filter(_unleased(now), pk=attempt_pk, state=State.UNCONFIRMED)
    if not free.update(lease_until=until, lease_holder=holder):
        return None
    return Attempt.objects.select_related("session__institution").get(pk=attempt_pk)


def _weigh(attempt: Attempt, answer: Answer, asked_at: datetime) -> Attempt:
    record = answer.record
    shown = shown_by(record) if record else ShownByProvider()
    finding = find(attempt, shown) if record else Finding.UNCLEAR
    outcome = Outcome(
        state=State.ACCEPTED,
        cause=f"read back: {finding}",
        exchange=answer.exchange,
        record=record,
        asked_at=asked_at,
    )
    if finding == Finding.APPLIED:
        return _settle(attempt, outcome, State.ACCEPTED)
    if finding == Finding.NOT_YET and _quiet_enough(attempt, asked_at):
        return _settle(attempt, outcome, State.NOT_APPLIED)
    if record:
        mirror.take_record(attempt.session, record, asked_at=asked_at)
    look = looks.facts(finding, compare(asked_by(attempt), shown))
    if finding == Finding.NOT_YET:
        # As it was before the request: nothing new, unless an earlier look found something else.
        is_news = attempt.last_look not in ("", look)
        reason = NOT_DONE_YET if is_news else attempt.reason
        seen = look if is_news else attempt.last_look
        return _look_again(attempt, reason, look=seen, is_ours=is_news)
    # What one look can't decide the next may; after that a person has to.
    is_unclear = finding == Finding.UNCLEAR
    reason = _proving_nothing(attempt, record) if is_unclear else OTHERWISE
    ask_person = attempt.checks >= 1
    return _look_again(attempt, reason, look=look, ask_person=ask_person, is_ours=not is_unclear)


def _proving_nothing(attempt: Attempt, record: SessionRecord | None) -> str:
    """That nothing decides it, and what came, as it came."""
    came = (
        left_open.proving_nothing(attempt, answer_beside_request(attempt, record)) if record else ""
    )
    return f"{PROVES_NOTHING} {came}".rstrip()


def _quiet_enough(attempt: Attempt, asked_at: datetime) -> bool:
    """“Not there” is believed only at a second look, begun when the provider had had time to finish
    its work: more of it where it said yes.
    """
    times = AFTER_A_YES.get(attempt.cause, 1)
    quiet = timedelta(seconds=settings.READ_BACK_QUIET * times)
    return attempt.checks >= 1 and _waited(attempt, asked_at) >= quiet


def _settle(attempt: Attempt, outcome: Outcome, state: Attempt.State) -> Attempt:
    step = Transition(
        kind=Kind.READ_BACK,
        state=state,
        actor=PORTAL,
        reason=answered(attempt.answered_words) if state == State.NOT_APPLIED else "",
        outcome=outcome,
        fence=attempt.lease_holder,
    )
    return attempts.move(attempt, step, expected=(State.UNCONFIRMED,))


def _look_again(
    attempt: Attempt,
    reason: str,
    *,
    look: str,
    is_ours: bool = False,
    ask_person: bool = False,
    wait: float = 0.0,
) -> Attempt:
    now = timezone.now()
    given_up = _waited(attempt, now) >= timedelta(seconds=settings.READ_BACK_GIVE_UP)
    return attempts.record_undecided_look(
        attempt,
        look=look,
        reason=reason,
        next_check_at=now + timedelta(seconds=max(wait, _pause(attempt.checks + 1))),
        needs_person=attempt.needs_person or ask_person or given_up,
        is_ours=is_ours,
    )


def _waited(attempt: Attempt, now: datetime) -> timedelta:
    """How long it is since the request was over. Where that is “in the future”, since the clock was
    put back, as long at least as the pauses between the looks were; one of them may have been cut.
    """
    since = attempt.finished_at or attempt.started_at
    pauses = sum(_pause(number) for number in range(attempt.checks - 1))
    return now - since if since <= now else timedelta(seconds=pauses)


def _pause(checks: int) -> float:
    pauses: list[float] = settings.READ_BACK_PAUSES
    return pauses[min(checks, len(pauses) - 1)]
