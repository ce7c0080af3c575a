"""Edges of names inside sentences of the log: a name that may be read as a sentence stands in
quotation marks, so that a learner called “Ana Ruiz cancelled Zed. The portal” tells no story.

What looks like a name is left as it is. The edges are part of the value that is stored and hashed:
page, export, print and case file show the same.
"""

from __future__ import annotations

import re

MOST_WORDS = 6
NOBODY = frozenset({"a learner", "(no name)"})  # as events call somebody whose name is not known
PARTICLES = frozenset(
    {"al", "ap", "av", "ben", "bin", "bint", "da", "dal", "de", "degli", "dei", "del", "della"}
    | {"den", "der", "di", "dos", "du", "e", "el", "het", "ibn", "la", "las", "le", "les", "li"}
    | {"los", "san", "ten", "ter", "und", "van", "vom", "von", "y", "zu", "zum", "zur"}
)
TITLES = frozenset(
    ("dr.", "esq.", "jr.", "mr.", "mrs.", "ms.", "mx.", "prof.", "rev.", "sr.", "st.", "ph.d.")
)
_WORD = re.compile(r"[\w\u0300-\u036f'’ʼ‘`´ʻ·\-\u200c\u200d]+,?")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+")
_QUOTES = str.maketrans(dict.fromkeys('“”„‟«»"', "’"))
_SENTENCE_ENDS = re.compile(r"[.!?:;…。！？：；]['’”)\]]*\s")


def with_edges(name: str) -> str:
    """The name as a sentence may say it: in quotation marks where it does not look like one."""
    return name if looks_like_a_name(name) else quoted(name)


def quoted(text: str) -> str:
    """The text in quotation marks, which none of its own can end."""
    return f"“{text.translate(_QUOTES)}”"


def title_with_edges(title: str) -> str:
    """The same for the title of an exam or a course, in which any word may stand."""
    return quoted(title) if _SENTENCE_ENDS.search(title) else title


def for_exam(title: str) -> str:
    """“ for CHEM 322 Final”, as sentences go on after a learner; "" without a title."""
    return f" for {title_with_edges(title)}" if title else ""


def looks_like_a_name(name: str) -> bool:
    """Whether a text has few words, each with a capital or in a script without capitals, and
    nothing in it that ends a sentence.
    """
    words = name.split()
    if name in NOBODY or len(words) < 2:
        return True
    return len(words) <= MOST_WORDS and all(map(_may_be_in_a_name, words))


def _may_be_in_a_name(word: str) -> bool:
    if word.casefold() in PARTICLES | TITLES or _INITIAL.fullmatch(word):
        return True
    start = word.lstrip("'’ʼ‘`´ʻ")[:1]
    return _WORD.fullmatch(word) is not None and not start.islower()
