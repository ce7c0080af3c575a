"""A SID as people paste it: in other capitals, in groups, or inside of a link. How it is spelled is
read, never what it may mean.
"""

from __future__ import annotations

import re

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


def other_kind(text: str, prefix: str) -> str:
    """The first two letters of a SID of another kind that stands in the text; "" for none."""
    return next((kind for kind, _ in _found(text) if kind != prefix), "")


def _found(text: str) -> list[tuple[str, str]]:
    found = _WHOLE.findall(text)
    if not found and (whole := _WHOLE.fullmatch(_BETWEEN.sub("", text))):
        found = [(whole[1], whole[2])]
    return [(kind.upper(), rest.lower()) for kind, rest in found]
