"""Limits on wrong passwords: by account and address together, and by address.

Nobody is shut out by what others type. An account is never counted by itself, and a computer on
which somebody has signed in before carries a signed cookie for that account, with a count of its
own: wrong passwords typed elsewhere, in the same network too, do not touch it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from scheduling.access import rate_limits
from scheduling.access.rate_limits import Limit
from scheduling.audit.client_addresses import network_of

FIVE_MINUTES = timedelta(minutes=5)
PAIR = Limit("sign-in of an account from an address", 5, FIVE_MINUTES)
ADDRESS = Limit("sign-in from an address", 10)
COMPUTER = Limit("sign-in on a known computer", 5, FIVE_MINUTES)
CURRENT = Limit("current password in a sign-in", 5, FIVE_MINUTES)
SALT = "portal.known-computer"
KNOWN_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Try:
    """One try to sign in: the account as typed, the address, the cookie that came with it."""

    account: str
    ip: str
    cookie: str = ""

    @property
    def counted_by(self) -> list[tuple[Limit, tuple[str, ...]]]:
        """The limits that it counts for."""
        account, network = self.account.strip().casefold(), network_of(self.ip)
        if computer := _computer(self.cookie, account):
            return [(COMPUTER, (account, computer))]
        return [(PAIR, (account, network)), (ADDRESS, (network,))]


def is_let_through(tried: Try) -> bool:
    """Count the try, before the password is looked at: tries at the same moment are all counted.

    Raises DatabaseError where it can't be counted.
    """
    within = [rate_limits.count(limit, *whose) for limit, whose in tried.counted_by]
    return all(within)


def was_right(tried: Try) -> None:
    """The password was right: the try counts no more."""
    for limit, whose in tried.counted_by:
        rate_limits.take_back(limit, *whose)


def may_type_current(sign_in: str) -> bool:
    """Count a try of the current password by whoever is signed in with this session, as above.

    By the session: whoever took one over keeps its owner from nothing elsewhere.
    """
    return rate_limits.count(CURRENT, sign_in)


def typed_current(sign_in: str) -> None:
    """It was right: the try counts no more."""
    rate_limits.take_back(CURRENT, sign_in)


def cookie_for(account: str) -> str:
    """What a computer is known by from now on, for this account alone."""
    return signing.dumps([account.strip().casefold(), secrets.token_urlsafe(12)], salt=SALT)


def _computer(cookie: str, account: str) -> str:
    """The computer's own word, "" where the cookie is none of ours for this account."""
    try:
        owner, computer = signing.loads(cookie, salt=SALT, max_age=KNOWN_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(computer) if owner == account else ""
