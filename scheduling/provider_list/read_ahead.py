"""Booked sessions of the coming days, read one by one before anybody asks: the list does not tell
their place and length.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from scheduling.models import ExamSession, Institution
from scheduling.provider_list.reading_one_by_one import not_since, read_all

MAY_STILL_RUN = timedelta(hours=12)  # an exam of a working day, extra time included
AHEAD_AGAIN_AFTER = timedelta(hours=1)


def read_ahead(institution: Institution, *, until: float) -> None:
    """Read booked sessions of the coming days, and those that began lately and may still run, each
    once and again where the list changed it: the newest changes first, then the nearest, until that
    moment of the monotonic clock.
    """
    now = timezone.now()
    rows = ExamSession.objects.filter(
        not_since("read_tried_at", "changed_at", now)
        | Q(read_tried_at__lt=now - AHEAD_AGAIN_AFTER),
        institution=institution,
        listed_at__isnull=False,
        dropped_at__isnull=True,
        appointment_at__gt=now - MAY_STILL_RUN,
        appointment_at__lt=now + timedelta(days=settings.READ_AHEAD_DAYS),
    )
    older = not_since("refreshed_at", "changed_at", now)
    changed = rows.filter(older, refreshed_at__isnull=False)
    if read_all(institution, changed.order_by("-changed_at"), until, paced=True):
        unread = rows.filter(refreshed_at__isnull=True)
        read_all(institution, unread.order_by("appointment_at", "-changed_at"), until, paced=True)
