"""Rules for what an account may be called: no name that reads like another account's, or like what
the portal calls itself in the log.

Everybody's names are compared, of whatever institution and whether they may sign in or not: what
the log says of somebody stays when their account is closed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.contrib.auth import get_user_model

from scheduling.access import actors, granting_rules
from scheduling.access.lookalikes import (
    has_unseen,
    is_of_one_script,
    letters,
    readings,
    words,
)
from scheduling.session_commands import PORTAL

Words = frozenset[tuple[str, ...]]
IN_NAMES = "'’‘`´-‐‑–./·・"
BETWEEN_WORDS = re.compile(r"[\s\-‐‑–./·・]+")
PROVIDER = "SmarterProctoring"
ON_EVERY_PAGE = "Proctor desk"
OURS = (PORTAL.name, actors.COMMAND_LINE, actors.PRACTICE_SET_UP, PROVIDER, ON_EVERY_PAGE)
NOBODIES = (actors.NOBODY, "Somebody", "Nobody", "A learner", "No name", "System", "The worker")
TAKEN = "This user name is taken; capital letters make no difference."
READS_LIKE_ONE = "This user name reads like another account’s. Choose a different one."
NAME_TAKEN = (
    "Another account has this name, or one that reads like it. Add a middle name or an initial."
)
OUR_WORDS = "The portal uses this name for itself or for nobody in particular. Enter another."
ONE_SCRIPT = "Use the letters of one alphabet in a user name."
UNSEEN = "This has a character that can’t be seen. Type it again."
NOTHING_SEEN = "Nothing of this name can be seen. Type it again, or leave it blank."
SIGN = "Leave “{sign}” out of a name. Letters, digits, apostrophes, hyphens and periods are enough."
ONE_SCRIPT_A_WORD = "Use the letters of one alphabet in each word of a name."
NAME_INSIDE = (
    "Another account’s whole name stands in this one: the log would seem to tell of them. Put an"
    " initial between, or leave it out."
)
BRACKETS = "Leave brackets out of a name: beside it, the log has the user name in them."
ASK_FOR_ALL = (
    " If it is the same person, an administrator of all institutions can give them a role at yours."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What an account is called: its user name, and the name that pages show."""

    username: str
    first_name: str = ""
    last_name: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def shown(self) -> str:
        return self.full_name or self.username


def why_not(called: Called, *, person_id: int | None = None) -> dict[str, str]:
    """What speaks against the names, as `username` and `name`; nothing where they may be had.

    `person_id` is the account that is to be called so, if there is one already.
    """
    others = list(_others(person_id))
    faults = {
        "username": _username_fault(called.username, others, person_id),
        "name": _name_fault(called.full_name, others) if called.full_name else "",
    }
    return {what: fault for what, fault in faults.items() if fault}


def _others(person_id: int | None) -> Iterator[Called]:
    rows = get_user_model().objects.exclude(pk=person_id).order_by("pk")
    for row in rows.values("username", "first_name", "last_name").iterator():
        yield Called(**row)


def _username_fault(username: str, others: list[Called], person_id: int | None) -> str:
    holder = granting_rules.named(username)
    if holder and holder.pk != person_id:
        return TAKEN
    if has_unseen(username):
        return UNSEEN
    if not is_of_one_script(username):
        return ONE_SCRIPT
    if _is_ours(username):
        return OUR_WORDS
    read, bare = readings(username), letters(username)
    is_like = any(
        read & readings(one.username) or bare & (letters(one.username) | _letters_of_name(one))
        for one in others
    )
    return READS_LIKE_ONE if is_like else ""


def _name_fault(name: str, others: list[Called]) -> str:
    read = letters(name)
    if "" in read:
        return NOTHING_SEEN
    if _has_brackets(name):
        return BRACKETS
    if _is_ours(name):
        return OUR_WORDS
    if any(read & (letters(one.shown) | letters(one.username)) for one in others):
        return NAME_TAKEN
    said, theirs = words(name), [words(one.full_name) for one in others]
    if any(_are_the_same(said, their) for their in theirs):
        return NAME_TAKEN
    if sign := next((char for char in name if not _may_stand_in_a_name(char)), ""):
        return SIGN.format(sign=sign)
    if not all(is_of_one_script(word) for word in BETWEEN_WORDS.split(name)):
        return ONE_SCRIPT_A_WORD
    return NAME_INSIDE if any(_holds(said, their) for their in theirs) else ""


def _letters_of_name(one: Called) -> frozenset[str]:
    return letters(one.full_name) if one.full_name else frozenset()


def _are_the_same(said: Words, theirs: Words) -> bool:
    """Whether both are the same words, in whatever order."""
    return not {tuple(sorted(one)) for one in said if one}.isdisjoint(
        tuple(sorted(one)) for one in theirs
    )


def _holds(said: Words, theirs: Words) -> bool:
    """Whether all of the other name, of two words or more, stands in this one."""
    return any(
        len(their) > 1 and one[start : start + len(their)] == their
        for one in said
        for their in theirs
        for start in range(len(one))
    )


def _may_stand_in_a_name(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LNM" or category in ("Zs", "Cf") or char in IN_NAMES


def _is_ours(name: str) -> bool:
    """Whether it is a name of the portal's, with or without “the”, or begins with one."""
    exact, begins, anywhere = _our_readings()
    return any(one in exact or one.startswith(begins) or anywhere in one for one in letters(name))


@cache
def _our_readings() -> tuple[frozenset[str], tuple[str, ...], str]:
    """What no name may be, how none may begin, and what may stand in none."""
    [anywhere] = letters(PROVIDER)
    ours, nobodies = (
        [read for one in names for read in letters(one)] for names in (OURS, NOBODIES)
    )
    exact = {*ours, *nobodies, *(one.removeprefix("the") for one in (*ours, *nobodies))}
    return frozenset(exact), tuple(ours), anywhere


def _has_brackets(name: str) -> bool:
    return any(char in "()[]{}" for one in readings(name) for char in one)
