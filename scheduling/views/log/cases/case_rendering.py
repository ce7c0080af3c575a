"""A case as people read it: its events as prose, and the page around them that needs no server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO

from django.template.loader import render_to_string
from django.utils import timezone

from scheduling.audit import event_reader
from scheduling.log.case_events import Case
from scheduling.log.case_json import CaseEvent, Parts, pieces, sha256_of
from scheduling.session_commands import Actor
from scheduling.spoken_time import say
from scheduling.time_zones.zone_names import words_for
from scheduling.views.log import event_rows
from scheduling.views.log.event_rows import EventRow

EVENTS, DATA = "<!-- events -->", "<!-- data -->"
SHA256 = b"SHA-256 of all above"  # in the last part of the page, in the line that has it
SHOWN_GAPS = 3


@dataclass(frozen=True, slots=True)
class RenderedEvent:
    """One event for reading, with what was asked for and the names of what was erased."""

    row: EventRow
    asked: dict[str, Any]
    erased: list[str]
    starts_day: bool


def rendered_event(one: CaseEvent, zone: str, *, day_before: str = "") -> RenderedEvent:
    """An event by the clocks of a zone;
    `day_before` is the day under whose heading the last one stands.
    """
    row = event_rows.event_row(one.event, one.values, zone)
    asked = event_reader.fill_details(one.event, one.values).get("asked") or {}
    return RenderedEvent(row, asked, one.erased, starts_day=row.at.day != day_before)


class EventBlockWriter:
    """Writes the events of a case into a file as they come, block by block."""

    def __init__(self, into: BinaryIO, zone: str) -> None:
        self._into, self._zone, self._day = into, zone, ""

    def __call__(self, block: list[CaseEvent]) -> None:
        rows = []
        for one in block:
            rows.append(rendered_event(one, self._zone, day_before=self._day))
            self._day = rows[-1].row.at.day
        self._into.write(
            render_to_string("scheduling/log/case_file_events.html", {"rows": rows}).encode()
        )


def rendered_frame(
    case: Case, data_sha256: str, actor: Actor, checker: str
) -> tuple[bytes, bytes, bytes]:
    """The page in three parts: before the events, between them and the data, and after that."""
    zone = case.subject.institution.time_zone
    context = {
        "case": case,
        "institution": case.subject.institution,
        "zone_words": words_for(zone),
        "data_sha256": data_sha256,
        "made_at": say(timezone.now(), zone),
        "head_at": say(case.head.at, zone) if case.head.at else None,
        "since": say(case.subject.since, zone) if case.subject.since else None,
        "until": say(case.subject.until, zone) if case.subject.until else None,
        "actor": actor,
        "checker": checker,
        "checker_lines": len(checker.splitlines()),
        "count": len(case.numbers),
        "left_out": left_out(case),
    }
    page = render_to_string("scheduling/log/case_file_document.html", context)
    before, _, rest = page.partition(EVENTS)
    between, _, after = rest.partition(DATA)
    return before.encode(), between.encode(), after.encode()


def sealed(parts: Parts) -> list[bytes | BinaryIO]:
    """The parts of the page, in the last of them the SHA-256 of all above the line that has it."""
    *above, last = parts
    begins, line, rest = bytes(last).partition(b"<!-- " + SHA256)
    found = sha256_of(pieces([*above, begins]))
    return [*above, begins + line + b": " + found.encode() + rest]


def left_out(case: Case) -> str:
    """The stretches of the log whose hashes are too many for one file: “3–9, 12–40 and of 2 more
    stretches”; "" where there are none.
    """
    said = ", ".join(f"{gap.first}–{gap.last}" for gap in case.unlinked[:SHOWN_GAPS])
    more = len(case.unlinked) - SHOWN_GAPS
    return f"{said} and {more} more ranges" if more > 0 else said
