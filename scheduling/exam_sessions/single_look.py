"""One look at one exam session (GET): held to be about it and its learner, and without what an
answer may echo of earlier requests' secrets.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import string
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

from django.conf import settings
from django.db import DatabaseError

from scheduling.models import Attempt, ExamSession
from scheduling.proctoring_api.client import Answer, Client
from scheduling.proctoring_api.errors import ProctoringError, Refused
from scheduling.proctoring_api.foreign_text import clean_id
from scheduling.proctoring_api.redaction import (
    HIDDEN,
    MIN_SECRET,
    ONE_KIND,
    UNSPACED,
    as_a_word,
    undisguised,
)
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.proctoring_api.signed_calls import RETRIES

_WORDS = [
    re.compile(one) for one in (r"\S+", r"[^\s“”\"'‘’(),;:!?]+", r"[\w-]+", r"\w+", r"[^\W_]+")
]
# What joins words without being of one, and what stands beside one without a blank.
_BETWEEN = [re.compile(one) for one in ("_", f"[{UNSPACED}]", f"[_{UNSPACED}]")]
_SPACED = re.compile(rf"(?:[^\W_{UNSPACED}]|-)+")
_IN_PARTS = 4  # a code may be written in as many groups
_UNSPACED_BESIDE = 6  # letters of a code that has others, too
_MOST = 5_000  # such readings of one text
UNTOLD = "SmarterProctoring’s words can’t be shown just now."
_SIGNS = string.punctuation + "“”‘’"


def look(client: Client, session: ExamSession, *, timeout: float, retries: int = RETRIES) -> Answer:
    """The session as it stands. Raises what `Client.session` raises, its words `guarded`."""
    with guarded(session):
        answer = client.session(
            session.address, learner=session.learner, timeout=timeout, retries=retries
        )
    if answer.record is None or not (answer.record.status_reason or answer.record.notes):
        return answer
    return replace(answer, record=_without_secrets(answer.record, session))


@contextmanager
def guarded(session: ExamSession) -> Iterator[None]:
    """Calls about a session: what a refusal says has no voucher and no card token in it that went
    with any request on the session, also an earlier one.
    """
    try:
        yield
    except ProctoringError as error:
        _guard(error, session)
        raise


def guarded_words(session: ExamSession, said: str) -> str:
    """The same of what an answer says that is no refusal."""
    known = _marks(session) if said else set()
    if known is None:
        return ""
    return _hidden(said, known, session.institution.sid) if known else said


def _guard(error: ProctoringError, session: ExamSession) -> None:
    known = _marks(session)
    if known is not None and not known:
        return

    def clean(said: str) -> str:
        return UNTOLD if known is None else _hidden(said, known, session.institution.sid)

    error.reason = clean(error.reason)
    if isinstance(error, Refused):
        error.message = clean(error.message) if error.message else ""
        error.code = "" if clean(error.code) != error.code else error.code
        error.exchange = replace(error.exchange, detail=clean(error.exchange.detail))
        error.field_errors = {
            name: [clean(one) for one in said] for name, said in error.field_errors.items()
        }


def voucher_fingerprint(code: str, *, install_sid: str) -> str:
    """Recognizes an institution’s voucher in any capitals without keeping it. Empty for none."""
    whole = as_one(code).casefold()
    return fingerprint(f"voucher {install_sid} {whole}") if whole else ""


def as_one(secret: str) -> str:
    """A token or a code however it is disguised: without blanks, what can't be seen, and letters of
    other widths.
    """
    return "".join(clean_id(unicodedata.normalize("NFKC", secret)).split())


def fingerprint(text: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def card_fingerprint(token: str) -> str:
    """Recognizes a card token that was used before without keeping it. Empty for no token."""
    whole = as_one(token)
    return fingerprint(whole) if whole else ""


def _without_secrets(record: SessionRecord, session: ExamSession) -> SessionRecord:
    """The record, in whose echo fields no voucher and no card token stands that went with a request
    on the session: only the answer to the request itself knew it, here are their fingerprints.
    Where the storage does not tell which they are, the fields are left out.
    """
    known = _marks(session)
    if known is None:
        return replace(record, status_reason="", notes="")
    if not known:
        return record
    reason, notes = (
        _hidden(said, known, session.institution.sid)
        for said in (record.status_reason, record.notes)
    )
    return replace(record, status_reason=reason, notes=notes)


def _marks(session: ExamSession) -> set[str] | None:
    """The fingerprints of what went with requests on the session; None where the storage does not
    tell.
    """
    marks = ("voucher_fingerprint", "card_fingerprint")
    if session.pk is None:
        return set()
    try:
        rows = list(Attempt.objects.filter(session=session.pk).values_list(*marks))
    except DatabaseError:
        return None
    return {mark for row in rows for mark in row if mark}


def _hidden(said: str, known: Collection[str], install_sid: str) -> str:
    """The text without these secrets: as the whole of it, or as a word of its own, whatever signs
    stand beside it, and however it is escaped. A word in small letters alone is the language's.
    """

    def is_known(code: str) -> bool:
        ways = {code, code.translate(ONE_KIND)}
        marks = {voucher_fingerprint(one, install_sid=install_sid) for one in ways}
        return not marks.union(map(card_fingerprint, ways)).isdisjoint(known)

    plain = undisguised(said)
    if is_known(plain):
        return HIDDEN
    secrets = [one for one in _words(plain) if _may_be_secret("".join(one.split()))]
    hidden = plain
    for secret in sorted(filter(is_known, secrets), key=len, reverse=True):
        hidden = re.sub(as_a_word(secret), HIDDEN, hidden)
    return said if hidden == plain else hidden


def _may_be_secret(word: str) -> bool:
    return len(word) >= MIN_SECRET and not (word.isalpha() and word.islower())


def _words(said: str) -> set[str]:
    """What may be a word of its own in a text: with the signs in it, and without; in groups; and in
    a script that puts no blanks between words.
    """
    texts = [said, *(pattern.sub(" ", said) for pattern in _BETWEEN)]
    found = {one for text in texts for pattern in _WORDS for one in pattern.findall(text)}
    found |= set(_in_groups(said)) | set(islice(_among_unspaced(said), _MOST))
    return found | {one.strip(_SIGNS) for one in found}


def _in_groups(said: str) -> Iterator[str]:
    spans = [match.span() for match in re.finditer(r"\S+", said)]
    for at, (start, _) in enumerate(spans):
        yield from (said[start:end] for _, end in spans[at + 1 : at + _IN_PARTS])


def _among_unspaced(said: str) -> Iterator[str]:
    """Each run of other letters and digits with some of the unspaced letters around it."""
    for match in _SPACED.finditer(said):
        start, end = match.span()
        before = re.search(rf"[{UNSPACED}]{{0,{_UNSPACED_BESIDE}}}$", said[:start])
        behind = re.match(rf"[{UNSPACED}]{{0,{_UNSPACED_BESIDE}}}", said[end:])
        firsts = range(before.start() if before else start, start + 1)
        ends = range(end, end + (behind.end() if behind else 0) + 1)
        yield from (said[first:last] for first in firsts for last in ends)
