"""Checking a code that somebody types: a quick look at the one event that it names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from scheduling.audit import chain_ends, event_reader, event_writer
from scheduling.audit.chain import GENESIS, canonical
from scheduling.audit.codes import codes_file, short_code
from scheduling.audit.codes.short_code import LogCode
from scheduling.audit.kinds import Kind
from scheduling.audit.verifier import hash_of
from scheduling.models import AuditEvent
from scheduling.session_commands import Actor

NAMES = 100
CHECKED = "code"  # by which an event names the code that was checked


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCheck:
    """A quick look at the one event that a code names. It tells nothing of the events before it.

    `fits`: the event has the hash that the code was made from. `at` is when the event was written,
    None where it is not there; `last` is the newest event's number. `known_good` is the newest
    code before it in the file that still fits, looked for only where the code does not.
    """

    log_code: LogCode
    fits: bool
    at: datetime | None
    last: int
    known_good: LogCode | None = None


def check_code(log_code: LogCode) -> CodeCheck:
    """Whether the event that a code names is still the one it was made from."""
    fits = log_code.fits(hash_of(log_code.number) if log_code.number else GENESIS)
    at = event_reader.time_of(log_code.number)
    good = (
        None
        if fits
        else next(
            (one for one, held in still_held(NAMES) if held and one.number < log_code.number), None
        )
    )
    last = chain_ends.as_held().last
    return CodeCheck(log_code=log_code, fits=fits, at=at, last=last, known_good=good)


def check(*, code: str, actor: Actor) -> CodeCheck:
    """Look at the event that a typed code names, and record that. Raises `NotACode`."""
    found = check_code(short_code.read_code(code))
    outcome, verb = ("", "is") if found.fits else ("alarm", "is not")
    checked = f"{actor.name} checked the log’s code {found.log_code.code}"
    said = f"{checked}: event {found.log_code.number} {verb} the one it was made from."
    event_writer.record(
        event_writer.Entry(
            kind=Kind.VERIFIED,
            outcome=outcome,
            sentence=event_writer.escape_braces(said),
            actor=actor,
            details={CHECKED: found.log_code.code},
        )
    )
    return found


def was_checked(code: str, user_id: int | None) -> bool:
    """Whether an event tells that the person checked this code; those of before tell it by their
    sentence alone.
    """
    events = AuditEvent.objects.filter(kind=Kind.VERIFIED, actor_id=user_id)
    told = Q(details__contains=canonical({CHECKED: code})[1:-1])
    of_before = Q(details="{}", sentence__contains=f" code {code}: ")
    return events.filter(told | of_before).exists()


def still_held(limit: int) -> list[tuple[LogCode, bool]]:
    """The newest codes in the file, newest first, and whether the log has each one's event with
    its hash.
    """
    known = codes_file.recent(limit)
    hashes = event_reader.hashes_of([one.number for one in known])
    return [(one, one.number == 0 or hashes.get(one.number) == one.hash) for one in known]
