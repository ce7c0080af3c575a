"""The sessions that were ticked in a list, by their primary keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduling.exam_sessions.lists.worklist import PAGE
from scheduling.exam_sessions.name_order import by_name
from scheduling.models import ExamSession, Institution

MOST_DIGITS = 18


def read(texts: Iterable[str]) -> list[int]:
    """The keys of a form or an address, each once and no more than a page has; what is none is
    left out.
    """
    known = (one for one in texts if one.isascii() and one.isdecimal())
    return list(dict.fromkeys(int(one) for one in known if len(one) <= MOST_DIGITS))[:PAGE]


def at(institutions: Sequence[Institution], keys: Iterable[int]) -> list[ExamSession]:
    """Those of them at these institutions, by start and name. One statement."""
    here = ExamSession.objects.filter(pk__in=list(keys), institution__in=institutions)
    found = sorted(here.select_related("institution"), key=by_name)
    return sorted(found, key=lambda one: (one.appointment_at is not None, one.appointment_at))
