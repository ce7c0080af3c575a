"""Template filters `counted`: a number with its noun, as “1 session”, “2 sessions”; and `ago`: how
long something is past.
"""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from scheduling import spoken_time
from scheduling.date_formats import counted

register = template.Library()


@register.filter("counted")
def counted_in(number: int, nouns: str) -> str:
    """`nouns` is the singular, with the plural behind a comma where it is not that with an s."""
    one, _, more = nouns.partition(",")
    return counted(number, one, more)


@register.filter("ago")
def ago(moment: datetime) -> str:
    """As “5 minutes ago”; what is less than a minute past, or to come, is just now."""
    said = spoken_time.ago(moment, timezone.now())
    return said[0].upper() + said[1:]
