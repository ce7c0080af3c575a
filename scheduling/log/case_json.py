"""The case file: some events of the log with all that a stranger needs to check them, as JSON.

Each event stands there as it was hashed, with the personal values that are still kept. Of the
events between them there is only what their content hashes to: enough to follow the chain from the
first event to a head that is written down elsewhere, and nothing about other people.
`docs/verify_case.py` is the reader.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.utils import timezone

from scheduling.audit import event_reader, event_writer
from scheduling.audit.chain import instant
from scheduling.audit.codes import codes_file
from scheduling.audit.exports.links import links
from scheduling.audit.kinds import Kind
from scheduling.date_formats import noun
from scheduling.exam_sessions.search.learners import KnownLearner
from scheduling.log.case_events import Case, CaseGap
from scheduling.log.learner_lookups import LEARNER_ID
from scheduling.models import AuditEvent, PersonalValue
from scheduling.session_commands import Actor

FORMAT = "proctor-desk case file 2"
BLOCK = 500
PIECE = 256 * 1024
# JSON that nothing in a page can take for its own end.
HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
Salted = dict[str, tuple[str, str]]  # name → salt, value


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """An event of a case, its personal values that are still kept, and its sentence with them
    filled in.
    """

    event: AuditEvent
    salted: Salted
    sentence: str

    @property
    def values(self) -> dict[str, str]:
        return {name: value for name, (_, value) in self.salted.items()}

    @property
    def erased(self) -> list[str]:
        """The names of the personal values that were erased."""
        return sorted((event_reader.personal_names(self.event) or set()) - set(self.salted))


@dataclass(frozen=True, slots=True)
class Made:
    """A case file that was written: its event in the log, and the SHA-256 of its JSON and of the
    whole file.
    """

    number: int
    data_sha256: str
    file_sha256: str
    size: int


Parts = Sequence[bytes | BinaryIO]


def make(
    *,
    case: Case,
    actor: Actor,
    form: str,
    into: BinaryIO,
    telling: Callable[[list[CaseEvent]], None] | None = None,
    around: Callable[[str], Parts] | None = None,
) -> Made:
    """Write the JSON of a case that has events, and record that it was made, before anybody gets
    it.

    `telling` is given the events block by block, so that they can be told in prose meanwhile, and
    `around` the SHA-256 of the JSON: it gives all that a file around the JSON consists of. The
    log's head is written down afterwards.
    """
    file = _Hashed(into)
    file.write(_opening(case, actor))
    for place, block in enumerate(blocks(case.numbers)):
        if telling:
            telling(block)
        _write_events(file, case, block, place * BLOCK)
    _write_head(file, case)
    whole = sha256_of(pieces(around(file.sha256))) if around else file.sha256
    number = _record(case, actor, form, data_sha256=file.sha256, file_sha256=whole)
    codes_file.write(reason=f"after the case file of event {number}")
    return Made(number, file.sha256, whole, file.size)


def _write_head(file: _Hashed, case: Case) -> None:
    """The end of the JSON: how far the log reaches, with the code for it."""
    file.write('\n ],\n "head": {')
    _write_links(file, case, case.gaps[-1])
    noted_at = "" if case.head.trouble else _at(case.head.at)
    head = {
        "reach": [case.head.number, case.head.hash],
        "code": case.head.code,
        "noted_at": noted_at,
    }
    file.write(f"{_dumped(head)[1:]}\n}}\n")


def pieces(parts: Parts) -> Iterator[bytes]:
    """The parts of a file from their beginning, in pieces; files among them stay open."""
    for part in parts:
        if isinstance(part, bytes):
            yield part
            continue
        part.seek(0)
        while piece := part.read(PIECE):
            yield piece


def sha256_of(pieces: Iterable[bytes]) -> str:
    """The SHA-256 of a file that comes in pieces."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def blocks(numbers: list[int]) -> Iterator[list[CaseEvent]]:
    """The events with their personal values, a block at a time."""
    for start in range(0, len(numbers), BLOCK):
        yield events(numbers[start : start + BLOCK])


def events(numbers: list[int]) -> list[CaseEvent]:
    """These events, oldest first, with their personal values."""
    rows = PersonalValue.objects.filter(event_number__in=numbers).order_by("event_number", "name")
    salted: dict[int, Salted] = {}
    for number, name, salt, value in event_reader.salted(rows):
        salted.setdefault(number, {})[name] = (salt, value)
    known = AuditEvent.objects.filter(number__in=numbers).order_by("number")
    return [_told(one, salted.get(one.number, {})) for one in event_reader.of_rows(known)]


def _told(event: AuditEvent, salted: Salted) -> CaseEvent:
    return CaseEvent(
        event,
        salted,
        event_reader.fill_sentence(event, {name: value for name, (_, value) in salted.items()}),
    )


class _Hashed:
    """A file that is hashed while it is written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash, self.size = file, hashlib.sha256(), 0

    def write(self, text: str) -> None:
        data = text.encode()
        self._hash.update(data)
        self.size += self._file.write(data)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def _opening(case: Case, actor: Actor) -> str:
    subject, institution = case.subject, case.subject.institution
    told = {
        "format": FORMAT,
        "about": case.title,
        "exam_session": subject.session_sid,
        # A session may have been another exam's for a time.
        "exam": "" if subject.session_sid else subject.exam_sid,
        "learner": None if case.address else _learner(subject.learner),
        "since": _at(subject.since),
        "until": _at(subject.until),
        "install": {
            "sid": institution.sid,
            "name": institution.name,
            "time_zone": institution.time_zone,
            "practice": case.practiced[-1],
        },
        "made_at": instant(timezone.now()),
        "made_by": {"name": actor.name, "username": actor.username, "role": actor.role},
        "count": len(case.numbers),
    }
    return f'{_dumped(told, indent=1)[:-2]},\n "events": ['


def _learner(one: KnownLearner | None) -> dict[str, Any] | None:
    """Whom a case is about: the id that tells them apart, and every name that was recorded."""
    if one is None:
        return None
    earlier = [{"name": name, "email": email} for name, email in one.earlier]
    return {"id": one.key, "name": one.name, "email": one.email, "also_recorded_as": earlier}


def _write_events(file: _Hashed, case: Case, block: list[CaseEvent], place: int) -> None:
    for at, one in enumerate(block, start=place):
        file.write(",\n{" if at else "\n{")
        _write_links(file, case, case.gaps[at - 1] if at else None)
        event = one.event
        told = {
            "reach": [event.number - 1, event.previous_hash],
            "event": event_reader.as_hashed(event),
            "hash": event.hash,
            "values": one.salted,
            "erased": one.erased,
            "sentence": one.sentence,
        }
        file.write(_dumped(told)[1:])


def _write_links(file: _Hashed, case: Case, gap: CaseGap | None) -> None:
    """`"links": […], ` or, where they are too many, `"links": null, `."""
    if gap is not None and gap not in case.linked:
        file.write('"links": null, ')
        return
    file.write('"links": [')
    for at, block in enumerate(links(gap.first, gap.last) if gap else ()):
        file.write(f"{', ' if at else ''}{json.dumps(block)[1:-1]}")
    file.write("], ")


def _dumped(told: dict[str, Any], indent: int | None = None) -> str:
    # What is none of JSON's kinds is nothing that the portal wrote: its hash does not fit either.
    return json.dumps(told, ensure_ascii=False, indent=indent, default=repr).translate(HARMLESS)


def _at(at: datetime | None) -> str:
    return instant(at) if at else ""


def _record(case: Case, actor: Actor, form: str, *, data_sha256: str, file_sha256: str) -> int:
    subject, count = case.subject, len(case.numbers)
    learner = None if case.address else subject.learner
    events = f"{count} {noun(count, 'event')}"
    details = {
        "file": form,
        "file_sha256": file_sha256,
        "data_sha256": data_sha256,
        "events": count,
        "first": case.numbers[0],
        "last": case.numbers[-1],
        "since": _at(subject.since),
        "until": _at(subject.until),
        "head": case.head.code,
    }
    maker = event_writer.escape_braces(actor.name)
    entry = event_writer.Entry(
        kind=Kind.CASE_MADE,
        sentence=f"{maker} made a case file {_about(case)}, with {events}.",
        actor=actor,
        address=case.address,
        install_sid=subject.institution.sid,
        time_zone=subject.institution.time_zone,
        details=details
        | ({LEARNER_ID: learner.key} if learner else {})
        | ({"email": {"personal": "email"}} if learner and learner.email else {}),
        personal={"learner": case.learner, "email": learner.email if learner else ""},
    )
    return event_writer.record(entry)


def _about(case: Case) -> str:
    """What the case is about, the learner's name left open."""
    exam = f" ({event_writer.escape_braces(case.exam)})" if case.exam else ""
    if not case.address:
        return "about {learner}"
    if not case.subject.session_sid:
        return f"about an exam{exam}"
    return (
        f"about the exam session of {{learner}}{exam}"
        if case.learner
        else f"about an exam session{exam}"
    )
