"""Batches as they are looked up: one by its number, those under way, the newest."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from scheduling.models import Batch, BatchRow, Institution


def find(number: int) -> Batch | None:
    """The batch of this number, with its institution."""
    return Batch.objects.select_related("institution").filter(pk=number).first()


def begun_by(form_id: UUID | str) -> Batch | None:
    """The batch that this form began."""
    return Batch.objects.filter(form_id=form_id).first()


def newest(institutions: Iterable[Institution], most: int) -> list[Batch]:
    """The newest of these institutions."""
    here = Batch.objects.filter(institution__in=[one.pk for one in institutions])
    return list(here.select_related("institution").order_by("-pk")[:most])


def under_way(institutions: Iterable[Institution]) -> list[Batch]:
    """Those of these institutions that have not ended, the newest first."""
    here = Batch.objects.filter(institution__in=[one.pk for one in institutions])
    return list(here.filter(state__in=Batch.OPEN).order_by("-pk"))


def rows_of(batch: Batch) -> list[BatchRow]:
    """Its rows with their sessions, in the order in which they were approved."""
    return list(batch.rows.select_related("session__institution").order_by("pk"))
