"""When a request without a usable answer is looked at again, in seconds."""

from __future__ import annotations

from portal.settings.base import read

# Between two looks; the last is repeated until it is given up.
READ_BACK_PAUSES = read.numbers(
    "READ_BACK_PAUSES", [1.0, 3.0, 10.0, 20.0, 40.0, 60.0, 120.0, 300.0], least=0.01
)
READ_BACK_QUIET = read.number("READ_BACK_QUIET", 30.0)
READ_BACK_GIVE_UP = read.number("READ_BACK_GIVE_UP", 3600.0)
