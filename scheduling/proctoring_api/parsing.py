"""Reading single values out of the provider's JSON without ever failing over them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from scheduling.proctoring_api.foreign_text import clean_id, clean_line, clean_text

JsonObject = dict[str, Any]
MOST_MINUTES = 24 * 60  # 5400 is a length in seconds, not an exam of four days

_ADDRESS = ("AI", "EX", "ES")  # what a session is asked for by
_MOST, _MOST_PLACES, _MOST_NOUGHTS = 10**9, 4, 12
_NOISE = 1e-9  # of numbers in binary
_SID = re.compile(r"([A-Za-z]{2})([A-Fa-f0-9]{32})")
_AS_MEANT = re.compile(r"[A-Z]{2}(?!0{32})[a-f0-9]{32}")  # as nearly all of them are written
# Words for nothing; those beside them are nobody's name, but elsewhere they may say something.
_NOTHING = frozenset({"null", "none", "n/a", "n.a"})
_NO_NAME = _NOTHING | {"undefined", "unknown"}
_ALSO_NAMES = frozenset({"null", "none", "n.a", "n.a."})  # of people who are called so
_AROUND_SLASH = re.compile(r"\s*/\s*")
_ONE_MAIL = r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+"
_MAIL = re.compile(rf"(?:[^<>]*<)?({_ONE_MAIL})>?")
_MAILS = re.compile(_ONE_MAIL)
_NO_REPLY = re.compile(r"(?:no|do[-_.]?not)[-_.]?reply[@+]", re.IGNORECASE)


def text(value: Any) -> str:
    """The string as it is kept and shown, or "" for anything else and for what nobody can see."""
    return clean_text(value) if isinstance(value, str) else ""


def line(value: Any) -> str:
    """The same for what stands on one line, such as a name."""
    return clean_line(value) if isinstance(value, str) else ""


def identifier(value: Any) -> str:
    """An id, an email address or a token without anything that can't be seen, or ""."""
    return clean_id(clean_text(value)) if isinstance(value, str) else ""


def is_word_for_nothing(said: str) -> bool:
    """Whether a text is blank, signs alone, or a word for nothing, such as “N/A”."""
    return _is_of(_NOTHING, said)


def _is_of(words: frozenset[str], said: str) -> bool:
    bare = _AROUND_SLASH.sub("/", said.casefold()).strip(" ()[]<>{}\"'*.")
    return bare in words or not any(char.isalnum() or is_money_sign(char) for char in said)


def is_money_sign(char: str) -> bool:
    return unicodedata.category(char) == "Sc"


def called(value: Any) -> str:
    """What somebody or something is called, as one line; "" where all of it are such words."""
    if not (said := line(value)):
        return ""
    is_none = _is_of(_NO_NAME, said) or all(_is_of(_NO_NAME, word) for word in said.split())
    return "" if is_none else said


def address(value: Any) -> str:
    """The one email address, by which somebody is known; "" for what has not the shape of one, and
    for one that nobody reads, which strangers share.
    """
    found = _MAIL.fullmatch(identifier(value).rstrip(",;."))
    return found[1] if found and not _NO_REPLY.match(found[1]) else ""


def shown_address(value: Any) -> str:
    """What came where an email address belongs: one address alone, anything else as it came; ""
    where it holds none, or none that anybody reads.
    """
    said = identifier(value)
    found = _MAIL.fullmatch(said)
    read = [one for one in _MAILS.findall(said) if not _NO_REPLY.match(one)]
    return (found[1] if found else said) if read else ""


def sid(value: Any) -> str:
    """The SID as the provider means it, whatever its capitals and whatever stands in it unseen;
    a text of another shape as it is, and "" for nothing but noughts, which are anybody's: of a
    session, its exam and its institution they are taken for another one's.
    """
    if not value or not isinstance(value, str):
        return ""
    if _AS_MEANT.fullmatch(value):
        return value
    said = "".join(identifier(value).split())
    found = _SID.fullmatch(said)
    if found is None:
        return said
    kind, digits = found[1].upper(), found[2].lower()
    return kind + digits if digits.strip("0") or kind in _ADDRESS else ""


def is_sid(said: str, prefix: str) -> bool:
    """Whether it has the shape of an identifier (contract §1)."""
    return said.startswith(prefix) and bool(_SID.fullmatch(said))


def is_distinct_sid(said: str, prefix: str) -> bool:
    """Whether it is an identifier that one person or thing has: not a word like “N/A”, nor nothing
    but noughts, which strangers may share.
    """
    return is_sid(said, prefix) and said[len(prefix) :].strip("0") != ""


def distinct_sids(told: Iterable[Any], prefix: str) -> tuple[str, ...]:
    """Those of these values that are such identifiers, each once."""
    return tuple({one: None for one in map(sid, told) if is_distinct_sid(one, prefix)})


def only_sid(told: Iterable[Any], prefix: str) -> str:
    """The one such identifier among them; "" where there is none, or several."""
    found = distinct_sids(told, prefix)
    return found[0] if len(found) == 1 else ""


def number(value: Any) -> int | float | None:
    """The number, also out of a numeric string;
    None for anything else, and for what nobody counts up to.
    """
    if isinstance(value, str) and len(value) <= 20 and "_" not in value:
        try:
            value = int(value) if value.strip().isdecimal() else float(value)
        except ValueError:
            return None
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return value if -_MOST < value < _MOST else None


def minutes(value: object) -> int | None:
    """A duration that an exam can have, in whole minutes; None for any other: 1.5 may be hours."""
    is_whole = isinstance(value, int | float) and 1 <= value <= MOST_MINUTES and not value % 1
    return int(value) if isinstance(value, int | float) and is_whole else None


def money(value: Any) -> Decimal | None:
    """An amount of money from 0 up to a thousand million, of at most four decimals, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and "_" in value:  # which Python takes for digits apart
        return None
    try:
        amount = Decimal(_written(value)[:40])
    except (InvalidOperation, ValueError):
        return None
    if not amount.is_finite() or not 0 <= amount < _MOST:
        return None
    amount = _without_noughts(amount)
    is_kept = -_MOST_PLACES <= int(amount.as_tuple().exponent) <= _MOST_PLACES
    return abs(Decimal(f"{amount:f}")) if is_kept else None


def _written(value: float | str) -> str:
    """A number as it was meant: 25.499999999999996 is how machines add up to 25.5."""
    if isinstance(value, float) and abs(round(value, _MOST_PLACES) - value) < _NOISE:
        return repr(round(value, _MOST_PLACES))
    return str(value).strip()


def _without_noughts(amount: Decimal) -> Decimal:
    """The same amount with no more decimals than are kept, where noughts alone stand in them."""
    if not -_MOST_NOUGHTS <= int(amount.as_tuple().exponent) < -_MOST_PLACES:
        return amount
    whole = amount.quantize(Decimal(1))
    return whole if whole == amount else amount.normalize()


def as_object(value: Any) -> JsonObject:
    """The object, also where it came as a string of JSON (the reference types these fields as
    strings); else {}.
    """
    if isinstance(value, str) and value.lstrip()[:1] == "{":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def first_text(holder: JsonObject, names: Iterable[str]) -> str:
    """The first of these fields that holds text, as one line."""
    return next((found for name in names if (found := line(holder.get(name)))), "")


def first_called(holder: JsonObject, names: Iterable[str]) -> str:
    """The first of these fields that holds a name."""
    return next((found for one in names if (found := called(holder.get(one)))), "")


@dataclass(frozen=True, slots=True)
class PersonName:
    """What somebody is called; `half` is the one part that came where none came for the other."""

    whole: str = ""
    family: str = ""
    half: str = ""


def person_name(holder: JsonObject) -> PersonName:
    """A person's name out of whatever shape it came in. Somebody may be called Null, but nobody
    Null Null.
    """
    said = [line(holder.get(one)) for one in ("firstName", "lastName")] if holder else []
    names = [called(one) for one in said]
    if not any(names):
        return PersonName(first_called(holder, ("fullName", "displayName", "name")))
    given, family = (
        part if part.casefold() in _ALSO_NAMES else name
        for part, name in zip(said, names, strict=True)
    )
    half = "" if all(names) else "".join(names)
    return PersonName(" ".join(filter(None, (given, family))), family, half)


def person(holder: JsonObject) -> str:
    """The whole of a person's name."""
    return person_name(holder).whole


def is_part(half: str, whole: str) -> bool:
    """Whether a name begins or ends with this part and has more."""
    part, known = (unicodedata.normalize("NFC", one).casefold().split() for one in (half, whole))
    size = len(part)
    return 0 < size < len(known) and part in (known[:size], known[-size:])
