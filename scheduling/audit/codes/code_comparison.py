"""Comparing the codes file with the log: how many codes fit, and what is wrong with the file.

Only a file that is whole, carries the portal's key, reaches as far as at the last verification and
fits the log in every line is green.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from scheduling.audit import anchors
from scheduling.audit.anchor_codes import Anchor
from scheduling.audit.chain import instant
from scheduling.audit.codes.code_lines import NO_LOG, Examined
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent

GREEN, AMBER, RED = "green", "amber", "red"
BLOCK = 5_000
# Hexadecimal without a digit, so that no run of digits in it is taken for a card number.
LETTERS = str.maketrans("0123456789", "ghijklmnop")
NEVER_ANY = "there is no file of codes yet, so the log was compared with none"
NONE_IN_IT = "the file of codes has no code in it, so the log was compared with none"
NO_KEY = "none of its lines carries the portal’s key yet: anybody could have written them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What became of the codes file: how many codes were compared, the oldest and the newest of
    them, those that do not fit the log, what was lost by restoring a backup (`gaps`), and in `said`
    what is not as it should be.

    `line` and `mac` (in letters) are the last keyed line's: the next verification has to find it.
    """

    color: str
    compared: int = 0
    oldest: Anchor | None = None
    newest: Anchor | None = None
    misfits: tuple[Anchor, ...] = ()
    known_good: int = 0
    gaps: tuple[Gap, ...] = ()
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
            "restored": [
                {"event": one.event, "first": one.first, "last": one.last, "source": one.source}
                for one in self.gaps
            ],
            "line": self.line,
            "mac": self.mac,
        }


def _facts(anchor: Anchor | None) -> dict[str, Any]:
    if anchor is None:
        return {}
    at = instant(anchor.at) if anchor.at else ""
    return {"number": anchor.number, "code": anchor.code, "at": at}


@dataclass(frozen=True, slots=True)
class Gap:
    """Events that a restored backup did not have, as the event of that number recorded it, and the
    last line of the codes file at that time.
    """

    event: int
    first: int
    last: int
    until: int
    source: str

    def excuses(self, code: Anchor) -> bool:
        """Whether a code that does not fit is one of those that were lost."""
        return self.first <= code.number <= self.last and code.nth <= self.until


def gaps() -> list[Gap]:
    """What was lost by restoring a backup, as far as it was recorded; oldest first."""
    events = AuditEvent.objects.filter(kind=Kind.RESTORED).order_by("number")
    told = [(number, orjson.loads(one)) for number, one in events.values_list("number", "details")]
    return [
        Gap(
            number,
            one["lost_first"],
            one["lost_last"],
            one["codes_until"],
            one["restored_from"],
        )
        for number, one in told
    ]


def compare() -> Compared:
    """Compare every code of the file with the event that it names."""
    before = _before()
    try:
        found = anchors.examined()
    except OSError as error:
        return Compared(color=RED, said=(f"the file of codes can’t be read ({error.strerror})",))
    if found is None:
        lost = bool(before.get("compared"))
        gone = f"the file of codes is missing: {_had(before)}"
        return Compared(color=RED if lost else AMBER, said=(gone if lost else NEVER_ANY,))
    return _judged(found, before)


def _judged(found: Examined, before: dict[str, Any]) -> Compared:
    known = gaps()
    others = misfits_among(found.codes)
    lost = [one for one in others if any(gap.excuses(one) for gap in known)]
    misfits = [one for one in others if one not in lost]
    first = min((one.number for one in misfits), default=None)
    bad = [*found.faults[:3], *_not_as_before(found, before), *_of_another_log(found)]
    doubts = _doubts(found)
    last = found.last_keyed
    return Compared(
        color=RED if bad or misfits else AMBER if doubts else GREEN,
        compared=len(found.codes) - len(lost),
        gaps=tuple(known),
        oldest=found.codes[0] if found.codes else None,
        newest=found.codes[-1] if found.codes else None,
        misfits=tuple(misfits),
        known_good=max(
            (one.number for one in found.codes if first is not None and one.number < first),
            default=0,
        ),
        said=(*bad, *doubts),
        line=last.nth if last else 0,
        mac=last.mac.translate(LETTERS) if last else "",
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


def _not_as_before(found: Examined, before: dict[str, Any]) -> list[str]:
    """What the last verification found in the file, and is not there any more."""
    line, mac = before.get("line", 0), before.get("mac", "")
    if line and not any(
        (one.nth, one.mac.translate(LETTERS)) == (line, mac) for one in found.codes
    ):
        last = found.last_keyed
        there = f"it ends with line {last.nth}" if last else "it has no line with a key"
        if last and last.nth >= line:
            there = f"its line {line} is another now"
        return [f"the file of codes is not the one it was: {_had(before)}, and {there}"]
    if len(found.codes) < before.get("compared", 0):
        return [f"the file of codes is shorter than it was: {_had(before)}"]
    return []


def _had(before: dict[str, Any]) -> str:
    codes = "1 code" if before.get("compared") == 1 else f"{before.get('compared')} codes"
    return f"at the verification of event {before.get('event')} it had {codes}"


def _of_another_log(found: Examined) -> list[str]:
    ours = anchors.log_id()
    other = sum(1 for one in found.codes if one.log_id not in ("", ours, NO_LOG))
    return [f"{_lines(other)} of the file of codes belong to another log"] if other else []


def _before() -> dict[str, Any]:
    """What the last verification noted of the file, with the number of its `event`."""
    noted = AuditEvent.objects.filter(kind=Kind.VERIFIED, details__contains='"codes":{')
    event = noted.order_by("-number").first()
    if event is None:
        return {}
    facts: dict[str, Any] = orjson.loads(event.details).get("codes", {})
    return facts | {"event": event.number}


def misfits_among(codes: Iterable[Anchor]) -> list[Anchor]:
    """Those of the codes whose event is missing, or has another hash."""
    known = [one for one in codes if one.number]
    found: list[Anchor] = []
    for start in range(0, len(known), BLOCK):
        block = known[start : start + BLOCK]
        rows = AuditEvent.objects.filter(number__in={one.number for one in block})
        hashes = dict(rows.values_list("number", "hash"))
        found += [one for one in block if hashes.get(one.number) != one.hash]
    return found
