"""Reading of a whole 2xx into an answer or an error: what its body shows, and of whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import cast

from scheduling.proctoring_api.errors import FailureCause, UnknownOutcome
from scheduling.proctoring_api.http.transport import Reply
from scheduling.proctoring_api.parsing import JsonObject
from scheduling.proctoring_api.redaction import cleaned, own_secrets
from scheduling.proctoring_api.responses import lenient_rows, strict_json
from scheduling.proctoring_api.responses.denied_success import (
    denies,
    is_bare_no,
    shows_nothing,
    unbooks,
    undoes,
)
from scheduling.proctoring_api.responses.lenient_rows import ListBody
from scheduling.proctoring_api.responses.named_others import (
    AnswerSids,
    is_of_another,
    names_another,
)
from scheduling.proctoring_api.responses.refusal_text import RefusalText, read_refusal
from scheduling.proctoring_api.responses.reply_checks import unknown
from scheduling.proctoring_api.session_fields.said_beside import said_beside
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_commands import LearnerSids, SessionAddress

DENIED_WITH = "SmarterProctoring’s answer says both yes and no: “{words}”."
WRONG_LEARNER = "SmarterProctoring answered about a different learner."
_MULTI_STATUS = 207


def read_object(reply: Reply) -> JsonObject:
    """The JSON object of a whole 2xx, or UnknownOutcome."""
    try:
        return strict_json.loads(reply.body)
    except strict_json.NotStrict as error:
        raise unknown(
            reply, FailureCause.UNREADABLE, f"the answer can't be read: {error}"
        ) from None


def read_cleaned_object(reply: Reply) -> JsonObject:
    """The same without what must not be kept:
    card numbers, links, and the secrets that were sent.
    """
    return _cleaned(read_object(reply), reply)


def _cleaned(told: JsonObject, reply: Reply) -> JsonObject:
    return cast(JsonObject, cleaned(told, (*reply.secrets, *own_secrets(told))))


def read_list(reply: Reply) -> ListBody:
    """The rows of a list, each as far as it can be read, or UnknownOutcome where there is no list.
    What must not be kept is still in them: `ListPage.read` leaves it out.
    """
    try:
        return lenient_rows.loads(reply.body)
    except lenient_rows.NoList:
        raise unknown(reply, FailureCause.NO_LIST, "the answer holds no list") from None
    except ValueError:
        raise unknown(reply, FailureCause.UNREADABLE, "the answer holds no list") from None


def read_booked(
    reply: Reply, address: SessionAddress, learner: LearnerSids
) -> tuple[SessionRecord, str, str]:
    """The session record of a whole 2xx, held to be about this very session and learner: by every
    SID that it names them by, also inside its objects. With it what the answer says in words, where
    it shows nothing of a booking: they may be a no. Words alone need name no session. Last
    what it says beside its session.
    """
    told = read_object(reply) if not _is_string(reply) else _object_in_string(reply)
    told = _cleaned(told, reply)
    _held_to_its_word(told, reply)
    _held_to_one_status(reply)
    held_to_its_subject(told, reply, address, learner)
    record = SessionRecord.read(told)
    is_named = record.sid or not shows_nothing(told, record) or not words_in(reply)
    record = (_held if is_named else _of_no_other)(record, reply, address, learner)
    if not shows_nothing(told, record):
        return record, "", said_beside(told)
    if unbooks(told):
        raise denied(reply)
    return record, words_in(reply) or record.status_reason, ""


def _held_to_its_word(told: JsonObject, reply: Reply) -> None:
    """Raise where the answer says that nothing was done, or what went wrong."""
    if denies(told):
        raise denied(reply)


def denied(reply: Reply) -> UnknownOutcome:
    """The error of a yes that its own words deny."""
    words = words_in(reply)
    reason = DENIED_WITH.format(words=words) if words else ""
    return unknown(
        reply, FailureCause.YES_AND_NO, "the answer denies its own success", reason=reason
    )


def words_in(reply: Reply) -> str:
    """What the answer says, '' for nothing."""
    said = refusal_in(reply)
    return said.message or said.code


def refusal_in(reply: Reply) -> RefusalText:
    return read_refusal(reply.body, reply.headers.get("content-type", ""), reply.secrets)


def _is_string(reply: Reply) -> bool:
    """Whether it is a JSON string and nothing else."""
    if not reply.body.lstrip().startswith(b'"'):
        return False
    try:
        return isinstance(json.loads(reply.body), str)
    except ValueError:
        return False


def _object_in_string(reply: Reply) -> JsonObject:
    """The object of which a JSON string is the text; else nothing: what it says are words."""
    try:
        return strict_json.loads(json.loads(reply.body).encode()) if _is_string(reply) else {}
    except ValueError:
        return {}


def _held_to_one_status(reply: Reply) -> None:
    if reply.status == _MULTI_STATUS:
        raise unknown(reply, FailureCause.YES_AND_NO, "the answer has several statuses")


def read_record(reply: Reply, address: SessionAddress, learner: LearnerSids) -> SessionRecord:
    """The same of an answer that nothing was asked for but how the session stands: of one that is
    not strict JSON what can be read, so that a length that is no number hides no status. What it
    says twice, or not as a value, counts as not shown.
    """
    try:
        said = strict_json.loads(reply.body)
    except strict_json.NotStrict as error:
        try:
            said = lenient_rows.loads_object(reply.body)
        except ValueError:
            raise unknown(
                reply, FailureCause.UNREADABLE, f"the answer can't be read: {error}"
            ) from None
    held_to_its_subject(said, reply, address, learner)
    record = SessionRecord.read(_cleaned(said, reply))
    return _held(record, reply, address, learner)


def _held(
    record: SessionRecord, reply: Reply, address: SessionAddress, learner: LearnerSids
) -> SessionRecord:
    if not record.sid:
        raise unknown(
            reply, FailureCause.UNREADABLE, "the answer does not say which session it is about"
        )
    return _of_no_other(record, reply, address, learner)


def _of_no_other(
    record: SessionRecord, reply: Reply, address: SessionAddress, learner: LearnerSids
) -> SessionRecord:
    named = (
        (address.session_sid, [record.sid] if record.sid else []),
        (address.exam_sid, record.exam_sids),
        (address.install_sid, record.install_sids),
    )
    if any(names_another(ours, theirs) for ours, theirs in named):
        raise _wrong_session(reply)
    if is_of_another(learner, record):
        raise _wrong_learner(reply)
    return record


def held_to_its_subject(
    told: JsonObject, reply: Reply, address: SessionAddress, learner: LearnerSids
) -> None:
    """Raise where anything in the answer says that it is about another session or learner."""
    named = AnswerSids.of(told)
    if named.is_elsewhere(address):
        raise _wrong_session(reply)
    if is_of_another(learner, named):
        raise _wrong_learner(reply)


def _wrong_session(reply: Reply) -> UnknownOutcome:
    said = "the answer is about another session, exam or institution"
    return unknown(reply, FailureCause.WRONG_SESSION, said)


def _wrong_learner(reply: Reply) -> UnknownOutcome:
    said = "the answer is about another learner"
    return unknown(reply, FailureCause.WRONG_SESSION, said, reason=WRONG_LEARNER)


def read_plain(reply: Reply, address: SessionAddress, learner: LearnerSids) -> str:
    """What a 2xx says of which nothing is documented beyond “a string”, '' for nothing: anything
    whole will do but a page of HTML, what denies its own success, also for one of several, and what
    is about another session or learner.
    """
    start = reply.body.lstrip()[:1]
    if start == b"<":
        raise unknown(reply, FailureCause.UNREADABLE, "the answer is a web page")
    if is_bare_no(reply.body):
        raise denied(reply)
    told = _object_in_string(reply)
    if start in (b"{", b"["):
        told = _as_far_as_read(reply)
    if told:
        for one in (told, *_parts(told)):
            _held_to_its_word(one, reply)
            if undoes(one, reply.exchange.method):
                raise denied(reply)
        held_to_its_subject(told, reply, address, learner)
    _held_to_one_status(reply)
    beside = said_beside(_cleaned(told, reply)) if told else ""
    return beside if len(beside) > len(words := words_in(reply)) else words


def _as_far_as_read(reply: Reply) -> JsonObject:
    """The object, or one whose parts are those of a list."""
    body = reply.body.strip()
    try:
        return lenient_rows.loads_object(
            b'{"results":%b}' % body if body.startswith(b"[") else body
        )
    except ValueError:
        return {}


def _parts(told: JsonObject) -> Iterator[JsonObject]:
    """The objects in its lists, each of which may tell what became of the request."""
    listed = (one for one in told.values() if isinstance(one, list))
    return (one for parts in listed for one in parts if isinstance(one, dict))
