"""The SIDs that a row of a list names of others: whose it is, wherever in it that stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scheduling.proctoring_api.parsing import JsonObject, as_object, distinct_sids
from scheduling.proctoring_api.responses.field_readers import sole


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSids:
    """Each institution, exam, enrollment and account that a row names, wherever in it, once: of
    what is a SID, and so tells anything apart.
    """

    install_sids: tuple[str, ...] = ()
    exam_sids: tuple[str, ...] = ()
    enrollment_sids: tuple[str, ...] = ()
    user_sids: tuple[str, ...] = ()

    @classmethod
    def by(cls, row: JsonObject) -> RowSids:
        exam, enrollment = (sole(row.get(name)) for name in ("exam", "enrollment"))
        users = [holder.get("user") for holder in (as_object(enrollment), row)]
        return cls(
            install_sids=_apart("AI", row.get("installSid")),
            exam_sids=_apart("EX", row.get("examSid"), *_inside(exam, "sid", "examSid")),
            enrollment_sids=_apart(
                "EN", row.get("enrollmentSid"), *_inside(enrollment, "enrollmentSid", "sid")
            ),
            user_sids=_apart(
                "US",
                *(as_object(one).get("userSid") for one in (enrollment, row, *users)),
                *(said for one in users for said in _inside(one, "sid")),
            ),
        )

    @property
    def learners(self) -> tuple[str, ...]:
        """The accounts that it names, or else the enrollments: of several nobody can say whose its
        name is.
        """
        return self.user_sids or self.enrollment_sids


NOTHING_NAMED = RowSids()


def _apart(prefix: str, *told: Any) -> tuple[str, ...]:
    return distinct_sids(told, prefix)


def _inside(holder: Any, *names: str) -> list[Any]:
    """What an object holds under these names; what came in place of one is a SID by itself."""
    return [*map(as_object(holder).get, names), holder]
