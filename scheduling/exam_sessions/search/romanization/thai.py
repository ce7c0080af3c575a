"""Thai names as they are heard: silent letters are left out, and ends are written as people write
them, “Siriporn”.
"""

from __future__ import annotations

import re

THAI = re.compile("[\u0e00-\u0e7f]")
_SILENT = re.compile("[ก-ฮ][\u0e34-\u0e39]?\u0e4c")
_DOUBLED = ("ญญ", "นย")  # Kanya
_ENDS = ("", "น", "รน")  # for a liquid at the end: Phumiphol, Phumiphon, Siriporn
_LONG = re.compile("า(?=[ก-ฮ])")  # Suchat, Suchart
_WAYS = ({}, {"ว": "v"}, {"จ": "j"})


def as_heard(word: str) -> set[str]:
    """The word in each way to hear it, with Latin letters where two of them may be meant."""
    said = _SILENT.sub("", word).replace(*_DOUBLED)
    found = {said, _LONG.sub("าร", said)}
    if said[-1:] in ("ร", "ล"):
        found |= {said[:-1] + end for end in _ENDS[1:]}
    return {one.translate(str.maketrans(way)) for one in found for way in _WAYS}
