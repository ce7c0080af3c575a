"""Template of the text that confirms a booking to a learner: an institution's own, or else ours.

A template holds placeholders in braces. They are put in together, so that a name that looks like a
placeholder is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDERS = {
    "learner": "the learner’s name",
    "exam": "the exam’s title",
    "when": "day and time, with the time zone",
    "where": "the location, with its address",
    "how": "how it is proctored",
}
DEFAULT = """Hello {learner},

Your exam is booked.

Exam: {exam}
When: {when}
Where: {where}
How: {how}

Please tell us soon if you need another time."""
LONGEST = 2000
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


def filled(template: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder's value in its place."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template or DEFAULT)
