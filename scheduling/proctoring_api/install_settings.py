"""What an install says about itself (contract §2): its name, its currency and its time zone."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.proctoring_api.errors import FailureCause
from scheduling.proctoring_api.exchange import Exchange
from scheduling.proctoring_api.http.transport import Reply
from scheduling.proctoring_api.parsing import JsonObject, as_object, distinct_sids, line, text
from scheduling.proctoring_api.responses.denied_success import denies
from scheduling.proctoring_api.responses.named_others import names_another
from scheduling.proctoring_api.responses.reply_checks import unknown
from scheduling.proctoring_api.responses.response_outcomes import denied, read_cleaned_object

ANOTHER_S = "SmarterProctoring answered about a different institution."
_NAMES = ("name", "defaultCurrencyCode", "defaultTimezone", "proctorTypes")
_NAMED_IN = ("sid", "installSid")


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
            name=line(body.get("name")),
            default_currency=text(body.get("defaultCurrencyCode")),
            default_time_zone=text(body.get("defaultTimezone")),
            exchange=exchange,
        )


def read_settings(reply: Reply, install_sid: str) -> InstallSettings:
    """The settings in a whole 2xx that does not deny itself, held to be this institution's as far
    as it says whose they are; UnknownOutcome for anything else, also for what holds none of them.
    """
    told = read_cleaned_object(reply)
    if denies(told | {"code": None}):  # an institution may have a code of its own
        raise denied(reply)
    holders = (told, as_object(told.get("install")))
    named = (one.get(name) for one in holders for name in _NAMED_IN)
    if names_another(install_sid, distinct_sids(named, "AI")):
        said = "the answer is about another institution"
        raise unknown(reply, FailureCause.WRONG_SESSION, said, reason=ANOTHER_S)
    if not any(told.get(name) for name in _NAMES):
        raise unknown(reply, FailureCause.UNREADABLE, "the answer holds no settings")
    return InstallSettings.read(told, exchange=reply.exchange)
