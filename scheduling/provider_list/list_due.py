"""When the list of an institution is due to be fetched, whole or its newest entries."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from scheduling.institutions import request_budget
from scheduling.models import Institution, ListWalk
from scheduling.models.columns.kept_moments import is_within
from scheduling.provider_list.list_age import age_of

RENEWED_AFTER = timedelta(seconds=45)
NEWEST_AFTER = timedelta(seconds=60)
SHORT = 10  # pages: such a list is fetched whole each time
SHARE_OF_WHOLE_WALKS = 0.5  # of the budget, in the long run


def is_due(institution: Institution) -> bool:
    """Whether it is time to fetch the list, or a part of it, again."""
    walk, now = request_budget.walk_of(institution), timezone.now()
    if request_budget.is_paused(walk, now):
        return False
    return bool(walk.started_at) or wants_whole(institution, walk) or wants_newest(walk, now)


def is_shut_out(institution: Institution) -> bool:
    """Whether the last fetch was refused for its token:
    nothing goes through until an administrator enters another.
    """
    return institution.token_refused


def wants_whole(institution: Institution, walk: ListWalk) -> bool:
    """Whether a whole walk is due: a long list is walked so seldom that half of the budget is left
    for other things.
    """
    a_minute = SHARE_OF_WHOLE_WALKS * settings.BACKGROUND_REQUESTS
    long_list = walk.pages > SHORT
    pause = timedelta(minutes=walk.pages / a_minute) if long_list and a_minute else RENEWED_AFTER
    return age_of(institution) > max(RENEWED_AFTER, pause)


def wants_newest(walk: ListWalk, now: datetime) -> bool:
    """Whether the newest entries of a long list are due, between two whole walks."""
    if walk.pages <= SHORT:
        return False
    return not is_within(NEWEST_AFTER, walk.newest_at, now)
