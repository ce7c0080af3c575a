"""Text that confirms a booking to the learner, for an email or a message, by the institution's
template; or a cancellation, by ours. There is one only for what the provider has confirmed, and
of a booking only while it is to come.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from scheduling.booking import attempt_queries, switches
from scheduling.booking.outcome_panel import confirmed
from scheduling.exam_sessions.successors import beside
from scheduling.institutions import confirmation_text
from scheduling.models import ExamSession, TypeSwitch
from scheduling.session_types import registry
from scheduling.session_types.learner_sentences import Booked
from scheduling.views.exam_sessions import learner_script
from scheduling.views.foreign_names import set_apart


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The text, '' while something that it needs is `lacking`; the foreign names in it."""

    text: str
    names: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def shown(self) -> SafeString:
        """The text with its names set apart."""
        return set_apart(self.text, self.names)


def of(session: ExamSession) -> Confirmation | None:
    """The text about a confirmed booking, or about a cancelled one that nothing has come instead
    of; None for any other.
    """
    if confirmed.is_cancelled(session):
        if is_booked_elsewhere(session):
            return None
        return _by(confirmation_text.CANCELLED, session, learner_script.booked(session))
    if not confirmed.is_confirmed(session) or learner_script.takes_place_no_more(session):
        return None
    booked = learner_script.booked(session)
    template = confirmation_text.with_news(
        session.institution.confirmation_text, is_moved=bool(booked.moved_from or booked.no_longer)
    )
    return _by(template, session, booked)


def is_booked_elsewhere(session: ExamSession) -> bool:
    """Whether the exam is booked, or about to be, in another session, by a switch or by hand. What
    to tell the learner stands there.
    """
    switch = switches.begun_on(session)
    if switch and switch.state in (*TypeSwitch.OPEN, TypeSwitch.State.DONE):
        return True
    return any(
        one.known_status.is_in_place or attempt_queries.open_attempt(one) for one in beside(session)
    )


def _by(template: str, session: ExamSession, booked: Booked) -> Confirmation:
    values = _values(session, booked)
    if lacking := confirmation_text.lacking(template, values):
        return Confirmation("", lacking=tuple(lacking))
    told = (values[name] for name in ("learner", "exam", "where"))
    names = (*told, booked.slot, booked.no_longer)
    return Confirmation(confirmation_text.filled(template, values), names)


def _values(session: ExamSession, booked: Booked) -> dict[str, str]:
    """What stands for each placeholder; what staff noted for themselves is not in it."""
    kind = registry.SESSION_TYPES.get(session.session_type)
    return {
        "learner": session.learner_name,
        "news": confirmation_text.last_step_sentence(
            booked.moved_from, is_same_day=bool(booked.moved_on), no_longer=booked.no_longer
        ),
        "exam": session.exam_title,
        "when": booked.when.removeprefix("on "),
        "where": (kind or registry.SessionType).place(booked),
        "how": kind.how(booked) if kind else "",
    }
