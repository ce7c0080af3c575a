"""What is kept of an answer's headers: the provider's ID of the request, and how far its clock is
from ours.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

# None is documented (contract §1): what gateways of this kind send, the most telling first.
REQUEST_IDS = (
    "x-request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-correlation-id",
    "request-id",
    "x-amzn-trace-id",
)
LONGEST_ID = 64


def request_id(headers: Mapping[str, str]) -> str:
    """Letters, digits and `._:-` of the first of `REQUEST_IDS` that came; "" for none."""
    found = next((value for name in REQUEST_IDS if (value := headers.get(name))), "")
    return re.sub(r"[^A-Za-z0-9._:-]", "", found)[:LONGEST_ID]


def clock_skew(headers: Mapping[str, str]) -> float | None:
    """Seconds by which the provider's `Date` is ahead of our clock; None where it can't be read."""
    try:
        return round(parsedate_to_datetime(headers.get("date", "")).timestamp() - time.time(), 1)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
