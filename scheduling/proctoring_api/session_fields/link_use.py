"""Whether an answer says that the link in it is of no use: used, over, withdrawn or not ready yet,
by fields under whatever spelling of their names, by its words, or by the link's own query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scheduling.proctoring_api.parsing import JsonObject, line, number, text
from scheduling.proctoring_api.provider_times import moment
from scheduling.proctoring_api.responses.fields_beside import NO_DATE, has_date

OVER = "SmarterProctoring’s answer holds a link, but gives the status “{said}”."
EXPIRED = "SmarterProctoring’s answer holds a link that has expired."
NOT_USABLE = "SmarterProctoring’s answer holds a link, but says that it can’t be used."
NOT_YET = "SmarterProctoring’s answer says that the link is not ready yet."
_EARLIEST, _LATEST = timedelta(hours=14), timedelta(hours=11)  # of clocks that people live by
_A_DAY = timedelta(days=1)
_MILLISECONDS_FROM = 100_000_000_000
_YES, _NO = frozenset({"true", "yes", "y", "1"}), frozenset({"false", "no", "n", "0"})

# Words for a link that nobody can use any more, and the names of fields, in small letters without
# signs, that say so.
_SPENT = (
    r"(?:cancell?ed|closed|denied|refused|rejected|expired|revoked|used|spent|consumed|redeemed"
    r"|claimed|invalid(?:ated)?|inactive|deactivated|disabled|suspended|blocked|locked|deleted"
    r"|removed|ended|superseded|replaced|withdrawn|unavailable|voided|obsolete|outdated|burned"
    r"|lapsed|archived|exhausted)"
)
_IT = r"(?:link|url|token|onboarding)?"
_WHEN = r"(?:at|on|date|datetime|time|utc|since)?"
_IS_SPENT = re.compile(rf"{_IT}(?:is|was|has|already|been|date)*{_SPENT}{_WHEN}")
_IS_EXPIRED = re.compile(rf"{_IT}(?:is|was|has|already)*expired{_WHEN}")
_IS_GOOD = re.compile(
    rf"{_IT}(?:(?:is|still)*(?:valid|active|usable|available|enabled|live|working|accessible)"
    r"|can(?:be)?(?:used?|opened|open|start(?:ed)?|launch(?:ed)?|join))"
)
_IS_READY = re.compile(rf"{_IT}(?:is)?(?:ready|prepared|generated|published)")
_USES = r"(?:uses|usages?|attempts|clicks|launches|visits|openings|redemptions)"
_LEFT = re.compile(
    rf"(?:remaining|left|available){_USES}|{_USES}(?:remaining|left|available)|remaining"
)
_COUNT = re.compile(rf"{_USES}|(?:use|usage|used|click|launch)count|timesused|{_USES}count")
_MOST = re.compile(
    rf"(?:max(?:imum)?|allowed|total|limitof){_USES}|maxuse|(?:use|usage|uses)limit|{_USES}allowed"
)
_ENDS = re.compile(
    r"(?:link|url|token)?(?:expires|expiry|expiration|expire|ends|validuntil|validto|validthru"
    rf"|validthrough|notafter|usableuntil|availableuntil|activeuntil|goodthrough){_WHEN}|exp"
)
_BEGINS = re.compile(
    r"(?:link|url|token)?(?:notbefore|(?:valid|active|available|usable|enabled)(?:from|since|after)"
    rf"|availableat|readyat|readyon|activates|opens){_WHEN}|nbf"
)
_LASTS = re.compile(
    r"(?:link|url|token)?(?:(?:expires?|valid|expiration)(?:in|for)(?:seconds|minutes|hours|ms)?"
    r"|ttl|lifetime|timetolive|secondsleft|minutesleft|timeleft|maxage)"
)
_STATUS = re.compile(r"(?:session|link|exam|onboarding|appointment)?(?:status|state)")
_STATUS_OF_IT = re.compile(r"(?:session|link|exam|onboarding|appointment)(?:status|state)")
_WORDS = re.compile(
    r"messages?|warnings?|notes?|infos?|information|notices?|details?|descriptions?|reasons?"
    r"|hints?|comments?|alerts?|statusreason|statusmessage"
)
_NOT = r"(?<!not )(?<!never )(?<!not yet )(?<!not been )(?<!never been )(?<!n’t )(?<!n't )\b"
_OVER = re.compile(rf"{_NOT}{_SPENT}\b|timed out", re.IGNORECASE)
# So may be the request itself, where nothing says of what it is told.
_DONE = re.compile(rf"{_NOT}(?:completed?|finished|done)\b", re.IGNORECASE)
_NOT_BOOKED = re.compile(r"needs[ _-]?proctor|un-?scheduled|not scheduled", re.IGNORECASE)
_UNREADY = re.compile(
    r"not (?:yet )?(?:be )?(?:ready|available|active|generated|valid yet)|being (?:made|prepared)"
    r"|\b(?:preparing|generating)\b|isn.t (?:ready|available|active)",
    re.IGNORECASE,
)
# In a sentence, where “can be used once” and “once it has expired” say nothing of now.
_TOLD_OVER = re.compile(
    rf"(?:^|\b(?:already|has been|been|was|is|is now|has|link|url|token) ){_SPENT}\b"
    r"|no longer\b|(?:can.t|cannot|can not|may not) be (?:used|opened)",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|once|when|unless|until|should|after|before|will|would|not|never|can|may|must)\b",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(r"\b(?:can.t|cannot|can not|may not) be (?:used|opened)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?<!\d)(\d{4})[-/.](\d\d?)[-/.](\d\d?)|(?<!\d)(\d\d?)[-/.](\d\d?)[-/.](\d{4})", re.ASCII
)

_TIME = re.compile(r"[T ,](\d\d?):(\d\d)(?::\d\d)?(?:\.\d+)?(?: ?([AaPp])\.?[Mm])?", re.ASCII)


def why_of_no_use(
    parts: Sequence[JsonObject], url: str, now: float, quotable: Callable[[str], str] = line
) -> str:
    """The sentence that tells what the answer says against its link; "" where it says nothing."""
    told = [*parts, dict(parse_qsl(urlsplit(url).query))]
    at = datetime.fromtimestamp(now, UTC)
    if any(_is_past(one, at) for one in values(told, _ENDS)) or any(
        _is_nothing(one) for one in values(told, _LASTS)
    ):
        return EXPIRED
    if over := next(_ends_told(told), ""):
        return OVER.format(said=quotable(over))
    if why := _flagged(told, at):
        return why
    if any(_is_to_come(one, at) for one in values(told, _BEGINS)):
        return NOT_YET
    return _worded(parts)


def values(parts: Sequence[JsonObject], names: re.Pattern[str]) -> Iterator[Any]:
    """What stands under such a name, in whatever letters and signs it is written."""
    for part in parts:
        for name, value in part.items():
            if names.fullmatch(re.sub(r"[\W_]", "", name).casefold()):
                yield value


def _flagged(told: Sequence[JsonObject], now: datetime) -> str:
    if any(_is_true(one, now) for one in values(told, _IS_EXPIRED)):
        return EXPIRED
    if any(_is_true(one, now) for one in values(told, _IS_SPENT)) or _is_used_up(told):
        return NOT_USABLE
    if any(_plain(one) in _NO for one in values(told, _IS_GOOD)):
        return NOT_USABLE
    return NOT_YET if any(_plain(one) in _NO for one in values(told, _IS_READY)) else ""


def _is_used_up(told: Sequence[JsonObject]) -> bool:
    if any(_is_nothing(one) for one in values(told, _LEFT)):
        return True
    counts = [number(one) for one in values(told, _COUNT)]
    most = [number(one) for one in values(told, _MOST)]
    return any(
        one is not None and limit is not None and one >= limit > 0
        for one in counts
        for limit in most
    )


def _ends_told(told: Sequence[JsonObject]) -> Iterator[str]:
    for names, end in ((_STATUS, _OVER), (_STATUS, _NOT_BOOKED), (_STATUS_OF_IT, _DONE)):
        said = (one for one in values(told, names) if isinstance(one, str))
        yield from (line(one) for one in said if end.search(text(one)))


def _worded(parts: Sequence[JsonObject]) -> str:
    statuses = (text(one) for one in values(parts, _STATUS) if isinstance(one, str))
    if any(_UNREADY.search(one) for one in statuses):
        return NOT_YET
    for said in _sentences(parts):
        if _UNREADY.search(said):
            return NOT_YET
        if _FORBIDDEN.search(said) or (_TOLD_OVER.search(said) and not _SUPPOSED.search(said)):
            return NOT_USABLE
    return ""


def _sentences(parts: Sequence[JsonObject]) -> Iterator[str]:
    for value in values(parts, _WORDS):
        for one in value if isinstance(value, list) else [value]:
            yield from re.split(r"[.!?;]\s+", text(one).strip())


def _is_true(value: Any, now: datetime) -> bool:
    """A yes, or the date since when: one that is still to come is none."""
    if _plain(value) in _YES:
        return True
    is_dated = has_date(value) or _since_1970(value) is not None
    is_none = NO_DATE.match(text(value)) or _is_to_come(value, now)
    return is_dated and not is_none


def _is_past(value: Any, now: datetime) -> bool:
    """Whether an end, a moment, seconds since 1970 or a day, was before now wherever one is."""
    if at := _moment(value):
        return at <= now
    days, time = _days(value), _time_of_day(value)
    return bool(days) and all(day + (time or _A_DAY) + _LATEST <= now for day in days)


def _is_to_come(value: Any, now: datetime) -> bool:
    if at := _moment(value):
        return at > now
    days = _days(value)
    return bool(days) and all(day - _EARLIEST > now for day in days)


def _moment(value: Any) -> datetime | None:
    return moment(value) or _since_1970(value)


def _since_1970(value: Any) -> datetime | None:
    if isinstance(value, bool) or not re.fullmatch(r"\d{9,13}(?:\.\d+)?", str(value)):
        return None
    seconds = float(value)
    counted = seconds / 1000 if seconds >= _MILLISECONDS_FROM else seconds
    return datetime.fromtimestamp(counted, UTC)


def _days(value: Any) -> list[datetime]:
    """The days that a text may name: both, where month and day can be told either way."""
    match = _NUMBERED.search(text(value))
    if match is None or NO_DATE.match(text(value)):
        return []
    year, month, day, one, other, last = (int(part) if part else 0 for part in match.groups())
    readings = [(year, month, day)] if year else [(last, one, other), (last, other, one)]
    return [found for reading in readings if (found := _day(*reading))]


def _time_of_day(value: Any) -> timedelta | None:
    match = _TIME.search(text(value))
    if match is None:
        return None
    hours = int(match[1]) % 12 + 12 * (match[3] in "Pp") if match[3] else int(match[1])
    return timedelta(hours=hours, minutes=int(match[2]) + 1)


def _day(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _is_nothing(value: Any) -> bool:
    """Whether a length or a count is none: 0, “0s”, “PT0S”, “00:00:00”, or less."""
    said = str(value).strip() if isinstance(value, int | float | str) else ""
    if isinstance(value, bool) or not any(char.isdigit() for char in said):
        return False
    return said.startswith("-") or all(char == "0" for char in said if char.isdigit())


def _plain(value: Any) -> str:
    said = str(value) if isinstance(value, bool | int | str) else ""
    return re.sub(r"[\W_]", "", said).casefold()
