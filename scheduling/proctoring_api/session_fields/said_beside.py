"""What a yes says in words beside the session's own fields: a message, a warning, and how it stands
with a payment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scheduling.proctoring_api.parsing import JsonObject, text

LONGEST = 300
_WORDS = re.compile(
    r"messages?|warnings?|infos?|information|notices?|alerts?|hints?|remarks?"
    r"|(?:payment|billing|refund|fee)(?:message|warning|note|notice|error|reason)"
)
_MONEY = re.compile(
    r"(?:payment|billing|charge|refund|transaction|invoice|card|voucher)(?:status|state|result)"
    r"|(?:amount|balance|payment|total)(?:due|owed|outstanding|remaining|unpaid)|balance"
    r"|(?:cancell?ation|rescheduling|reschedule|late|extra|service|booking)?fees?|refund(?:ed)?"
    r"|surcharge|due"
)
_HOLDERS = re.compile(r"payment|billing|refund|charge|transaction|invoice")
_OF_ONE = re.compile(r"status|state|result|error|reason|message|due|balance")
# As a payment should be, which needs no word.
_WELL = frozenset(
    ("0", "000", "none", "null", "false", "na", "ok", "paid", "complete", "completed", "success")
) | {"succeeded", "successful", "captured", "approved", "accepted", "settled", "notrequired"}


def said_beside(told: JsonObject) -> str:
    """The words in one text; "" where it says nothing but its session."""
    found = dict.fromkeys(_told(told))
    return "; ".join(found)[:LONGEST]


def _told(told: JsonObject) -> Iterator[str]:
    for name, value in told.items():
        plain = _plain(name)
        if _WORDS.fullmatch(plain):
            yield from _texts(value)
        elif _MONEY.fullmatch(plain):
            yield from _standing(name, value)
        elif _HOLDERS.fullmatch(plain) and isinstance(value, dict):
            for inner, one in value.items():
                if _OF_ONE.fullmatch(_plain(inner)):
                    yield from _standing(f"{name} {inner}", one)


def _texts(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        said = one.get("message") if isinstance(one, dict) else one
        if said := " ".join(text(said).split()):
            yield said


def _standing(name: str, value: Any) -> Iterator[str]:
    said = str(value) if isinstance(value, bool | int | float) else text(value)
    if said and _plain(said) not in _WELL:
        yield f"{_spaced(name)}: {said}"


def _spaced(name: str) -> str:
    """A field's name as words: “paymentStatus” is “payment status”."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]+", " ", name)
    return " ".join(apart.split()).casefold()


def _plain(said: str) -> str:
    return re.sub(r"[\W_]", "", said).casefold()
