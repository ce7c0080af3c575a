"""Vetting card of the booking form, for a type whose proctor is one person: what to look at twice,
and who was booked before, to be filled in with one click.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from scheduling.date_formats import day
from scheduling.forms.booking.answer_form import AnswerForm
from scheduling.session_types import proctor_vetting
from scheduling.session_types.proctor_vetting import Concern, PastProctor, Proctor
from scheduling.session_types.registry import SessionType

TAKE_PROCTOR = "take_proctor"  # a button's name; its value is the number of a past booking
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class OfferedProctor:
    """One past proctor as a row: whom the button fills in, and what is known of them."""

    key: str
    name: str
    email: str
    known: str  # “Camp Ripley · booked 3 times, last Dec 9, 2026 · 2 finished”


@dataclass(frozen=True, slots=True)
class VettingCard:
    """What the card shows. `flags` are sentences, `flags_of_place` those that stand with the
    address, and `more` is how many proctors are not shown.
    """

    flags: Sequence[str]
    flags_of_place: Sequence[str]
    offered: Sequence[OfferedProctor]
    more: int


def flags_of(form: AnswerForm, session_type: type[SessionType]) -> list[tuple[Concern, str]]:
    """What to look at twice of the person, as far as the answers can be read already, each with
    what it is about.
    """
    if not session_type.is_vetted:
        return []
    options = form.options
    flags = proctor_vetting.flags(_proctor(form), options.learner, options.past_proctors)
    return [*((Concern.OTHER, one) for one in _fault_of_the_address(form)), *flags]


def flags_of_place(form: AnswerForm, session_type: type[SessionType]) -> list[str]:
    """The same of where it would be taken."""
    return proctor_vetting.flags_of_place(_proctor(form)) if session_type.is_vetted else []


def _fault_of_the_address(form: AnswerForm) -> list[str]:
    """Why nobody can be emailed at what is typed; nothing before its “@” stands there."""
    fault = form.parse_error("email") if "@" in form.value_of("email") else ""
    return [fault] if fault else []


def card_of(form: AnswerForm, session_type: type[SessionType]) -> VettingCard | None:
    """The card; None for a type that needs none. Those are shown first whose name begins as it was
    typed, and nobody who is filled in already.
    """
    if not session_type.is_vetted:
        return None
    typed, past = _proctor(form), list(form.options.past_proctors)
    others = [one for one in past if not proctor_vetting.same_person(typed, one)]
    others.sort(key=lambda one: not proctor_vetting.is_near(typed, one))
    shown = others[:MOST_SHOWN]
    return VettingCard(
        flags=[one for _, one in flags_of(form, session_type)],
        flags_of_place=flags_of_place(form, session_type),
        offered=[_offered(one, form.options.time_zone) for one in shown],
        more=len(others) - len(shown),
    )


def taken(past: Sequence[PastProctor], key: str) -> dict[str, str]:
    """The answers of the past proctor that was chosen; none where there is none of that number."""
    return next((dict(one.answers) for one in past if str(one.key) == key), {})


def _proctor(form: AnswerForm) -> Proctor:
    named = {name: form.value_of(name) for name in ("first_name", "last_name")}
    named["email"] = form.parsed("email") or form.value_of("email")
    lines = (form.value_of(name) for name in ("address1", "address2"))
    return Proctor(**named, address=", ".join(line for line in lines if line.strip()))


def _offered(one: PastProctor, zone: str) -> OfferedProctor:
    times = "once" if one.count == 1 else f"{one.count} times"
    last = day(one.last.astimezone(ZoneInfo(zone)).date())
    known = (one.company, f"booked {times}, last {last}", one.went)
    return OfferedProctor(
        str(one.key), one.name, one.email, " · ".join(part for part in known if part)
    )
