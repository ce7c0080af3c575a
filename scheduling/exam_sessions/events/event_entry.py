"""An event of one exam session: what each such event of the log says of the session itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import for_exam
from scheduling.models import ExamSession
from scheduling.session_commands import Actor, SessionAddress


def entry_about(
    session: ExamSession,
    kind: Kind,
    sentence: str,
    actor: Actor,
    *,
    details: Mapping[str, Any] | None = None,
    **personal: str,
) -> event_writer.Entry:
    """The event; its sentence may say `{learner}`, and `{name}` for each personal value."""
    return event_writer.Entry(
        kind=kind,
        sentence=sentence,
        actor=actor,
        address=session.address,
        session_type=session.session_type,
        time_zone=str(session.zone),
        details=details or {},
        personal={"learner": session.learner_name or "a learner", **personal},
    )


def exam_of(session: ExamSession) -> str:
    """“ for CHEM 322 Final”, ready for a sentence; "" where the exam's title is not known."""
    return event_writer.escape_braces(for_exam(session.exam_title))


def address_as_known(asked: SessionAddress) -> SessionAddress | None:
    """The address of the session with the exam that it is known under here, whichever was asked
    for; None where it is not known at that institution.
    """
    known = ExamSession.objects.filter(institution__sid=asked.install_sid, sid=asked.session_sid)
    exam_sid = known.values_list("exam_sid", flat=True).first()
    return replace(asked, exam_sid=exam_sid) if exam_sid else None
