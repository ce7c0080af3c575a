"""Whether any request can fit: the portal answers by the names that it knows alone."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from scheduling.readiness.fault import ReadinessFault


def faults() -> Iterator[ReadinessFault]:
    """That it knows none, and so answers 400 whatever is asked for but its health."""
    if not settings.ALLOWED_HOSTS and not settings.DEBUG:
        yield ReadinessFault(
            "No page can be opened: the portal knows no name that it may be asked by.",
            "set ALLOWED_HOSTS to the name in its address, then restart the web processes",
        )
