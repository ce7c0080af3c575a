"""The rendered booking form, and its HTML read back."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string

from scheduling.forms.booking.schedule import ScheduleForm
from scheduling.session_types import registry
from scheduling.views.booking.send_buttons import SUBMITS

SESSION = SimpleNamespace(
    learner_name="Maya Lindqvist", exam_title="CHEM 322 Final", duration_minutes=120
)


@dataclass
class Page(HTMLParser):
    """The tags of an HTML text in order, with the text that each control's label and value have."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # id → text inside the element
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.tags.append((tag, known))
        if tag not in ("input", "br"):
            self._open.append((tag, known.get("id", "")))

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open.pop()[0] == tag, f"</{tag}> closes what is not open"

    def handle_data(self, data: str) -> None:
        for _, known_id in self._open:
            if known_id:
                self.texts[known_id] = self.texts.get(known_id, "") + data

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag in tags]

    def named(self, name: str) -> list[dict[str, str]]:
        return [
            attrs for attrs in self.all("input", "select", "textarea") if attrs.get("name") == name
        ]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]

    def answers(self) -> dict[str, str]:
        """What a browser would send for this page: its inputs of one line and hidden ones."""
        return {
            attrs["name"]: attrs.get("value", "") for attrs in self.all("input") if "name" in attrs
        }


def html_of(form: ScheduleForm, **context: Any) -> str:
    shown = {
        "form": form,
        "session": SESSION,
        "form_url": "/schedule/",
        "preview_url": "/schedule/preview/",
        "session_url": "/session/",
        "types": registry.families(),
        "submit": SUBMITS["schedule"],
    }
    return render_to_string("scheduling/booking/schedule_form.html", {**shown, **context})


def page_of(form: ScheduleForm, **context: Any) -> Page:
    page = Page()
    page.feed(html_of(form, **context))
    assert not page._open
    page.texts = {known: " ".join(text.split()) for known, text in page.texts.items()}
    return page
