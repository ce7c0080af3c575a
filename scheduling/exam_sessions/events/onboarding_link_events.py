"""Events of a learner's onboarding link: fetched, or asked for in vain."""

from __future__ import annotations

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.exam_sessions.events.event_entry import entry_about, exam_of
from scheduling.models import ExamSession
from scheduling.session_commands import Actor

FETCHED = (
    "{who} fetched the onboarding link of {{learner}}{exam} from SmarterProctoring. The link itself"
    " is not recorded."
)
UNANSWERED = (
    "{who} asked SmarterProctoring for the onboarding link of {{learner}}{exam}; no usable answer"
    " came. If a link was made, nobody saw it."
)


def asked_for(session: ExamSession, actor: Actor, *, was_seen: bool) -> event_writer.Entry:
    kind = Kind.ONBOARDING_LINK_FETCHED if was_seen else Kind.ONBOARDING_LINK_UNANSWERED
    sentence = FETCHED if was_seen else UNANSWERED
    said = sentence.format(who=event_writer.escape_braces(actor.name), exam=exam_of(session))
    return entry_about(session, kind, said, actor)
