"""Redacted forms of what was asked and what came back, which may be kept: no secret, personal
values apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scheduling.audit.chain import canonical
from scheduling.exam_sessions.session_reading import card_fingerprint as card_fingerprint
from scheduling.exam_sessions.session_reading import fingerprint
from scheduling.exam_sessions.session_reading import voucher_fingerprint as voucher_fingerprint
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
class RedactedFields:
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


def kept(fields: Mapping[str, Any], *, under: str) -> RedactedFields:
    """Fields of `redacted` (or a record's loggable ones) for an event, personal ones set apart."""
    details: dict[str, Any] = {}
    personal: dict[str, str] = {}
    for name, value in fields.items():
        if name in PERSONAL and value:
            personal[f"{under}.{name}"] = str(value)
            details[name] = {"personal": f"{under}.{name}"}
        else:
            details[name] = str(value) if isinstance(value, float) else value
    return RedactedFields(details, personal)


def digest(body: Mapping[str, Any], *, path: str) -> str:
    """A fingerprint of the whole request, secrets included, that tells nothing about them."""
    fixed = {
        name: value if isinstance(value, str | bool) else str(value) for name, value in body.items()
    }
    return fingerprint(f"{path}\n{canonical(fixed)}")
