"""Template of the text that confirms a booking to a learner: an institution's own, or else ours.

A template holds placeholders in braces. They are put in together, so that a name that looks like a
placeholder is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDERS = {
    "learner": "the learner’s name",
    "news": "that the exam is booked, or that it was moved, and from when",
    "exam": "the exam’s title",
    "when": "day and time, with the time zone",
    "where": "the location, with its address",
    "how": "how it is proctored",
}
DEFAULT = """Hello {learner},

{news}

Exam: {exam}
When: {when}
Where: {where}
How: {how}

Please tell us soon if you need another time."""
# Of a cancelled booking; an institution's own words are about one that holds.
CANCELLED = """Hello {learner},

Your booking for this exam is cancelled.

Exam: {exam}
It was booked for: {when}

Please tell us if you did not expect this."""
LONGEST = 2000
BOOKED = "Your exam is booked."
MOVED = "Your exam was moved. It is no longer on {before}."
CHANGED = "Your exam was changed. It is no longer {no_longer}."
SAME_DAY = "Your exam was moved. It is the same day, but no longer at {before}."
NEITHER = "Nor is it {no_longer} any more."
UNKNOWN = "There is no placeholder {name}. Use {known}."
LOOSE_BRACE = "A { or } stands alone. Braces are only for placeholders, such as {when}."
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def fault_in(template: str) -> str:
    """What is wrong with a template, for who wrote it; '' for nothing."""
    for name in _PLACEHOLDER.findall(template):
        if name not in PLACEHOLDERS:
            return UNKNOWN.format(name=f"{{{name}}}", known=listed())
    return LOOSE_BRACE if re.search(r"[{}]", _PLACEHOLDER.sub("", template)) else ""


def listed() -> str:
    """The placeholders in a row: “{learner}, {exam}, …”."""
    return ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


def lacking(template: str, values: Mapping[str, str]) -> list[str]:
    """What the template needs and nobody knows, in words."""
    asked = dict.fromkeys(_PLACEHOLDER.findall(template or DEFAULT))
    return [PLACEHOLDERS[name] for name in asked if name in PLACEHOLDERS and not values.get(name)]


def last_step_sentence(moved_from: str, *, is_same_day: bool = False, no_longer: str = "") -> str:
    """What happened to the exam last: it was booked, or moved from this day and time; only from
    this time where the day is still the same; or, or also, is no longer where or how it was.
    """
    if not moved_from:
        return CHANGED.format(no_longer=no_longer) if no_longer else BOOKED
    moved = (SAME_DAY if is_same_day else MOVED).format(before=moved_from)
    return f"{moved} {NEITHER.format(no_longer=no_longer)}" if no_longer else moved


def with_news(template: str, *, is_moved: bool) -> str:
    """The template, and of a moved exam the news below it where it has no place for them: who is
    told only the new time may come at both.
    """
    has_place = not template or "news" in _PLACEHOLDER.findall(template)
    return template if has_place or not is_moved else f"{template.rstrip()}\n\n{{news}}"


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder's value in its place."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template or DEFAULT)
