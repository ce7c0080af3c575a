"""Words that came with a yes: whether they say more than yes, and whether they are about money."""

from __future__ import annotations

import re
from dataclasses import replace

from scheduling.booking.outcomes.outcome import Outcome

# Of which a plain yes is made, in any order.
_YES = frozenset(
    re.findall(
        r"\w+",
        "the your this an a exam session booking appointment reservation was were has have been is"
        " now it successfully success successful ok okay yes done cancelled canceled cancellation"
        " rescheduled moved updated deleted removed scheduled booked confirmed saved accepted true"
        " received request thank you to for of complete completed change changes created and",
    )
)
_WORD = re.compile(r"[^\W_]+")
_SIGN = re.compile(r"[$€£¥₹]")
_MONEY = re.compile(
    r"[$€£¥₹]|\b(?:fees?|refund\w*|pay|pays|paid|payments?|payable|charg\w+|amount|balance|due|owed?"
    r"|declined|card|voucher|price|costs?|invoice\w*|bill\w*|money|surcharge|unpaid|credit\w*)\b",
    re.IGNORECASE,
)


def says_more(words: str) -> bool:
    """Whether they say anything beside that it was done."""
    said = [one for one in _WORD.findall(words.casefold()) if not _is_sid(one)]
    return bool(_SIGN.search(words)) or any(one not in _YES for one in said)


def speaks_of_money(words: str) -> bool:
    return _MONEY.search(words) is not None


def with_words(outcome: Outcome, words: str) -> Outcome:
    """The outcome of a yes, with the words beside it that say more."""
    return replace(outcome, provider_words=words) if words and says_more(words) else outcome


def _is_sid(word: str) -> bool:
    return re.fullmatch(r"[a-z]{2}[0-9a-f]{32}", word) is not None
