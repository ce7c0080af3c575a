"""Opening, finishing and settling attempts, each in one short transaction with its audit event."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from scheduling.commands import PORTAL, Actor, SessionCommand
from scheduling.models import Attempt, ExamSession
from scheduling.services import audit, mirror
from scheduling.services.asked import card_fingerprint, digest, kept, redacted
from scheduling.services.differences import asked_start, differences
from scheduling.services.outcomes import Outcome
from scheduling.wall_time import say

log = logging.getLogger(__name__)
GRACE = timedelta(seconds=5)
Action, State = Attempt.Action, Attempt.State


class NotOpened(Exception):
    """The attempt was not opened, so nothing was sent. `attempt` is the one in the way, where there is one."""

    def __init__(self, attempt: Attempt | None = None) -> None:
        super().__init__()
        self.attempt = attempt


class AlreadyAsked(NotOpened):
    """The same form was sent before, with the same answers."""


class FormReused(NotOpened):
    """The same form was sent before, with other answers."""


class SessionBusy(NotOpened):
    """Another attempt on this exam session is open."""


class CardTokenSpent(NotOpened):
    """The card token was used by an earlier attempt."""


class NotRecorded(NotOpened):
    """The portal's own storage failed, so the provider was not called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is about to be sent: the command, the session as mirrored, and the body in the API's names."""

    command: SessionCommand
    session: ExamSession
    action: Attempt.Action
    body: Mapping[str, Any]


def open_attempt(request: Request) -> Attempt:
    """Commit the attempt and its intent before anything is sent.

    Raises a `NotOpened` when it may not be sent: same form before, session busy, token spent, storage failing.
    """
    try:
        with transaction.atomic():
            attempt = _new_attempt(request)
            audit.append(_intent(request, attempt))
        return attempt
    except IntegrityError as error:
        raise _in_the_way(request) from error
    except DatabaseError as error:
        log.error("attempt %s not recorded, so nothing was sent: %s", request.command.attempt_id, error)
        raise NotRecorded() from error


def _new_attempt(request: Request) -> Attempt:
    command, now = request.command, timezone.now()
    attempt = Attempt(
        attempt_id=command.attempt_id,
        session=request.session,
        action=request.action,
        session_type=command.session_type,
        actor_id=command.actor.user_id,
        actor_name=command.actor.name,
        time_zone=command.time_zone,
        asked=redacted(request.body),
        asked_digest=_digest(request),
        card_fingerprint=card_fingerprint(str(request.body.get("cardToken", ""))),
        started_at=now,
        deadline_at=now + timedelta(seconds=settings.API_TIMEOUT) + GRACE,
    )
    attempt.save(force_insert=True)
    return attempt


def _digest(request: Request) -> str:
    address = request.session.address
    return digest(request.body, path=f"{request.action} {address.install_sid} {address.session_sid}")


def _in_the_way(request: Request) -> NotOpened:
    """Find what the database refused the attempt for, and record that it was tried."""
    command = request.command
    same = Attempt.objects.select_related("session").filter(attempt_id=command.attempt_id).first()
    if same and same.asked_digest == _digest(request):
        return _note(request, AlreadyAsked(same), "duplicate_submit", "sent the same form again")
    if same:
        return _note(request, FormReused(same), "form_reused", "sent a used form again with other answers")
    busy = request.session.attempts.filter(state__in=Attempt.OPEN).first()
    if busy:
        return _note(request, SessionBusy(busy), "blocked", f"was held back: {audit.braces(busy.actor_name)}’s request was still open")
    spent = Attempt.objects.filter(card_fingerprint=card_fingerprint(str(request.body.get("cardToken", ""))))
    if request.body.get("cardToken") and spent.exclude(state=State.UNREACHABLE).exists():
        return _note(request, CardTokenSpent(), "card_token_spent", "was held back: the card token had been used before")
    return NotRecorded()


def _note(request: Request, stop: NotOpened, kind: str, did: str) -> NotOpened:
    with transaction.atomic():
        if isinstance(stop, AlreadyAsked) and stop.attempt:
            Attempt.objects.filter(pk=stop.attempt.pk).update(duplicate_submits=F("duplicate_submits") + 1)
        entry = _entry(
            request.session,
            kind=kind,
            outcome="nothing-sent",
            actor=request.command.actor,
            did=f"{did}; nothing was sent for",
            details={"earlier_attempt": str(stop.attempt.attempt_id)} if stop.attempt else {},
            request=request,
        )
        audit.append(entry)
    return stop


def _intent(request: Request, attempt: Attempt) -> audit.Entry:
    asks = {
        Action.SCHEDULE: "asked the provider to book",
        Action.RESCHEDULE: "asked the provider to move",
        Action.CANCEL: "asked the provider to cancel the booking of",
    }
    return _entry(
        request.session,
        kind="intent",
        actor=request.command.actor,
        did=asks[request.action],
        tail=_what(attempt),
        asked=attempt.asked,
        request=request,
    )


def _what(attempt: Attempt) -> str:
    start = asked_start(attempt.asked)
    when = say(start, attempt.time_zone).short if start else ""
    return ", ".join(part for part in (attempt.session_type, when) if part)


def _entry(
    session: ExamSession,
    *,
    kind: str,
    actor: Actor,
    did: str,
    tail: str = "",
    outcome: str = "",
    asked: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    request: Request | None = None,
    attempt: Attempt | None = None,
) -> audit.Entry:
    """An event about one exam session: “Ana Ruiz asked the provider to book {learner} for CHEM 322 Final: …”."""
    exam = f" for {audit.braces(session.exam_title)}" if session.exam_title else ""
    sentence = f"{audit.braces(actor.name)} {did} {{learner}}{exam}{': ' + audit.braces(tail) if tail else ''}."
    sent = kept(asked or {}, under="asked")
    facts = dict(details or {}) | ({"asked": sent.details} if asked else {})
    one = request.command if request else None
    return audit.Entry(
        kind=kind,
        sentence=sentence,
        actor=actor,
        outcome=outcome,
        address=session.address,
        session_type=one.session_type if one else attempt.session_type if attempt else "",
        attempt_id=one.attempt_id if one else attempt.attempt_id if attempt else "",
        time_zone=one.time_zone if one else attempt.time_zone if attempt else "",
        details=facts,
        personal=sent.personal | {"learner": session.learner_name or "a learner"},
    )


FINISHED: dict[str, str] = {
    State.ACCEPTED: "got the provider’s yes for",
    State.REFUSED: "got a no from the provider for",
    State.UNREACHABLE: "could not reach the provider, nothing was sent, for",
    State.UNCONFIRMED: "got no clear answer from the provider for",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How an attempt moves on: to which state, said how, by whom."""

    kind: str
    state: Attempt.State
    actor: Actor
    did: str
    reason: str = ""
    outcome: Outcome | None = None
    fence: str = ""


def finish(attempt: Attempt, outcome: Outcome, *, actor: Actor) -> Attempt:
    """Commit the outcome of the call itself: only if the attempt is still being sent."""
    step = Settlement(
        kind="outcome", state=outcome.state, actor=actor, did=FINISHED[outcome.state], reason=outcome.reason, outcome=outcome
    )
    return move(attempt, step, expected=(State.SENDING,))


def move(attempt: Attempt, step: Settlement, *, expected: tuple[str, ...]) -> Attempt:
    """Move an attempt on and append the event, in one transaction; returns it as it then stands.

    Fenced: when it is no longer in one of the `expected` states (or another worker holds its lease) nothing
    changes, and what stands is returned.
    """
    with transaction.atomic():
        rows = Attempt.objects.filter(pk=attempt.pk, state__in=expected)
        if step.fence:
            rows = rows.filter(lease_holder=step.fence)
        changes = _changes(attempt, step)
        if not rows.update(**changes):
            return Attempt.objects.select_related("session__install").get(pk=attempt.pk)
        for name, value in changes.items():
            setattr(attempt, name, value)
        if step.outcome and step.outcome.record and step.state == State.ACCEPTED:
            mirror.take_record(attempt.session, step.outcome.record)
        audit.append(_moved(attempt, step))
    return attempt


def _changes(attempt: Attempt, step: Settlement) -> dict[str, Any]:
    now = timezone.now()
    changes: dict[str, Any] = {"state": step.state, "reason": step.reason[:400], "lease_until": None, "lease_holder": ""}
    if attempt.state == State.SENDING:
        changes["finished_at"] = now
    if step.state == State.UNCONFIRMED:
        return changes | {"next_check_at": now + timedelta(seconds=settings.READ_BACK_PAUSES[0])}
    if step.state == State.ACCEPTED and step.outcome and step.outcome.record:
        changes["differences"] = differences(attempt.asked, step.outcome.record, zone=attempt.time_zone)
    return changes | {"settled_at": now, "settled_by": step.actor.name, "needs_person": False, "next_check_at": None}


def _moved(attempt: Attempt, step: Settlement) -> audit.Entry:
    details: dict[str, Any] = {"reason": step.reason} if step.reason else {}
    if step.outcome:
        details |= {"cause": step.outcome.cause, "exchange": step.outcome.exchanged()}
    if step.outcome and step.outcome.alarm:
        details["alarm"] = "an administrator should look at this"
    stored = _stored(step, attempt.session)
    details |= {"stored": stored.details} if stored.details else {}
    if attempt.differences:
        details["differences"] = [_plain(one) for one in attempt.differences]
    entry = _entry(
        attempt.session, kind=step.kind, actor=step.actor, did=step.did, tail=_what(attempt), outcome=step.state,
        details=details, attempt=attempt,
    )
    return _with_personal(entry, stored.personal)


def _stored(step: Settlement, session: ExamSession) -> Any:
    record = step.outcome.record if step.outcome else None
    return kept(redact_record(record.loggable()) if record else {}, under="stored")


def redact_record(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A record's loggable fields with values that the chain can hold: text, whole numbers, yes and no."""
    return {
        name: value if isinstance(value, str | bool | int) else str(value)
        for name, value in fields.items()
        if value not in (None, "", [], {})
    }


def _plain(difference: Mapping[str, str]) -> dict[str, str]:
    """Notes may name a person, so the log says only that they differ; both stand in asked and stored."""
    if difference["what"] == "Notes":
        return {"what": "Notes"}
    return dict(difference)


def _with_personal(entry: audit.Entry, more: Mapping[str, str]) -> audit.Entry:
    return audit.Entry(
        **{name: getattr(entry, name) for name in entry.__slots__ if name != "personal"},
        personal=dict(entry.personal) | dict(more),
    )


def interrupted(attempt: Attempt) -> Attempt:
    """The process that was sending is gone: from now on this attempt is read back."""
    step = Settlement(
        kind="interrupted",
        state=State.UNCONFIRMED,
        actor=PORTAL,
        did="found that it was interrupted while asking about",
        reason="The portal was interrupted while it was asking the provider.",
    )
    return move(attempt, step, expected=(State.SENDING,))


def abandoned_before(now: datetime) -> list[Attempt]:
    """Attempts still “being sent” past their deadline: the process that sent them was killed."""
    return list(
        Attempt.objects.select_related("session__install").filter(state=State.SENDING, deadline_at__lt=now)[:200]
    )


def keep_looking(attempt: Attempt, *, reason: str, next_check_at: datetime, needs_person: bool) -> Attempt:
    """A look that decided nothing: note it, free the lease, and say when the next one is."""
    with transaction.atomic():
        changes = {
            "checks": attempt.checks + 1,
            "next_check_at": next_check_at,
            "needs_person": needs_person,
            "reason": reason[:400],
            "lease_until": None,
            "lease_holder": "",
        }
        rows = Attempt.objects.filter(pk=attempt.pk, state=State.UNCONFIRMED, lease_holder=attempt.lease_holder)
        if rows.update(**changes):
            did = "read the session back and could not tell yet for"
            details = {"reason": reason, "needs_person": needs_person}
            audit.append(
                _entry(
                    attempt.session, kind="read_back", actor=PORTAL, did=did, tail=_what(attempt),
                    outcome=State.UNCONFIRMED, details=details, attempt=attempt,
                )
            )
    return Attempt.objects.select_related("session__install").get(pk=attempt.pk)
