"""A refusal whose answer says no more than its status: nothing, a page, the status's own name, or
that something broke at the provider's. Bodies of refusals are not documented (contract §1), so what
became of its request nobody has been told.
"""

from __future__ import annotations

import re

from scheduling.proctoring_api.errors import Conflict, NotAuthorised, NotFound, Refused, Throttled

_CARD_DECLINED = 402
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_WORDS_OF_NO_REASON = """
    a again an and api are at bad be been call can can’t can't cannot client code complete completed
    conflict content could couldn’t couldn't did encountered entity error errors exception
    expectation fail failed failure fault for found general generic gone handle handled handling
    happened has have http in invalid is issue it later method not null occured occurred of oops
    operation or our please problem process processed processing precondition request response so
    something sorry status system that the there this to try unable undefined unexpected unknown
    unprocessable was we went while with wrong your
"""
_SAYS_NOTHING = frozenset(_WORDS_OF_NO_REASON.split())
# A code may be written without any blank: “BADREQUEST”.
_CODE_OF_NOTHING = re.compile(f"(?:{'|'.join(sorted(_SAYS_NOTHING, key=len, reverse=True))})+")
_LONGEST_CODE = 40
_NOW = re.compile(r"\bat\W+(?:this|the)\W+(?:time|moment)\b", re.IGNORECASE)
# What gave up waiting for something behind it: that may still be at work.
_GAVE_UP = re.compile(
    r"time[ds]?\W*out\b|\bservice\W*(?:\w+\W+)?unavailable\b|\bbad\W*gateway\b|\bupstream\b"
    r"|\bconnection\W*(?:was\W+)?(?:reset|refused|closed|lost|aborted)\b",
    re.IGNORECASE,
)
_BROKE = re.compile(
    r"\binternal\W*(?:server\W*)?error\b|\bserver\W*(?:error|fault)\b|\bunhandled\b|\bdeadlock\b"
    r"|\bnull\W*(?:pointer|reference)|\bsql\w*\W+(?:error|exception)\b"
    r"|\bobject\W+reference\W+not\W+set\b|\bof\W+(?:undefined|null)\b|\bnonetype\b",
    re.IGNORECASE,
)


def gives_no_reason(error: Refused) -> bool:
    """Whether it gives none that a person could act on. What came too often is told by its status,
    and is not asked about at once.
    """
    if isinstance(error, Throttled) or error.field_errors:
        return False
    said = _said(error)
    is_broken = any(_BROKE.search(one) or _GAVE_UP.search(one) for one in said)
    return is_broken or not any(map(_says_something, said))


def may_still_be_done(error: Refused) -> bool:
    """Whether it says that the provider gave up waiting for something of its own: that the session
    stands as it did right after that proves nothing.
    """
    return not is_told_by_its_status(error) and any(map(_GAVE_UP.search, _said(error)))


def _said(error: Refused) -> list[str]:
    return [_HUMP.sub(" ", one) for one in (error.message, error.code)]


def _says_something(said: str) -> bool:
    words = re.findall(r"[^\W\d_][\w’'-]*", _NOW.sub("", said).casefold())
    return not all(map(_says_nothing, words))


def _says_nothing(word: str) -> bool:
    is_code = len(word) <= _LONGEST_CODE and _CODE_OF_NOTHING.fullmatch(word) is not None
    return word in _SAYS_NOTHING or is_code


def is_told_by_its_status(error: Refused) -> bool:
    """Whether the status alone says why: the sign-in, not there, taken, or the card."""
    is_known = isinstance(error, NotAuthorised | NotFound | Conflict)
    return is_known or error.status == _CARD_DECLINED
