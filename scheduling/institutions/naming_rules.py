"""Rules for what an institution, a location or another thing that people choose by name may be
called: sentences of the log and lists name them, so no name tells a story of its own.
"""

from __future__ import annotations

import re

from scheduling.access.account_names import CARD, TOLD, UNSEEN, is_ours
from scheduling.access.lookalikes import has_unseen
from scheduling.card_numbers import contains_card_number

# A period may follow “St.” or “Bldg.”, and nothing longer.
_GOES_ON = re.compile(r"[;:!?…。！？：；]\s|[^\W\d_]{6,}[.．]\s|[.]{3}\s")
OURS = "The portal uses this name for itself. Enter another."
SENTENCE = "This reads like a sentence of the log. Enter the name alone."


def fault_of(name: str) -> str:
    """What speaks against the name, for people; "" where nothing does."""
    if contains_card_number(name):
        return CARD
    if has_unseen(name):
        return UNSEEN
    if is_ours(name):
        return OURS
    told = not set(TOLD).isdisjoint(name.split()[1:])  # in small letters, as sentences are
    return SENTENCE if told or _GOES_ON.search(name) else ""
