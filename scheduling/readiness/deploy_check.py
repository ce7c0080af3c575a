"""The same list for `manage.py check --deploy`, with what no page may wait for."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Warning

from scheduling.readiness import all_checks, files


def check(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """A fault that stops pages is an error, any other a warning, each with what mends it."""
    return [
        (Error if one.stops_pages else Warning)(
            one.in_full,
            hint=f"{one.mend[:1].upper()}{one.mend[1:]}.",
            id="portal.E001" if one.stops_pages else "portal.W001",
        )
        for one in [*all_checks.find(), *files.missing_folder()]
    ]
