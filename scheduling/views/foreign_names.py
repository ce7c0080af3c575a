"""Names inside sentences of a page, set apart from the words around them: what is written from
right to left in a name turns nothing else around.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

# Hebrew, Arabic, Syriac, Thaana, N’Ko and their kin, with their forms for presentation.
_LETTER = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
# What parts two names, whichever way they are written: it stands as the sentence around has it, or
# quotation marks and parentheses between two names would be mirrored, and the names change places.
_PARTS = r",;:()\[\]{}“”„‟«»‹›‘·•→–—|"
_BETWEEN = rf"(?:[^\w{_PARTS}\"]|(?<=\S)\"(?=\S))*"  # צה"ל is one word
# From the first such letter to the last one before that, or before a letter of the other way.
_RUN = re.compile(rf"({_LETTER}(?:{_BETWEEN}(?:\d+{_BETWEEN})?{_LETTER})*)")


def isolated(sentence: object) -> str | SafeString:
    """The sentence, what is written from right to left in it as `<bdi>`: it turns nothing around.

    What is HTML already is left as it is: whoever made it has set its names apart.
    """
    text = sentence if isinstance(sentence, str) else str(sentence)
    if text.isascii() or hasattr(text, "__html__") or not _RUN.search(text):
        return text
    return _with_bdi(_RUN.split(text))


def isolated_in_text(sentence: str) -> str:
    """The same where no element may stand, such as a page's title: between U+2068 and U+2069. Not
    for what is copied or read by programs: these would keep the two.
    """
    return sentence if sentence.isascii() else _RUN.sub("\u2068\\1\u2069", sentence)


def set_apart(sentence: str, names: Iterable[str]) -> SafeString:
    """The sentence as HTML, each of the names in it as `<bdi>`; the longest that fits counts."""
    known = sorted({name for name in names if name}, key=len, reverse=True)
    if not known:
        return conditional_escape(isolated(sentence))
    one_of_them = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, known))})(?!\w)")
    return _with_bdi(one_of_them.split(sentence))


def _with_bdi(parts: Iterable[str]) -> SafeString:
    """Every other part set apart, and what is written from right to left in those between."""
    return mark_safe(
        "".join(
            format_html("<bdi>{}</bdi>", part) if number % 2 else conditional_escape(isolated(part))
            for number, part in enumerate(parts)
        )
    )
