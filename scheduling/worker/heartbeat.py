"""Sign of life of the background worker: what it promises on pages holds only while it lives."""

from __future__ import annotations

from django.utils import timezone

from scheduling.models import Heartbeat

WORKER = "worker"


def beat() -> None:
    """Note that the worker has begun a round, whatever was noted before."""
    now = timezone.now()
    if not Heartbeat.objects.filter(name=WORKER).update(at=now):
        Heartbeat.objects.get_or_create(name=WORKER, defaults={"at": now})
