"""Stripe: where its script comes from, and the key of institutions that have none of their own."""

from __future__ import annotations

import re

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import read
from scheduling.card_payment.publishable_keys import key_fault


def _publishable_key() -> str:
    """The key of institutions that have none of their own; a secret one must never reach a page."""
    key: str = read.text("STRIPE_PUBLISHABLE_KEY")
    if fault := key_fault(key):
        raise ImproperlyConfigured(f"STRIPE_PUBLISHABLE_KEY is not usable. {fault}")
    return key


def _stripe_js_url() -> str:
    """Where browsers get Stripe.js from, of the release train that the pages were tried with."""
    url: str = read.text("STRIPE_JS_URL", "https://js.stripe.com/endive/stripe.js")
    if not re.fullmatch(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9._/-]*", url):
        raise ImproperlyConfigured(
            "STRIPE_JS_URL is no plain https:// address, such as"
            " https://js.stripe.com/endive/stripe.js."
        )
    return url


STRIPE_PUBLISHABLE_KEY = _publishable_key()
STRIPE_JS_URL = _stripe_js_url()
