"""Events of a session's accommodation: changed, or taken over from a cancelled session."""

from __future__ import annotations

from scheduling.accommodation_times.accommodation import Accommodation
from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import session_marks
from scheduling.exam_sessions.events.event_entry import entry_about, exam_of
from scheduling.models import ExamSession, SessionAccommodation
from scheduling.session_commands import Actor

Lengths = tuple[int | None, int | None]  # the exam's, and the whole sitting's that was named
CHANGED = (
    "{who} changed the accommodation of {{learner}}’s session{exam}: {{before}} → {{after}}."
    " Nothing was sent to SmarterProctoring."
)
TAKEN_OVER = (
    "The accommodation of {{learner}}’s cancelled session{exam} was taken over for the new one:"
    " {{after}}. Nothing was sent to SmarterProctoring."
)


def change_event(
    said: str,
    session: ExamSession,
    before: Accommodation,
    after: Accommodation,
    actor: Actor,
    lengths: Lengths,
) -> event_writer.Entry:
    """The event of a change; `said` is its sentence, still without person and exam."""
    exam, whole = lengths
    row = SessionAccommodation(session_id=session.pk, exam_minutes=exam, whole_minutes=whole)
    told = {session_marks.LENGTHS: session_marks.fingerprint_of_lengths(row)}
    changed = {"before": {"personal": "before"}, "after": {"personal": "after"}}
    return entry_about(
        session,
        Kind.ACCOMMODATION_CHANGED,
        said.format(who=event_writer.escape_braces(actor.name), exam=exam_of(session)),
        actor,
        details={"changes": {"accommodation": changed}, **told},
        before=before.in_words or "none",
        after=after.in_words or "none",
    )
