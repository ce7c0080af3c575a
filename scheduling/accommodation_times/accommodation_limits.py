"""Limits of an accommodation: how much more time, how long its breaks, which factors
are offered.
"""

from __future__ import annotations

from decimal import Decimal

LEAST_FACTOR, MOST_FACTOR = Decimal(1), Decimal(5)
FACTORS = (Decimal("1"), Decimal("1.25"), Decimal("1.5"), Decimal("2"))  # that people choose from
MOST_BREAK_MINUTES = 240
LONGEST_ROOM = 60
