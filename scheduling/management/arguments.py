"""What commands take as the values of their arguments.

A variable of a shell that is not set leaves an argument empty. That never means the same as leaving
the argument out: it could give a role everywhere, or call the log checked against nothing.
"""

from __future__ import annotations

from argparse import ArgumentTypeError

from django.core.management.base import CommandError

from scheduling.proctoring_api.foreign_text import clean_id, clean_typed, strip_unseen
from scheduling.session_types.typed_sids import spelled, spelled_learner
from scheduling.session_types.unread_characters import is_unread

UNREAD = (
    "a character did not arrive whole. Type it again, in a terminal whose characters are UTF-8."
)
MOST_THREADS = 1_000
NO_THREADS = (
    f"“{{typed}}” is no number of threads. Give a whole number from 1 to {MOST_THREADS}, such as 4."
)
LONGEST = 200
NOTHING = "nothing stands there. Is the variable that it comes from set?"


def is_seen(text: str) -> bool:
    """Whether anything of the text can be seen."""
    return strip_unseen(text) != ""


def given(text: str) -> str:
    """The value as it was typed, if anything of it can be seen, and all of it be read."""
    if is_unread(text):
        raise ArgumentTypeError(UNREAD)
    if not is_seen(text):
        raise ArgumentTypeError(NOTHING)
    return text


def given_to(name: str, text: str) -> str:
    """The same of an argument that Django itself takes. Raises CommandError."""
    try:
        return given(text)
    except ArgumentTypeError as error:
        raise CommandError(f"argument {name}: {error}") from error


def institution_sid(text: str) -> str:
    """An institution's SID however it is typed; any other text as it is."""
    return spelled(clean_id(given(text)), "AI")


def learner_sid(text: str) -> str:
    """A learner's SID however it is typed; any other text as it is."""
    return spelled_learner(clean_id(given(text)))


def thread_count(text: str) -> int:
    """A number of threads, in digits as people type them."""
    typed = given(text).strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST_THREADS))
    if not is_number or not 1 <= int(typed) <= MOST_THREADS:
        raise ArgumentTypeError(NO_THREADS.format(typed=typed[:40]))
    return int(typed)


def sentence(text: str) -> str:
    """Words as the log has them: on one line, without what can't be seen around them."""
    return " ".join(clean_typed(given(text)).split())


def short_sentence(text: str) -> str:
    """The same where it is kept in a line of a file, or named in a sentence: never cut off."""
    words = sentence(text)
    if len(words) > LONGEST:
        raise ArgumentTypeError(f"say it in at most {LONGEST} characters.")
    return words
