"""Names inside sentences of a page, set apart from the words around them: what is written from
right to left in a name turns nothing else around.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe


def set_apart(sentence: str, names: Iterable[str]) -> SafeString:
    """The sentence as HTML, each of the names in it as `<bdi>`; the longest that fits counts."""
    known = sorted({name for name in names if name}, key=len, reverse=True)
    if not known:
        return escape(sentence)
    one_of_them = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, known))})(?!\w)")
    parts = one_of_them.split(sentence)
    return mark_safe(
        "".join(
            format_html("<bdi>{}</bdi>", part) if number % 2 else escape(part)
            for number, part in enumerate(parts)
        )
    )
