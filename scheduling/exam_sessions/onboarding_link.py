"""A learner's onboarding link: fetched from the provider on a press, and kept nowhere.

It works once. What is recorded is that it was fetched, before anybody sees it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from django.conf import settings
from django.db import DatabaseError

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions import single_look
from scheduling.exam_sessions.session_events import entry_about, exam_of
from scheduling.institutions import call_limits, circuit_breaker, request_budget
from scheduling.institutions.call_limits import Purpose
from scheduling.models import AuditEvent, ExamSession
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import ProctoringError
from scheduling.session_commands import Actor
from scheduling.spoken_time import say
from scheduling.wall_time import NO_TIME_SAID, NoTime

log = logging.getLogger(__name__)
FETCHED = (
    "{who} fetched the onboarding link of {{learner}}{exam} from SmarterProctoring. The link itself"
    " is not recorded."
)
NOT_ANSWERING = "SmarterProctoring has not been answering, so we did not ask."
SLOW = "SmarterProctoring is slow to answer, so we did not ask."
NOT_SAFE = "SmarterProctoring’s answer holds no link that begins with https."
NOT_RECORDED = "It could not be recorded, so the link is not shown. Try again in a moment."


@dataclass(frozen=True, slots=True)
class Fetched:
    """The link, or else why there is none, in plain words."""

    url: str = field(default="", repr=False)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """When a link was fetched before, on the session's clock, and by whom."""

    when: str
    who: str


def earlier(session: ExamSession) -> Earlier | None:
    """The newest fetch that is recorded; None where there is none."""
    events = AuditEvent.objects.filter(
        session_sid=session.sid,
        install_sid=session.institution.sid,
        kind=Kind.ONBOARDING_LINK_FETCHED,
    )
    event = events.order_by("-number").first()
    if event is None:
        return None
    at = event.at
    when = NO_TIME_SAID if isinstance(at, NoTime) else say(at, str(session.zone)).short
    return Earlier(when, event.actor_name)


def fetch(*, session: ExamSession, actor: Actor) -> Fetched:
    """Ask the provider for the link, and record that; what can't be recorded is not shown."""
    if circuit_breaker.paused(session.institution):
        return Fetched(problem=NOT_ANSWERING)
    with call_limits.place(session.institution.pk, Purpose.READING) as is_free:
        found = _ask(session) if is_free else Fetched(problem=SLOW)
    if not found.url:
        return found
    try:
        event_writer.record(_event(session, actor))
    except DatabaseError as error:
        log.error("that an onboarding link was fetched could not be recorded: %s", error)
        return Fetched(problem=NOT_RECORDED)
    return found


def _ask(session: ExamSession) -> Fetched:
    client = client_for(session.institution.connection)
    try:
        with single_look.guarded(session):
            url = client.onboarding_url(
                session.address, learner=session.learner, timeout=settings.PAGE_PATIENCE
            )
    except ProctoringError as error:
        request_budget.met(session.institution, error)
        return Fetched(problem=error.reason)
    return Fetched(url=url) if url.startswith("https://") else Fetched(problem=NOT_SAFE)


def _event(session: ExamSession, actor: Actor) -> event_writer.Entry:
    said = FETCHED.format(who=event_writer.escape_braces(actor.name), exam=exam_of(session))
    return entry_about(session, Kind.ONBOARDING_LINK_FETCHED, said, actor)
