"""Two ways of working the booking form: with the mouse, and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from playwright.sync_api import Page, expect

from scheduling.session_types.registry import SESSION_TYPES
from tests.support.booking_form import session_path
from tests.support.browser_answers import Given

BOOK = "Book this session"
SEND = "#form-send button"  # whatever it says: it tells in spite of what it is pressed
MOST_STEPS = 150
PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", text);
  const told = { clipboardData, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", told));
}"""
FOCUSED = "(selector) => document.activeElement.matches(selector)"


class Mouse:
    """Points and clicks; text fields are typed into after a click."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open_from_worklist(self, where: Mapping[str, str]) -> None:
        self.page.get_by_label("Find a session").fill(where["learner"])
        self.page.get_by_label("Find a session").press("Enter")
        self.page.locator(row_of(where)).click()
        self.page.get_by_role("link", name=BOOK).click()

    def choose_type(self, wire_name: str) -> None:
        self.page.locator(f"#type-{wire_name}").click()
        chosen(self.page, wire_name)

    def fill(self, answers: Mapping[str, Given]) -> None:
        for name, given in answers.items():
            field = self.page.locator(f"#id_{name}")
            if self.page.locator(folded_over(name)).count():
                self.page.locator(folded_over(name)).click()
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(label=option_with(self.page, name, given.typed))
            else:
                field.click()
                field.fill(given.typed)

    def book(self) -> None:
        self.page.locator(SEND).click()


class Keyboard:
    """Never points: Tab, letters, Enter and Space."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open_from_worklist(self, where: Mapping[str, str]) -> None:
        self.page.keyboard.press("/")
        self.page.keyboard.type(where["learner"])
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.go_to(row_of(where))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.go_to("a.btn--primary")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose_type(self, wire_name: str) -> None:
        self.go_to(".types button")
        for _ in range(len(SESSION_TYPES)):
            if self.page.evaluate(FOCUSED, f"#type-{wire_name}"):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        chosen(self.page, wire_name)

    def fill(self, answers: Mapping[str, Given]) -> None:
        for name, given in answers.items():
            if self.page.locator(folded_over(name)).count():
                self.go_to(folded_over(name))
                self.page.keyboard.press("Enter")
            self.go_to(f"#id_{name}")
            if self.page.evaluate(FOCUSED, "input[type=datetime-local]"):
                self._type_time(datetime.fromisoformat(given.typed))
            else:
                self.page.keyboard.type(given.typed)

    def _type_time(self, wall: datetime) -> None:
        """Digit by digit, as people type it: after four digits of the year comes the hour."""
        for key in [*f"{wall:%m%d%Y}", *f"{wall:%I%M%p}"[:5]]:
            self.page.keyboard.press(key)

    def book(self) -> None:
        self.go_to(".summary .btn--primary")
        self.page.keyboard.press("Enter")

    def go_to(self, selector: str) -> None:
        """Tab forward until the focus is there; everything must be reachable so."""
        for _ in range(MOST_STEPS):
            if self.page.evaluate(FOCUSED, selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")


HANDS = {"mouse": Mouse, "keyboard": Keyboard}


def folded_over(name: str) -> str:
    """What opens the section that a field is folded into."""
    return f"details:not([open]):has(#id_{name}) > summary"


def unfold(page: Page) -> None:
    """Open every section of the form that begins closed."""
    for summary in page.locator("details.form-group:not([open]) > summary").all()[::-1]:
        summary.click()


def row_of(where: Mapping[str, str]) -> str:
    """The link of a session in the worklist; its learner may have several."""
    return f"a.rows__link[href='{session_path(where)}']"


def chosen(page: Page, wire_name: str) -> None:
    """The form of this type is there."""
    expect(page.locator(f"#type-{wire_name}")).to_have_attribute("aria-current", "true")


def option_with(page: Page, name: str, text: str) -> str:
    """The whole text of the option that begins so."""
    options = page.locator(f"#id_{name} option").all_inner_texts()
    return next(option for option in options if option.startswith(text))


def paste(page: Page, text: str) -> None:
    """Pastes where the focus is, as from the clipboard."""
    page.evaluate(PASTE, text)
