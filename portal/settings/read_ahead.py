"""How many days ahead booked sessions are read before anybody asks for them."""

from __future__ import annotations

from portal.settings.base import read

READ_AHEAD_DAYS = read.whole("READ_AHEAD_DAYS", 14, most=366)
