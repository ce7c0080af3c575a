"""Every kind of trouble the stand-in can make, one function each.

A kind gets the way back to the caller and `act`, which carries the request out (the effect) and
returns the honest reply; the rest of its parameters are what may be asked for. A kind that never
calls `act` has no effect.
"""

from __future__ import annotations

from portal.sandbox.faults import broken_bytes, false_words, refusing, spoilt_lists, timing
from portal.sandbox.faults.registry import KINDS, Act, Change, parameters

__all__ = [
    "KINDS",
    "Act",
    "Change",
    "broken_bytes",
    "false_words",
    "parameters",
    "refusing",
    "spoilt_lists",
    "timing",
]
