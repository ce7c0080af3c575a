"""Sessions whose booking is cancelled for a switch and not made anew: nobody goes on with it unless
somebody is led there. One whose new booking is asked for already is no such one: whether it was
made is what its request waits for.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, QuerySet

from scheduling.models import Attempt, ExamSession, Institution, TypeSwitch, sql_statements

SWITCHES, SESSIONS = TypeSwitch._meta.db_table, ExamSession._meta.db_table
OPEN = ", ".join(f"'{state.value}'" for state in TypeSwitch.OPEN)
ASKED = ", ".join(f"'{state.value}'" for state in Attempt.OPEN)
# Written out: the list asks it several times for a page. It begins with the few open switches,
# which have an index of their own; the institution is no index's business (`+ 0`).
GOES_ON_FROM = f"""SELECT COALESCE(new_id, old_id) FROM {SWITCHES}
  JOIN {SESSIONS} ON {SESSIONS}.id = old_id
  WHERE state IN ({OPEN}) AND state = %s AND institution_id + 0 IN {{here}}
  AND NOT EXISTS (SELECT 1 FROM {Attempt._meta.db_table} AS asked
    WHERE asked.switch_id = {SWITCHES}.id AND asked.state IN ({ASKED}))
  ORDER BY started_at, {SWITCHES}.id"""


def waiting(institutions: Sequence[Institution]) -> QuerySet[TypeSwitch]:
    """The switches there that wait for their booking, the oldest first; see `GOES_ON_FROM`."""
    here = TypeSwitch.objects.alias(at_institution=F("old__institution_id") + 0).filter(
        state__in=TypeSwitch.OPEN, at_institution__in=[one.pk for one in institutions]
    )
    asked = Attempt.objects.filter(switch=OuterRef("pk"), state__in=Attempt.OPEN)
    waiting = here.filter(~Exists(asked), state=TypeSwitch.State.WAITING)
    return waiting.order_by("started_at", "pk")


def goes_on_from(institutions: Sequence[Institution]) -> list[int]:
    """The primary key of the session on whose page each goes on: the new one, where it is known."""
    here = [one.pk for one in institutions]
    if not here:
        return []
    sql = GOES_ON_FROM.format(here=sql_statements.marks(here))
    found = sql_statements.rows(sql, TypeSwitch.State.WAITING.value, *here)
    return [pk for (pk,) in found if isinstance(pk, int)]  # past the portal it may be a word


def among(sessions: Sequence[ExamSession]) -> set[int]:
    """Those of the sessions, by primary key, from which a switch goes on."""
    found = goes_on_from(list({one.institution for one in sessions}))
    return {one.pk for one in sessions} & set(found)
