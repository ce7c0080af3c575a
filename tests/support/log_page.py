"""The events that a page of the log lists, and the filters in its address."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit


def numbers(page: str) -> list[int]:
    """The events of a list, in its order; those folded into another are not in it."""
    return [int(one) for one in re.findall(r'class="log__number" href="/audit/(\d+)/"', page)]


def asked(answer: object) -> dict[str, str]:
    """The filters that a redirect leads to."""
    where = urlsplit(answer.headers["Location"])  # type: ignore[attr-defined]
    assert where.path == "/audit/"
    return {name: one for name, [one] in parse_qs(where.query).items()}
