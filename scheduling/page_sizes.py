"""How many rows one page of each list shows."""

from __future__ import annotations

SESSIONS = 100
EVENTS = 50  # of the log
CODES = 50
PAYMENTS = 50
RESCUES = 50
HANDOVERS = 20
UNDECIDED_REQUESTS = 200
ADMIN_SITE = 50  # of any list there
