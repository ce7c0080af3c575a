"""Limits on what is tried in vain or often, counted in a table that all processes share.

A count is one statement, so that tries at the same moment are all counted, and a key's row is only
ever its own: filling the table washes nothing out.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from scheduling.audit.client_addresses import network_of
from scheduling.models import VainTries, sql_statements
from scheduling.models.columns.kept_moments import kept_within, latest_by_this_clock

log = logging.getLogger(__name__)
MINUTE = timedelta(minutes=1)
OLD = timedelta(hours=1)  # longer than any limit looks back
TABLE = "scheduling_vaintries"
# What was noted before the clock was put back counts no more.
COUNT = (
    f"INSERT INTO {TABLE} (key, count, since) VALUES (%s, 1, %s) ON CONFLICT (key) DO UPDATE SET"
    f" count = CASE WHEN {TABLE}.since > %s AND {TABLE}.since <= %s THEN {TABLE}.count + 1 ELSE 1"
    f" END, since = CASE WHEN {TABLE}.since > %s AND {TABLE}.since <= %s THEN {TABLE}.since ELSE"
    " excluded.since END RETURNING count"
)
TAKE_BACK = f"UPDATE {TABLE} SET count = count - 1 WHERE key = %s AND count > 0"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries of this kind within the time. `what` is part of the key."""

    what: str
    most: int
    within: timedelta = MINUTE


CONNECTION_TESTS = Limit("connection test", 6)  # of an institution
UNKNOWN_CALENDARS = Limit("calendar", 10)  # from an address, as with sign-ins that fail


def count(limit: Limit, *whose: str) -> bool:
    """Count one more try of whoever it is, and tell whether it is within the limit.

    Raises DatabaseError where it can't be counted.
    """
    now = timezone.now()
    counted = (_stored(now - limit.within), _stored(latest_by_this_clock(now)))
    key = key_of(limit, *whose)
    rows = sql_statements.rows(COUNT, key, _stored(now), *counted, *counted)
    return bool(rows[0][0] <= limit.most)


def take_back(limit: Limit, *whose: str) -> None:
    """Count one less: the try was not in vain."""
    sql_statements.run(TAKE_BACK, key_of(limit, *whose))


def is_exceeded(limit: Limit, ip: str) -> bool:
    """Count one more vain try from an address of the network, and tell whether there were too many.
    What can't be counted is let pass: it was in vain all the same.
    """
    try:
        return not count(limit, network_of(ip))
    except DatabaseError as error:
        log.error("a vain try could not be counted: %s", error)
        return False


def key_of(limit: Limit, *whose: str) -> str:
    """What the table has in place of a name."""
    text = "\0".join((limit.what, *whose))
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def purge() -> int:
    """Delete the counts that no limit looks at any more; how many."""
    now = timezone.now()
    gone, _ = VainTries.objects.exclude(kept_within(OLD, "since", now)).delete()
    return gone


def _stored(moment: object) -> object:
    return sql_statements.stored(VainTries, "since", moment)
