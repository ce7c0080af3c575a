"""The order of learners in a list that people look names up in."""

from __future__ import annotations

from scheduling.exam_sessions.search.text_folding import looked_up
from scheduling.models import ExamSession


def by_name(session: ExamSession) -> tuple[str, str, int]:
    """What to sort sessions by: the family name where it is known, then the whole name, without
    accents, apostrophes and capitals. Of namesakes, always the same one comes first.
    """
    family = session.learner_family_name or session.learner_name
    return looked_up(family), looked_up(session.learner_name), session.pk
