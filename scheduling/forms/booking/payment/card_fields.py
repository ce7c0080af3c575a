"""Values: how a card is taken on a form that pays, and what its page has a browser load for it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from scheduling.card_payment.content_policy import policy_for
from scheduling.models import Institution

PRACTICE_KEY = "pk_test_practice0000"
PRACTICE_SCRIPT = "/stripe/stripe.js"


@dataclass(frozen=True, slots=True)
class CardFields:
    """Stripe's own fields: the address of its script, and the publishable key of the account."""

    script_url: str
    key: str
    is_practice: bool = False

    @property
    def policy(self) -> dict[str, list[str]]:
        """What the content policy of the page has to allow besides, by directive."""
        return policy_for(self.script_url, is_practice=self.is_practice)


@dataclass(frozen=True, slots=True)
class CardWays:
    """How a card is taken from this person here: by the fields, where the institution has a key,
    and as a token made elsewhere, where they may paste one.
    """

    fields: CardFields | None
    may_paste: bool
    institution: str = ""

    @property
    def target(self) -> str:
        """The id of what a fault of the card leads to, where no box has it."""
        return "" if self.may_paste else "id_card_token"


def card_fields_of(institution: Institution) -> CardFields | None:
    """Stripe's fields for the institution's account; None where no key is known.

    An institution on this very machine has the stand-in's, unless it has a key of its own.
    """
    if institution.is_practice and not institution.stripe_publishable_key:
        parts = urlsplit(institution.base_url)
        script = f"{parts.scheme}://{parts.netloc}{PRACTICE_SCRIPT}"
        return CardFields(script, PRACTICE_KEY, is_practice=True)
    key = institution.stripe_publishable_key or settings.STRIPE_PUBLISHABLE_KEY
    return CardFields(settings.STRIPE_JS_URL, key) if key else None
