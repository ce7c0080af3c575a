"""A learner's onboarding link: fetched from the provider on a press, and kept nowhere.

It works once. What is recorded is that it was fetched, before anybody sees it; also that it was
asked for and no usable answer came, because a link may have been made then that nobody saw.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import session_reading
from scheduling.exam_sessions.events import onboarding_link_events
from scheduling.institutions import calls_at_once, circuit_breaker, request_budget
from scheduling.institutions.calls_at_once import Purpose
from scheduling.models import AuditEvent, ExamSession
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import ProctoringError, UnknownOutcome
from scheduling.session_commands import Actor
from scheduling.spoken_time import say
from scheduling.wall_time import NO_TIME_SAID, NoTime

log = logging.getLogger(__name__)
ASKED_FOR = (Kind.ONBOARDING_LINK_FETCHED, Kind.ONBOARDING_LINK_UNANSWERED)
NOT_SAFE = "SmarterProctoring’s answer holds no link that begins with https."
NOT_RECORDED = "It could not be recorded, so the link is not shown. Try again in a moment."


@dataclass(frozen=True, slots=True)
class Fetched:
    """The link, or else why there is none, in plain words."""

    url: str = field(default="", repr=False)
    problem: str = ""
    may_be_made: bool = False  # though nobody saw it: none was told in a usable answer


@dataclass(frozen=True, slots=True)
class Earlier:
    """When a link was asked for before, on the session's clock, by whom, and whether it came."""

    when: str
    who: str
    was_seen: bool


def earlier(session: ExamSession) -> Earlier | None:
    """The newest time that is recorded; None where there is none."""
    here = AuditEvent.objects.about(session)
    event = here.having(kind=ASKED_FOR).order_by("-number").first()
    if event is None:
        return None
    at = event.at
    when = NO_TIME_SAID if isinstance(at, NoTime) else say(at, str(session.zone)).short
    return Earlier(when, event.actor_name, event.kind == Kind.ONBOARDING_LINK_FETCHED)


def fetch(*, session: ExamSession, actor: Actor) -> Fetched:
    """Ask the provider for the link, and record that; what can't be recorded is not shown."""
    if circuit_breaker.paused(session.institution):
        return Fetched(problem=circuit_breaker.NOT_ASKED)
    with calls_at_once.place(session.institution.pk, Purpose.READING) as is_free:
        found = _ask(session) if is_free else Fetched(problem=calls_at_once.NOT_ASKED)
    if not found.url and not found.may_be_made:
        return found
    try:
        event_writer.record(
            onboarding_link_events.asked_for(session, actor, was_seen=bool(found.url))
        )
    except DatabaseError as error:
        log.error("that an onboarding link was asked for could not be recorded: %s", error)
        return Fetched(problem=found.problem or NOT_RECORDED, may_be_made=True)
    return found


def _ask(session: ExamSession) -> Fetched:
    client = client_for(session.institution.connection)
    try:
        with session_reading.guarded(session):
            url = client.onboarding_url(
                session.address, learner=session.learner, timeout=settings.PAGE_PATIENCE
            )
    except ProctoringError as error:
        request_budget.pause_if_asked_to(session.institution, error)
        return Fetched(problem=error.reason, may_be_made=isinstance(error, UnknownOutcome))
    if not url.startswith("https://"):
        return Fetched(problem=NOT_SAFE, may_be_made=True)
    return Fetched(url=url)
