"""The whole log as a stream of lines, by key, in constant memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from scheduling.audit import anchors, event_reader, event_writer
from scheduling.audit.chain import instant
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, Institution
from scheduling.session_commands import Actor

WORDS = {"csv": "CSV", "jsonl": "JSON lines"}
FORMATS = tuple(WORDS)
BLOCK = 1000
COLUMNS = (
    "number",
    "at",
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
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(
    *,
    form: str,
    since: datetime | None,
    until: datetime | None,
    actor: Actor,
    institution: Institution | None = None,
) -> Iterator[str]:
    """Lines of CSV (with a heading) or JSON, oldest event first; of one institution, or the whole
    log where it is None.

    The export itself is recorded before the first line can be had, and the log's head noted after
    the last one.
    """
    whose = f"the log of {institution.name}" if institution else "the whole log"
    period = _period(since, until, institution.time_zone if institution else "UTC")
    event_writer.record(
        event_writer.Entry(
            kind=Kind.EXPORTED,
            sentence=event_writer.escape_braces(
                f"{actor.name} exported {whose}{period} as {WORDS[form]}."
            ),
            actor=actor,
            install_sid=institution.sid if institution else "",
            details={
                "since": instant(since) if since else "",
                "until": instant(until) if until else "",
            },
        )
    )
    return _lines(form, since, until, institution)


def _period(since: datetime | None, until: datetime | None, zone: str) -> str:
    """The days in words, the last one included, by the clock of the zone."""
    first = f" from {_day(since, zone)}" if since else ""
    last = f" up to {_day(until - timedelta(microseconds=1), zone)}" if until else ""
    return f"{first}{last}"


def _day(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


def _lines(
    form: str, since: datetime | None, until: datetime | None, institution: Institution | None
) -> Iterator[str]:
    write = _csv_line if form == "csv" else _json_line
    try:
        if form == "csv":
            yield _joined(COLUMNS)
        for event, values in _events(since, until):
            if institution is None or event.install_sid == institution.sid:
                yield write(event, values)
    finally:
        anchors.write(reason="export")


def _events(
    since: datetime | None, until: datetime | None
) -> Iterator[tuple[AuditEvent, dict[str, str]]]:
    rows = AuditEvent.objects.order_by("number")
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    last = 0
    while block := list(rows.filter(number__gt=last)[:BLOCK]):
        values = event_reader.load_personal_values_between(last, block[-1].number)
        for event in block:
            yield event, values.get(event.number, {})
        last = block[-1].number


def _fields(event: AuditEvent, values: dict[str, str]) -> dict[str, Any]:
    fields = {name: getattr(event, name) for name in COLUMNS if name != "said"}
    return fields | {"at": instant(event.at), "said": event_reader.fill_sentence(event, values)}


def _json_line(event: AuditEvent, values: dict[str, str]) -> str:
    fields = _fields(event, values)
    fields |= {
        "details": event_reader.fill_details(event, values),
        "personal": orjson.loads(event.personal),
    }
    return orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE).decode()


def _csv_line(event: AuditEvent, values: dict[str, str]) -> str:
    fields = _fields(event, values)
    fields["details"] = json.dumps(event_reader.fill_details(event, values), ensure_ascii=False)
    return _joined(_harmless(str(fields[name])) for name in COLUMNS)


def _harmless(text: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _joined(cells: Any) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
