"""Keyed fingerprints of facts: nobody without the portal's keys makes one, or tries out what it is
of.
"""

from __future__ import annotations

import hmac
from typing import Any

from scheduling.audit.chain import canonical
from scheduling.audit.codes.code_lines import keys as known_keys
from scheduling.digit_free_digests import in_letters

LENGTH = 24  # letters of a fingerprint: 96 bits


def prints_of(facts: list[Any]) -> list[str]:
    """The fingerprints of facts with each of the portal's keys; the first one is what is noted."""
    said = canonical([None if one is None else str(one) for one in facts]).encode()
    made = (hmac.digest(key, said, "sha256").hex() for key in known_keys())
    return [in_letters(one[:LENGTH]) for one in made]
