"""Requests whose record somebody changed past the portal, so that what they asked for, or how they
stand, can't be read any more.
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduling.models import Attempt, Institution

NEWEST = 500  # older ones are named by a verification, or by the page of their session


def damaged_requests(institutions: Iterable[Institution]) -> list[Attempt]:
    """Those of the institutions that can't be read, the newest first: of the newest anywhere, and
    of all that are open. Each is read along an index, whatever the history.
    """
    here = {one.pk for one in institutions}
    rows = Attempt.objects.select_related("session__institution")
    newest, opened = (
        rows.order_by("-started_at", "id")[:NEWEST],
        rows.filter(state__in=Attempt.OPEN),
    )
    found = {one.pk: one for one in (*newest, *opened) if one.session.institution_id in here}
    damaged = (one for one in found.values() if one.is_damaged)
    return sorted(damaged, key=lambda one: (one.started_at, one.pk), reverse=True)
