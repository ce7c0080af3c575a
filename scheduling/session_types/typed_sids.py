"""A SID as people paste it: in other capitals, in groups, or inside of a link. How it is spelled is
read, never what it may mean.
"""

from __future__ import annotations

import re
from contextlib import suppress

from django.core.exceptions import ValidationError

_WHOLE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})([A-Fa-f0-9]{32})(?![A-Za-z0-9])", re.ASCII)
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212-]+")
SEVERAL = "There are {count} SIDs in this. Paste the one that is meant, alone."


def read_sid(text: str, prefix: str) -> str:
    """The one SID of this kind in a text; "" where none is in it. ValidationError says that it
    can't be told which one is meant.
    """
    sids = {f"{prefix}{rest}" for kind, rest in _found(text) if kind == prefix}
    if len(sids) > 1:
        raise ValidationError(SEVERAL.format(count=len(sids)))
    return next(iter(sids), "")


def demand_sid(text: str, prefix: str, how: str = "Paste the") -> str:
    """The one SID of this kind in a text. ValidationError says what to paste; `how` begins that."""
    if sid := read_sid(text, prefix):
        return sid
    other = next((kind for kind, _ in _found(text)), "")
    said = f"This SID is of another kind: it begins with {other}. " if other else ""
    raise ValidationError(f"{said}{how} whole SID: {prefix} and then 32 digits or letters a to f.")


def spelled(text: str, prefix: str) -> str:
    """The SID in a text as SmarterProctoring spells it; any other text as it is."""
    with suppress(ValidationError):
        return read_sid(text, prefix) or text
    return text


def spelled_learner(text: str) -> str:
    """The SID by which a learner is told apart, the user's or else the enrollment's, so spelled."""
    return spelled(spelled(text, "US"), "EN")


def all_sids(text: str) -> list[str]:
    """The SIDs in a text, of whatever kind, as SmarterProctoring spells them."""
    return [f"{kind}{rest}" for kind, rest in _found(text)]


def _found(text: str) -> list[tuple[str, str]]:
    found = _WHOLE.findall(text)
    if not found and (whole := _WHOLE.fullmatch(_BETWEEN.sub("", text))):
        found = [(whole[1], whole[2])]
    return [(kind.upper(), rest.lower()) for kind, rest in found]
