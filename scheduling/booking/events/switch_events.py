"""The events of a switch: its beginning, its middle and its end, as sentences."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from scheduling.audit.event_writer import Entry, escape_braces
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import for_exam
from scheduling.audit.table_checks.requests import switch_records
from scheduling.models import ExamSession, TypeSwitch
from scheduling.session_commands import Actor

SENTENCES = {
    Kind.SWITCH_BEGUN: (
        "{who} began to switch {learner}{exam} from {old} to {new}: the old booking is cancelled"
        " first, then the new one is made."
    ),
    Kind.SWITCH_HALFWAY: (
        "The old booking of {learner}{exam} ({old}) is cancelled. The new one ({new}) is still to"
        " be made."
    ),
    Kind.SWITCH_DONE: "{who} switched {learner}{exam} from {old} to {new}.",
    Kind.SWITCH_UNDONE: (
        "The switch of {learner}{exam} from {old} to {new} was not done: the old booking was not"
        " cancelled, and nothing was changed."
    ),
    Kind.SWITCH_LEFT: (
        "{who} ended the switch of {learner}{exam}: the old booking ({old}) stays cancelled, and"
        " the new one ({new}) is not made."
    ),
}

DONE_OTHERWISE = (
    "{who} switched {learner}{exam} from {old}. Asked for was {new}; SmarterProctoring stored it"
    " otherwise."
)


def event(
    switch: TypeSwitch,
    kind: Kind,
    *,
    session: ExamSession,
    actor: Actor,
    who: str = "",
    attempt_id: UUID | str = "",
    outcome: str = "",
    is_as_asked: bool = True,
) -> Entry:
    """One step of the switch, told of its old or its new session; `is_as_asked` of its end."""
    sentence = SENTENCES[kind] if is_as_asked else DONE_OTHERWISE
    parts = {
        "who": who or actor.name,
        "exam": for_exam(session.exam_title),
        "old": switch.old_words,
        "new": switch.new_words,
    }
    return Entry(
        kind=kind,
        sentence=sentence.format(
            learner="{learner}", **{name: escape_braces(part) for name, part in parts.items()}
        ),
        actor=actor,
        outcome=outcome,
        address=session.address,
        session_type=session.session_type,
        attempt_id=attempt_id,
        time_zone=str(session.zone),
        details=_details(switch),
        personal={"learner": session.learner_name or "a learner"},
    )


def _details(switch: TypeSwitch) -> dict[str, Any]:
    """By these the two halves of the story are found, and what is kept of it is held to them."""
    sessions = {"old_session": switch.old.sid}
    if switch.new is not None:
        sessions["new_session"] = switch.new.sid
    return {"switch": switch.pk, "holds": switch_records.fingerprint(switch)} | sessions
