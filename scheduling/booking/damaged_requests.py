"""Requests whose record somebody changed past the portal, so that what they asked for, or how they
stand, can't be read any more.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from scheduling.models import Attempt, Institution

NEWEST = 500  # older ones are named by a verification, or by the page of their session
IS_OPEN = Q(state__in=Attempt.OPEN)
IS_NONE = ~Q(state__in=Attempt.State.values) | ~Q(action__in=Attempt.Action.values)


def damaged_requests(institutions: Iterable[Institution]) -> list[Attempt]:
    """Those of the institutions that can't be read, the newest first: of the newest, of all that
    are open, and of all whose action or state is none.
    """
    here = Attempt.objects.filter(session__institution__in=list(institutions))
    rows = here.select_related("session__institution").order_by("-started_at", "-id")
    found = {one.pk: one for one in (*rows[:NEWEST], *rows.filter(IS_OPEN | IS_NONE)[:NEWEST])}
    return [one for one in found.values() if one.is_damaged]
