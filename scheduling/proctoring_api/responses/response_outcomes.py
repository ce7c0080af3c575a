"""Reading of a whole 2xx into an answer or an error: what its body shows, and of whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import cast

from scheduling.proctoring_api.errors import FailureCause, UnknownOutcome
from scheduling.proctoring_api.http.transport import Reply
from scheduling.proctoring_api.http.web_addresses import is_plain_link
from scheduling.proctoring_api.parsing import JsonObject, is_sid, sid
from scheduling.proctoring_api.redaction import cleaned, own_secrets
from scheduling.proctoring_api.responses import lenient_rows, strict_json
from scheduling.proctoring_api.responses.denied_success import (
    denies,
    denies_link,
    is_bare_no,
    shows_nothing,
    unbooks,
    undoes,
)
from scheduling.proctoring_api.responses.lenient_rows import ListBody
from scheduling.proctoring_api.responses.named_others import is_of_another, names_another
from scheduling.proctoring_api.responses.refusal_text import RefusalText, read_refusal
from scheduling.proctoring_api.responses.reply_checks import unknown
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
) -> tuple[SessionRecord, str]:
    """The session record of a whole 2xx, held to be about this very session and learner: by every
    SID that it names them by, also inside its objects. With it what the answer says in words, where
    it shows nothing of a booking: they may be a no. Words alone need name no session.
    """
    told = {} if _is_string(reply) else read_cleaned_object(reply)
    _held_to_its_word(told, reply)
    _held_to_one_status(reply)
    record = SessionRecord.read(told)
    is_named = record.sid or not shows_nothing(told, record) or not _words(reply)
    record = (_held if is_named else _of_no_other)(record, reply, address, learner)
    if not shows_nothing(told, record):
        return record, ""
    if unbooks(told):
        raise _denied(reply)
    return record, _words(reply) or record.status_reason


def _held_to_its_word(told: JsonObject, reply: Reply) -> None:
    """Raise where the answer says that nothing was done, or what went wrong."""
    if denies(told):
        raise _denied(reply)


def _denied(reply: Reply) -> UnknownOutcome:
    words = _words(reply)
    reason = DENIED_WITH.format(words=words) if words else ""
    return unknown(
        reply, FailureCause.YES_AND_NO, "the answer denies its own success", reason=reason
    )


def _words(reply: Reply) -> str:
    """What the answer says, '' for nothing."""
    said = _refusal_in(reply)
    return said.message or said.code


def _refusal_in(reply: Reply) -> RefusalText:
    return read_refusal(reply.body, reply.headers.get("content-type", ""), reply.secrets)


def _is_string(reply: Reply) -> bool:
    """Whether it is a JSON string and nothing else: what it says are words."""
    if not reply.body.lstrip().startswith(b'"'):
        return False
    try:
        return isinstance(json.loads(reply.body), str)
    except ValueError:
        return False


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
    record = SessionRecord.read(_cleaned(said, reply))
    return _held(record, reply, address, learner)


def read_link(reply: Reply, address: SessionAddress, learner: LearnerSids) -> str:
    """The link of an answer that is about nobody else, as far as it says about whom it is, and does
    not deny it.
    """
    told = read_object(reply)
    if denies_link(told, _refusal_in(reply).message):
        raise _denied(reply)
    _of_no_other(SessionRecord.read(told), reply, address, learner)
    url = told.get("url")
    if not isinstance(url, str) or not is_plain_link(url.strip()):
        raise unknown(reply, FailureCause.UNREADABLE, "the answer holds no link")
    return url.strip()


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
        raise unknown(
            reply,
            FailureCause.WRONG_SESSION,
            "the answer is about another session, exam or institution",
        )
    if is_of_another(learner, record):
        said = "the answer is about another learner"
        raise unknown(reply, FailureCause.WRONG_SESSION, said, reason=WRONG_LEARNER)
    return record


def read_plain(reply: Reply, address: SessionAddress) -> str:
    """What a 2xx says of which nothing is documented beyond “a string”, '' for nothing: anything
    whole will do but a page of HTML, what denies its own success, also for one of several, and what
    is about another session.
    """
    start = reply.body.lstrip()[:1]
    if start == b"<":
        raise unknown(reply, FailureCause.UNREADABLE, "the answer is a web page")
    if is_bare_no(reply.body):
        raise _denied(reply)
    if start in (b"{", b"["):
        told = _as_far_as_read(reply)
        for one in (told, *_parts(told)):
            _held_to_its_word(one, reply)
            if undoes(one, reply.exchange.method):
                raise _denied(reply)
        if is_sid(named := sid(told.get("sid")), "ES") and named != sid(address.session_sid):
            raise unknown(reply, FailureCause.WRONG_SESSION, "the answer is about another session")
    _held_to_one_status(reply)
    return _words(reply)


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
