"""Text as it is searched: as people type it, without case, accents, apostrophes and what can't be
seen, word by word.

A name stands in the index under more words than are written in it, so that it is found however it
is typed: “Müller” as muller and mueller, “De la Cruz” as delacruz too, “O’Brien” as brien too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from scheduling.exam_sessions.search.romanization import (
    by_ear,
    consonants,
    latin_forms,
    latin_spellings,
)
from scheduling.exam_sessions.search.same_letters import ONE_FORM
from scheduling.proctoring_api.foreign_text import is_unseen

LONGEST_WORD = 80
MOST_PIECES = 40
LONGEST_RUN = 4
LONGEST_FAMILY = 5  # letters of a name without a blank; they may be typed behind the given name
MOST_JOINED, LONGEST_JOINED = 6, 3  # words of a query that may have been meant as fewer
MOST_OF_MANY = 3  # words that more than four may have been meant as
APOSTROPHES = frozenset("'’ʼ‘`´ʻʹʽʾʿ＇′׳ʕʔɂˀˁꞌꞋ")
_PLAIN_APOSTROPHES = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_EMAIL_PARTED = re.compile(r"[._+-]+")
_AROUND_EMAILS = ",;<>()"
NON_JOINER = "\u200c"
_MARKS_INSIDE = str.maketrans(dict.fromkeys([*APOSTROPHES, NON_JOINER], ""))
# What is said around a name on the phone, and is hardly ever one.
AROUND = frozenset(
    [
        *("the", "one", "on", "at", "for", "of", "her", "his", "my", "when", "where", "who"),
        *("what", "is", "does", "has", "move", "reschedule", "cancel", "switch", "find"),
        *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "sgt"),
    ]
)
_READ_ALOUD = re.compile(r"(es|ex|en|us)(\s*[0-9a-f]){4,32}", re.IGNORECASE)
_LEADING_ZEROS = re.compile(r"0+(?=\d)")
_SPLIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]{2,8}")
_SEEN = ("L", "N", "M")
_RARE_FROM = 0x10000


def folded(text: str) -> str:
    """Text for searching: “zoe” is in “Zoë”, “lukasz” in “Łukasz”, “garcia ines” in “García,
    Inés”; one blank between any two words.
    """
    return _folded(unicodedata.normalize("NFKC", text).casefold())


def _joined(text: str) -> str:
    """In one case, and without the marks that stand inside of words."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_MARKS_INSIDE)


class _EachOnce(dict[int, str]):
    """A table for `str.translate` that asks what becomes of a character the first time it occurs:
    a day's names are put in order on each page, and asking for each letter took a third of it.
    """

    def __init__(self, becomes: Callable[[str], str]) -> None:
        super().__init__()
        self._becomes = becomes

    def __missing__(self, code: int) -> str:
        found = self._becomes(chr(code))
        if code < _RARE_FROM:  # nobody fills the memory with what no name has
            self[code] = found
        return found


def _without_what_is_dropped(char: str) -> str:
    """Nothing for accents and what can't be seen, but not for the vowels of Indian scripts; the
    digits of every script as the same.
    """
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    is_dropped = unicodedata.combining(char) or (is_unseen(char) and not char.isspace())
    return "" if is_dropped else char


def _blank_unless_seen(char: str) -> str:
    return char if unicodedata.category(char)[0] in _SEEN else " "


_DROPPED, _SEEN_ONLY = _EachOnce(_without_what_is_dropped), _EachOnce(_blank_unless_seen)


def _folded(text: str) -> str:
    return " ".join(without_accents(text).translate(_SEEN_ONLY).split())


def is_unspaced(char: str) -> bool:
    """Whether a letter is of a script that writes no blanks between the words of a name."""
    return _UNSPACED.fullmatch(char * 2) is not None


def words(text: str) -> list[str]:
    """The words of a text, folded, letters and digits only, each once, in the order of the text."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _folded(_joined(text)).split()))


def sort_key_of_name(name: str) -> str:
    """A name as it is put in order: where people look it up, whatever its accents, apostrophes and
    capitals. “d’Alembert” stands before “Dlamini”, “Öztürk” between “Ovid” and “Pahl”.
    """
    if name.isascii() and name.replace(" ", "").isalpha():  # as most are: ten times as fast
        return " ".join(name.lower().split())
    return _folded(_joined(name))


def spellings(word: str) -> set[str]:
    """A word as the index may have it: plain, and with the letters written in two."""
    return {
        _folded(one).replace(" ", "")[:LONGEST_WORD] for one in _ways_to_write(_joined, word)
    } - {""}


def _ways_to_write(cased: Callable[[str], str], text: str) -> set[str]:
    """A text in one case, as it is, with letters in two, and in Latin letters."""
    sharp = unicodedata.normalize("NFKC", text).translate(latin_forms.SHARP_S)
    found = {cased(text), cased(sharp)}
    found |= {said for one in found for said in latin_forms.in_pinyin(one)}
    found |= {latin for one in found for latin in latin_spellings.ways(one)}
    return found | {one.translate(way) for one in found for way in latin_forms.IN_TWO}


def name_words(name: str) -> set[str]:
    """Every word by which a person of this name may be looked for: its pieces, neighbours joined,
    and the whole joined whichever part comes first.
    """
    composed = _composed(name)
    found = _each_way(name, _of_name) | latin_forms.behind(_pieces(composed))
    if (with_de := latin_forms.with_de(composed)) != composed:
        found |= _each_way(with_de, _of_name)
    if name.isascii():
        return found
    heard = consonants.sounds_of(composed) | by_ear.spellings_of(composed)
    return found | latin_spellings.of_unspaced(found) | heard


def title_words(title: str) -> set[str]:
    """Every word by which something of this title may be looked for: “chem322” for CHEM 322."""
    return _each_way(title, _of_title)


def email_words(email: str) -> set[str]:
    """The whole address and its ends from each word before its @ on, with and without accents, and
    those words.
    """
    whole = "".join(email.casefold().split())
    own, _, host = whole.partition("@")
    starts = [0, *(match.end() for match in _EMAIL_PARTED.finditer(own))] if host else [0]
    ends = {whole[at:] for at in starts if whole[at:]}
    said = ends | {without_accents(one) for one in ends}
    return {one[:LONGEST_WORD] for one in said} | name_words(own) - {""}


def without_accents(text: str) -> str:
    """A text as it is typed on a plain keyboard, its marks left standing."""
    kept = unicodedata.normalize("NFKD", text).translate(ONE_FORM).translate(_DROPPED)
    return unicodedata.normalize("NFC", kept)  # Korean syllables are whole again


def id_words(sid: str) -> set[str]:
    """An id in any capitals, with and without its hyphens and the zeros it begins with, and its
    parts.
    """
    said = title_words(sid) | {whole_id(sid)} - {""}
    return said | {_LEADING_ZEROS.sub("", one, count=1) for one in said if one[0] == "0"}


def whole_id(sid: str) -> str:
    """An id as one word."""
    return folded(sid).replace(" ", "")[:LONGEST_WORD]


def readings(query: str, *, heard: bool = True) -> list[list[set[str]]]:
    """What a query may mean, as lists of words that must all be found: as it was typed, with
    neighbours joined, as a SID that was read aloud, and without what people say around a name;
    each word in every spelling, and where it is `heard`, as names sound that are written otherwise.
    """
    typed = _typed(query)
    ways = [typed] if typed else []
    if 1 < len(typed) <= LONGEST_RUN:
        ways.append(["".join(typed)])
    if 2 < len(typed) <= MOST_JOINED:
        most = len(typed) - 1 if len(typed) <= LONGEST_RUN else MOST_OF_MANY
        ways += [way for way in _joinings(typed) if 1 < len(way) <= most]
    if _READ_ALOUD.fullmatch(query.strip()):
        ways.append(["".join(query.lower().split())])
    if 0 < len(said := [word for word in typed if word not in AROUND]) < len(typed):
        ways.append(said)
    ways += _without_initials(typed)
    written = {word: _as_typed(word, heard) for word in {word for way in ways for word in way}}
    return [[written[word] for word in way] for way in ways]


def _without_initials(typed: list[str]) -> list[list[str]]:
    """The words of a name without the initials between them, which a record may not have."""
    inside = [word for word in typed[1:-1] if not is_initial(word)]
    whole = [*typed[:1], *inside, *typed[-1:]]
    return [whole] if len(whole) < len(typed) <= LONGEST_RUN else []


def is_initial(word: str) -> bool:
    """Whether a word may stand for a longer name: no digit, and no character that is a name."""
    return len(word) == 1 and word.isalpha() and word.upper() != word


def _joinings(typed: list[str]) -> Iterator[list[str]]:
    """The words with runs of neighbours joined, in every way, from none joined on."""
    if not typed:
        yield []
    for length in range(1, min(LONGEST_JOINED, len(typed)) + 1):
        for rest in _joinings(typed[length:]):
            yield ["".join(typed[:length]), *rest]


def is_meant(query: str, known: Iterable[str]) -> bool:
    """Whether a query may mean what is known by these words: each of its words begins one."""
    begun = list(known)
    return any(
        all(any(one.startswith(tuple(word)) for one in begun) for word in way)
        for way in readings(query)
    )


def is_as_typed(typed: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether each of these words begins one of the texts as they are written, not only as somebody
    else may write or hear them.
    """
    known = " ".join(form for one in texts for form in ("", sort_key_of_name(one), folded(one)))
    return all(f" {word}" in known for word in typed)


def _typed(query: str) -> list[str]:
    """The words of a query, still with their accents; an email address is one word."""
    found: list[str] = []
    for part in unicodedata.normalize("NFKC", query).split():
        if "@" in part.strip("@" + _AROUND_EMAILS):
            found.append(_typed_email(part))
            continue
        inside = part.lower().translate(_MARKS_INSIDE)  # a sharp s stays one
        kept = "".join(char for char in inside if not is_unseen(char))
        found += kept.translate(_SEEN_ONLY).split()
    return [word for word in dict.fromkeys(found) if "@" in word or spellings(word)]


def _typed_email(part: str) -> str:
    """An address as it is pasted, without what stands around it, and with a plain apostrophe."""
    plain = part.casefold().translate(_PLAIN_APOSTROPHES).strip(_AROUND_EMAILS)
    return plain.removeprefix("mailto:").rstrip(".")[:LONGEST_WORD]


def _as_typed(word: str, heard: bool) -> set[str]:
    """The word as the index may have it, and where it is heard, as another bearer writes it and how
    it sounds in other scripts.
    """
    if "@" in word:
        return {word, without_accents(word)}
    if not heard:
        return spellings(word)
    sounds = consonants.sounds_meant(word) | by_ear.spellings_meant(word)
    return spellings(word) | latin_forms.meant(word) | sounds


def _each_way(text: str, way: Callable[[list[str]], Iterable[str]]) -> set[str]:
    found: set[str] = set()
    for one in _ways_to_write(_composed, text):
        pieces = _pieces(one)
        for said in (pieces, *_at_other_lengths(pieces)):
            found.update(word[:LONGEST_WORD] for word in way(said))
    return found - {""}


def _at_other_lengths(pieces: list[str]) -> Iterator[list[str]]:
    """The pieces with what may be written in short or in full written otherwise."""
    for known in (latin_forms.IN_SHORT, latin_forms.IN_FULL):
        if not known.keys().isdisjoint(pieces):
            yield [known.get(piece, piece) for piece in pieces]


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pieces(composed: str) -> list[str]:
    """The words of a name, cut at apostrophes, hyphens and joiners too."""
    cut = "".join(" " if char in APOSTROPHES or char == NON_JOINER else char for char in composed)
    return _folded(cut).split()[:MOST_PIECES]


def _of_name(pieces: list[str]) -> Iterator[str]:
    for length in range(1, LONGEST_RUN + 1):
        for at in range(len(pieces) - length + 1):
            yield "".join(pieces[at : at + length])
    for at in range(len(pieces)):
        yield "".join(pieces[at:] + pieces[:at])
    for piece in pieces:
        if _UNSPACED.fullmatch(piece):  # family and given name are written without a blank
            yield from (piece[at:] for at in range(1, len(piece)))
            yield from (piece[at:] + piece[:at] for at in range(1, min(len(piece), LONGEST_FAMILY)))


def _of_title(pieces: list[str]) -> Iterator[str]:
    yield from pieces
    yield from (first + second for first, second in pairwise(pieces))
    for piece in pieces:
        yield from _SPLIT.split(piece)
