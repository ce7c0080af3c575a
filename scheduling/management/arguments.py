"""What commands take as the values of their arguments.

A variable of a shell that is not set leaves an argument empty. That never means the same as leaving
the argument out: it could give a role everywhere, or call the log checked against nothing.
"""

from __future__ import annotations

from argparse import ArgumentTypeError

from scheduling.proctoring_api.foreign_text import clean_id, clean_typed, strip_unseen
from scheduling.session_types.typed_sids import spelled

NOTHING = "nothing stands there. Is the variable that it comes from set?"


def is_seen(text: str) -> bool:
    """Whether anything of the text can be seen."""
    return strip_unseen(text) != ""


def given(text: str) -> str:
    """The value as it was typed, if anything of it can be seen."""
    if not is_seen(text):
        raise ArgumentTypeError(NOTHING)
    return text


def institution_sid(text: str) -> str:
    """An institution's SID however it is typed; any other text as it is."""
    return spelled(clean_id(given(text)), "AI")


def learner_sid(text: str) -> str:
    """A learner's SID however it is typed; any other text as it is."""
    return spelled(clean_id(given(text)), "US")


def sentence(text: str) -> str:
    """Words as the log has them: on one line, without what can't be seen around them."""
    return " ".join(clean_typed(given(text)).split())
