"""Comparing the codes file with the log: how many codes fit, and what is wrong with the file.

Only a file that is whole, carries the portal's key, reaches as far as at every verification from
the last one on that was not red, and fits the log in every line is green. So it does not get green
by verifying it once more; that another file goes on from there is an event (`Kind.EXPLAINED`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from scheduling.audit import event_reader
from scheduling.audit.chain import instant
from scheduling.audit.codes import codes_file
from scheduling.audit.codes.code_lines import NO_LOG, Examined
from scheduling.audit.codes.short_code import LogCode
from scheduling.audit.event_reader import STRANGE
from scheduling.audit.kinds import Kind
from scheduling.digit_free_digests import in_letters
from scheduling.models import AuditEvent

log = logging.getLogger(__name__)
GREEN, AMBER, RED = "green", "amber", "red"
BLOCK = 5_000
NEVER_ANY = "there is no file of codes yet, so the log was compared with none"
NONE_IN_IT = "the file of codes has no code in it, so the log was compared with none"
UNCOMPARED = (
    "the saved codes can’t be compared: an event is not as the portal writes it ({error!r})"
)
NO_KEY = "none of its lines carries the portal’s key yet: anybody could have written them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What became of the codes file: how many codes were compared, the oldest and the newest of
    them, those that do not fit the log, what was lost by restoring a backup (`gaps`), and in `said`
    what is not as it should be: first of it `lost`, which somebody may explain.

    `line` and `mac` (in letters) are the last keyed line's: later verifications have to find it.
    """

    color: str
    compared: int = 0
    oldest: LogCode | None = None
    newest: LogCode | None = None
    misfits: tuple[LogCode, ...] = ()
    known_good: int = 0
    gaps: tuple[RestoreGap, ...] = ()
    lost: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    line: int = 0
    mac: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """As an event and a verification's row keep it."""
        return {
            "color": self.color,
            "compared": self.compared,
            "oldest": _facts(self.oldest),
            "newest": _facts(self.newest),
            "said": list(self.said),
            "lost": bool(self.lost),
            "restored": [
                {"event": one.event, "first": one.first, "last": one.last, "source": one.source}
                for one in self.gaps
            ],
            "line": self.line,
            "mac": self.mac,
        }


def _facts(log_code: LogCode | None) -> dict[str, Any]:
    if log_code is None:
        return {}
    at = instant(log_code.at) if log_code.at else ""
    return {"number": log_code.number, "code": log_code.code, "at": at}


@dataclass(frozen=True, slots=True)
class RestoreGap:
    """Events that a restored backup did not have, as the event of that number recorded it, and the
    last line of the codes file at that time.
    """

    event: int
    first: int
    last: int
    until: int
    source: str

    def excuses(self, code: LogCode) -> bool:
        """Whether a code that does not fit is one of those that were lost."""
        return self.first <= code.number <= self.last and code.nth <= self.until


@dataclass(frozen=True, slots=True)
class Noted:
    """What an event says of the file: how many codes were compared, and its last keyed line."""

    event: int
    accepts: bool  # whether it explains that the file is another, or gone
    compared: int
    line: int
    mac: str


def gaps() -> list[RestoreGap]:
    """What was lost by restoring a backup, as far as it was recorded and can be read; oldest
    first.
    """
    return _gaps()[0]


def _gaps() -> tuple[list[RestoreGap], list[int]]:
    """The same, and the numbers of the events about it that can't be read."""
    found, unread = list[RestoreGap](), list[int]()
    events = AuditEvent.objects.filter(kind=Kind.RESTORED).order_by("number")
    for event in event_reader.of_rows(events):
        try:
            told = orjson.loads(event.details)
            places = (told["lost_first"], told["lost_last"], told["codes_until"])
            found.append(RestoreGap(event.number, *map(_whole, places), str(told["restored_from"])))
        except STRANGE:
            unread.append(event.number)
    return found, unread


def _whole(number: object) -> int:
    if not isinstance(number, int):
        raise TypeError(number)
    return number


def compare() -> Compared:
    """Compare every code of the file with the event that it names."""
    try:
        return _compared()
    except Exception as error:  # whatever somebody put into the database
        log.exception("the file of codes could not be compared")
        return Compared(color=RED, said=(UNCOMPARED.format(error=error),))


def _compared() -> Compared:
    before, unread = _before()
    since = before[0].event if before and before[0].accepts else 0
    known, others = _gaps()
    strange = [f"what event {one} noted of the file of codes can’t be read" for one in unread]
    unread = [one for one in others if one > since]
    strange += [f"event {one}, of a restored database, can’t be read" for one in unread]
    try:
        found = codes_file.examined()
    except OSError as error:
        return Compared(color=RED, said=(f"the file of codes can’t be read ({error.strerror})",))
    if found is not None:
        return _judged(found, (*_not_as_before(found, before), *strange), known)
    had = next((one for one in before if one.compared), None)
    lost = (*([f"the file of codes is missing: {_had(had)}"] if had else []), *strange)
    return Compared(color=RED if lost else AMBER, lost=lost, said=lost or (NEVER_ANY,))


def _judged(found: Examined, gone: tuple[str, ...], known: list[RestoreGap]) -> Compared:
    codes = of_this_log(found.codes)
    others = misfits_among(codes)
    lost = [one for one in others if any(gap.excuses(one) for gap in known)]
    misfits = [one for one in others if one not in lost]
    first = min((one.number for one in misfits), default=None)
    bad = [*gone, *found.faults[:3], *_of_another_log(len(found.codes) - len(codes))]
    doubts = _doubts(found)
    last = found.last_keyed
    return Compared(
        color=RED if bad or misfits else AMBER if doubts else GREEN,
        compared=len(codes) - len(lost),
        gaps=tuple(known),
        oldest=codes[0] if codes else None,
        newest=codes[-1] if codes else None,
        misfits=tuple(misfits),
        known_good=max(
            (one.number for one in codes if first is not None and one.number < first), default=0
        ),
        lost=gone,
        said=(*bad, *doubts),
        line=last.nth if last else 0,
        mac=in_letters(last.mac) if last else "",
    )


def _doubts(found: Examined) -> list[str]:
    """What keeps a file from being green, though it need not have been changed."""
    told = []
    if found.unreadable:
        told.append(f"{_lines(found.unreadable)} of the file of codes can’t be read")
    if not found.codes:
        told.append(NONE_IN_IT)
    elif found.last_keyed is None:
        told.append(NO_KEY)
    return told


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"


def _not_as_before(found: Examined, before: list[Noted]) -> list[str]:
    """What an earlier verification found in the file, and is not there any more."""
    there = {(one.nth, in_letters(one.mac)) for one in found.codes}
    for one in before:
        if one.line and (one.line, one.mac) not in there:
            had = _had(one)
            return [f"the file of codes is not the one it was: {had}, and {_ends(found, one.line)}"]
        if len(found.codes) < one.compared:
            return [f"the file of codes is shorter than it was: {_had(one)}"]
    return []


def _ends(found: Examined, line: int) -> str:
    last = found.last_keyed
    if last and last.nth >= line:
        return f"its line {line} is another now"
    return f"it ends with line {last.nth}" if last else "it has no line with a key"


def _had(one: Noted) -> str:
    codes = "1 code" if one.compared == 1 else f"{one.compared} codes"
    when = "when its loss was explained by" if one.accepts else "at the verification of"
    return f"{when} event {one.event} it had {codes}"


def of_this_log(codes: Iterable[LogCode]) -> list[LogCode]:
    """Without those whose line says itself that it is of another log: no event here is theirs."""
    ours = codes_file.log_id()
    return [one for one in codes if one.log_id in ("", ours, NO_LOG)]


def _of_another_log(many: int) -> list[str]:
    """The log's id is made of its first event, so both leave the same lines."""
    belong = f"{_lines(many)} of the file of codes {'belongs' if many == 1 else 'belong'}"
    why = (
        "ANCHORS_FILE names the file of another database, or this log was rewritten from event 1 on"
    )
    return [f"{belong} to another log: either {why}"] if many else []


def _before() -> tuple[list[Noted], list[int]]:
    """What was noted of the file from the last verification on that was not red, or from the event
    by which somebody explained that it is another; oldest first. And the numbers of the events
    among them that can't be read.
    """
    noting = AuditEvent.objects.filter(kind__in=(Kind.VERIFIED, Kind.EXPLAINED))
    rows = noting.filter(details__contains='"codes":{').order_by("-number")
    found, unread = list[Noted](), list[int]()
    for number in rows.values_list("number", flat=True).iterator():
        [event] = event_reader.of_rows(AuditEvent.objects.filter(pk=number))
        try:
            facts = orjson.loads(event.details)["codes"]
            accepts = event.kind == Kind.EXPLAINED
            places = (facts["compared"], facts.get("line", 0))
            found.append(Noted(number, accepts, *map(_whole, places), str(facts.get("mac", ""))))
            is_last = accepts or facts["color"] != RED
        except STRANGE:
            unread.append(number)
            continue
        if is_last:
            break
    return found[::-1], unread


def misfits_among(codes: Iterable[LogCode]) -> list[LogCode]:
    """Those of the codes whose event is missing, or has another hash."""
    known = [one for one in codes if one.number]
    found: list[LogCode] = []
    for start in range(0, len(known), BLOCK):
        block = known[start : start + BLOCK]
        hashes = event_reader.hashes_of({one.number for one in block})
        found += [one for one in block if hashes.get(one.number) != one.hash]
    return found
