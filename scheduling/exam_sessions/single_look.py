"""One look at one exam session (GET): held to be about it and its learner, and without what an
answer may echo of earlier requests' secrets.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import string
import unicodedata
from collections.abc import Collection
from dataclasses import replace

from django.conf import settings
from django.db import DatabaseError

from scheduling.models import Attempt, ExamSession
from scheduling.proctoring_api.client import Answer, Client
from scheduling.proctoring_api.foreign_text import clean_id
from scheduling.proctoring_api.redaction import HIDDEN, ONE_KIND, undisguised
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.proctoring_api.signed_calls import RETRIES

_WORDS = [
    re.compile(one) for one in (r"\S+", r"[^\s“”\"'‘’(),;:!?]+", r"[\w-]+", r"\w+", r"[^\W_]+")
]
_SIGNS = string.punctuation + "“”‘’"


def look(client: Client, session: ExamSession, *, timeout: float, retries: int = RETRIES) -> Answer:
    """The session as it stands. Raises what `Client.session` raises."""
    answer = client.session(
        session.address, learner=session.learner, timeout=timeout, retries=retries
    )
    if answer.record is None or not (answer.record.status_reason or answer.record.notes):
        return answer
    return replace(answer, record=_without_secrets(answer.record, session))


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
    marks = ("voucher_fingerprint", "card_fingerprint")
    try:
        rows = list(Attempt.objects.filter(session=session.pk).values_list(*marks))
    except DatabaseError:
        return replace(record, status_reason="", notes="")
    known = {mark for row in rows for mark in row if mark}
    if not known:
        return record
    reason, notes = (
        _hidden(said, known, session.institution.sid)
        for said in (record.status_reason, record.notes)
    )
    return replace(record, status_reason=reason, notes=notes)


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
    secrets = [one for one in _words(plain) if not (one.isalpha() and one.islower())]
    hidden = plain
    for secret in sorted(filter(is_known, secrets), key=len, reverse=True):
        hidden = re.sub(rf"(?<![^\W_]){re.escape(secret)}(?![^\W_])", HIDDEN, hidden)
    return said if hidden == plain else hidden


def _words(said: str) -> set[str]:
    """What may be a word of its own in a text: with the signs in it, and without."""
    found = {one for pattern in _WORDS for one in pattern.findall(said)}
    return found | {one.strip(_SIGNS) for one in found}
