"""Sessions whose booking is cancelled for a switch and not made anew: nobody goes on with it unless
somebody is led there.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from scheduling.models import ExamSession, Institution, TypeSwitch


def waiting(institutions: Sequence[Institution]) -> QuerySet[TypeSwitch]:
    """The switches there that wait for their booking, the oldest first."""
    here = TypeSwitch.objects.filter(old__institution__in=[one.pk for one in institutions])
    return here.filter(state=TypeSwitch.State.WAITING).order_by("started_at", "pk")


def goes_on_from(institutions: Sequence[Institution]) -> list[int]:
    """The primary key of the session on whose page each goes on: the new one, where it is known."""
    return list(waiting(institutions).values_list(Coalesce("new", "old"), flat=True))


def among(sessions: Sequence[ExamSession]) -> set[int]:
    """Those of the sessions, by primary key, from which a switch goes on."""
    found = goes_on_from(list({one.institution for one in sessions}))
    return {one.pk for one in sessions} & set(found)
