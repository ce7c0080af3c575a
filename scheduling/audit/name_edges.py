"""Edges of names inside sentences of the log: a name that may be read as a sentence stands in
quotation marks, so that a learner called “Ana Ruiz cancelled Zed. The portal” tells no story.

What looks like a name is left as it is. The edges are part of the value that is stored and hashed:
page, export, print and case file show the same.
"""

from __future__ import annotations

import re
import unicodedata

from scheduling.proctoring_api.foreign_text import is_unseen

MOST_WORDS = 6
NOBODY = frozenset({"a learner", "(no name)"})  # as events call somebody whose name is not known
_SPELLING = ("COMBINING LATIN", "COMBINING CYRILLIC", "COMBINING GLAGOLITIC")
PARTICLES = frozenset(
    {"al", "ap", "av", "ben", "bin", "bint", "da", "dal", "de", "degli", "dei", "del", "della"}
    | {"den", "der", "di", "dos", "du", "e", "el", "het", "ibn", "la", "las", "le", "les", "li"}
    | {"los", "san", "ten", "ter", "und", "van", "vom", "von", "y", "zu", "zum", "zur"}
)
TITLES = frozenset(
    ("dr.", "esq.", "jr.", "mr.", "mrs.", "ms.", "mx.", "prof.", "rev.", "sr.", "st.", "ph.d.")
)
_SMALL_ALONE = PARTICLES | TITLES
# Of people here, whose names an administrator enters: more of the same, of more languages.
SMALL = (
    PARTICLES
    | TITLES
    | {
        *("abu", "af", "am", "auf", "aus", "bar", "bat", "bte", "binti", "das", "dello", "delle"),
        *("dem", "des", "do", "i", "im", "in", "lo", "mac", "na", "ní", "nic", "o", "op", "ould"),
        *("st", "te", "tot", "ud", "uí", "ul", "umm", "ur", "vande", "vander", "'t", "’t", "ó"),
    }
)
_SMALL_BEFORE = re.compile(r"[^\W\d_]{1,2}(?:['’ʼ]|/[^\W\d_]$)|['’ʼ‘`´ʻ][^\W\d_]$")  # d’, a/l, ’t
# What stands in names beside letters, digits and marks, in whichever script.
_IN_WORDS = frozenset("_'’ʼ‘`´ʻ·-‐‑־׳״་・")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+")
_QUOTES = str.maketrans(dict.fromkeys("“„‟«", "‘") | dict.fromkeys('”»"', "’"))
_SETS_FACTS_APART = re.compile(r"[,;:()\[\]{}，；：（）、]")
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


def reason_with_edges(reason: str) -> str:
    """The same for what somebody typed as a reason: a sentence in it that the log goes on with, as
    “Asked for. Tom Okafor approved it”, is told as theirs alone. Without its last period, unless
    there is nothing else.
    """
    return title_with_edges(reason.rstrip(" .") or reason.strip())


def place_with_edges(name: str) -> str:
    """The same for the name of a place, which stands among other facts: commas and brackets are
    theirs.
    """
    is_plain = looks_like_a_name(name) and not _SETS_FACTS_APART.search(name)
    return name if is_plain and name == name.translate(_QUOTES) else quoted(name)


def for_exam(title: str) -> str:
    """“ for CHEM 322 Final”, as sentences go on after a learner; "" without a title."""
    return f" for {title_with_edges(title)}" if title else ""


def looks_like_a_name(name: str) -> bool:
    """Whether a text has few words, each with a capital or in a script without capitals, and
    nothing in it that ends a sentence.
    """
    words = _as_seen(name).split()
    if name in NOBODY or len(words) < 2:
        return True
    return len(words) <= MOST_WORDS and all(map(_may_be_in_a_name, words))


def may_be_a_name_s(word: str) -> bool:
    """Whether a word of a name may stand in a sentence of the log without seeming a word of it: it
    begins with a capital, is one that names have in small letters, or is of no Latin letters.
    """
    word = _as_seen(word)
    start = _first_letter(word)
    is_small = start.islower() and "LATIN" in unicodedata.name(start, "")
    first = re.split(r"[\-‐‑]", word.casefold())[0]
    return not is_small or first in SMALL or len(word) == 1 or bool(_SMALL_BEFORE.match(word))


def _as_seen(said: str) -> str:
    """The text without what can't be seen, and with a blank for each letter that shows as one."""
    if said.isascii():
        return said
    return "".join(
        " " * (unicodedata.category(char)[0] not in "CM") if is_unseen(char) else char
        for char in said
    )


def _first_letter(word: str) -> str:
    """The first letter, whatever stands before it; "" where there is none."""
    return next((char for char in word if char.isalpha()), "")


def _may_be_in_a_name(word: str) -> bool:
    if word.casefold() in _SMALL_ALONE or _INITIAL.fullmatch(word):
        return True
    if _first_letter(word).islower() and not _ORDINAL.fullmatch(word):
        return False
    said = word.removesuffix(",")
    return said.isalnum() or (bool(said) and all(map(_is_of_a_word, said)))


def _is_of_a_word(char: str) -> bool:
    """Whether a character is a letter, a digit, a mark or a sign of a name. Thai, Hindi and Punjabi
    write vowels as marks; marks that are Latin or Cyrillic letters in small could spell a sentence.
    """
    if char.isalnum() or char in _IN_WORDS or "\u0300" <= char <= "\u036f":
        return True
    is_mark = unicodedata.category(char) in ("Mn", "Mc")
    return is_mark and not unicodedata.name(char, "COMBINING").startswith(_SPELLING)
