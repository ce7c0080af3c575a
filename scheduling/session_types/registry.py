"""Registry of the session types: looking one up, those that are offered, and what is asked of each.

Whoever wants to know what a type is like asks here; nobody else compares its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from scheduling.models.session_status import folded
from scheduling.proctoring_api.session_record import SessionRecord
from scheduling.session_types.answer_field import AnswerField
from scheduling.session_types.booking_fields import appointment, notes
from scheduling.session_types.question_groups import Questions
from scheduling.session_types.types import (
    FAMILIES,
    ON_SITE,
    SmarterScheduling,
)
from scheduling.session_types.types import SESSION_TYPES as SESSION_TYPES
from scheduling.session_types.types import SessionType as SessionType

DEFAULT_TYPE = SmarterScheduling.wire_name


class UnknownSessionType(LookupError):
    """There is no such session type."""


@dataclass(frozen=True)
class Family:
    """A heading of the type chooser and the types below it."""

    name: str
    types: tuple[type[SessionType], ...]


def get(wire_name: str) -> type[SessionType]:
    """The type by its wire name. Raises UnknownSessionType."""
    try:
        return SESSION_TYPES[wire_name]
    except KeyError:
        raise UnknownSessionType(wire_name) from None


def wire_name_of(said: str) -> str:
    """The wire name of the type that the provider means, however it is spelled; an unknown one as
    it came.
    """
    return _by_spelling().get(folded(said), said)


def with_known_type(record: SessionRecord) -> SessionRecord:
    """A session object's record with the type that it shows beside the documented one, where that
    is the name of one; any other word there may call the exam, or anything.
    """
    return record.with_type_beside(lambda said: folded(said) in _by_spelling())


@cache
def _by_spelling() -> dict[str, str]:
    return {folded(name): name for name in SESSION_TYPES}


def type_label(wire_name: str) -> str:
    """What staff call a session type; an unknown one as it came."""
    known = SESSION_TYPES.get(wire_name)
    return known.label if known else wire_name


def is_on_demand(wire_name: str) -> bool:
    """Whether the learner takes it when they like; of a type that nobody knows that isn't known."""
    known = SESSION_TYPES.get(wire_name)
    return known is not None and known.is_on_demand


def may_be_at(wire_name: str, kind: str) -> bool:
    """Whether a booking of this type may be at a location of this kind (`Location.Kind`); one whose
    type is not known may be anywhere.
    """
    known = SESSION_TYPES.get(wire_name)
    return known is None or ("proctor_location_sid" in fields_of(known) and known.fits(kind))


@cache
def off_site() -> tuple[str, ...]:
    """The types, by wire name, for which no learner comes to a place."""
    return tuple(
        name for name in SESSION_TYPES if not any(may_be_at(name, kind) for kind in ON_SITE)
    )


@cache
def fields_of(asks: type[Questions]) -> dict[str, AnswerField]:
    """A type's fields (or any questions'), made once and shared: they keep no state.

    Do not change the result.
    """
    return asks.build_fields()


@cache
def to_move(session_type: type[SessionType]) -> type[Questions]:
    """What is asked to move a booking of this type:
    the time, and whom and where as far as the type asks for them.
    """
    movable = (group.may() for group in session_type.groups if group.can_move)
    return type(
        f"Move{session_type.__name__}",
        (Questions,),
        {"groups": (appointment.must(), *movable, notes)},
    )


@cache
def stricter(session_type: type[SessionType], names: frozenset[str]) -> type[Questions]:
    """The type's questions with these fields demanded too;
    those it does not ask for are passed over.
    """
    groups = tuple(group.also(names) for group in session_type.groups)
    if groups == session_type.groups:
        return session_type
    return type(f"Stricter{session_type.__name__}", (Questions,), {"groups": groups})


def paid() -> list[type[SessionType]]:
    """The types that can carry a price, in display order."""
    return [one for family in families() for one in family.types if "amount" in fields_of(one)]


def families(off: frozenset[str] = frozenset()) -> tuple[Family, ...]:
    """All registered types but those that are off, under their family's name, in display order;
    no empty family.
    """
    return _grouped(tuple(one for one in SESSION_TYPES.values() if one.wire_name not in off))


def first_offered(off: frozenset[str]) -> type[SessionType]:
    """The type a form begins with:
    the usual one, or the first that is not off, or the usual one all the same.
    """
    usual = SESSION_TYPES[DEFAULT_TYPE]
    if DEFAULT_TYPE not in off:
        return usual
    return next((one for family in families(off) for one in family.types), usual)


@cache
def _grouped(types: tuple[type[SessionType], ...]) -> tuple[Family, ...]:
    names = dict.fromkeys([*FAMILIES, *(one.family for one in types)])
    rows = ((name, tuple(one for one in types if one.family == name)) for name in names)
    return tuple(Family(name, members) for name, members in rows if members)
