"""Connection test: asks an institution's API for its settings, and says what to do where that
fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scheduling.access import rate_limits
from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import quoted, title_with_edges, with_edges
from scheduling.country_lists import currencies
from scheduling.institutions import circuit_breaker, request_budget
from scheduling.models import Institution
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import (
    FailureCause,
    NotAuthorised,
    NotFound,
    NothingSent,
    ProctoringError,
    Throttled,
)
from scheduling.proctoring_api.install_settings import InstallSettings
from scheduling.session_commands import Actor
from scheduling.time_zones.zone_names import question_about
from scheduling.wall_time import find_zone

TEST_PATIENCE = 5.0
LONGEST_NAME = 120
WAIT = "Wait a minute, then test again."
CALL_SUPPORT = (
    "Test again in a minute. If it still fails, read this line to SmarterServices support."
)
NOT_SENT = {
    FailureCause.REFUSED: (
        "No server answers at this address. Check the address and port for typing mistakes."
    ),
    FailureCause.NAME: (
        "No server has this name. Check the address for typing mistakes; it is usually https://…,"
        " without a path."
    ),
    FailureCause.CONNECT_TIMEOUT: (
        "No answer. Check the address; if it is right, ask your network people whether this"
        " server may reach it by https."
    ),
    FailureCause.TLS: (
        "The server’s certificate could not be verified, so the token was not sent. Check that the"
        " address has the exact name SmarterServices gave you. If a proxy inspects https, add its"
        " certificate authority to API_CA_BUNDLE."
    ),
    FailureCause.LOCKED: (
        "Nothing was sent. Enter the token or client secret again, or have the key that it was"
        " encrypted with put back into FIELD_ENCRYPTION_KEYS."
    ),
    FailureCause.MISCONFIGURED: (
        "Nothing was sent, because {detail}. Correct the settings and test again."
    ),
}
UNCLEAR = {
    FailureCause.REDIRECT: (
        "The address is old or wrong: enter the one that SmarterServices gave you for the API."
    ),
    FailureCause.UNREADABLE: (
        "Something other than the API answers there, perhaps a web page. Enter the API’s address,"
        " not this portal’s."
    ),
    FailureCause.TIMEOUT: "The address may be right. Test again in a minute.",
    FailureCause.ON_THE_WAY: "The address may be right. Test again in a minute.",
    FailureCause.SERVER_ERROR: (
        "The address is right, but SmarterProctoring has a problem. Test again in a few minutes."
    ),
}
UNCLEAR[FailureCause.NO_LIST] = UNCLEAR[FailureCause.UNREADABLE]
UNCLEAR[FailureCause.WRONG_SESSION] = (
    "The token may be another institution’s. Compare it and the SID with those that SmarterServices"
    " gave you."
)


@dataclass(frozen=True, slots=True)
class Connected:
    """What a connection test found, in words: `advice` is what to do where it does not work.

    `offered` is what the provider itself says of the institution: name, time_zone, currency, as far
    as it does.
    """

    works: bool
    said: str
    advice: str = ""
    offered: dict[str, str] = field(default_factory=dict)


def test_connection(*, institution: Institution, actor: Actor) -> Connected:
    """Ask the institution's API for its settings; the test is recorded. Too many within a minute
    are not made: each sends the token, and makes this server call an address that was typed in.
    """
    if rate_limits.is_exceeded(rate_limits.CONNECTION_TESTS, str(institution.pk)):
        return Connected(
            False, "the connection was not tested: that was done often just now.", advice=WAIT
        )
    result = _asked(institution)
    _record(institution, result, actor)
    return result


def _asked(institution: Institution) -> Connected:
    """What one question for the settings finds. An answer ends a pause; what an administrator has
    to put right is shown to all of them until a call goes through.
    """
    try:
        found = client_for(institution.connection).settings(institution.sid, timeout=TEST_PATIENCE)
        circuit_breaker.all_is_well(institution)
        request_budget.resume(institution)
        said = f"the connection works. {_called(found.name)}"
        return Connected(True, said, advice=_zone_question(found), offered=_offered(found))
    except ProctoringError as error:
        request_budget.pause_if_asked_to(institution, error)
        if isinstance(error, NothingSent | NotAuthorised | NotFound):
            circuit_breaker.raise_alarm(institution, error.reason)
        said = f"the connection does not work. {error.reason}"
        return Connected(False, said, advice=advice_for(error))


def _record(institution: Institution, result: Connected, actor: Actor) -> None:
    event_writer.record(
        event_writer.Entry(
            kind=Kind.CONNECTION_TESTED,
            sentence=event_writer.escape_braces(
                f"{with_edges(actor.name)} tested the connection of"
                f" {title_with_edges(institution.name)}: {result.said}"
            ),
            actor=actor,
            install_sid=institution.sid,
            details={
                "works": result.works,
                "said": result.said,
                "advice": result.advice,
                "offered": result.offered,
            },
        )
    )


def _called(name: str) -> str:
    """What the provider calls the institution."""
    if not name:
        return "SmarterProctoring did not say what it calls the institution."
    return f"SmarterProctoring calls it {quoted(name[:LONGEST_NAME])}."


def _offered(found: InstallSettings) -> dict[str, str]:
    currency = found.default_currency
    told = {
        "name": found.name[:LONGEST_NAME],
        "time_zone": find_zone(found.default_time_zone) or "",
        "currency": currency if currency in currencies() else "",
    }
    return {name: value for name, value in told.items() if value}


def _zone_question(found: InstallSettings) -> str:
    """What to ask where the provider's own zone for the institution is no place's."""
    named = found.default_time_zone.strip()
    if not named or find_zone(named):
        return ""
    return f"SmarterProctoring’s time zone for it can’t be used. {question_about(named)}"


def advice_for(error: ProctoringError) -> str:
    """What an administrator can do about a call that did not go through."""
    if isinstance(error, NothingSent):
        return NOT_SENT.get(error.cause, CALL_SUPPORT).format(detail=error.exchange.detail)
    if isinstance(error, NotAuthorised):
        return (
            "The address is right, but the sign-in is not. Paste the token again, without spaces"
            " around it, and check that it was given for this institution’s SID. Otherwise ask"
            " SmarterServices for a new one."
        )
    if isinstance(error, NotFound):
        return (
            "Something answers there, but it can’t find this institution. Compare the SID with"
            " the one that SmarterServices gave you, and enter the address without a path such as"
            " /v1."
        )
    if isinstance(error, Throttled):
        return "Nothing needs to be changed. Wait a minute and test again."
    return UNCLEAR.get(getattr(error, "cause", ""), CALL_SUPPORT)
