"""Reasons and words of the provider’s in a column, against the personal values of their events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scheduling.audit.event_writer import HIDDEN, storable_text
from scheduling.models.columns.kept_columns import as_stored

LONGEST = 400  # as the columns have them


def text_of(told: Any, values: Mapping[str, str]) -> str | None:
    """What an event's details tell of one, with the values of the event that are still kept; None
    where it was erased.
    """
    return values.get(str(told.get("personal"))) if isinstance(told, dict) else str(told)


def is_told(text: Any, kept: str | None) -> bool:
    """Whether a column has what its event tells, as far as it is long; nothing once that was
    erased, which takes it there as well (`audit.value_erasure`).
    """
    said = str(as_stored(text))
    if kept is None:
        return not said
    return HIDDEN in kept or storable_text(said)[:LONGEST] == kept[:LONGEST]
