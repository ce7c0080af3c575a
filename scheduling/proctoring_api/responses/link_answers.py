"""Reading of the answer that holds a learner's onboarding link: about nobody else, one link, and
one that the answer itself does not call used, over or still in the making.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

from scheduling.proctoring_api.errors import FailureCause, UnknownOutcome
from scheduling.proctoring_api.http.transport import Reply
from scheduling.proctoring_api.http.web_addresses import is_plain_link
from scheduling.proctoring_api.parsing import JsonObject, line, number, text
from scheduling.proctoring_api.provider_times import moment
from scheduling.proctoring_api.redaction import keepable
from scheduling.proctoring_api.responses.denied_success import denies_link
from scheduling.proctoring_api.responses.named_others import answer_parts
from scheduling.proctoring_api.responses.reply_checks import unknown
from scheduling.proctoring_api.responses.response_outcomes import (
    denied,
    held_to_its_subject,
    read_object,
    refusal_in,
    words_in,
)
from scheduling.session_commands import LearnerSids, SessionAddress

OVER = "SmarterProctoring’s answer holds a link, but gives the status “{said}”."
EXPIRED = "SmarterProctoring’s answer holds a link that has expired."
SEVERAL = "SmarterProctoring’s answer holds several links, and does not say which is the learner’s."
NOT_USABLE = "SmarterProctoring’s answer holds a link, but says that it can’t be used."
NOT_YET = "SmarterProctoring’s answer says that the link is not ready yet."
_ACCEPTED = 202
_LONGEST = 60
_MILLISECONDS_FROM = 100_000_000_000
_A_LINK = re.compile(r"(?:onboard(?:ing)?|start|session|launch)?(?:url|link|href)|onboard(?:ing)?")
_STATUS = re.compile(r"(?:session|link|exam|onboarding)?(?:status|state)")
_ENDS = re.compile(
    r"(?:expires|expiry|expiration|expire)(?:at|on|date|time|datetime|utc)?|exp|valid(?:until|to)"
)
_IS_OVER = re.compile(r"(?:is)?expired")
_SESSION = re.compile(r"(?<![A-Za-z0-9])ES[0-9a-f]{32}(?![0-9a-f])", re.IGNORECASE)
_LASTS = re.compile(r"(?:expires?|valid|expiration)(?:in|for)(?:seconds|minutes)?|ttl|lifetime")
_NOT = r"(?<!not )(?<!never )(?<!not yet )(?<!not been )(?<!never been )\b"
_OVER = re.compile(
    rf"{_NOT}(?:cancell?ed|closed|denied|refused|rejected|expired|revoked|used|spent|consumed"
    r"|invalid|inactive|disabled|blocked|deleted|ended)\b",
    re.IGNORECASE,
)
# So may be the request itself, where nothing says of what it is told.
_DONE = re.compile(rf"{_NOT}(?:completed?|finished|done)\b", re.IGNORECASE)
_STATUS_OF_IT = re.compile(r"(?:session|link|exam|onboarding)(?:status|state)")


def read_link(reply: Reply, address: SessionAddress, learner: LearnerSids) -> str:
    """The link of an answer that is about nobody else, as far as it says about whom it is, names no
    second one, and does not deny it.
    """
    told = read_object(reply)
    parts = list(answer_parts(told))
    held_to_its_subject(told, reply, address, learner)
    if any(denies_link(one, refusal_in(reply).message) for one in parts):
        raise _denied(parts, reply)
    url = told.get("url")
    if not isinstance(url, str) or not is_plain_link(url.strip()):
        raise unknown(reply, FailureCause.UNREADABLE, "the answer holds no link")
    if len(set(_links(parts))) > 1:
        raise unknown(reply, FailureCause.UNREADABLE, "it holds several links", reason=SEVERAL)
    _held_to_be_of_use(parts, reply)
    for named in _SESSION.findall(url):
        held_to_its_subject({"sessionSid": named}, reply, address, learner)
    return url.strip()


def _denied(parts: list[JsonObject], reply: Reply) -> UnknownOutcome:
    if words_in(reply):
        return denied(reply)
    is_expired = any(
        str(one).casefold() in ("true", "yes", "1") for one in _values(parts, _IS_OVER)
    )
    why = EXPIRED if is_expired else NOT_USABLE
    return unknown(reply, FailureCause.YES_AND_NO, "the answer denies its link", reason=why)


def _held_to_be_of_use(parts: list[JsonObject], reply: Reply) -> None:
    why = NOT_YET if reply.status == _ACCEPTED else ""
    if over := next(_ends_told(parts), ""):
        why = OVER.format(said=keepable(line(over), reply.secrets)[:_LONGEST])
    now = time.time() + (reply.exchange.clock_skew_seconds or 0)
    if any(_is_past(one, now) for one in _values(parts, _ENDS)) or any(
        _is_nothing(one) for one in _values(parts, _LASTS)
    ):
        why = EXPIRED
    if why:
        raise unknown(reply, FailureCause.YES_AND_NO, "the answer denies its link", reason=why)


def _ends_told(parts: list[JsonObject]) -> Iterator[str]:
    for names, end in ((_STATUS, _OVER), (_STATUS_OF_IT, _DONE)):
        said = (one for one in _values(parts, names) if isinstance(one, str))
        yield from (one for one in said if end.search(text(one)))


def _links(parts: list[JsonObject]) -> Iterator[str]:
    for said in _values(parts, _A_LINK):
        if isinstance(said, str) and is_plain_link(said.strip()):
            yield said.strip()


def _values(parts: list[JsonObject], names: re.Pattern[str]) -> Iterator[Any]:
    """What stands under such a name, in whatever letters and signs it is written."""
    for part in parts:
        for name, value in part.items():
            if names.fullmatch(re.sub(r"[\W_]", "", name).casefold()):
                yield value


def _is_past(value: Any, now: float) -> bool:
    """Whether an end, a moment or seconds since 1970, was before now."""
    at = moment(value)
    seconds = at.timestamp() if at else _since_1970(value)
    return seconds is not None and seconds <= now


def _since_1970(value: Any) -> float | None:
    if isinstance(value, bool) or not re.fullmatch(r"\d{9,13}(?:\.\d+)?", str(value)):
        return None
    seconds = float(value)
    return seconds / 1000 if seconds >= _MILLISECONDS_FROM else seconds


def _is_nothing(value: Any) -> bool:
    seconds = number(value)
    return seconds is not None and seconds <= 0
