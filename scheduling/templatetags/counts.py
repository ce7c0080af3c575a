"""Template filter `counted`: a number with its noun, as “1 session”, “2 sessions”."""

from __future__ import annotations

from django import template

from scheduling.date_formats import counted

register = template.Library()


@register.filter("counted")
def counted_in(number: int, nouns: str) -> str:
    """`nouns` is the singular, with the plural behind a comma where it is not that with an s."""
    one, _, more = nouns.partition(",")
    return counted(number, one, more)
