"""The same list for `manage.py check --deploy`, with what no page may wait for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning

from scheduling.readiness import all_checks, audit_codes, files, serving
from scheduling.readiness.fault import ReadinessFault


def check(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """A fault that stops pages is an error, any other a warning, each with what mends it."""
    return [
        (Error if one.stops_pages else Warning)(
            one.in_full,
            hint=f"{one.mend[:1].upper()}{one.mend[1:]}.",
            id="portal.E001" if one.stops_pages else "portal.W001",
        )
        for one in [*all_checks.find(), *_of_deployment()]
    ]


def _of_deployment() -> Iterator[ReadinessFault]:
    for ask in (
        files.missing_folder,
        audit_codes.places_that_take_nothing,
        serving.over_plain_http,
    ):
        yield from all_checks.asked(ask)
