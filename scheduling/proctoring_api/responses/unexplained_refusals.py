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
    a again an and api bad call client code conflict content could couldn’t couldn't entity error
    errors exception expectation fail failed failure fault found general generic gone happened has
    http in invalid is it later method not null occurred of oops operation or our please process
    processed precondition request response so something sorry status system that the this to try
    undefined unexpected unknown unprocessable was we went with wrong your
"""
_SAYS_NOTHING = frozenset(_WORDS_OF_NO_REASON.split())
_BROKE = re.compile(
    r"\binternal\W+(?:server\W+)?error\b|\bserver\W+(?:error|fault)\b|\btime[ds]?\W*out\b"
    r"|\bservice\W+(?:\w+\W+)?unavailable\b|\bbad\W+gateway\b|\bupstream\b|\bunhandled\b"
    r"|\bconnection\W+(?:was\W+)?(?:reset|refused|closed|lost|aborted)\b|\bdeadlock\b"
    r"|\bnull\W*(?:pointer|reference)|\bsql\w*\W+(?:error|exception)\b",
    re.IGNORECASE,
)


def gives_no_reason(error: Refused) -> bool:
    """Whether it gives none that a person could act on. What came too often is told by its status,
    and is not asked about at once.
    """
    if isinstance(error, Throttled) or error.field_errors:
        return False
    said = [_HUMP.sub(" ", one) for one in (error.message, error.code)]
    return any(map(_BROKE.search, said)) or not any(map(_says_something, said))


def _says_something(said: str) -> bool:
    words = re.findall(r"[^\W\d_][\w’'-]*", said.casefold())
    return any(word not in _SAYS_NOTHING for word in words)


def is_told_by_its_status(error: Refused) -> bool:
    """Whether the status alone says why: the sign-in, not there, taken, or the card."""
    is_known = isinstance(error, NotAuthorised | NotFound | Conflict)
    return is_known or error.status == _CARD_DECLINED
