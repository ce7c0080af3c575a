"""Reading single values out of the provider's JSON without ever failing over them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.proctoring_api.foreign_text import clean_id, clean_line, clean_text
from scheduling.wall_time import find_stored_zone

JsonObject = dict[str, Any]
MOST_MINUTES = 24 * 60  # 5400 is a length in seconds, not an exam of four days

FIRST_YEAR, LAST_YEAR = 2000, 2200  # a null date of many a system is the beginning of 1970
_ADDRESS = ("AI", "EX", "ES")  # what a session is asked for by
_FURTHEST = timedelta(hours=14)  # from UTC that any clock is
_NEAREST, _STEP = timedelta(hours=1), timedelta(minutes=15)  # of those that are on another time
_MOST, _MOST_PLACES, _MOST_NOUGHTS = 10**9, 4, 12
_JAVASCRIPT = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d \d{4} [\d:]{8}) GMT([+-]\d{4})(?: ?\([^()]*\))?", re.ASCII
)
_ZONE_NAME = re.compile(r"\[([A-Za-z0-9_/+-]{1,40})\]$")  # beside an offset, as Java writes it
_TIME_OF_DAY = re.compile(r"[T ]\d\d", re.IGNORECASE)
_UTC = re.compile(r"\s*(?:Z|UTC|GMT)$", re.IGNORECASE)
_MIDNIGHT = re.compile(
    r"(?<=[T ])24(?=:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?(?:\d\d)?)?$)", re.I | re.A
)
# “15.5” is half past three, or a slip; Python takes the fraction for one of a second.
_FRACTION = re.compile(r"[T ]\d\d(?::?\d\d)?[.,]\d", re.IGNORECASE | re.ASCII)
# Other ways to write what follows: JavaScript's long years, slashes behind a year, two zones.
_SPELLINGS = (
    (re.compile(r"^\+00(?=\d{4}-)", re.ASCII), ""),
    (re.compile(r"^(\d{4})/(\d\d)/(\d\d)(?=[T ]\d)", re.ASCII), r"\1-\2-\3"),
    (
        re.compile(r"^(\d{4}-\d\d-\d\d[T ][\d:.]+) ?(?:GMT|UTC)(?=[+-]\d\d:?\d\d$)", re.ASCII),
        r"\1",
    ),
    (re.compile(r"(?<=[+-]00)(:?00) \((?:UTC|GMT)\)$", re.ASCII), r"\1"),
    (re.compile(r"(?<=:\d\d) \((UTC|GMT)\)$", re.ASCII), r" \1"),
)
# As Java and Unix write a date, and what Go puts behind an offset.
_UNIX = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2} [\d:]{8}) (UTC|GMT|[+-]\d{4}) (\d{4})", re.ASCII
)
_ALSO_UTC = re.compile(r"(?<=[+-]00)(:?00) (?:UTC|GMT)$", re.ASCII)
# Python takes any character between a date and a time, and a week for its Monday.
_NO_DATE = re.compile(
    r"\d{4}-?(?:\d\d-?\d\d|W\d\d-?\d)[^T \d]|\d{4}-\d\d-\d{3}|\d{4}-?W\d\d(?!-?\d)", re.I
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# Its reader takes any number behind the time for hours and minutes: -06 for six minutes.
_EMAIL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)?"
    r" (?:[+-](?:[01]\d|2[0-3]):?[0-5]\d|[A-Za-z]+)",
    re.ASCII | re.IGNORECASE,
)
_COLON = re.compile(r"(?<=[+-]\d\d):(?=\d\d$)", re.ASCII)
_BEFORE_OFFSET = re.compile(r"\s+(?=[+-]\d\d:?(?:\d\d)?$)", re.ASCII)
_SID = re.compile(r"([A-Za-z]{2})([A-Fa-f0-9]{32})")
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
    said = line(value)
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
    said = "".join(identifier(value).split())
    found = _SID.fullmatch(said)
    if found is None:
        return said
    kind, digits = found[1].upper(), found[2].lower()
    return kind + digits if digits.strip("0") or kind in _ADDRESS else ""


def is_sid(said: str, prefix: str) -> bool:
    """Whether it has the shape of an identifier (contract §1)."""
    return bool(_SID.fullmatch(said)) and said.startswith(prefix)


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
    """A duration that an exam can have, in whole minutes; None for any other."""
    return int(value) if isinstance(value, int | float) and 1 <= value <= MOST_MINUTES else None


def money(value: Any) -> Decimal | None:
    """An amount of money from 0 up to a thousand million, of at most four decimals, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and "_" in value:  # which Python takes for digits apart
        return None
    try:
        amount = Decimal(str(value).strip()[:40])
    except (InvalidOperation, ValueError):
        return None
    if not amount.is_finite() or not 0 <= amount < _MOST:
        return None
    amount = _without_noughts(amount)
    return amount if -_MOST_PLACES <= int(amount.as_tuple().exponent) <= _MOST_PLACES else None


def _without_noughts(amount: Decimal) -> Decimal:
    """The same amount with no more decimals than are kept, where noughts alone stand in them."""
    if not -_MOST_NOUGHTS <= int(amount.as_tuple().exponent) < -_MOST_PLACES:
        return amount
    whole = amount.quantize(Decimal(1))
    return whole if whole == amount else amount.normalize()


def moment(value: Any) -> datetime | None:
    """An aware UTC datetime out of text that names one instant: ISO 8601 in any of its spellings,
    the dates of e-mail, JavaScript, Java and Go. In whole seconds: what no clock shows is another
    spelling, not another start.

    None for text without a zone, or with two that contradict each other: guessing one would hide
    just the fault that contract §6 warns of.
    None for a number, whose unit nobody told, for a fraction of an hour or a minute, and for an
    offset that no clock has. None, too, for a year that no exam can be in, because
    not every zone's clock can show it.
    """
    try:
        at = _written(text(value))
        at = at.astimezone(UTC).replace(microsecond=0) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return at if at and FIRST_YEAR <= at.year <= LAST_YEAR else None


def _written(said: str) -> datetime | None:
    """The time, unless the text names a zone beside its offset whose clocks are not so far off."""
    said = " ".join(said.split()).replace("\u2212", "-")  # a minus sign
    named = _ZONE_NAME.search(said)
    whole = _ZONE_NAME.sub("", said).strip()
    at = None if _FRACTION.search(whole) else _unnamed(whole)
    if at and not _is_on_a_clock(abs(at.utcoffset() or timedelta(0))):
        return None
    zone = find_stored_zone(named[1]) if named else None
    if at is None or zone is None:
        return at
    if at.tzinfo is None:
        return _on_clocks_of(zone, at) if _TIME_OF_DAY.search(whole) else None
    return at if at.astimezone(ZoneInfo(zone)).utcoffset() == at.utcoffset() else None


def _is_on_a_clock(offset: timedelta) -> bool:
    return not offset or (_NEAREST <= offset <= _FURTHEST and not offset % _STEP)


def _on_clocks_of(zone: str, wall: datetime) -> datetime | None:
    """The instant of a wall time; None where clocks there skip it or show it twice."""
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    return first if first.utcoffset() == second.utcoffset() else None


def _unnamed(said: str) -> datetime | None:
    for spelling, plain in _SPELLINGS:
        said = spelling.sub(plain, said)
    if match := _JAVASCRIPT.fullmatch(said):
        at = datetime.strptime(" ".join(match.groups()), "%b %d %Y %H:%M:%S %z")
        return _on_its_weekday(at, said)
    if match := _UNIX.fullmatch(said):
        day, offset, year = match.groups()
        zoned = offset if offset[0] in "+-" else "+0000"
        at = datetime.strptime(f"{day} {zoned} {year}", "%b %d %H:%M:%S %z %Y")
        return _on_its_weekday(at, said)
    if _EMAIL.fullmatch(said):  # “-0000” there is UTC, too
        said = _COLON.sub("", said)
        utc = said.removesuffix("-0000") + "+0000" * said.endswith("-0000")
        return _on_its_weekday(parsedate_to_datetime(utc), said)
    said = _UTC.sub("+00:00", _BEFORE_OFFSET.sub("", _ALSO_UTC.sub(r"\1", said)))
    if _NO_DATE.match(said):
        return None
    whole, is_midnight = _MIDNIGHT.subn("00", said)
    return datetime.fromisoformat(whole) + timedelta(days=is_midnight)  # 24:00 ends the day


def _on_its_weekday(at: datetime, said: str) -> datetime | None:
    """The time, unless the text names another weekday than that day's."""
    named = said[:3].title() if said[0].isalpha() else ""
    return at if named in ("", _WEEKDAYS[at.weekday()]) else None


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


def person(holder: JsonObject) -> str:
    """A person's name out of whatever shape it came in."""
    parts = " ".join(filter(None, _parts(holder)))
    return parts or first_called(holder, ("fullName", "displayName", "name"))


def family_name(holder: JsonObject) -> str:
    return _parts(holder)[1]


def half_name(holder: JsonObject) -> str:
    """The one part of a name that came where nothing came for the other; else ""."""
    said = [part for part in _parts(holder) if called(part)]
    return said[0] if len(said) == 1 else ""


def _parts(holder: JsonObject) -> tuple[str, str]:
    """The given and the family name. Somebody may be called Null, but nobody Null Null."""
    first, last = line(holder.get("firstName")), line(holder.get("lastName"))
    if not (called(first) or called(last)):
        return "", ""
    return _part(first), _part(last)


def _part(said: str) -> str:
    return said if said.casefold() in _ALSO_NAMES else called(said)


def is_part(half: str, whole: str) -> bool:
    """Whether a name begins or ends with this part and has more."""
    part, known = (unicodedata.normalize("NFC", one).casefold().split() for one in (half, whole))
    size = len(part)
    return 0 < size < len(known) and part in (known[:size], known[-size:])
