"""Events of the log as a stream of lines, by key, in constant memory, each with what is needed to
check it: what is hashed of it, its personal values with their salts, and what the events left out
before it hash to. `docs/verify_case.py` is the reader.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db.models import QuerySet

from scheduling.audit import event_reader, event_writer
from scheduling.audit.chain import instant
from scheduling.audit.codes import codes_file
from scheduling.audit.codes.short_code import LogCode
from scheduling.audit.exports.links import between
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, Institution, PersonalValue
from scheduling.session_commands import Actor
from scheduling.wall_time import find_stored_zone

WORDS = {"csv": "CSV", "jsonl": "JSON lines"}
FORMATS = tuple(WORDS)
ALL_HAD = ""
BLOCK = 1000
COLUMNS = (
    "number",
    "at",
    "local",
    "said",
    "kind",
    "outcome",
    "actor_name",
    "actor_username",
    "role",
    "ip",
    "request_id",
    "install_sid",
    "exam_sid",
    "session_sid",
    "session_type",
    "attempt_id",
    "time_zone",
    "nth_of_session",
    "practice",
    "details",
    "personal",
    "formula",
    "previous_hash",
    "hash",
)
OWN = tuple(name for name in COLUMNS if name not in ("local", "said"))
PROOF = "proof"  # the last column of a CSV
MARK = "\ufeff"  # by which spreadsheets know UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")


Salted = dict[str, tuple[str, str]]  # name → salt, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which events: of one institution, or of all where it is None, between two times, and where
    filtered those of the `numbers`, which come in blocks, oldest first. `filters` are the names of
    the filters, and `words` what they ask for: personal, since they may name a learner. `facts` are
    what else its event tells: that learner's id.
    """

    institution: Institution | None = None
    since: datetime | None = None
    until: datetime | None = None
    numbers: Iterable[list[int]] | None = None
    filters: tuple[str, ...] = ()
    words: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def export(*, form: str, chosen: Chosen, actor: Actor) -> Iterator[str]:
    """Lines of CSV (with a heading) or JSON, oldest event first, and one about the log's head.

    The export itself is recorded before the first line can be had, the log's head noted before the
    last one, and the file's SHA-256 recorded after it. What comes then is `ALL_HAD`: who asks on
    has written all that came before it.
    """
    institution, since, until = chosen.institution, chosen.since, chosen.until
    whose = f"the log of {institution.name}" if institution else "the whole log"
    period = _period(since, until, institution.time_zone if institution else "UTC")
    filtered = f", filtered by {', '.join(chosen.filters)}," if chosen.filters else ""
    number = event_writer.record(
        event_writer.Entry(
            kind=Kind.EXPORTED,
            sentence=event_writer.escape_braces(
                f"{actor.name} exported {whose}{period}{filtered} as {WORDS[form]}."
            ),
            actor=actor,
            install_sid=institution.sid if institution else "",
            details={
                **chosen.facts,
                "since": instant(since) if since else "",
                "until": instant(until) if until else "",
            }
            | ({"filters": {"personal": "filters"}} if chosen.words else {}),
            personal={"filters": chosen.words},
        )
    )
    return _noted(_lines(form, chosen), number, chosen, actor)


def _noted(lines: Iterator[str], number: int, chosen: Chosen, actor: Actor) -> Iterator[str]:
    """The lines; once all were written, an event tells the SHA-256 of the file that they make."""
    whole = hashlib.sha256()
    with closing(lines):
        for line in lines:
            whole.update(line.encode())
            yield line
    yield ALL_HAD
    sid = chosen.institution.sid if chosen.institution else ""
    event_writer.record(
        event_writer.Entry(
            kind=Kind.EXPORT_DONE,
            sentence=f"The export of event {number} was completed.",
            actor=actor,
            install_sid=sid,
            details={"export": number, "file_sha256": whole.hexdigest()},
        )
    )


def _period(since: datetime | None, until: datetime | None, zone: str) -> str:
    """The days in words, the last one included, by the clock of the zone."""
    first = f" from {_day(since, zone)}" if since else ""
    last = f" up to {_day(until - timedelta(microseconds=1), zone)}" if until else ""
    return f"{first}{last}"


def _day(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


def _lines(form: str, chosen: Chosen) -> Iterator[str]:
    write, clock, log_code = _csv_line if form == "csv" else _json_line, _Clock(), None
    last = 0
    try:
        if form == "csv":
            yield MARK + _joined((*COLUMNS, PROOF))
        for event, salted in _events(chosen):
            left_out = between(last, event.number) if last else []
            yield write(event, salted, left_out, clock)
            last = event.number
        log_code = codes_file.write(reason="export")
        told = {"head": _head(log_code, last) | {"clocks": clock.lent}}
        yield _joined([""] * len(COLUMNS) + [_dumped(told)]) if form == "csv" else _json(told)
    finally:
        if log_code is None:
            codes_file.write(reason="export")


def _head(log_code: LogCode, last: int) -> dict[str, Any]:
    """Where the chain stood at the end, and what leads there from the last event of the file."""
    return {
        "links": between(last, log_code.number + 1) if last else [],
        "reach": [log_code.number, log_code.hash],
        "code": log_code.code,
    }


def _events(chosen: Chosen) -> Iterator[tuple[AuditEvent, Salted]]:
    rows = AuditEvent.objects.order_by("number")
    if chosen.since:
        rows = rows.filter(at__gte=chosen.since)
    if chosen.until:
        rows = rows.filter(at__lt=chosen.until)
    if chosen.institution:
        rows = rows.filter(install_sid=chosen.institution.sid)
    for block in _blocks(rows, chosen.numbers):
        yield from _with_values(block)


def _blocks(
    rows: QuerySet[AuditEvent], numbers: Iterable[list[int]] | None
) -> Iterator[list[AuditEvent]]:
    if numbers is not None:
        for block in numbers:
            yield event_reader.of_rows(rows.filter(number__in=block))
        return
    last = 0
    while events := event_reader.of_rows(rows.filter(number__gt=last)[:BLOCK]):
        yield events
        last = events[-1].number


def _with_values(events: list[AuditEvent]) -> Iterator[tuple[AuditEvent, Salted]]:
    numbers = [event.number for event in events]
    found: dict[int, Salted] = {}
    rows = PersonalValue.objects.filter(event_number__in=numbers)
    for number, name, salt, value in event_reader.salted(rows):
        found.setdefault(number, {})[name] = (salt, value)
    for event in events:
        yield event, found.get(event.number, {})


class _Clock:
    """Times on the clock of an event's own zone, or else of its institution's, or else UTC.

    `lent` are the institutions' zones that were gone by, as the last line has them: no event says
    them.
    """

    def __init__(self) -> None:
        zones = Institution.objects.values_list("sid", "time_zone")
        self._of_institution = {sid: _zone(name).key for sid, name in zones}
        self.lent: dict[str, str] = {}

    def local(self, event: AuditEvent) -> str:
        if event.at == event_reader.NO_TIME:
            return event_reader.CANT_READ
        named = event.time_zone
        if not named and (known := self._of_institution.get(event.install_sid)):
            named = self.lent[event.install_sid] = known
        return event.at.astimezone(_zone(named)).isoformat(timespec="microseconds")


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(find_stored_zone(name) or "UTC")


def _fields(event: AuditEvent, values: dict[str, str], clock: _Clock) -> dict[str, Any]:
    fields = {name: getattr(event, name) for name in OWN}
    said = event_reader.fill_sentence(event, values)
    details = event_reader.fill_details(event, values)
    at = event_reader.CANT_READ if event.at == event_reader.NO_TIME else instant(event.at)
    fields |= {"at": at, "local": clock.local(event), "said": said}
    fields |= {"details": details, "personal": event_reader.read_details(event.personal)}
    return {name: fields[name] for name in COLUMNS}


def _proof(event: AuditEvent, salted: Salted, left_out: list[str] | None) -> dict[str, Any]:
    return {"links": left_out, "event": event_reader.as_hashed(event), "values": salted}


def _plain(salted: Salted) -> dict[str, str]:
    return {name: value for name, (_, value) in salted.items()}


def _json_line(event: AuditEvent, salted: Salted, left_out: list[str] | None, clock: _Clock) -> str:
    fields = _fields(event, _plain(salted), clock)
    return _json(fields | {PROOF: _proof(event, salted, left_out)})


def _json(told: dict[str, Any]) -> str:
    return orjson.dumps(told, default=repr, option=orjson.OPT_APPEND_NEWLINE).decode()


def _csv_line(event: AuditEvent, salted: Salted, left_out: list[str] | None, clock: _Clock) -> str:
    fields = _fields(event, _plain(salted), clock)
    for name in ("details", "personal"):
        fields[name] = _dumped(fields[name])
    cells = ["" if fields[name] is None else _harmless(str(fields[name])) for name in COLUMNS]
    return _joined([*cells, _dumped(_proof(event, salted, left_out))])


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=repr)


def _harmless(text: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _joined(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow(cells)
    return line.getvalue()
