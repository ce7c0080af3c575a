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
    BETWEEN_WORDS,
    has_unseen,
    is_of_one_script,
    letters,
    readings,
    words,
)
from scheduling.audit.name_edges import may_be_a_name_s
from scheduling.card_numbers import contains_card_number
from scheduling.models import Institution, Location, Role
from scheduling.session_commands import PORTAL

Words = frozenset[tuple[str, ...]]
# Apostrophes, hyphens and periods, and what the scripts of some languages have in their place.
IN_NAMES = "'’‘`´-‐‑–./·・′״׳־་༌՚፡॰"
AFTER_COMMA = re.compile(r",(?= (?:Jr|Sr|II|III|IV|V|Esq|M\.?D|Ph\.?D|Ed\.?D|R\.?N)\.?$)", re.I)
PROVIDER, COMPANY = "SmarterProctoring", "SmarterServices"
ON_EVERY_PAGE = "Proctor desk"
OURS = (PORTAL.name, actors.COMMAND_LINE, actors.PRACTICE_SET_UP, PROVIDER, COMPANY, ON_EVERY_PAGE)
# What accounts do in the log, as far as nobody is called so; as roles are written there.
TOLD = (
    *(
        "acknowledged",
        "added",
        "administered",
        "approved",
        "asked",
        "booked",
        "canceled",
        "cancelled",
    ),
    *("changed", "checked", "confirmed", "continued", "decided", "deleted", "ended", "entered"),
    *("erased", "explained", "exported", "fetched", "loaded", "marked", "moved", "offered"),
    *("overrode", "paused", "printed", "recorded", "refunded", "refused", "removed", "renamed"),
    *("rescheduled", "restarted", "restored", "resumed", "revoked", "saved", "settled", "signed"),
    *("stopped", "switched", "tested", "typed", "uploaded", "verified"),
)
ROLES = frozenset(Role.values)
NOBODIES = (
    *(actors.NOBODY, "Somebody", "Nobody", "A learner", "The learner", "The provider"),
    *("No name", "System", "The worker", "Portal administrator", "Support desk", "Help desk"),
    *("Anonymous", "Unknown", "Erased", "None", "No one"),
)
ARTICLES = ("the", "an", "a")
_ARTICLE = re.compile(rf"\s*(?:{'|'.join(ARTICLES)})\s+(?=\S)", re.IGNORECASE)
# Beside a command the log has the user of the operating system, which mostly is one of these.
SYSTEM_USERS = ("root", "manage.py")
JOINED = ("and",)  # two people in one name
TAKEN = "This user name is taken; capital letters make no difference."
READS_LIKE_ONE = (
    "This user name reads like another account’s. Choose one that differs by more than a dot, a"
    " hyphen or a digit that looks like a letter."
)
NAME_TAKEN = (
    "Another account has this name, or one that reads like it. Add a middle name or an initial,"
    " such as “Ana M. Ruiz”."
)
A_PLACE_S = "An institution or a location has this name. Enter the person’s own."
OUR_WORDS = "The portal uses this name for itself or for nobody in particular. Enter another."
ONE_SCRIPT = "Use the letters of one alphabet in a user name."
CARD = "This looks like a card number. Enter something else."
UNSEEN = "This has a character that can’t be seen. Type it again."
NOTHING_SEEN = "Nothing of this name can be seen. Type it again, or leave it blank."
SIGN = "Leave “{sign}” out of a name. Letters, digits, apostrophes, hyphens and periods are enough."
ONE_SCRIPT_A_WORD = "Use the letters of one alphabet in each word of a name."
SENTENCE = (
    "This reads like a sentence of the log. Enter the name alone, and begin each word of it with a"
    " capital letter."
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
    if contains_card_number(username):
        return CARD
    if has_unseen(username):
        return UNSEEN
    if not is_of_one_script(username):
        return ONE_SCRIPT
    if is_ours(username) or not letters(username).isdisjoint(_system_users()):
        return OUR_WORDS
    read, bare = readings(username), letters(username)
    is_like = any(
        read & readings(one.username) or bare & (letters(one.username) | _letters_of_name(one))
        for one in others
    )
    return READS_LIKE_ONE if is_like else ""


def without_article(name: str) -> str:
    """A name as it reads behind an article: “The Ana Ruiz” is told of Ana Ruiz."""
    found = _ARTICLE.match(name)
    return name[found.end() :] if found else name


def _name_fault(name: str, others: list[Called]) -> str:
    read = letters(name) | letters(without_article(name))
    if "" in read:
        return NOTHING_SEEN
    if contains_card_number(name):
        return CARD
    if _has_brackets(name):
        return BRACKETS
    if is_ours(name) or any(read & letters(role) for role in ROLES):
        return OUR_WORDS
    if any(read & (letters(one.shown) | letters(one.username)) for one in others):
        return NAME_TAKEN
    if any(read & letters(one) for one in _places()):
        return A_PLACE_S
    said, theirs = words(without_article(name)), [words(one.full_name) for one in others]
    if any(_are_the_same(said, their) for their in theirs):
        return NAME_TAKEN
    alone = AFTER_COMMA.sub("", name)
    if sign := next((char for char in alone if not _may_stand_in_a_name(char)), ""):
        return SIGN.format(sign=sign)
    if "/" in alone.split():
        return SIGN.format(sign="/")
    if not all(is_of_one_script(word) for word in BETWEEN_WORDS.split(alone)):
        return ONE_SCRIPT_A_WORD
    return SENTENCE if _is_a_sentence(alone, words(name)) else ""


def _letters_of_name(one: Called) -> frozenset[str]:
    """The name's letters, also with the last name first, as user names often have it."""
    if not one.full_name:
        return frozenset()
    return letters(one.full_name) | letters(f"{one.last_name} {one.first_name}")


def _places() -> Iterator[str]:
    """The names of institutions and locations: what the log tells of one is told of nobody."""
    yield from Institution.objects.values_list("name", flat=True)
    yield from Location.objects.order_by().values_list("name", flat=True).distinct()


def is_somebodys(name: str) -> bool:
    """Whether an account's name reads like this one."""
    read = letters(name)
    return any(read & (_letters_of_name(one) | letters(one.shown)) for one in _others(None))


def _are_the_same(said: Words, theirs: Words) -> bool:
    """Whether both are the same words, in whatever order."""
    return not {tuple(sorted(one)) for one in said if one}.isdisjoint(
        tuple(sorted(one)) for one in theirs
    )


def _is_a_sentence(name: str, said: Words) -> bool:
    """Whether the log could seem to tell something by the name: a word of what it tells stands
    behind the first one, or in a name of three words or more one that no name is written like.
    """
    told = _told_words()
    if any(word in told for one in said for word in one[1:]):
        return True
    if ROLES.intersection(BETWEEN_WORDS.split(name)[1:]):
        return True
    parts = name.split()
    return len(parts) > 2 and not all(may_be_a_name_s(one) for one in parts)


@cache
def _system_users() -> frozenset[str]:
    return frozenset(read for one in SYSTEM_USERS for read in letters(one))


@cache
def _told_words() -> frozenset[str]:
    return frozenset(read for one in (*TOLD, *JOINED) for read in letters(one))


def _may_stand_in_a_name(char: str) -> bool:
    category = unicodedata.category(char)
    is_number = category[0] == "N" and category != "Nd" and char != "〇"  # Ⅰ, ², ½
    is_letter = category[0] in "LNM" and not is_number
    return is_letter or category in ("Zs", "Cf") or char in IN_NAMES


def is_ours(name: str) -> bool:
    """Whether it is a name of the portal's, with or without an article, or begins with one; or
    whether the portal's own, or the provider's, stands anywhere in it.
    """
    exact, begins, anywhere = _our_readings()
    read = letters(name) | {"".join(one[1:]) for one in words(name) if one and one[0] in ARTICLES}
    is_one = any(one in exact or one.startswith(begins) or anywhere in one for one in read)
    return is_one or any(_has_within(one, own) for one in words(name) for own in words(PORTAL.name))


def _has_within(said: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether these words stand one behind the other; as letters they may be a person's, too."""
    return any(said[at : at + len(own)] == own for at in range(len(said)))


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
