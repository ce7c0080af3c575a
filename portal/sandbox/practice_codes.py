"""Voucher codes, card tokens, minutes of a move and reasons of a cancellation that make trouble for
a person at the form.
"""

from __future__ import annotations

import re
from typing import Any

from portal.sandbox.fault_plan import Trouble
from portal.sandbox.payment import begins_as

# Practice vouchers, for a person at the form: the code, what is shown in the catalogue, the
# trouble.
VOUCHERS: dict[str, tuple[str, Trouble | None]] = {
    "PRACTICE-OK": ("pays, and is never used up", None),
    "PRACTICE-SLOW": ("answers after 5 seconds", Trouble("latency", {"ms": 5000})),
    "PRACTICE-TIMEOUT": (
        "never answers; nothing was booked",
        Trouble("hang_before", {"seconds": 120}),
    ),
    "PRACTICE-TIMEOUT-BOOKED": (
        "never answers, but it was booked",
        Trouble("hang_after", {"seconds": 120}),
    ),
    "PRACTICE-DROPPED": ("hangs up; nothing was booked", Trouble("drop_before")),
    "PRACTICE-LOST-ANSWER": ("books it and hangs up", Trouble("drop_after")),
    "PRACTICE-LATE": (
        "hangs up, and books it 5 seconds later",
        Trouble("late_effect", {"seconds": 5}),
    ),
    "PRACTICE-400": ("refuses the location", Trouble("field_errors")),
    "PRACTICE-401": ("refuses the portal's access (401)", Trouble("status", {"code": 401})),
    "PRACTICE-403": (
        "refuses the portal's access (403)",
        Trouble("status", {"code": 403, "name": "AUTHENTICATIONFAILED"}),
    ),
    "PRACTICE-404": (
        "does not know the session",
        Trouble("status", {"code": 404, "name": "RESOURCENOTFOUND"}),
    ),
    "PRACTICE-409": (
        "the time was taken by someone else",
        Trouble(
            "status",
            {"code": 409, "name": "CONFLICT", "message": "This time was taken a moment ago."},
        ),
    ),
    "PRACTICE-422": (
        "refuses the notes",
        Trouble("field_errors", {"errors": {"notes": "Too long."}, "code": 422}),
    ),
    "PRACTICE-BUSY": (
        "too many requests, no word on how long",
        Trouble("too_many", {"retry_after": None}),
    ),
    "PRACTICE-BUSY-5": ("too many requests, 5 seconds", Trouble("too_many", {"retry_after": "5"})),
    "PRACTICE-BUSY-120": (
        "too many requests, 2 minutes",
        Trouble("too_many", {"retry_after": "120"}),
    ),
    "PRACTICE-500": ("breaks; nothing was booked", Trouble("status", {"code": 500})),
    "PRACTICE-500-BOOKED": (
        "breaks after booking it",
        Trouble("status", {"code": 500, "effect": True}),
    ),
    "PRACTICE-502": (
        "a gateway's HTML page; nothing was booked",
        Trouble("status", {"code": 502, "body": "html"}),
    ),
    "PRACTICE-503": ("is being maintained", Trouble("status", {"code": 503, "body": "html"})),
    "PRACTICE-504": (
        "a gateway's HTML page, but it was booked",
        Trouble("status", {"code": 504, "body": "html", "effect": True}),
    ),
    "PRACTICE-CUT": ("books it and stops in the middle of its answer", Trouble("cut_body")),
    "PRACTICE-BROKEN": ("books it and answers half a JSON", Trouble("truncated_json")),
    "PRACTICE-MISLABELLED": ("books it and calls its answer a web page", Trouble("content_type")),
    "PRACTICE-EMPTY": ("books it and answers nothing", Trouble("empty_200")),
    "PRACTICE-DRIP": ("books it and answers a byte at a time", Trouble("slow_drip")),
    "PRACTICE-ENDLESS": ("books it and never stops answering", Trouble("endless_body")),
    "PRACTICE-REDIRECT": ("points to another address", Trouble("redirect")),
    "PRACTICE-HOUR-OFF": ("books it an hour late", Trouble("hour_off")),
    "PRACTICE-SETTLE": (
        "books it an hour late and hangs up: an administrator has to settle it",
        Trouble("hour_off", {"answers": False}),
    ),
    "PRACTICE-OTHER-PLACE": (
        "books it at the Phoenix Learning Center",
        Trouble("store_other", {"fields": {"proctorLocationSid": f"PL{3:032x}"}}),
    ),
    "PRACTICE-OTHER-PRICE": ("books it for 99", Trouble("store_other", {"fields": {"amount": 99}})),
    "PRACTICE-OTHER-SESSION": ("books it, but names another session", Trouble("other_session")),
    "PRACTICE-OTHER-LEARNER": ("books it, but names another learner", Trouble("other_learner")),
    "PRACTICE-PLACE-NAME": (
        "books it, and says the Phoenix Learning Center by its name alone",
        Trouble(
            "other_fields",
            {"fields": {"location": {"sid": None, "name": "Phoenix Learning Center"}}},
        ),
    ),
    "PRACTICE-ODD-TIME": (
        "books it, and gives a start that can't be read",
        Trouble(
            "other_fields",
            {"fields": {"appointmentDate": "12/01/2026 9:30 AM", "appointment": None}},
        ),
    ),
    "PRACTICE-NO-STATUS": (
        "books it, and shows no status",
        Trouble("other_fields", {"fields": {"status": None}}),
    ),
    "PRACTICE-PENDING": (
        "books it, but says Pending Approval",
        Trouble("status_value", {"value": "Pending Approval"}),
    ),
    "PRACTICE-NULLS": ("books it and answers almost only nulls", Trouble("null_fields")),
    "PRACTICE-SPELLING": (
        "books it and spells its answer otherwise: capitals, entities, line ends",
        Trouble("other_spelling"),
    ),
    "PRACTICE-WRONG-TYPES": ("books it and answers with wrong types", Trouble("wrong_types")),
}

# Practice card tokens; the declined ones are refused by the till itself.
CARD_TOKENS: dict[str, tuple[str, Trouble | None]] = {
    "tok_practice_visa": (
        "pays, once; add anything behind it for a fresh one (tok_practice_visa_2)",
        None,
    ),
    "tok_practice_declined": ("is declined (402)", None),
    "tok_practice_expired": ("has expired (402)", None),
    "tok_practice_no_money": ("has insufficient funds (402)", None),
    "tok_practice_wrong_cvc": ("has another security code (402)", None),
    "tok_practice_timeout": (
        "never answers; nothing was charged",
        Trouble("hang_before", {"seconds": 120}),
    ),
    "tok_practice_lost_answer": ("charges, books and hangs up", Trouble("drop_after")),
    "tok_practice_500": ("breaks; nothing was charged", Trouble("status", {"code": 500})),
}

# Practice cards for the card fields: the number, the beginning of the token that it makes, whether
# it makes one only at a second try, and what it is for.
CARDS: dict[str, tuple[str, bool, str]] = {
    "4242424242424242": ("tok_practice_visa", False, "pays"),
    "4000000000000002": ("tok_practice_declined", False, "is declined"),
    "4000000000000069": ("tok_practice_expired", False, "has expired"),
    "4000000000000127": ("tok_practice_wrong_cvc", False, "has another security code"),
    "4000000000009995": ("tok_practice_no_money", False, "has insufficient funds"),
    "4000000000000119": ("tok_practice_visa", True, "needs a second try, then pays"),
    "4000000000000077": ("tok_practice_lost_answer", False, "pays, but the answer is lost"),
    "4000000000000341": ("tok_practice_timeout", False, "no answer, and nothing was charged"),
}

# New starts of a move, for a person who has nothing else to type: the minute of the hour, in UTC
# as on every clock that is whole hours from it, what is shown in the catalogue, and the trouble.
MOVES: dict[str, tuple[str, Trouble]] = {
    "07": (
        "the time was taken by someone else",
        Trouble(
            "status",
            {"code": 409, "name": "CONFLICT", "message": "This time was taken a moment ago."},
        ),
    ),
    "17": ("moves it and hangs up", Trouble("drop_after")),
    "27": ("hangs up; nothing was moved", Trouble("drop_before")),
}

# Words in the reason of a cancellation, which has nothing else to type: what is shown in the
# catalogue, and the trouble.
CANCELLATIONS: dict[str, tuple[str, Trouble]] = {
    "PRACTICE-TIMEOUT": (
        "never answers; nothing was cancelled",
        Trouble("hang_before", {"seconds": 120}),
    ),
    "PRACTICE-LOST-ANSWER": ("cancels it and hangs up", Trouble("drop_after")),
    "PRACTICE-409": (
        "the exam has begun",
        Trouble(
            "status",
            {"code": 409, "name": "CONFLICT", "message": "This exam has begun a moment ago."},
        ),
    ),
}
_ON_THE_MINUTE = re.compile(r".{10}T\d\d:(\d\d):00\.000Z", re.ASCII)


def from_start(body: Any) -> Trouble | None:
    """The trouble that the minute of a move's new start stands for."""
    start = body.get("appointmentDateTime") if isinstance(body, dict) else None
    minute = _ON_THE_MINUTE.fullmatch(start) if isinstance(start, str) else None
    known = MOVES.get(minute[1]) if minute else None
    return known[1] if known else None


def from_reason(body: Any) -> Trouble | None:
    """The trouble that a word in a cancellation's reason stands for."""
    reason = body.get("cancellationMemo") if isinstance(body, dict) else None
    typed = reason.split() if isinstance(reason, str) else []
    return next((CANCELLATIONS[word][1] for word in typed if word in CANCELLATIONS), None)


def from_payment(body: Any) -> Trouble | None:
    """The trouble a documented voucher or card token stands for."""
    if not isinstance(body, dict):
        return None
    _, by_voucher = VOUCHERS.get(body.get("voucherCode", ""), ("", None))
    token = body.get("cardToken", "")
    known = begins_as(token, CARD_TOKENS) if isinstance(token, str) else ""
    _, by_card = CARD_TOKENS.get(known, ("", None))
    return by_voucher or by_card
