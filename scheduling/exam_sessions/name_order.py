"""The order of learners and of courses in a list that people look names up in."""

from __future__ import annotations

import re

from scheduling.exam_sessions.search.text_folding import sort_key_of_name
from scheduling.models import ExamSession

LONGEST = 200
LONGEST_NUMBER = 12
NUMBER = re.compile(r"\d+")


def by_name(session: ExamSession) -> tuple[str, str, int]:
    """What to sort sessions by: the family name where it is known, then the whole name, without
    accents, apostrophes and capitals. Of namesakes, always the same one comes first.
    """
    return *_parts(session.learner_family_name, session.learner_name), session.pk


def of(session: ExamSession) -> str:
    """The same as one text, as it is stored to sort by."""
    return stored(session.learner_family_name, session.learner_name)


def stored(family_name: str, name: str) -> str:
    """A family name and a whole name as one text to sort by. Two blanks keep them apart: no name
    has that many, and no letter comes before them.
    """
    return "  ".join(_parts(family_name, name))[:LONGEST]


def by_course(course: str) -> tuple[str, str]:
    """What to sort courses by: whatever their accents and capitals, “Chem 9” before “CHEM 10”."""
    return NUMBER.sub(
        lambda found: found[0].zfill(LONGEST_NUMBER), sort_key_of_name(course)
    ), course


def _parts(family_name: str, name: str) -> tuple[str, str]:
    whole = sort_key_of_name(name)
    return sort_key_of_name(family_name) if family_name else whole, whole
