"""Content security policy of a page that takes cards: the hosts that it allows besides."""

from __future__ import annotations

from urllib.parse import urlsplit

STRIPES_FRAMES = ("https://hooks.stripe.com",)
STRIPES_CALLS = ("https://api.stripe.com",)


def policy_for(script_url: str, *, is_practice: bool) -> dict[str, list[str]]:
    """What is allowed besides, by directive: Stripe's hosts, or the stand-in's alone."""
    parts = urlsplit(script_url)
    home = f"{parts.scheme}://{parts.netloc}"
    if is_practice:
        return {"script-src": [home], "frame-src": [home]}
    return {
        "script-src": [home],
        "frame-src": [home, *STRIPES_FRAMES],
        "connect-src": [*STRIPES_CALLS],
    }
