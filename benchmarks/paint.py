"""How long a key or a click takes to the next paint, in Chromium on a processor made four times
slower: on the list, in the search box, and in the longest form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from shutil import which

from playwright.sync_api import Page, sync_playwright

from benchmarks.clerk import form_path
from benchmarks.sizes import Sizes
from benchmarks.stage import Scene
from benchmarks.table import Row

SLOWER, MOST_MS = 4, 200
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SETTLES = 400  # milliseconds in which what a key began is painted
# The browser tells of each event how long it took to the paint after it, in steps of 8 ms.
WATCH = """window.paints = [];
new PerformanceObserver((seen) => {
  for (const one of seen.getEntries()) if (one.interactionId) window.paints.push(one.duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });"""


@dataclass(frozen=True, slots=True)
class Touch:
    """A key or a click, by what it does to a page."""

    what: str
    act: Callable[[Page], None]


def key(name: str) -> Touch:
    return Touch(name, lambda page: page.keyboard.press(name))


def click(selector: str) -> Touch:
    return Touch(selector, lambda page: page.locator(selector).first.click())


LIST = [*map(key, ("j", "k", "x", "x", "o", "Escape", "?", "Escape", "/")), *map(key, "garcia")]
LIST += [key("Escape"), click('a[href="?view=tomorrow"]')]
FORM = [click("form.booking input[type=text]:visible"), *map(key, "By the")]
FORM += [click('[value="proctoru"]'), key("Tab")]


def rows(played: Scene, sizes: Sizes) -> list[Row]:
    """The slowest of all keys and clicks, against 200 ms; and which it was."""
    where = played.provider.new_session()
    with _browser(played) as page:
        taken = [
            *_touched(page, f"{played.portal}/?view=all", LIST * sizes.rounds),
            *_touched(page, f"{played.portal}{form_path(where)}?type=ad-hoc", FORM),
        ]
    slowest, what = max(taken)
    compared = f"the slowest of {len(taken)} keys and clicks, {what}"
    return [Row(f"next paint at {SLOWER} times slower", compared, slowest, MOST_MS, "ms")]


@contextmanager
def _browser(played: Scene) -> Iterator[Page]:
    """A slow window in which the coordinator is signed in."""
    found = next(filter(None, map(which, BROWSERS)), None)
    if found is None:
        raise SystemExit("paint: there is no Chromium here.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(played.portal)
        for name, text in zip(("login", "password"), played.login, strict=True):
            page.locator(f"[name={name}]").fill(text)
        page.keyboard.press("Enter")
        page.wait_for_selector("nav[aria-label]")
        page.add_init_script(WATCH)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page
        browser.close()


def _touched(page: Page, address: str, touches: list[Touch]) -> Iterator[tuple[float, str]]:
    """Milliseconds to the next paint of each, with what it was; 16 where it took no more."""
    for touch in touches:
        if page.url.partition("#")[0] != address:
            page.goto(address, wait_until="networkidle")
        page.evaluate("window.paints = []")
        touch.act(page)
        page.wait_for_timeout(SETTLES)
        took = page.evaluate("window.paints ?? []")
        yield max(took, default=16.0), touch.what
