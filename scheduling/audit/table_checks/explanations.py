"""Recording that a difference beside the log was looked into: an event, with the reason."""

from __future__ import annotations

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import comparison_with_log, watched_rows
from scheduling.audit.table_checks.difference import Difference, Fingerprints
from scheduling.audit.table_checks.watched_kinds import WATCHED
from scheduling.audit.table_checks.watched_rows import ANY_BEFORE
from scheduling.session_commands import Actor


def open_differences() -> list[Difference]:
    """What differs and may be explained: a guard that is missing has to be put back."""
    found = comparison_with_log.compare().differences
    return [one for one in found if one.may_be_explained]


def explain(*, why: str, actor: Actor) -> int:
    """Record why all that differs now does; the event's number."""
    found = open_differences()
    what = "; ".join(one.said for one in found)
    said = f"{actor.name} explained what differed from the log, because: {why}. It was: {what}."
    return event_writer.record(
        event_writer.Entry(
            kind=Kind.EXPLAINED,
            sentence=event_writer.escape_braces(said),
            actor=actor,
            details={
                "explains": [one.key for one in found if not _is_row(one)],
                "stands": _now_noted(found),
            },
        )
    )


def _is_row(one: Difference) -> bool:
    return one.key.split(" ")[0] in {kind.name for kind in WATCHED}


def _now_noted(found: list[Difference]) -> Fingerprints:
    """How the rows among them stand now: what changes after this differs again."""
    now = watched_rows.everything()
    rows = [one.key for one in found if _is_row(one)]
    return {key: [ANY_BEFORE, now[key][0] if key in now else ""] for key in rows}
