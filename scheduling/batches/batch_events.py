"""Events of a batch: begun, paused, continued, stopped, ended. Each request in it has its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import reason_with_edges
from scheduling.audit.table_checks.requests import batch_records
from scheduling.audit.table_checks.requests.batch_records import digest_of_batch
from scheduling.audit.told_reasons import BECAUSE, REASON, referred
from scheduling.models import Batch, BatchRow
from scheduling.session_commands import PORTAL, Actor
from scheduling.wall_time import in_utc

BEGUN = "{who} began {what} {number} for {title}: {count} to be moved."
WHY = " Reason: {because}."  # filled in when the sentence is read
DONE = {
    Kind.BATCH_PAUSED: "{who} paused {what} {number}, {title}.",
    Kind.BATCH_CONTINUED: "{who} continued {what} {number}, {title}.",
    Kind.BATCH_STOPPED: "{who} stopped {what} {number}, {title}: {left} left as they were.",
}
BARRED = "The portal paused {what} {number}, {title}: {whose} may no longer book there."
TAKEN_OVER = "{said} {whose} may no longer book there: what is left is sent in the name of {who}."
ENDED = "{what} {number} ended, {title}: {counts}."


def begun(
    batch: Batch, rows: Sequence[BatchRow], actor: Actor, room: Mapping[str, str]
) -> event_writer.Entry:
    """Who began it, why, and each booking with its start before and after; `room` is the place and
    the time that it was about, where it was about one.
    """
    said = _said(BEGUN, batch, who=actor.name, count=str(len(rows)))
    moved = [
        {
            "session": row.session.sid,
            "attempt": str(row.attempt_id),
            "before": in_utc(row.stood_at) if row.stood_at else "",
            "after": in_utc(row.new_start),
        }
        for row in rows
    ]
    details = {
        "batch": batch.pk,
        "to_be_moved": moved,
        "rows_sha256": digest_of_batch(batch, rows),
    } | ({"room": dict(room)} if room else {})
    why = {REASON: batch.reason, BECAUSE: reason_with_edges(batch.reason)}
    entry = _entry(batch, Kind.BATCH_BEGUN, said, actor, details | referred({REASON: batch.reason}))
    return replace(entry, sentence=f"{entry.sentence}{WHY}", personal=why)


def steered(batch: Batch, kind: Kind, actor: Actor, *, left: int = 0) -> event_writer.Entry:
    """That a person paused, continued or stopped it; how many that left as they were."""
    said = _said(DONE[kind], batch, who=actor.name, left=str(left))
    details = {"batch": batch.pk} | ({"left": left} if kind == Kind.BATCH_STOPPED else {})
    return _entry(batch, kind, said, actor, details)


def barred(batch: Batch, whose: str) -> event_writer.Entry:
    """That it was paused because in that person's name nothing may be sent any more."""
    said = _said(BARRED, batch, whose=whose)
    return _entry(batch, Kind.BATCH_PAUSED, said, PORTAL, {"batch": batch.pk, "barred": whose})


def taken_over(batch: Batch, whose: str, actor: Actor) -> event_writer.Entry:
    """That a person continued it in their own name, not in that of who may no longer book."""
    continued = _said(DONE[Kind.BATCH_CONTINUED], batch, who=actor.name)
    said = TAKEN_OVER.format(said=continued, whose=whose, who=actor.name)
    details = {"batch": batch.pk, "instead_of": whose}
    return _entry(batch, Kind.BATCH_CONTINUED, said, actor, details)


def ended(batch: Batch, counts: Mapping[str, int], rows: Sequence[BatchRow]) -> event_writer.Entry:
    """That nothing of it is under way any more, how many came to which end, and a fingerprint of
    what became of each row.
    """
    words = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    said = _said(ENDED, batch, counts=words or "nothing was to be done")
    holds = batch_records.fingerprint(rows)
    details = {"batch": batch.pk, "counts": dict(counts), "holds": holds}
    return _entry(batch, Kind.BATCH_ENDED, f"{said[:1].upper()}{said[1:]}", PORTAL, details)


def _said(words: str, batch: Batch, **more: str) -> str:
    what = batch.get_kind_display().lower()
    return words.format(what=what, number=batch.pk, title=batch.title, **more)


def _entry(
    batch: Batch, kind: Kind, said: str, actor: Actor, details: Mapping[str, Any]
) -> event_writer.Entry:
    return event_writer.Entry(
        kind=kind,
        sentence=event_writer.escape_braces(said),
        actor=actor,
        install_sid=batch.institution.sid,
        time_zone=batch.institution.time_zone,
        details=details,
    )
