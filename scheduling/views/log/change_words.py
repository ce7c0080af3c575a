"""Before and after of an event in words: what the form that changed it calls each, and its values
as people say them.

The record keeps the names of the table's columns, and their values as they are stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from scheduling.date_formats import clock, day
from scheduling.exam_sessions.outside_changes import arrangements
from scheduling.opening_hours.hours_of_days import DAY_END
from scheduling.views.log import fact_words

LABELS = {
    "offered": "Offered",  # a session type by its rules
    "username": "User name",
    "pl_sid": "SID of the location",
    "cp_sid": "SID of the instructor entry",
    "cv_sid": "SID of the policy version",
    "ts_sid": "SID of the proctor type",
    "first_day": "From",
    "last_day": "To",
    "what": "Then it is",
    "up_to_minutes": "Up to (minutes)",
    "locale": "Country",
    "left": "Left",  # of a check-out; a stopped rescue has the same name for its rows
}
# What a switch is called, by the fact that tells whose it is.
SWITCHES = {"account": "May sign in", "install": "In use"}
YES_OR_NO = {"True": "yes", "False": "no"}
NOTHING_HELD, ADDED, REMOVED = "none", "added: {what}", "removed: {what}"
WHAT = {"closed": "Closed", "other": "Open at other hours"}


def label(name: str, details: Mapping[str, Any]) -> str:
    """What people call a thing that was changed; one without a name of its own as a sentence
    begins with it. `details` are the event's.
    """
    if "seen" in details and name in arrangements.WORDS:  # of a change outside
        return arrangements.WORDS[name]
    if name == "is_active":
        return next((words for fact, words in SWITCHES.items() if fact in details), "Offered")
    words = LABELS.get(name) or fact_words.LABELS.get(name, name.replace("_", " "))
    return words[:1].upper() + words[1:]


def in_words(name: str, value: Any) -> str:
    """A value before or after, as people say it; “none” for nothing."""
    if value in (None, ""):
        return "none"
    text = str(fact_words.in_words(name, value))
    if name in ("first_day", "last_day"):
        return _day(text)
    if name in ("opens", "closes"):
        return _clock(text)
    return (WHAT if name == "what" else YES_OR_NO).get(text, text)


def added_or_removed(
    recorded: Mapping[str, Any], before: str, after: str
) -> tuple[str, str] | None:
    """The two sides of what somebody holds, as roles, where one of them was recorded as none."""
    if recorded["before"] == NOTHING_HELD:
        return "", ADDED.format(what=after)
    return ("", REMOVED.format(what=before)) if recorded["after"] == NOTHING_HELD else None


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def _clock(text: str) -> str:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        return text
    return clock(found.min if found == DAY_END else found)


def as_recorded(facts: Mapping[str, Any], changes: Any) -> fact_words.Rows:
    """The facts that are told in other words than they are recorded in, as they are recorded."""
    return [*_recorded(facts), *_recorded_changes(changes, facts)]


def _recorded(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from _recorded(value)
        elif name in fact_words.RAW_ALONE or (
            isinstance(value, str) and fact_words.in_words(name, value) != value
        ):
            yield fact_words.label(name), value


def _recorded_changes(changes: Any, details: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, one in changes.items() if isinstance(changes, Mapping) else ():
        pair = [str(one.get(side) or "none") for side in ("before", "after")] if one else []
        if pair and [in_words(name, value) for value in pair] != pair:
            yield label(name, details), " → ".join(pair)
