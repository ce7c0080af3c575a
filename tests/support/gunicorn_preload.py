"""gunicorn's own configuration of the portal, with everything loaded before its workers are forked.

A killed worker is then back in a tenth of a second; what it runs is the portal as it is.
"""

from __future__ import annotations

from typing import Any

from portal.gunicorn_conf import *  # noqa: F403

preload_app = True


def when_ready(server: Any) -> None:
    """Load what the first request would load."""
    from django.template.loader import get_template
    from django.urls import get_resolver

    for page in ("booking/schedule", "exam_sessions/session", "booking/unrecorded"):
        get_template(f"scheduling/{page}.html")
    assert get_resolver().url_patterns
