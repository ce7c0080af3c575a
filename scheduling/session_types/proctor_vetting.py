"""Rules for vetting an individual proctor, who is emailed all exam details at once: what to look at
twice before that. Pure functions over texts as they were typed.

What is blank, or can't be read, says nothing. A flag never holds a booking back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

FREE_MAIL = (
    "“{domain}” is a free mail service. Ask for the proctor’s address at their organization."
)
MISTYPED = "“{domain}” looks like a typing mistake for “{meant}”. Check the email address."
LEARNERS_EMAIL = "That is the learner’s own email address."
LEARNERS_NAME = "“{name}” is part of the learner’s name too. Make sure they are not related."
PO_BOX = "A PO box is no place to take an exam. Enter the street address."
OTHER_EMAIL = "{name} was booked before under another address: {email}. Check which is right."
OTHER_NAME = "{email} was booked before as {name}. Make sure that it is the same person."

# Mail services that anybody can have an address at.
SERVICES = (
    *("gmail.com", "googlemail.com", "icloud.com", "me.com", "aol.com", "mail.com", "email.com"),
    *("ymail.com", "msn.com", "proton.me", "protonmail.com", "zoho.com", "comcast.net"),
    *("verizon.net", "qq.com", "163.com", "126.com", "naver.com", "mail.ru", "rocketmail.com"),
    *("att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "mac.com", "pm.me"),
    *("fastmail.com", "hey.com", "tutanota.com", "web.de", "t-online.de", "free.fr", "orange.fr"),
    *("laposte.net", "libero.it", "duck.com", "juno.com"),
)
# Those that are there under many endings, such as yahoo.co.uk.
WORLDWIDE = ("yahoo", "hotmail", "outlook", "live", "gmx", "yandex")
ENDING = re.compile(r"(?:com?\.)?[a-z]{2,3}")
# Those that are mistyped often enough to be told from what is meant; short ones are near too many.
OFTEN_MEANT = (
    *("gmail.com", "yahoo.com", "hotmail.com", "outlook.com"),
    *("icloud.com", "googlemail.com", "protonmail.com", "comcast.net", "verizon.net"),
)
# Endings that are mistyped for .com, in which short domains can be told as well.
NO_ENDINGS = ("con", "cmo", "ocm", "comm", "vom", "xom")
BOX = re.compile(
    r"\bg?p[./-]?\s?[o0][./-]?\s?(?:box|bx|drawer)(?![a-z])|\bp\.o\.b\b|\bpob\.?\s?\d"
    r"|\bpost(?:al)?(?:\s+office)?\s+(?:box|drawer)\b|\bp\.?m\.?b\.?\s?#?\s?\d"
    r"|^\s*box\s?#?\s?\d|\b(?:locked|private)\s+bag\s?\d"
    r"|\b(?:postfach|schliessfach|postbus|postboks|apartado)\b|\bap(?:do|artado)\b\.?\s?\d"
    r"|\b(?:caixa|cx\.?)\s+postal\b|\b(?:boite|case)\s+postale\b|\bcasella\s+postale\b"
    r"|\bcasilla\b|\bb\.?p\.?\s?\d|\bc\.?p\.?\s?\d{1,4}(?!\d)|\bskrytka\s+pocztowa\b|\bа/я|私書箱|邮政信箱|郵政信箱"
)
# Parts of last names that many have.
PARTICLES = frozenset(
    (
        *("al", "bin", "bint", "da", "dal", "de", "del", "della", "den", "der", "di", "do", "dos"),
        *("du", "el", "ibn", "la", "las", "le", "los", "mac", "mc", "o", "st", "van", "von", "y"),
        "zu",
    )
)
BESIDE_NAMES = frozenset(("jr", "sr", "ii", "iii", "iv"))
# Letters that have no accent to take away, and how some are written where a keyboard lacks them.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d"})
_IN_TWO = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj"})
_APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ‘`´", ""))


@dataclass(frozen=True, slots=True)
class Proctor:
    """Whom the form names, as typed."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    address: str = ""

    @property
    def name(self) -> str:
        return " ".join(f"{self.first_name} {self.last_name}".split())


@dataclass(frozen=True, slots=True)
class VettedLearner:
    """Who sits the exam, as far as that is known."""

    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastProctor:
    """Somebody who was booked as a proctor before; `went` says how that went.

    `key` is the number of the newest of those requests, whose `answers` it holds by form name.
    """

    key: UUID
    name: str
    email: str
    company: str = ""
    count: int = 1
    last: datetime
    went: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


class Concern(StrEnum):
    """What a flag of a person is about."""

    ADDRESS = "address"
    LEARNER = "learner"
    OTHER = "other"


def flags(
    proctor: Proctor, learner: VettedLearner, past: Iterable[PastProctor]
) -> list[tuple[Concern, str]]:
    """What to look at twice of the person, in sentences, each with what it is about."""
    mistyped = is_mistyped(proctor)
    about = {
        Concern.ADDRESS if mistyped else Concern.OTHER: _about_the_domain(domain_of(proctor.email)),
        Concern.LEARNER: _about_the_learner(proctor, learner),
    }
    told = [(concern, one) for concern, found in about.items() for one in found]
    return [*told, *((Concern.OTHER, one) for one in _about_the_past(proctor, past))]


def flags_of_place(proctor: Proctor) -> list[str]:
    """The same of where the exam would be taken."""
    return [PO_BOX] if BOX.search(_plain(proctor.address)) else []


def _about_the_domain(domain: str) -> Iterator[str]:
    if meant := meant_domain(domain):
        yield MISTYPED.format(domain=domain, meant=meant)
    elif is_free(domain):
        yield FREE_MAIL.format(domain=domain)


def _about_the_learner(proctor: Proctor, learner: VettedLearner) -> Iterator[str]:
    if mailbox(proctor.email) and mailbox(proctor.email) == mailbox(learner.email):
        yield LEARNERS_EMAIL
    if last_names(learner.name) & _family_names(_spellings(proctor.last_name)):
        yield LEARNERS_NAME.format(name=" ".join(proctor.last_name.split()))


def _about_the_past(proctor: Proctor, past: Iterable[PastProctor]) -> Iterator[str]:
    """That the name had another address before, or the address another name; each once."""
    name, email = _words(proctor.name), mailbox(proctor.email)
    if not email or len(name) < 2:
        return
    known = list(past)
    if any(same_person(proctor, one) for one in known):
        return
    for one in known:
        if sorted(_words(one.name)) == sorted(name):
            yield OTHER_EMAIL.format(name=one.name, email=one.email)
            return
        if mailbox(one.email) == email:
            yield OTHER_NAME.format(name=one.name, email=one.email)
            return


def is_mistyped(proctor: Proctor) -> bool:
    """Whether the email address is at a domain that looks like a typing mistake."""
    return bool(meant_domain(domain_of(proctor.email)))


def same_person(proctor: Proctor, past: PastProctor) -> bool:
    """Whether name and address are those of somebody who was booked before."""
    is_same_name = sorted(_words(proctor.name)) == sorted(_words(past.name))
    return is_same_name and bool(past.email) and mailbox(proctor.email) == mailbox(past.email)


def is_near(proctor: Proctor, past: PastProctor) -> bool:
    """Whether what was typed so far of the name or the address begins like somebody's."""
    typed = _words(f"{proctor.name} {proctor.email.partition('@')[0]}")
    theirs = _words(f"{past.name} {past.email.partition('@')[0]}")
    return any(one.startswith(part) for part in typed if len(part) > 1 for one in theirs)


def domain_of(email: str) -> str:
    """What stands behind the “@”, in small letters; '' where that is no domain."""
    local, _, domain = email.strip().casefold().rpartition("@")
    return domain if local.strip() and "." in domain.strip(".") and " " not in domain else ""


def mailbox(email: str) -> str:
    """An address for comparing: without what stands behind a “+”, and at Gmail without dots."""
    domain = domain_of(email)
    if not domain:
        return ""
    local = email.strip().casefold().rpartition("@")[0].partition("+")[0]
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def is_free(domain: str) -> bool:
    """Whether anybody can have an address there."""
    name, _, ending = domain.partition(".")
    return domain in SERVICES or (name in WORLDWIDE and ENDING.fullmatch(ending) is not None)


def meant_domain(domain: str) -> str:
    """The well-known domain that this one is one slip away from; '' where it is none, or is one
    itself.
    """
    if not domain or domain in SERVICES or domain in OFTEN_MEANT:
        return ""
    name, _, ending = domain.partition(".")
    if ending in NO_ENDINGS and f"{name}.com" in SERVICES:
        return f"{name}.com"
    return next((one for one in OFTEN_MEANT if is_one_slip(domain, one)), "")


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether the texts differ by one letter left out, added or put for another, or by two that
    stand the wrong way round.
    """
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    shorter, longer = sorted((typed, meant), key=len)
    at = next((n for n, char in enumerate(shorter) if char != longer[n]), len(shorter))
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    if shorter[at + 1 :] == longer[at + 1 :]:
        return True
    is_swapped = shorter[at : at + 2] == longer[at : at + 2][::-1]
    return is_swapped and shorter[at + 2 :] == longer[at + 2 :]


def last_names(name: str) -> frozenset[str]:
    """The words of a whole name that may be of its last name: those before a comma, or else all but
    the first.
    """
    last, comma, _ = name.partition(",")
    spelled = _spellings(last if comma else name)
    return _family_names(spelled if comma else (words[1:] or words for words in spelled))


def _family_names(spellings: Iterable[list[str]]) -> frozenset[str]:
    """What of these words is a last name: not what many have beside theirs, unless it is all of it,
    and those together as well, as some write them.
    """
    found: set[str] = set()
    for words in spellings:
        own = [one for one in words if one not in BESIDE_NAMES]
        telling = [one for one in own if one not in PARTICLES]
        found.update(telling or own)
        for at, word in enumerate(own):
            if word in PARTICLES and at + 1 < len(own):
                ends = (end for end in range(at + 2, len(own) + 1) if own[end - 1] not in PARTICLES)
                found.update("".join(own[at:end]) for end in ends)
    return frozenset(found)


def _spellings(text: str) -> list[list[str]]:
    """The words of a name without accents, and as they are written in two letters."""
    composed = unicodedata.normalize("NFC", text.casefold())
    return [_words(text), _words(composed.translate(_IN_TWO))]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _plain(text.translate(_APOSTROPHES)))


def _plain(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(char for char in apart if not unicodedata.combining(char))
