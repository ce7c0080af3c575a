"""Stripe's hosts as a browser meets them in tests: the network layer answers for them with the
stand-in's script; the portal's own page, script tag and content policy stay as in production.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import FrameLocator, Page, Route, expect

from portal.sandbox import stripe_js
from scheduling.models import Institution

KEY = "pk_test_TYooMQauvdEDq54NiTphI7jx"
SCRIPT = "https://js.stripe.com/endive/stripe.js"
GOOD, DECLINED, LOST, SECOND_TRY = (
    "4242424242424242",
    "4000000000000002",
    "4000000000000077",
    "4000000000000119",
)

# Tokens are made at once, and told only once `letTokensGo()` was called.
HELD_BACK = """
;(() => {
  const stripe = window.Stripe;
  const gone = new Promise((resolve) => {
    window.letTokensGo = resolve;
    setTimeout(resolve, 60000);
  });
  window.Stripe = (key) => {
    const made = stripe(key);
    const createToken = async (...all) => {
      const found = await made.createToken(...all);
      await gone;
      return found;
    };
    return { ...made, createToken };
  };
})();
"""


@dataclass
class StripesHosts:
    """What was asked of them, and the forms that the page sent with a word of a card."""

    asked: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    is_down: bool = False
    holds_tokens: bool = False

    def answer(self, route: Route) -> None:
        self.asked.append(route.request.url)
        found = stripe_js.file_of(route.request.url.split("#")[0].rpartition("/")[2])
        if found is None or self.is_down:
            route.fulfill(status=503)
            return
        is_script = self.holds_tokens and route.request.url == SCRIPT
        body = found[0] + HELD_BACK.encode() if is_script else found[0]
        route.fulfill(body=body, content_type=found[1])

    @property
    def tokens(self) -> list[str]:
        """Those in the bodies of what was sent, in order."""
        bodies = [dict(pair.partition("=")[::2] for pair in one.split("&")) for one in self.sent]
        return [body["card_token"] for body in bodies if body.get("card_token")]


def stripes_hosts(page: Page) -> StripesHosts:
    """Institutions have a key of their own from here on, and Stripe's hosts are answered for."""
    Institution.objects.update(stripe_publishable_key=KEY)
    hosts = StripesHosts()
    page.route("https://*.stripe.com/**", hosts.answer)
    page.on("request", lambda one: hosts.sent.append(one.post_data or ""))
    return hosts


def box(page: Page, kind: str) -> FrameLocator:
    return page.frame_locator(f"[data-card={kind}] iframe")


def type_card(page: Page, number: str = GOOD) -> None:
    """Type a card into the four fields, as a person does."""
    expect(page.locator("#card-fields[data-ready]")).to_be_visible()
    typed = {"cardNumber": number, "cardExpiry": "1234", "cardCvc": "123", "postalCode": "55812"}
    for kind, text in typed.items():
        box(page, kind).locator("input").press_sequentially(text)
    expect(page.locator("#booking-summary")).to_contain_text("by card")
