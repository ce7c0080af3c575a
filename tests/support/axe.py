"""What axe finds on a page, in the light and in the dark theme."""

from __future__ import annotations

from collections.abc import Iterable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Without preloading, axe puts no style of its own into the page, which the content policy would
# report. A frame of another host can't be looked into, and speaking to it is a console error.
ALL_RULES: dict[str, object] = {
    "resultTypes": ["violations"],
    "preload": False,
    "iframes": False,
}
# What a theme can change; the long suite asks for every rule in both.
COLOUR_RULES = ALL_RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}
# A window that draws no frame ends no animation: what is not over by then is looked at as it is.
FADED = """Promise.race([
  new Promise((done) => setTimeout(done, 5000)),
  new Promise(requestAnimationFrame)
    .then(() => Promise.allSettled(document.getAnimations().map((one) => one.finished))),
])"""


def findings(page: Page, *, dark_rules: dict[str, object] = COLOUR_RULES) -> list[str]:
    """What axe finds on the page as it is now, in both themes: rule, theme and the first places."""
    found = []
    for theme, rules in (("light", ALL_RULES), ("dark", dark_rules)):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate(FADED)
        for violation in Axe().run(page, options=rules).response["violations"]:
            nodes = [f"{node['target']} {node['failureSummary']}" for node in violation["nodes"]]
            found.append(f"{page.url} {theme} {violation['id']}: {nodes[:3]}")
    return found


def findings_at(page: Page, addresses: Iterable[str]) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        found += findings(page)
    return found


def findings_unfolded(page: Page, addresses: Iterable[str]) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        found += findings(page)
    return found
