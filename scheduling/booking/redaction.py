"""What was asked and what came back, in a form that may be kept:
no secret, personal values apart.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from scheduling.audit.chain import canonical
from scheduling.proctoring_api.foreign_text import clean_id
from scheduling.proctoring_api.redaction import VoucherCode, mask

SECRET = frozenset({"cardToken", "voucherCode"})
PERSONAL = frozenset(
    {
        "notes",
        "company",
        "firstName",
        "lastName",
        "email",
        "phone",
        "address1",
        "address2",
        "place",
        "region",
        "postalCode",
        "locationLatitude",
        "locationLongitude",
        "cancellationMemo",
        "statusReason",
    }
)
PLAIN = frozenset(
    {
        "type",
        "appointmentDateTime",
        "appointmentStartDateTime",
        "appointmentEndDateTime",
        "proctorLocationSid",
        "messageSid",
        "instructorProctorSid",
        "proctorTypeSubCategorySid",
        "cancellationPolicyVersionSid",
        "externalAppointmentId",
        "examLocale",
        "country",
        "amount",
        "currency",
        "reason",
        "bypassNonRefundable",
    }
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A request or an answer as the log keeps it: `details` point at `personal` values by name."""

    details: dict[str, Any]
    personal: dict[str, str]


def last_four(secret: str) -> str:
    """A secret so that its owner can recognise it and nobody can use it."""
    return f"…{secret[-4:]}" if len(secret) > 8 else "…"


def redacted(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body's allow-listed fields; secrets by their last four, also where a text repeats them;
    numbers as text. The rest is dropped.
    """
    secrets = [str(body.get("cardToken", "")), VoucherCode(body.get("voucherCode", ""))]
    kept: dict[str, Any] = {}
    for name, value in body.items():
        if name in SECRET:
            kept[name] = last_four(str(value))
        elif name in PERSONAL and isinstance(value, str):
            kept[name] = mask(value, secrets)
        elif name in PERSONAL or name in PLAIN:
            kept[name] = value if isinstance(value, str | bool) else str(value)
    return kept


def kept(fields: Mapping[str, Any], *, under: str) -> Kept:
    """Fields of `redacted` (or a record's loggable ones) for an event, personal ones set apart."""
    details: dict[str, Any] = {}
    personal: dict[str, str] = {}
    for name, value in fields.items():
        if name in PERSONAL and value:
            personal[f"{under}.{name}"] = str(value)
            details[name] = {"personal": f"{under}.{name}"}
        else:
            details[name] = str(value) if isinstance(value, float) else value
    return Kept(details, personal)


def digest(body: Mapping[str, Any], *, path: str) -> str:
    """A fingerprint of the whole request, secrets included, that tells nothing about them."""
    fixed = {
        name: value if isinstance(value, str | bool) else str(value) for name, value in body.items()
    }
    return _fingerprint(f"{path}\n{canonical(fixed)}")


def card_fingerprint(token: str) -> str:
    """Recognises a card token that was used before without keeping it. Empty for no token."""
    whole = _as_one(token)
    return _fingerprint(whole) if whole else ""


def voucher_fingerprint(code: str, *, install_sid: str) -> str:
    """Recognises an institution’s voucher in any capitals without keeping it. Empty for none."""
    whole = _as_one(code).casefold()
    return _fingerprint(f"voucher {install_sid} {whole}") if whole else ""


def _as_one(secret: str) -> str:
    """A token or a code however it is disguised: without blanks, what can't be seen, and letters of
    other widths.
    """
    return "".join(clean_id(unicodedata.normalize("NFKC", secret)).split())


def _fingerprint(text: str) -> str:
    return hmac.new(
        settings.SECRET_KEY.encode(), text.encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()
