"""Recording that a difference beside the log was looked into: an event, with the reason."""

from __future__ import annotations

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.standing import beside_the_log, watched_rows
from scheduling.audit.standing.difference import Difference, Stands
from scheduling.audit.standing.watched_rows import WHATEVER
from scheduling.session_commands import Actor


def open_differences() -> list[Difference]:
    """What differs and may be explained: a guard that is missing has to be put back."""
    found = beside_the_log.compare().differences
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
                "stands": _standing(found),
            },
        )
    )


def _is_row(one: Difference) -> bool:
    return one.key.split(" ")[0] in {kind.name for kind in watched_rows.WATCHED}


def _standing(found: list[Difference]) -> Stands:
    """How the rows among them stand now: what changes after this differs again."""
    now = watched_rows.everything()
    rows = [one.key for one in found if _is_row(one)]
    return {key: [WHATEVER, now[key][0] if key in now else ""] for key in rows}
