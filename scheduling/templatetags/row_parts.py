"""Template tag `state`: a session's state as mark and word; and filter `marked`: a text with what a
search matched of it. Written here, not as templates: a list writes them hundreds of times.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from scheduling.exam_sessions.search.marking import Piece

register = template.Library()


@register.simple_tag
def state(mark: str, word: str) -> SafeString:
    """`mark` is the class that gives the state its shape and color, `word` what it is called."""
    return format_html('<span class="state state--{}">{}</span>', mark, word)


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """The pieces one after the other, set apart from the words around them."""
    parts = (f"<mark>{escape(text)}</mark>" if hit else escape(text) for text, hit in pieces)
    return mark_safe(f"<bdi>{''.join(parts)}</bdi>")
