"""What an install says about itself (contract §2): its name, its currency and its time zone."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.parsing import JsonObject, text


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallSettings:
    """Record of the settings; what the API did not give is ""."""

    name: str = ""
    default_currency: str = ""
    default_time_zone: str = ""
    exchange: Exchange | None = None

    @classmethod
    def read(cls, body: JsonObject, *, exchange: Exchange | None = None) -> InstallSettings:
        return cls(
            name=text(body.get("name")),
            default_currency=text(body.get("defaultCurrencyCode")),
            default_time_zone=text(body.get("defaultTimezone")),
            exchange=exchange,
        )
