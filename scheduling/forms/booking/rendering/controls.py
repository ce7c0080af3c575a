"""Controls as HTML, made of strings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from unicodedata import category

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from scheduling.session_types.answer_field import plain_blanks


def text_input(attrs: SafeString, value: str) -> SafeString:
    """A browser would leave out line breaks, and run together what they part."""
    shown = escape(plain_blanks(value, is_one_line=True))
    return mark_safe(f'<input class="field__control" {attrs} value="{shown}">')


def showable(text: str) -> str:
    """An answer as a control can hold it: control characters and half ones, which are refused,
    would break the page. All else stays: what joins letters, too, though it is not “printable”.
    """
    if text.isprintable():
        return text
    return "".join(char for char in text if char in "\r\n\t" or category(char) not in ("Cc", "Cs"))


def with_ids(name: str, offered: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Id, value and words of each: the first has the field's own id, so that a link to the field
    finds it.
    """
    for number, (value, words) in enumerate(offered.items(), start=1):
        yield f"id_{name}" if number == 1 else f"id_{name}_{number}", value, words


def radios(name: str, rows: Iterable[tuple[str, str, str]], chosen: str) -> SafeString:
    """One round button for each row of id, value and words."""
    return format_html_join(
        "\n",
        '<label class="check"><input type="radio" id="{}" name="{}" value="{}"{}>'
        " <span>{}</span></label>",
        (
            (known_id, name, value, mark_safe(" checked") if value == chosen else "", words)
            for known_id, value, words in rows
        ),
    )


def tick(attrs: SafeString, *, is_ticked: bool) -> SafeString:
    return mark_safe(f'<input type="checkbox" {attrs} value="on"{" checked" if is_ticked else ""}>')


def textarea(attrs: SafeString, value: str) -> SafeString:
    """The line break after the tag is the browser's to swallow: one that was typed stays."""
    return mark_safe(
        f'<textarea class="field__control" rows="3" {attrs}>\n{escape(value)}</textarea>'
    )


def select(attrs: SafeString, options: SafeString) -> SafeString:
    return mark_safe(f'<select class="field__control" {attrs}>{options}</select>')


@lru_cache(maxsize=4096)  # the same names stand on every form of an institution
def option(sid: str, text: str, is_chosen: bool) -> str:
    chosen = " selected" if is_chosen else ""
    return f'<option value="{escape(sid)}"{chosen}>{escape(text)}</option>'
