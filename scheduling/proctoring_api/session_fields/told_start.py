"""The start of a session, out of every field of the session object that may tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from scheduling.proctoring_api.parsing import JsonObject, as_object, text
from scheduling.proctoring_api.provider_times import moment
from scheduling.proctoring_api.responses.field_readers import as_one_line, has_content
from scheduling.proctoring_api.responses.fields_beside import NO_DATE, has_date
from scheduling.proctoring_api.session_fields.agreement import AND, agreed, apart
from scheduling.proctoring_api.session_fields.made_once import made_once

_INSIDE = ("appointmentDateTime", "dateTime", "startDateTime", "start")  # the appointment
_BESIDE = ("appointmentDateTime", "appointmentStartDateTime")  # as requests call it
_ANY_ZONE = timedelta(hours=14)


@dataclass(frozen=True)
class ToldStart:
    """Whatever came for the start: in the documented field, and beside it."""

    documented: Any
    beside: tuple[Any, ...]

    @classmethod
    def read(cls, documented: Any, appointment: JsonObject, unknown: JsonObject) -> ToldStart:
        return cls(documented, (*map(appointment.get, _INSIDE), *map(unknown.get, _BESIDE)))

    @classmethod
    def of_row(cls, row: JsonObject) -> ToldStart:
        return cls.read(row.get("appointmentDate"), as_object(row.get("appointment")), row)

    @made_once
    def at(self) -> datetime | None:
        """The start in UTC; None where none came, where it came without a zone, where two different
        ones did, or one beside what can't be read and may be another: beside the documented field
        a text with a date in it.
        """
        at = agreed(filter(None, map(moment, self._everything)))
        told = (self.documented, *filter(has_date, self.beside))
        return None if at and any(_may_be_another(one, at) for one in told) else at

    @property
    def is_torn(self) -> bool:
        """Whether two different ones came, each of which can be read."""
        return any(self.beside) and len(set(filter(None, map(moment, self._everything)))) > 1

    @property
    def is_unreadable(self) -> bool:
        return self.at is None and any(map(has_content, self._everything))

    @property
    def as_given(self) -> str:
        """What came, on one line; all of several different ones."""
        told = filter(has_content, self._everything)
        return AND.join(map(as_one_line, apart(told, lambda one: moment(one) or as_one_line(one))))

    @property
    def _everything(self) -> tuple[Any, ...]:
        return self.documented, *self.beside


def _may_be_another(said: Any, at: datetime) -> bool:
    """Whether what came for a start can't be read and may not be that one: on no clock does a time
    without a zone stand further from it than the clocks do.
    """
    if moment(said) or not has_content(said) or NO_DATE.match(text(said)):
        return False
    try:
        wall = datetime.fromisoformat(said.strip())
    except (AttributeError, ValueError):
        return True
    return wall.tzinfo is not None or abs(wall.replace(tzinfo=UTC) - at) > _ANY_ZONE
