"""Reader of the SIDs in something pasted, and the mirrored sessions that they name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.models import ExamSession, Institution
from scheduling.proctoring_api.foreign_text import clean_id
from scheduling.session_commands import SessionAddress
from scheduling.session_types.typed_sids import all_sids

KINDS = frozenset({"AI", "EX", "ES", "EN", "US", "CU"})


@dataclass(frozen=True, slots=True)
class Pasted:
    """The SIDs found in something pasted, by their two letters."""

    sids: dict[str, str]

    def address(self) -> SessionAddress | None:
        """The session's address, where institution, exam and session are all named."""
        if not {"AI", "EX", "ES"} <= set(self.sids):
            return None
        return SessionAddress(
            install_sid=self.sids["AI"], exam_sid=self.sids["EX"], session_sid=self.sids["ES"]
        )


def pasted(text: str) -> Pasted:
    """Read the SIDs out of a pasted SID, path or vendor link."""
    return Pasted({sid[:2]: sid for sid in all_sids(clean_id(text)) if sid[:2] in KINDS})


def by_sid(institutions: Iterable[Institution], found: Pasted) -> list[ExamSession]:
    """Mirrored sessions that a pasted session or enrollment SID names."""
    rows = ExamSession.objects.filter(institution__in=list(institutions)).select_related(
        "institution"
    )
    if "ES" in found.sids:
        return list(rows.filter(sid=found.sids["ES"])[:2])
    if "EN" in found.sids:
        return list(rows.filter(enrollment_sid=found.sids["EN"])[:50])
    return []
