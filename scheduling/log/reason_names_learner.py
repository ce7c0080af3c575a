"""What the reason of an erasure may not name, because it stays in the log: the learner."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from scheduling.access.lookalikes import letters
from scheduling.exam_sessions.search.text_folding import folded, words

SHORTEST_NAME_PART = 3  # letters: a shorter one stands in any sentence
EMAIL = re.compile(r"\S@\S")
POSSESSIVE = re.compile(r"['’ʼ‘`´ʻ]s\b", re.IGNORECASE)
NO_EMAIL = "Leave out the email address: what you enter here stays in the log."
NO_NAME = (
    "Leave out “{word}”, which is in the learner’s name: what you enter here stays in the log."
)


class NamesLearner(ValueError):
    """A reason that would leave in the log what is to be erased; what it says is for people."""


def why_not(why: str, names: Iterable[str]) -> str:
    """What speaks against a reason that stays; "" where nothing does."""
    if EMAIL.search(why):
        return NO_EMAIL
    typed, joined = _read(why), "".join(folded(why).split())
    for name in names:
        parts = list(words(name.partition("@")[0]))
        in_a_row = ("".join(parts), "".join(reversed(parts)))
        is_whole = all(letters(part) & typed for part in parts)
        if len(parts) > 1 and (is_whole or any(one in joined for one in in_a_row)):
            return NO_NAME.format(word=name)
        for part in parts:
            if len(part) >= SHORTEST_NAME_PART and letters(part) & typed:
                return NO_NAME.format(word=part)
    return ""


def _read(why: str) -> frozenset[str]:
    """The words of a reason as the eye reads them: also without a possessive s or a number at their
    end, and those that are spelled out letter by letter.
    """
    said = [*words(why), *words(POSSESSIVE.sub("", why))]
    spelled = (
        "".join(run)
        for is_one, run in groupby(folded(why).split(), lambda one: len(one) == 1)
        if is_one
    )
    plain = {*said, *spelled}
    plain |= {one.rstrip("0123456789") for one in plain}
    plain |= {one.removesuffix("s") for one in plain}
    return frozenset(read for one in plain for read in letters(one)) - {""}
