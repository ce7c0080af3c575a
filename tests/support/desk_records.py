"""Desk records changed past the portal, and what a verification finds."""

from __future__ import annotations

from datetime import date, timedelta

from scheduling.audit.table_checks import comparison_with_log
from scheduling.session_commands import Actor

ANA = Actor(user_id=None, name="Ana Ruiz", username="coordinator", role="coordinator")
TOM = Actor(user_id=None, name="Tom Okafor", username="coordinator2", role="coordinator")
DAY = date(2027, 1, 14)
HOUR = timedelta(hours=1)


def found() -> str:
    """What a verification names of these."""
    names = ("rescue", "handover", "roster", "who came", "is given", "gave session", "compared")
    names += ("how long session",)
    differences = comparison_with_log.compare().differences
    return "; ".join(one.said for one in differences if any(name in one.said for name in names))
