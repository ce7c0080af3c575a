"""Whether any request can fit: the portal answers by the names that it knows alone; and whether
what is sent is sent over https.
"""

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


def over_plain_http() -> Iterator[ReadinessFault]:
    """That cookies go over plain http too. It is for who deploys: they may want it so."""
    if not (settings.SECURE_COOKIES or settings.PRACTICE):
        yield ReadinessFault(
            "Cookies go over plain http as well, and browsers are told nothing of https: whoever"
            " listens on the way can take a sign-in over.",
            "have a proxy serve the portal over https, and set SECURE_COOKIES to on or leave it"
            " out, and BEHIND_TLS_PROXY to on",
            stops_pages=False,
        )
