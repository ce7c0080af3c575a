"""What a verification finds in the tables that the log says otherwise, as sentences."""

from __future__ import annotations

from scheduling.audit import verification_jobs
from scheduling.audit.table_checks import comparison_with_log
from scheduling.audit.verifier import verify
from tests.support.audit_log import ANA


def verified() -> list[str]:
    """What a verification names, which is recorded like any other."""
    verdict = verification_jobs.completed(verify())
    verification_jobs.record(verdict, actor=ANA)
    return [one.said for one in verdict.differences]


def found() -> str:
    """What a comparison names, of which nothing is recorded."""
    return "; ".join(one.said for one in comparison_with_log.compare().differences)
