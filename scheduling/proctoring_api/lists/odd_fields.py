"""What a row of a list says of a booking in a form that can't be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scheduling.proctoring_api.parsing import JsonObject, text
from scheduling.proctoring_api.provider_times import moment
from scheduling.proctoring_api.responses.field_readers import as_one_line, has_content
from scheduling.proctoring_api.responses.fields_beside import NO_DATE
from scheduling.proctoring_api.session_fields.told_start import ToldStart
from scheduling.proctoring_api.session_fields.two_statuses import two_statuses

CANT_BE_READ = "its {what} can't be read"
_QUOTED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class OddFields:
    """Status, start and type as they came, where they say something that can't be read; "" where
    they can be read, and where a row leaves them out.
    """

    odd_status: str = ""
    odd_start: str = ""
    odd_type: str = ""

    @property
    def unreadable(self) -> dict[str, str]:
        """What came for each, under the names of `SessionRecord.unreadable`."""
        odd = {"status": self.odd_status, "start": self.odd_start, "session_type": self.odd_type}
        return {name: said for name, said in odd.items() if said}

    @property
    def flaw(self) -> str:
        """The same in words for administrators; "" where there is none."""
        odd = {"status": self.odd_status, "start": self.odd_start, "type": self.odd_type}
        what = " and ".join(f"{name} “{said[:_QUOTED]}”" for name, said in odd.items() if said)
        return CANT_BE_READ.format(what=what) if what else ""


def odd_fields(row: JsonObject) -> dict[str, str]:
    """The values of `OddFields` in a row; what contradicts itself can't be read either."""
    start, status = ToldStart.of_row(row), text(row.get("status"))
    both = two_statuses(row, row.get("appointment"), status, row.get("dateScheduled"))
    return {
        "odd_status": both or _odd(row.get("status"), text),
        "odd_start": start.as_given if start.is_torn else _odd(row.get("appointmentDate"), _start),
        "odd_type": _odd(row.get("sessionType"), text),
    }


def _start(value: Any) -> Any:
    return moment(value) or NO_DATE.match(text(value))


def _odd(value: Any, reader: Callable[[Any], Any]) -> str:
    if value is None or reader(value) or not has_content(value):
        return ""
    return as_one_line(value)
