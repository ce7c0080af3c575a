"""Budget per institution: how often the provider is asked for what nobody waits for.

Lists, sessions read ahead and sessions that dropped out share one bucket of requests, kept in the
database so that all processes share it too. Bookings, pages and the looks at open bookings never
ask it; each booking of the last minute makes it smaller. A 429, or a 5xx with `Retry-After`, pauses
it for as long as the provider says, whichever call met it; after a 429 it fills more slowly.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from scheduling.models import Attempt, Institution, ListWalk
from scheduling.models.columns.kept_moments import kept_within, latest_by_this_clock
from scheduling.proctoring_api.errors import ProctoringError, Throttled

log = logging.getLogger(__name__)
AT_ONCE = 15.0  # requests, after a time in which nothing was asked
LEAST_A_MINUTE = 5.0
# What a booking asks of the provider beside the list: the call itself, its form and its page.
A_BOOKING_ASKS = 2.0
BOOKINGS_OF = timedelta(minutes=1)
SLOWED_FOR = timedelta(minutes=10)
SLOWED_TO = 0.5
LONGEST_ASKED = timedelta(hours=2)  # longer than any pause that the provider may ask for
ASKED = "SmarterProctoring asked us to slow down."
THROTTLED_FOR = 60.0  # seconds, where the provider names none
FIRST_PAUSE, LONGEST_PAUSE = 15.0, 600.0


def walk_of(institution: Institution) -> ListWalk:
    """The institution's row, made where it was never asked."""
    return ListWalk.objects.get_or_create(institution=institution)[0]


def take(institution: Institution) -> bool:
    """Take one request out of the budget; False where there is none just now."""
    now = timezone.now()
    with transaction.atomic():
        walk = ListWalk.objects.select_for_update().filter(institution=institution).first()
        if walk is None or is_paused(walk, now):
            return False
        left = _filled(walk, now)
        if left < 1:
            return False
        ListWalk.objects.filter(pk=walk.pk).update(allowance=left - 1, allowance_at=now)
    return True


def is_paused(walk: ListWalk, now: datetime) -> bool:
    """Whether nothing may be asked yet. A pause longer than any was set before the clock was put
    back.
    """
    return walk.paused_until is not None and now < walk.paused_until < now + LONGEST_ASKED


def asked_until(institution: Institution) -> datetime | None:
    """Until when the provider asks to be left alone; None where it does not."""
    asked = ListWalk.objects.filter(pk=institution.pk).exclude(pause_reason="")
    walk = asked.only("paused_until").first()
    return walk.paused_until if walk and is_paused(walk, timezone.now()) else None


def a_minute(walk: ListWalk, now: datetime) -> float:
    """How many requests the budget has for a minute now."""
    most: float = settings.BACKGROUND_REQUESTS
    if walk.slowed_until and now < walk.slowed_until < now + LONGEST_ASKED + SLOWED_FOR:
        most *= SLOWED_TO
    lately = Attempt.objects.filter(kept_within(BOOKINGS_OF, "started_at", now))
    booked = lately.at_numbers([walk.pk]).count()
    return max(min(LEAST_A_MINUTE, most), most - A_BOOKING_ASKS * booked)


def _filled(walk: ListWalk, now: datetime) -> float:
    rate = a_minute(walk, now)
    most = max(1.0, min(AT_ONCE, rate))
    at = walk.allowance_at
    if walk.allowance is None or at is None or at > latest_by_this_clock(now):
        return most
    passed = max(0.0, (now - at).total_seconds())
    return min(most, walk.allowance + passed * rate / 60)


def pause_if_asked_to(institution: Institution, error: ProctoringError) -> None:
    """A request that somebody waited for failed: where the provider asks to be left alone,
    everything that nobody waits for stands back. Failing to write it down harms nobody.
    """
    if not _asked_for(error):
        return
    try:
        walk_of(institution)
        _pause(institution, error, is_own=False)
    except DatabaseError as trouble:
        log.error("that %s is throttled could not be kept: %s", institution.sid, trouble)


def back_off(institution: Institution, error: ProctoringError) -> None:
    """A request of the budget's own failed: pause, longer each time in a row."""
    walk_of(institution)
    _pause(institution, error, is_own=not isinstance(error, Throttled))


def _asked_for(error: ProctoringError) -> float:
    """For how many seconds the provider asks to be left alone; 0 where it does not."""
    return error.retry_after or (THROTTLED_FOR if isinstance(error, Throttled) else 0.0)


def _pause(institution: Institution, error: ProctoringError, *, is_own: bool) -> None:
    """Of two pauses what the provider asks for goes before one of our own, which is told to nobody
    and holds nothing else up; of two of a kind the later end holds.
    """
    asked, now = _asked_for(error), timezone.now()
    with transaction.atomic():
        walk = ListWalk.objects.select_for_update(no_key=True).get(pk=institution.pk)
        own = min(FIRST_PAUSE * 2**walk.failures, LONGEST_PAUSE) if is_own else 0.0
        until, reason = now + timedelta(seconds=asked or own), ASKED if asked else ""
        if is_paused(walk, now) and walk.paused_until:
            reason, until = max((reason, until), (walk.pause_reason, walk.paused_until))
        changes: dict[str, Any] = {"paused_until": until, "pause_reason": reason}
        if is_own:
            changes |= {"failures": min(walk.failures + 1, 10)}
        if isinstance(error, Throttled):
            slow = {"slowed_until": until + SLOWED_FOR, "allowance": 0, "allowance_at": until}
            changes |= slow
        ListWalk.objects.filter(pk=walk.pk).update(**changes)


def forget_failures(institution: Institution) -> None:
    """Forget failures, and the pauses after them: it answered. A pause that the provider asks for
    stays: what was asked before it may be answered after it.
    """
    now = timezone.now()
    asked_for = Q(paused_until__gt=now, paused_until__lt=now + LONGEST_ASKED)
    _resume(ListWalk.objects.exclude(asked_for & ~Q(pause_reason="")), institution)


def resume(institution: Institution) -> None:
    """Forget pauses and failures: somebody has seen that it answers, or mended what was wrong."""
    _resume(ListWalk.objects.all(), institution)


def _resume(rows: QuerySet[ListWalk], institution: Institution) -> None:
    rows.filter(institution=institution).exclude(paused_until__isnull=True, failures=0).update(
        paused_until=None, failures=0, pause_reason=""
    )
