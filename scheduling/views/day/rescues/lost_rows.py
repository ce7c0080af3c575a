"""Sessions that somebody selected and that can't be moved by now: whose they are, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduling.models import ExamSession, Institution
from scheduling.rescues import candidates
from scheduling.rescues.candidates import Candidate
from scheduling.spoken_time import say
from scheduling.views.notice import Notice

IN_ANOTHER = Notice(
    "some of these sessions are in another rescue that is under way",
    "They are listed below, with who started it. Check what is still selected.",
)
NO_LONGER = Notice(
    "some of these sessions can’t be moved any more, or no longer sit here then",
    "Check what is still selected.",
)
MOST_NAMED = 12
NOW = "now {when}"
NAMED = "{learner}: {why}."
OTHERS = "And {count} more."


def notice(
    selected: Sequence[str], found: Sequence[Candidate], institution: Institution
) -> Notice | None:
    """What is said where not all that were selected can be moved: who, and why."""
    gone = set(selected) - {str(one.session.pk) for one in found if not one.why_not}
    if not gone:
        return None
    if any(one.batch_id and str(one.session.pk) in gone for one in found):
        return IN_ANOTHER
    listed = {str(one.session.pk): one.why_not for one in found}
    keys = [int(key) for key in gone if key.isascii() and key.isdigit() and len(key) < 19]
    said = [
        NAMED.format(learner=one.shown_name, why=_why(one, listed.get(str(one.pk), "")))
        for one in candidates.lost(keys, institution)
    ]
    more = [OTHERS.format(count=len(said) - MOST_NAMED)] if len(said) > MOST_NAMED else []
    return replace(NO_LONGER, text=" ".join((*said[:MOST_NAMED], *more, NO_LONGER.text)))


def _why(session: ExamSession, why_not: str) -> str:
    """Why a row can't be selected; of what is listed here no more, where it stands."""
    if why_not:
        return why_not.rstrip(".")
    if not session.known_status.is_in_place or session.appointment_at is None:
        return session.known_status.word
    when = say(session.appointment_at, str(session.zone)).dated
    return NOW.format(when=", ".join(filter(None, (when, session.location_name))))
