"""Reading one exam session (GET): held to be about it and its learner, and without what an
answer may echo of earlier requests' secrets; so are other answers about a session, and its rows.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import DatabaseError

from scheduling.models import ExamSession, sql_statements
from scheduling.proctoring_api.client import Answer, Client
from scheduling.proctoring_api.errors import ProctoringError, Refused
from scheduling.proctoring_api.foreign_text import clean_id
from scheduling.proctoring_api.http.read_retries import RETRIES
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.proctoring_api.redaction import ONE_KIND
from scheduling.proctoring_api.responses import earlier_secrets

UNTOLD = "SmarterProctoring’s words can’t be shown just now."
# Written out: asked about every booking's answer, of which hardly one has spent anything before.
SPENT = (
    "SELECT session_id, voucher_fingerprint, card_fingerprint FROM scheduling_attempt"
    " WHERE session_id IN {} AND NOT (voucher_fingerprint = '' AND card_fingerprint = '')"
)


def read_session(
    client: Client, session: ExamSession, *, timeout: float, retries: int = RETRIES
) -> Answer:
    """The session as it stands. Raises what `Client.session` raises, its words `guarded`."""
    with guarded(session):
        answer = client.session(
            session.address, learner=session.learner, timeout=timeout, retries=retries
        )
    return without_secrets(answer, session)


def without_secrets(answer: Answer, session: ExamSession) -> Answer:
    """An answer about the session, in whose record no voucher and no card token stands that went
    with a request on it: only the answer to the request itself knew it, here are their
    fingerprints. Where the storage does not tell which they are, the fields are left out that may
    echo one.
    """
    if answer.record is None:
        return answer
    spent = _spent_on(session)
    if spent is None:
        return replace(answer, record=replace(answer.record, status_reason="", notes=""))
    record = earlier_secrets.without(answer.record, spent) if spent.marks else answer.record
    return replace(answer, record=record)


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
    spent = _spent_on(session) if said else NOTHING_SPENT
    if spent is None:
        return ""
    return earlier_secrets.hidden(said, spent) if spent.marks else said


def _guard(error: ProctoringError, session: ExamSession) -> None:
    spent = _spent_on(session)
    if spent is not None and not spent.marks:
        return

    def clean(said: str) -> str:
        return UNTOLD if spent is None else earlier_secrets.hidden(said, spent)

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
    whole = normalized_secret(code).casefold()
    return fingerprint(f"voucher {install_sid} {whole}") if whole else ""


def normalized_secret(secret: str) -> str:
    """A token or a code however it is disguised: without blanks, what can't be seen, and letters of
    other widths.
    """
    return "".join(clean_id(unicodedata.normalize("NFKC", secret)).split())


def fingerprint(text: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def card_fingerprint(token: str) -> str:
    """Recognizes a card token that was used before without keeping it. Empty for no token."""
    whole = normalized_secret(token)
    return fingerprint(whole) if whole else ""


@dataclass(frozen=True, slots=True)
class _SpentOn(earlier_secrets.Spent):
    """What went with requests on a session, by the fingerprints that are kept of it."""

    install_sid: str
    marks: frozenset[str]

    def is_voucher(self, code: str) -> bool:
        ways = {code, code.translate(ONE_KIND)}
        found = (voucher_fingerprint(one, install_sid=self.install_sid) for one in ways)
        return not self.marks.isdisjoint(found)

    def is_card(self, code: str) -> bool:
        ways = {code, code.translate(ONE_KIND)}
        return not self.marks.isdisjoint(map(card_fingerprint, ways))


NOTHING_SPENT = _SpentOn("", frozenset())


def _spent_on(session: ExamSession) -> _SpentOn | None:
    """None where the storage does not tell."""
    if session.pk is None:
        return NOTHING_SPENT
    try:
        marks = _marks([session.pk]).get(session.pk, frozenset())
    except DatabaseError:
        return None
    return _SpentOn(session.institution.sid, marks)


def _marks(sessions: Collection[int]) -> dict[int, frozenset[str]]:
    """The fingerprints of what went with requests on these sessions, by their keys."""
    if not sessions:
        return {}
    found: dict[int, set[str]] = {}
    spent = SPENT.format(sql_statements.marks(sessions))
    for pk, *marks in sql_statements.rows(spent, *sessions):
        found.setdefault(pk, set()).update(filter(None, marks))
    return {pk: frozenset(marks) for pk, marks in found.items()}


def rows_without_secrets(
    rows: Mapping[str, AppointmentRow], known: Iterable[ExamSession], install_sid: str
) -> dict[str, AppointmentRow]:
    """Rows of a list, by SID, in which none stands that went with a request on their session."""
    sids = {session.pk: session.sid for session in known}
    return dict(rows) | {
        sids[pk]: earlier_secrets.without(rows[sids[pk]], _SpentOn(install_sid, marks))
        for pk, marks in _marks(sids).items()
    }
