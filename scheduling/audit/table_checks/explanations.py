"""Recording that a difference beside the log was looked into: an event, with the reason."""

from __future__ import annotations

from scheduling.audit import event_writer
from scheduling.audit.codes import code_comparison
from scheduling.audit.codes.code_comparison import Compared
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import reason_with_edges
from scheduling.audit.table_checks import comparison_with_log, row_fingerprints
from scheduling.audit.table_checks.difference_classes import (
    Fingerprints,
    TableComparison,
    TableDifference,
    held,
)
from scheduling.audit.table_checks.row_fingerprints import ANY_BEFORE
from scheduling.audit.table_checks.watched_tables import WATCHED
from scheduling.session_commands import Actor

CODES = "codes"  # by which a file of codes is known that is not the one it was


def open_differences() -> list[TableDifference]:
    """What differs and may be explained: a guard that is missing has to be put back."""
    return _open(comparison_with_log.compare(), code_comparison.compare())


def _open(beside: TableComparison, codes: Compared) -> list[TableDifference]:
    found = [one for one in beside.differences if one.may_be_explained]
    return [*found, *(TableDifference(CODES, said) for said in codes.lost)]


def explain(*, why: str, actor: Actor) -> int:
    """Record why all that differs now does; the event's number. What differs later does so
    again.
    """
    beside, codes = comparison_with_log.compare(), code_comparison.compare()
    found = _open(beside, codes)
    others = [one for one in found if not _is_row(one) and one.key != CODES]
    keys = {one.key for one in others}
    same = [one for one in beside.explained if one.key in keys]
    what = "; ".join(one.said for one in found)
    because = reason_with_edges(why)
    said = f"{actor.name} explained what differed from the log, because: {because}. It was: {what}."
    return event_writer.record(
        event_writer.Entry(
            kind=Kind.EXPLAINED,
            sentence=event_writer.escape_braces(said),
            actor=actor,
            details={
                "explains": sorted(keys),
                "explained_as": held([*others, *same]),
                "stands": _now_noted(found),
            }
            | ({"codes": codes.facts} if codes.lost else {}),
        )
    )


def _is_row(one: TableDifference) -> bool:
    return one.key.split(" ")[0] in {kind.name for kind in WATCHED}


def _now_noted(found: list[TableDifference]) -> Fingerprints:
    """How the rows among them stand now: what changes after this differs again."""
    now = row_fingerprints.all_fingerprints()
    rows = [one.key for one in found if _is_row(one)]
    return {key: [ANY_BEFORE, now[key][0] if key in now else ""] for key in rows}
