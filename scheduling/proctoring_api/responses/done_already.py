"""A refusal whose own words say that what was asked for is done already: its request may have been
carried out, at a first try of somebody's on the way, and refused at the second.
"""

from __future__ import annotations

import re

from scheduling.proctoring_api.errors import Refused, Throttled

_GAP = r"\W*"  # a code may be written without any blank
_HAS_BEEN = rf"{_GAP}(?:(?:been|was|is|has|have|got){_GAP}){{0,2}}"
_ALREADY = r"(?:already|previously)"
_CANCELLED = r"(?:un|de)?(?:cancel|delet|remov|withdr|void|revok|unschedul)\w*"
_BOOKED = (
    r"(?!book\w*\W*(?:out|up|solid)\b)"  # that is something else
    r"(?:schedul|book|reserv|confirm|regist|appoint|exist)\w*"
)
_MOVED = r"(?:moved|re-?schedul\w*|changed|updated|modified)"
_BOOKED_FOR = rf"{_BOOKED}{_GAP}(?:for|at|on|to)\b"
_HANDLED = rf"(?:being{_GAP})?(?:process|submit|receiv|perform|execut|handl|appli)\w*"
_A_BOOKING = rf"(?:an?{_GAP})?(?:booking|appointment|reservation|proctor)\b"
# What may be said of the thing that each call asks for.
_DONE_BY = {
    "POST": rf"(?:{_BOOKED}|{_A_BOOKING}|{_HANDLED})",
    "PUT": rf"(?:{_MOVED}|{_BOOKED_FOR}|{_HANDLED})",
    "DELETE": rf"(?:{_CANCELLED}|{_HANDLED})",
}
_TWICE = (
    rf"\b(?:duplicated?|repeated){_GAP}(?:$|(?:request|booking|appointment|reservation|session|"
    r"schedul|reschedul|cancel|submi|call|transaction|operation)\w*)"
)
# Of these it may well be true, and nothing done: whatever else was wanted of them was before.
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:slot|seat|room|time|date|hour|day|center|centre|location|place|proctor|instructor|"
    r"voucher|coupon|code|token|card|payment|email|address|phone|number|id)s?\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:not|never|nothing|none|unless|until|if|must|once)\W*$", re.IGNORECASE)
# Nor where it is told to be another's: “already scheduled for another exam at this time”.
_OF_ANOTHER = re.compile(
    r"[^.;:!?,\n]*\b(?:for|in|into|to|on|with|by|at)\s+(?:another|a different|other)\s+"
    r"(?!request|call|try|attempt|transaction|operation|submission)\w",
    re.IGNORECASE,
)
# Nor where it was done too often: “already rescheduled the maximum number of times”.
_TOO_OFTEN = re.compile(
    r"[^.;:!?,\n]*\b(?:maximum|too\s+many|many\s+times|times\s+allowed)\b", re.IGNORECASE
)
# Nor of what can only have run out.
_TERM = re.compile(r"\b(?:period|deadline|window)\W+(?:has|was|is)?\W*$", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_CLAUSE = re.compile(r"[.;:!?,\n]\s")
_OWN_FIELD = re.compile(r"session|status|^sid$", re.IGNORECASE)


def says_done_already(error: Refused) -> bool:
    """Whether it says that of the session, for all to read: not of a slot, a seat, a voucher or
    whatever else is taken, nor to another field of the form.
    """
    if isinstance(error, Throttled):
        return False
    named = [name for name in error.field_errors if not _OWN_FIELD.search(name)]
    if named:
        return False
    said = (
        error.message,
        error.code,
        *(text for one in error.field_errors.values() for text in one),
    )
    return any(_says_so(one, error.exchange.method) for one in said)


def _says_so(said: str, method: str) -> bool:
    if method not in _DONE_BY:
        return False
    said, done = _HUMP.sub(" ", said), _DONE_BY[method]
    pattern = (
        rf"{_ALREADY}{_HAS_BEEN}{done}"
        rf"|\b{done}{_GAP}{_ALREADY}\b|\bexisting{_GAP}{_A_BOOKING}|{_TWICE}"
    )
    found = re.finditer(pattern, said, re.IGNORECASE)
    return any(_is_of_the_session(said[: one.start()], said[one.end() :]) for one in found)


def _is_of_the_session(before: str, after: str) -> bool:
    """Of what the words are said, by their clause before them and behind them, and that they are
    not denied.
    """
    clause = _CLAUSE.split(before)[-1]
    is_else_s = _OF_SOMETHING_ELSE.search(clause) or _TERM.search(clause)
    is_other = _OF_ANOTHER.match(after) or _TOO_OFTEN.match(after)
    return not (is_else_s or is_other or _NO.search(before))
