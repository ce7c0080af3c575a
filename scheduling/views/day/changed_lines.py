"""What changed on a day, line by line in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scheduling.audit.event_reader import say_time
from scheduling.institutions import catalogue
from scheduling.rosters.changes import Changes, has_other_name
from scheduling.rosters.day_events import DayEvent
from scheduling.rosters.past_states import DayDifference, RosterScope
from scheduling.rosters.prints import PrintedRow
from scheduling.rosters.steps_since import KnownStep
from scheduling.seats.possible_seats import PossibleSeat
from scheduling.spoken_time import to_minute
from scheduling.views.day.clocks import PlaceClock
from scheduling.views.day.roster_rows import (
    NO_ACCOMMODATION,
    OTHER_NAME,
    RosterLine,
    by_name_of,
    lines_as_printed,
    lines_of,
)

NOWHERE = "location not known"
UNTIMED = "at a time that can’t be read"


@dataclass(frozen=True, slots=True)
class ChangedSession:
    """One session that stands otherwise: what became of it, how it was, and what is known of how
    that came about.
    """

    what: str
    line: RosterLine
    was: str
    place: str
    how: Sequence[tuple[str, int]]  # each with the event that tells of it, 0 where none does
    is_renamed: bool = False  # of somebody who has another name than on the print


class DifferenceInWords:
    """A difference in words."""

    def __init__(self, scope: RosterScope, found: DayDifference) -> None:
        self.scope, self.found = scope, found
        named = catalogue.locations(scope.institution)
        self.names = {one.sid: one.label for one in named}
        self.zones = {one.sid: one.time_zone for one in named}

    def added(self) -> list[ChangedSession]:
        return [
            self._told("Added", line, was=self._came_from(line))
            for line in self.lines(self.found.changes.added)
        ]

    def gone(self) -> list[ChangedSession]:
        return [
            self._told("No longer here", line, was=line.hours)
            for line in self.lines(self.found.changes.gone, are_gone=True)
        ]

    def changed(self) -> list[ChangedSession]:
        was = {new: old for old, new in self.found.changes.changed}
        before = {line.row: line for line in self.lines(was.values())}
        told = [
            self._told("Changed", line, was=self._was(before[was[line.row]], line))
            for line in self.lines(was)
        ]
        return [
            replace(one, is_renamed=has_other_name(was[one.line.row], one.line.row)) for one in told
        ]

    def happened(self, events: Sequence[DayEvent]) -> list[ChangedSession]:
        """What was marked, and where an incident was reported, by name and then in the log's
        order; of an incident how it stands now.
        """
        lines = {line.row: line for line in self.lines({one.row: None for one in events})}
        return [
            ChangedSession(
                one.what,
                line,
                "" if one.who else line.state.word,
                self._place(line.row),
                [(self._seen_or_marked(one), one.event_number)],
            )
            for line in lines.values()
            for one in events
            if one.row == line.row
        ]

    def _seen_or_marked(self, one: DayEvent) -> str:
        """“marked by Ana Ruiz, 8:02 AM”; of an incident when it was seen."""
        at = say_time(to_minute(one.at), self.scope.zone).unzoned if one.at else UNTIMED
        return f"marked by {one.who}, {at}" if one.who else f"seen {at}"

    def lines(self, rows: Iterable[PrintedRow], *, are_gone: bool = False) -> list[RosterLine]:
        """By name, each by the clock of its location, which is named where it is not the page's."""
        found = lines_of(rows, self.scope.zone, are_gone=are_gone)
        return by_name_of(map(self._by_own_clock, found))

    def _by_own_clock(self, line: RosterLine) -> RosterLine:
        row, own = line.row, self.zones.get(line.row.location_sid, "")
        there = PlaceClock(self.scope.zone, self.scope.day, own)
        until = there.hour(row.end) if row.end else line.until
        return replace(line, start=there.hour(row.start), until=until)

    def _was(self, line: RosterLine, now: RosterLine) -> str:
        """What it was, as far as that is otherwise now."""
        old, new = line.row, now.row
        elsewhere = self._place(old) if old.location_sid != new.location_sid else ""
        unsure = "" if old.is_certain else "not certain"
        hours = line.hours if line.hours != now.hours else ""
        boxed = f"? {old.state}" if old.is_certain and old.doubt and old.doubt != new.doubt else ""
        return _with_doubt((hours, elsewhere, unsure), boxed)

    def _place(self, row: PrintedRow) -> str:
        return self.names.get(row.location_sid, row.location_sid)

    def _came_from(self, line: RosterLine) -> str:
        """“Wed, Dec 2, 9:00 AM, Minneapolis Campus Testing”, of who sat elsewhere before; the
        place where that is another.
        """
        found = self.found.came_from.get(line.row.session_id, ())
        here = line.row.location_sid or self.scope.location_sid
        told = [self._stood(one, here) for one in found]
        return " or ".join(told)

    def _stood(self, one: PossibleSeat, here: str) -> str:
        there = PlaceClock(self.scope.zone, self.scope.day, self.zones.get(one.location_sid, ""))
        place = self.names.get(one.location_sid, one.location_sid) or NOWHERE
        return ", ".join([there.time(one.start), *([place] if one.location_sid != here else [])])

    def _told(self, what: str, line: RosterLine, was: str = "") -> ChangedSession:
        steps: list[KnownStep] = self.found.steps.get(line.row.session_id, [])
        return ChangedSession(what, line, was, self._place(line.row), self._came_about(steps))

    def _came_about(self, steps: Sequence[KnownStep]) -> list[tuple[str, int]]:
        """What was done with it, in its order; what the same person did again, the last time."""
        last = {(one.did, one.who): one for one in reversed(steps)}
        told = sorted(last.values(), key=lambda one: one.at)
        return [(self._how(one), one.event_number) for one in told]

    def _how(self, step: KnownStep) -> str:
        """“moved by Ana Ruiz, 10:12 AM”; an outside change by when it was seen."""
        at = say_time(to_minute(step.at), self.scope.zone).unzoned
        return f"{step.did} by {step.who}, {at}" if step.who else f"{step.did}, seen {at}"


def marked(lines: list[RosterLine], found: Changes | None, zone: str) -> list[RosterLine]:
    """The lines, those marked that the print had not, or had otherwise."""
    if not found:
        return lines
    new, before = set(found.added), {now: was for was, now in found.changed}
    printed = {line.row: line for line in lines_as_printed(before.values(), zone)}
    was = {now: _was(printed[old], now) for now, old in before.items() if old in printed}
    return [replace(line, is_new=line.row in new, was=was.get(line.row, "")) for line in lines]


def _was(before: RosterLine, now: PrintedRow) -> str:
    """How a row was, as far as that is otherwise now; its hours where nothing else tells it."""
    old = before.row
    hours = before.hours if (old.start, old.end) != (now.start, now.end) else ""
    given = (before.given or NO_ACCOMMODATION) if _tells_given(old, now) else ""
    is_other = old.doubt is not None and old.doubt != now.doubt
    doubt = f"? {before.state.word}" if is_other and old.doubt else ""
    state = before.state.word if is_other and not old.doubt else ""
    name = OTHER_NAME if has_other_name(old, now) else ""
    return _with_doubt((name, hours, given, state), doubt) or before.hours


def _with_doubt(told: Iterable[str], doubt: str) -> str:
    """These, and behind them, as in a roster's row, what is not certain: “9:30 AM ? Pending”."""
    return " ".join(filter(None, (", ".join(filter(None, told)), doubt)))


def _tells_given(old: PrintedRow, now: PrintedRow) -> bool:
    return old.given is not None and old.given != now.given


def changed_words(found: Changes, zone: str) -> list[tuple[RosterLine, str, str]]:
    """Who is expected otherwise than before, with how it was and how it is."""
    was = {new: old for old, new in found.changed}
    printed = {line.row: line for line in lines_as_printed(was.values(), zone)}
    told = []
    for line in by_name_of(lines_of(was, zone)):
        old, new = was[line.row], line.row
        told.append((line, _was(printed[old], new), _hours(line, _tells_given(old, new))))
    return told


def _hours(line: RosterLine, tells_given: bool) -> str:
    """“9:30 AM – 12:30 PM”, with what is given where that is told."""
    return f"{line.hours}, {line.given or NO_ACCOMMODATION}" if tells_given else line.hours
