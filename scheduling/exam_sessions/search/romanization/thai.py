"""Thai names as they are heard: silent letters are left out, and ends are written as people write
them, “Siriporn”.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

import re

THAI = re.compile("[\u0e00-\u0e7f]")
_SILENT = re.compile("[ก-ฮ][\u0e34-\u0e39]?\u0e4c")
# Heard otherwise than written: Kanya, Charoen, Wanna, Phan.
_HEARD = (
    (re.compile("ญญ"), "นย"),
    (re.compile("ญ(?=[ก-ฮ]|$)"), "น"),
    (re.compile("รร(?=[ก-ฮ])"), ""),
    (re.compile("รร"), "น"),
    (re.compile(r"([ก-ฮ])\1"), r"\1"),
    (re.compile("([เแโใไ])([ก-ฮ])"), r"\2\1"),  # a vowel that is written first
)
_ENDS = ("", "น", "รน")  # for a liquid at the end: Phumiphol, Phumiphon, Siriporn
_LONG = re.compile("า(?=[ก-ฮ])")  # Suchat, Suchart
_PORN = re.compile("^([ก-ฮ])ร(?=[ก-ฮ])")  # Pornthip
_WAYS = ({}, {"ว": "v"}, {"จ": "j"}, {"ว": "v", "ช": "j"})


def as_heard(word: str) -> set[str]:
    """The word in each way to hear it, with Latin letters where two of them may be meant."""
    said = _SILENT.sub("", word)
    for written, heard in _HEARD:
        said = written.sub(heard, said)
    found = {said, _LONG.sub("าร", said), _PORN.sub(r"\1รน", said)}
    if said[-1:] in ("ร", "ล"):
        found |= {said[:-1] + end for end in _ENDS[1:]}
    return {one.translate(str.maketrans(way)) for one in found for way in _WAYS}
