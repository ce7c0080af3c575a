"""Switches of a booking against their events: how each stands, between which sessions, and what the
new booking asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import orjson

from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks.difference_classes import TableDifference
from scheduling.audit.table_checks.keyed_prints import prints_of
from scheduling.models import AuditEvent, TypeSwitch
from scheduling.models.columns.kept_columns import as_stored

MOST = 200
HELD = ("pk", "old_id", "old_words", "new_words", "answers", "left_out", "actor_name", "started_at")
STATES = {
    Kind.SWITCH_BEGUN: TypeSwitch.State.CANCELLING,
    Kind.SWITCH_HALFWAY: TypeSwitch.State.WAITING,
    Kind.SWITCH_DONE: TypeSwitch.State.DONE,
    Kind.SWITCH_UNDONE: TypeSwitch.State.UNDONE,
    Kind.SWITCH_LEFT: TypeSwitch.State.LEFT,
}
EventFacts = tuple[int, str, dict[str, Any]]  # the number of an event, its kind and its details


def fingerprint(switch: TypeSwitch) -> str:
    """What each event of a switch says of what it is (`holds`)."""
    return _prints(switch)[0]


def _prints(switch: TypeSwitch) -> list[str]:
    return prints_of(["switch", *(_plain(getattr(switch, name)) for name in HELD)])


def _plain(value: Any) -> Any:
    value = as_stored(value)
    if isinstance(value, dict | list):
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def check() -> Iterator[TableDifference]:
    """Each that its last event leaves otherwise, that none began, or that is not there any more."""
    yield from islice(_compared(), MOST)


def _compared() -> Iterator[TableDifference]:
    last = _last_told()
    for switch in TypeSwitch.objects.select_related("new").order_by("pk").iterator():
        key, said = f"switch {switch.pk}", f"the switch {switch.pk} of {switch.actor_name}"
        told = last.pop(switch.pk, None)
        stands = (switch.state, switch.new_id, *(_plain(getattr(switch, one)) for one in HELD))
        if told is None:
            how = f"{said} is shown, but no event began it"
            yield TableDifference(key, how, stands=stands)
        elif not _is_as_told(switch, told):
            yield TableDifference(key, f"{said} is not as event {told[0]} left it", stands=stands)
    for pk, (number, *_) in last.items():
        said = f"event {number} tells of a switch that is not there any more"
        yield TableDifference(f"switch {pk}", said)


def _last_told() -> dict[int, EventFacts]:
    found: dict[int, EventFacts] = {}
    events = AuditEvent.objects.filter(kind__in=list(STATES)).order_by("number")
    for number, kind, details in events.values_list("number", "kind", "details").iterator():
        told = orjson.loads(details)
        found[told["switch"]] = (number, kind, told)
    return found


def _is_as_told(switch: TypeSwitch, told: EventFacts) -> bool:
    """Events of before have no fingerprint. The session of the new booking is certain at the end
    alone: until then it is the one that is being booked.
    """
    _, kind, details = told
    holds = details.get("holds", "")
    if switch.state != STATES[Kind(kind)] or holds not in ("", *_prints(switch)):
        return False
    new = switch.new.sid if switch.new else None
    return kind != Kind.SWITCH_DONE or details.get("new_session") == new
