"""Whether an answer is about somebody or something else than it was asked for: by every SID that it
names, of those that tell anything apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from scheduling.proctoring_api.parsing import JsonObject, as_object, is_sid, sid
from scheduling.proctoring_api.responses.field_readers import sole
from scheduling.session_commands import LearnerSids, SessionAddress

# By the names of fields, in small letters without signs: of which kind the SID in it is.
_KINDS = {
    "sessionsid": "ES",
    "examsessionsid": "ES",
    "examsid": "EX",
    "installsid": "AI",
    "enrollmentsid": "EN",
    "usersid": "US",
    "learnersid": "US",
    "sessionid": "ES",
    "examsessionid": "ES",
    "examid": "EX",
    "enrollmentid": "EN",
    "userid": "US",
    "learnerid": "US",
    "studentid": "US",
}
_HOLDERS = {
    "exam": "EX",
    "install": "AI",
    "enrollment": "EN",
    "user": "US",
    "learner": "US",
}
# What an answer about a session is wrapped in: no other session that it is connected with.
_WRAPPER = re.compile(
    r"data|results?|response|payload|body|content|value|item|record|output|object|entity|resource"
    r"|booking|(?:exam|cancell?ed|updated|deleted|rescheduled|moved|current)?session"
)
_DEEPEST = 6


class NamesALearner(Protocol):
    """A record that names its learner, in every place where it does."""

    @property
    def enrollment_sids(self) -> Sequence[str]: ...

    @property
    def user_sids(self) -> Sequence[str]: ...


def is_of_another(learner: LearnerSids, record: NamesALearner) -> bool:
    """Whether it is about another learner: by the enrollment where one is known and shown, since
    its account may change; otherwise by the account. What has no SID's shape tells nobody apart.
    """
    enrollments = [sid for sid in record.enrollment_sids if is_sid(sid.upper(), "EN")]
    if enrollments and is_sid(learner.enrollment_sid.upper(), "EN"):
        return names_another(learner.enrollment_sid, enrollments)
    users = [sid for sid in record.user_sids if is_sid(sid.upper(), "US")]
    return is_sid(learner.user_sid.upper(), "US") and names_another(learner.user_sid, users)


def names_another(ours: str, theirs: Iterable[str]) -> bool:
    """Ours is known, and one of theirs differs in more than its capitals."""
    return bool(ours) and any(sid.casefold() != ours.casefold() for sid in theirs)


@dataclass(frozen=True, slots=True)
class AnswerSids:
    """Every SID by which an answer says what it is about, by their kinds: under whatever name of
    such a field, and in whatever it is wrapped in.
    """

    by_kind: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, told: JsonObject) -> AnswerSids:
        found = cls()
        for kind, value in _named(told, "ES", _DEEPEST):
            if is_sid(named := sid(value), kind):
                found.by_kind.setdefault(kind, []).append(named)
        return found

    @property
    def enrollment_sids(self) -> list[str]:
        return self.by_kind.get("EN", [])

    @property
    def user_sids(self) -> list[str]:
        return self.by_kind.get("US", [])

    def is_elsewhere(self, address: SessionAddress) -> bool:
        """Whether it is about another session, exam or institution."""
        ours = {"ES": address.session_sid, "EX": address.exam_sid, "AI": address.install_sid}
        return any(names_another(one, self.by_kind.get(kind, ())) for kind, one in ours.items())


def answer_parts(told: JsonObject) -> Iterator[JsonObject]:
    """The answer, and what is wrapped in it."""
    yield told
    for name, value in told.items():
        if _WRAPPER.fullmatch(_plain(name)) and (inside := as_object(sole(value))):
            yield from answer_parts(inside)


def _named(told: JsonObject, kind: str, deepest: int) -> Iterator[tuple[str, Any]]:
    """Each field that holds a SID, and of which kind: a plain “sid” is its holder’s."""
    for name, value in told.items():
        if not (plain := _naming(name)):
            continue
        holds = kind if kind == "ES" and _WRAPPER.fullmatch(plain) else _HOLDERS.get(plain, "")
        if plain == "sid" or plain in _KINDS:
            yield _KINDS.get(plain, kind), value
        elif holds and deepest:
            inside = as_object(sole(value))
            yield from _named(inside, holds, deepest - 1) if inside else [(holds, value)]


@lru_cache(maxsize=1024)  # all answers have the same fields
def _naming(name: str) -> str:
    """The plain name of a field that may say what the answer is about; "" for any other."""
    plain = _plain(name)
    is_one = plain == "sid" or plain in _KINDS or plain in _HOLDERS or _WRAPPER.fullmatch(plain)
    return plain if is_one else ""


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()
