"""Reading of the answer that holds a learner's onboarding link: about nobody else, one link, and
one that the answer itself does not call used, over or still in the making.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote

from scheduling.proctoring_api.errors import FailureCause, UnknownOutcome
from scheduling.proctoring_api.http.transport import Reply
from scheduling.proctoring_api.http.web_addresses import is_plain_link
from scheduling.proctoring_api.parsing import JsonObject, text
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
from scheduling.proctoring_api.session_fields.link_use import (
    NOT_USABLE,
    NOT_YET,
    values,
    why_of_no_use,
)
from scheduling.session_commands import LearnerSids, SessionAddress

SEVERAL = "SmarterProctoring’s answer holds several links, and does not say which is the learner’s."
_ACCEPTED = 202
_LONGEST = 60
_A_LINK = re.compile(
    r"(?:onboard(?:ing)?|start|session|launch|exam|learner)?(?:ur[li]s?|links?|href|hrefs)"
    r"|onboard(?:ing)?|launch"
)
_OF_A_LEARNER = re.compile(
    r"(?:onboard(?:ing)?|start|session|launch|exam|learner|student|candidate|user)?"
    r"(?:ur[li]|link|href)?"
)
_KINDS_NAMED = {"ES": "sessionSid", "EX": "examSid", "US": "userSid", "EN": "enrollmentSid"}
_SIDS = re.compile(
    r"(?<![A-Za-z0-9])(?:ES|EX|US|EN)[0-9a-f]{32}(?![0-9a-f])", re.IGNORECASE | re.ASCII
)


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
    _held_to_be_of_use(parts, url.strip(), reply)
    for named in _SIDS.findall(unquote(url)):
        subject = {_KINDS_NAMED[named[:2].upper()]: named}
        held_to_its_subject(subject, reply, address, learner)
    return url.strip()


def _denied(parts: list[JsonObject], reply: Reply) -> UnknownOutcome:
    if words_in(reply):
        return denied(reply)
    why = why_of_no_use(parts, "", _now(reply)) or NOT_USABLE
    return unknown(reply, FailureCause.YES_AND_NO, "the answer denies its link", reason=why)


def _held_to_be_of_use(parts: list[JsonObject], url: str, reply: Reply) -> None:
    why = why_of_no_use(parts, url, _now(reply), partial(_quotable, reply))
    if why := why or (NOT_YET if reply.status == _ACCEPTED else ""):
        raise unknown(reply, FailureCause.YES_AND_NO, "the answer denies its link", reason=why)


def _quotable(reply: Reply, said: str) -> str:
    return keepable(said, reply.secrets)[:_LONGEST]


def _now(reply: Reply) -> float:
    """By the provider's own clock."""
    return time.time() + (reply.exchange.clock_skew_seconds or 0)


def _links(parts: list[JsonObject]) -> Iterator[str]:
    for said in values(parts, _A_LINK):
        yield from _links_in(said)


def _links_in(said: Any) -> Iterator[str]:
    """Of a list or an object of links, those that may be the learner's own."""
    if isinstance(said, str) and is_plain_link(said.strip()):
        yield said.strip()
    elif isinstance(said, list):
        for one in said:
            yield from _links_in(one)
    elif isinstance(said, dict) and _OF_A_LEARNER.fullmatch(text(said.get("rel")).casefold()):
        for one in values([said], _OF_A_LEARNER):
            yield from _links_in(one)
