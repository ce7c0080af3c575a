"""Bookings without a location of which nothing known tells where they are: nobody has read them
yet, as the list does not tell; the place they name is called so nowhere here; or learners come to
a place for them, and none was shown.
"""

from __future__ import annotations

from django.db.models import Q

from scheduling.models import ExamSession
from scheduling.session_types import registry

OFF_SITE = ", ".join(f"'{name}'" for name in registry.off_site())
UNKNOWN = f"""location_sid = '' AND (refreshed_at IS NULL OR location_name <> ''
  OR session_type NOT IN ({OFF_SITE}))"""


def is_unknown(session: ExamSession) -> bool:
    """Whether it is one of them."""
    if session.location_sid:
        return False
    is_off_site = session.session_type in registry.off_site()
    return session.refreshed_at is None or bool(session.location_name) or not is_off_site


def unknown(of: str = "") -> Q:
    """The same as a condition; `of` leads to the session, as in “session__”."""
    is_of_none = Q((f"{of}session_type__in", registry.off_site()), (f"{of}location_name", ""))
    not_read = Q((f"{of}refreshed_at", None))
    return Q((f"{of}location_sid", "")) & (not_read | ~is_of_none)
