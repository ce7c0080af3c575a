"""Redaction of a text: card numbers, secrets that we sent ourselves, access keys of exams and links
are taken out, which must never be kept or shown.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any
from urllib.parse import unquote

from scheduling.card_numbers import may_hold_card_number, remove_card_numbers
from scheduling.proctoring_api.foreign_text import is_unseen, strip_unseen, with_entities_read
from scheduling.proctoring_api.parsing import as_object, is_word_for_nothing, text
from scheduling.proctoring_api.session_fields import exam_secrets

HIDDEN = "[hidden]"
LINK = "(link)"
# Shorter secrets would blot out ordinary words of a text; longer ones never stand in it by chance.
MIN_SECRET, NO_WORD = 4, 16
# Also without its scheme, where a query or a long name with a digit in it shows that it is one:
# “ASP.NET/C#” is none.
_URL = re.compile(
    r"\b[A-Za-z][A-Za-z0-9+.-]{0,20}://\s{0,3}[^\s\"<>]+|\bwww\.[^\s\"<>]+"
    r"|(?:(?<!:)//|\b)(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?"
    r"(?:/[^\s\"<>?=]*[?=]|\?|/(?=[^\s\"<>]*\d)[^\s\"<>]{8})[^\s\"<>]*",
    re.IGNORECASE,
)
_CREDENTIAL = re.compile(
    r"\b(?:access_?token|token|api_?key|key|secret|password|signature|sig)=[^\s&\"<>]{6,}"
    r"|\bBearer\s+[A-Za-z0-9._~+/-]{16,}=*|\beyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){1,4}"
    r"|\b[sr]k_(?:live|test)_\w{6,}",
    re.IGNORECASE,
)
_WIDE = re.compile("[\uff01-\uff5e]")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+|(?:\\u[0-9A-Fa-f]{4})+")
_TURNS = 4  # how often one escapes what is escaped
# Hyphens and apostrophes that look the same.
ONE_KIND = dict.fromkeys([*range(0x2010, 0x2016), 0x2043, 0x2212], "-") | dict.fromkeys(
    map(ord, "’‘ʼ´`"), "'"
)
# Letters of scripts that put no blanks between words: Thai to Khmer, kana, Han, and Hangul, which
# joins its particles.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_LINKED = re.compile(
    r"://|www\.|[a-z0-9]\.[a-z]{2,24}(?::\d+)?[/?]|=|bearer\s|eyJ|k_live|k_test", re.IGNORECASE
)
# Or what disguises anything, and what names a secret of an exam.
_SPECIAL = re.compile(rf"[&%\\`]|{_LINKED.pattern}|access.{{0,3}}key|\burl\b", re.IGNORECASE)
# Fields that may say again what was sent, and those that say what was booked, for whom and where.
_ECHOES = re.compile(
    r"voucher|coupon|token|secret|payment|card|message|error|reason|detail|memo|note", re.IGNORECASE
)
_TELLS = re.compile(r"status|type|name|title|sid$|date|locale|currency|email", re.IGNORECASE)
_DECIDES = re.compile(r"status|type|sid$|date", re.IGNORECASE)
# What the portal compares and computes with, so that no voucher code of four digits blots out a
# date.
_EXACT = re.compile(
    r"[A-Z]{2}[0-9a-f]{32}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(?:Z|[+-][0-9]{2}:[0-9]{2})"
)

# A SID, and a time to the second, which has too few digits on either side for a card's number.
_NEVER_ONE = re.compile(
    r"[A-Z]{2}[0-9a-f]{32}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
)


class VoucherCode(str):
    """A voucher's code among the secrets of a request: it may be an ordinary word."""

    __slots__ = ()


class AccessKey(VoucherCode):
    """An exam's access key, which an answer names itself: it may be an ordinary word, too, but is
    no title and no name.
    """

    __slots__ = ()


def own_secrets(told: Any) -> tuple[str, ...]:
    """What an answer names, wherever and in whatever words, that is a secret of its exam
    (contract §2).
    """
    keys = (text(undisguised(key)) for key in exam_secrets.keys_told(told))
    return tuple({AccessKey(key): None for key in keys if key})


def _may_be_a_word(secret: str) -> bool:
    return isinstance(secret, VoucherCode) and len(secret) < NO_WORD


def mask(said: str, secrets: Iterable[str] = ()) -> str:
    """The text without card numbers, and without `secrets` wherever they stand, in any case and in
    any of the disguises that a machine puts on them: entities and escapes, letters taken apart,
    other hyphens, what can't be seen. Where something goes only by its disguise, the text comes
    back as it reads without any.

    A `VoucherCode` goes only as a word of its own, and one of letters alone only in just these
    letters: inside another word it is none of ours.
    """
    known = sorted((one for one in secrets if len(one) >= MIN_SECRET), key=len, reverse=True)
    masked = _masked(said, known)
    plain = undisguised(masked)
    again = masked if plain == masked else _masked(plain, known)
    return masked if again == plain else again


def _masked(said: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        said = _without(said, str(secret), may_be_a_word=_may_be_a_word(secret))
    return remove_card_numbers(said, HIDDEN)


def _without(said: str, secret: str, *, may_be_a_word: bool) -> str:
    keeps_capitals = may_be_a_word and unicodedata.normalize("NFC", secret).isalpha()
    plain_secret = _comparable(secret, keeps_capitals)[1]
    if len(plain_secret) < MIN_SECRET:  # what can't be seen is all that it is made of
        return said.replace(secret, HIDDEN)
    pattern = _pattern(plain_secret, may_be_a_word, keeps_capitals)
    if said.isascii() and said.isprintable():
        return pattern.sub(HIDDEN, said)
    places, plain = _comparable(said, keeps_capitals)
    for start, end in reversed([match.span() for match in pattern.finditer(plain)]):
        said = f"{said[: places[start]]}{HIDDEN}{said[places[end - 1] + 1 :]}"
    return said


@lru_cache(maxsize=256)
def _pattern(secret: str, may_be_a_word: bool, keeps_capitals: bool) -> re.Pattern[str]:
    flags = re.NOFLAG if keeps_capitals else re.IGNORECASE
    return re.compile(as_a_word(secret) if may_be_a_word else re.escape(secret), flags)


def as_a_word(secret: str) -> str:
    """The expression that finds it as a word of its own. An underscore joins words and is no letter
    of one: machines write “Voucher_A1B2_used”. Nor does a letter of an unspaced script stand in its
    way, unless it is a word of such a script itself.
    """
    is_theirs = secret.isalpha() and re.search(f"[{UNSPACED}]", secret)
    beside = r"[^\W_]" if is_theirs else rf"[^\W_{UNSPACED}]"
    return f"(?<!{beside}){re.escape(secret)}(?!{beside})"


def _comparable(said: str, keeps_capitals: bool) -> tuple[list[int], str]:
    """The text for comparing: letters taken apart, one kind of hyphen and of apostrophe, without
    what can't be seen; and where each character of it stands in the text.
    """
    if said.isascii() and said.isprintable() and "`" not in said:  # as nearly everything is
        return list(range(len(said))), said if keeps_capitals else said.casefold()
    found: list[tuple[int, str]] = []
    for at, char in enumerate(said):
        if char.isspace() or not is_unseen(char):
            apart = unicodedata.normalize("NFKD", char)
            apart = apart if keeps_capitals else unicodedata.normalize("NFKD", apart.casefold())
            found += ((at, one) for one in apart.translate(ONE_KIND))
    return [at for at, _ in found], "".join(one for _, one in found)


def undisguised(said: str) -> str:
    """The text with its entities and escapes read, also where they were escaped once more."""
    for _ in range(_TURNS):
        plain = with_entities_read(said)
        if "%" in plain or "\\u" in plain:
            plain = _ESCAPES.sub(_unescaped, plain)
        if plain == said:
            break
        said = plain
    return said


def _unescaped(escapes: re.Match[str]) -> str:
    """What a row of “%26” or of “\\u0026” stands for."""
    said = escapes[0]
    if said[0] == "%":
        return unquote(said)
    return bytes.fromhex(said.replace("\\u", "")).decode("utf-16-be", "replace")


def keepable(said: str, secrets: Iterable[str] = ()) -> str:
    """The text as it may be kept: masked, with every link as “(link)”, which may open an exam by
    itself, and without an access key that it tells as one.
    """
    known = tuple(secrets)
    if _is_plain(said, known):
        return said
    masked = mask(_without_exam_secrets(said), known)
    plain = undisguised(masked)
    again = masked if plain == masked else _without_exam_secrets(plain)
    return masked if again == plain else again


def _is_plain(said: str, secrets: tuple[str, ...]) -> bool:
    """A quick look, for most texts are: nothing in it is a link, disguised, a card's number, or may
    be one of the secrets.
    """
    if not secrets and _NEVER_ONE.fullmatch(said):
        return True
    if not said.isascii() or _SPECIAL.search(said) or may_hold_card_number(said):
        return False
    return not secrets or (said.isprintable() and not _may_be_within(said, secrets))


def _may_be_within(said: str, secrets: tuple[str, ...]) -> bool:
    small = said.casefold()
    return any(one in small for one in _within(secrets))


@lru_cache(maxsize=256)
def _within(secrets: tuple[str, ...]) -> frozenset[str]:
    """What stands in any plain text in which one of the secrets does; "", which stands in all,
    where one of them is not in plain letters itself.
    """
    found = {_comparable(str(one), keeps_capitals=False)[1] for one in secrets}
    found |= set(map(_as_whole, secrets))
    return frozenset(one if one.isascii() else "" for one in found)


def _without_exam_secrets(said: str) -> str:
    """The text without links, access keys and what signs a call, also where it is written in
    letters of another width, or with what can't be seen between them.
    """
    found = _narrowed(said)
    if said.isascii() or found != said:
        return found
    plain = "".join(one for one in said if one.isspace() or not is_unseen(one))
    plain = unicodedata.normalize("NFKC", plain) if _WIDE.search(plain) else plain
    found = _narrowed(plain)
    return said if found == plain else found


def _narrowed(said: str) -> str:
    said = _replaced(said, exam_secrets.key_spans(said), HIDDEN)
    said = _replaced(said, exam_secrets.link_spans(said), LINK)
    return _CREDENTIAL.sub(HIDDEN, _URL.sub(LINK, said)) if _LINKED.search(said) else said


def _replaced(said: str, spans: Iterable[tuple[int, int]], by: str) -> str:
    for start, end in reversed(list(spans)):
        said = f"{said[:start]}{by}{said[end:]}"
    return said


def cleaned(value: Any, secrets: tuple[str, ...] = (), *, name: str = "") -> Any:
    """A JSON value without card numbers, links and `secrets`; without a `VoucherCode` where it
    stands as such: as a whole value that `may_be_a_secret`, or as a word in a field that may echo
    what was sent.

    `name` is the field's own. SIDs and points in time stay as they are: a voucher of the word
    “Scheduled” changes no status.
    """
    return each_text(value, partial(_cleaned_text, secrets), name=name)


def each_text(value: Any, change: Callable[[str, str], str], *, name: str = "") -> Any:
    """A JSON value with each text in it as `change` has it, by the name of its field: SIDs and
    points in time stay, and a text that is a JSON object, as some fields are, is changed inside.
    """
    if isinstance(value, str):
        if _EXACT.fullmatch(value):
            return value
        return change(name, _json_changed(value, change))
    if isinstance(value, dict):
        return {
            key: one if one is None else each_text(one, change, name=key)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [each_text(one, change, name=name) for one in value]
    if exam_secrets.is_key_name(name) and isinstance(value, int | float):
        return value if isinstance(value, bool) else change(name, str(value))
    return value


def _json_changed(said: str, change: Callable[[str, str], str]) -> str:
    inside = as_object(said) if "{" in said else {}
    if not inside:
        return said
    try:
        kept = each_text(inside, change)
    except RecursionError:
        return ""
    return said if kept == inside else json.dumps(kept, ensure_ascii=False)


def may_echo(name: str) -> bool:
    """Whether a field may say again what was sent."""
    return bool(_ECHOES.search(name))


def may_be_a_secret(name: str, said: str) -> bool:
    """Whether the whole of a field is a secret where it reads like one. A voucher's code may be an
    ordinary word: of what says what was booked, for whom and where, only what has a digit in it is,
    as codes have, and nothing that the portal compares and computes with.
    """
    return not _TELLS.search(name) or (not _DECIDES.search(name) and any(map(str.isdigit, said)))


def _cleaned_text(secrets: tuple[str, ...], name: str, said: str) -> str:
    if exam_secrets.is_key_name(name):
        said = exam_secrets.without_key(said, HIDDEN)
    if exam_secrets.is_link_name(name) and not is_word_for_nothing(said):
        return LINK
    if _is_plain(said, secrets):
        return said
    if may_echo(name):
        return HIDDEN if _is_whole(said, secrets) else keepable(said, secrets)
    if may_be_a_secret(name, said) and _is_whole(said, secrets):
        return HIDDEN
    keys = [one for one in secrets if isinstance(one, AccessKey)]
    if keys and not _DECIDES.search(name) and _is_whole(said, keys):
        return HIDDEN
    return keepable(said, (one for one in secrets if not _may_be_a_word(one)))


def _is_whole(said: str, secrets: tuple[str, ...]) -> bool:
    whole = _as_whole(said)
    return bool(whole) and any(whole == _as_whole(one) for one in secrets)


def _as_whole(said: str) -> str:
    return _comparable(strip_unseen(undisguised(said)), keeps_capitals=False)[1]
