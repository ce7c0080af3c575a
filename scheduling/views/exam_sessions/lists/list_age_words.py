"""How old the lists of sessions are, and whether more is to be had, for the worklist's head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from scheduling.access.middleware import PortalRequest
from scheduling.models import Institution
from scheduling.provider_list import list_age, list_due
from scheduling.provider_list.list_progress import ListProgress, progress_of
from scheduling.spoken_time import say


@dataclass(frozen=True, slots=True)
class ListAge:
    """How old an institution's list is, by the page's clock, and whether more is to be had."""

    institution: Institution
    as_of: str
    is_fresh: bool
    is_shut_out: bool
    is_administered: bool  # by the person who sees it
    progress: str = ""
    paused: str = ""
    again_at: str = ""  # when it is asked for next, after a failure
    bad_rows: str = ""
    every_bad_row: tuple[str, ...] = ()
    has_no_end: bool = False

    @property
    def is_troubled(self) -> bool:
        return bool(self.is_shut_out or not self.is_renewed or self.bad_rows or self.has_no_end)

    @property
    def is_renewed(self) -> bool:
        """Whether it is of now, and the last fetch did not fail."""
        return self.is_fresh and not self.paused and not self.failure

    @property
    def failure(self) -> str:
        """Why the last fetch failed."""
        return self.institution.sync_failure

    def in_words(self, *, named: bool) -> str:
        """“Northfield University: as of 9:36 AM”, the name where there are several."""
        return f"{self.institution.name}: as of {self.as_of}" if named else f"as of {self.as_of}"


def in_words(lists: list[ListAge]) -> list[str]:
    """How old each is; once where all are of one minute."""
    told = [one for one in lists if one.as_of]
    if len(told) == len(lists) and len({one.as_of for one in told}) == 1:
        return [told[0].in_words(named=False)]
    return [one.in_words(named=len(lists) > 1) for one in told]


def ages(request: PortalRequest, institutions: list[Institution], zone: str) -> list[ListAge]:
    """The age of each institution's list; `zone` is the page's clock."""
    progress = progress_of(institutions)
    return [_age_of(request, one, progress[one.pk], zone) for one in institutions]


def _age_of(
    request: PortalRequest, institution: Institution, progress: ListProgress, zone: str
) -> ListAge:
    is_administered = request.access.administers(institution.pk)
    return ListAge(
        institution,
        _as_of(institution, zone),
        is_fresh=not list_age.is_old(institution),
        is_shut_out=list_due.is_shut_out(institution),
        is_administered=is_administered,
        progress=_progress(progress),
        paused=_paused(progress, zone),
        again_at=_to_the_minute(progress.again_at, zone) if progress.again_at else "",
        bad_rows=progress.bad_rows if is_administered else "",
        every_bad_row=progress.every_bad_row if is_administered else (),
        has_no_end=progress.has_no_end,
    )


def _progress(progress: ListProgress) -> str:
    """“940 of about 1,200 sessions loaded so far.”"""
    if not progress.fetched:
        return ""
    about = f" of about {progress.about:,}" if progress.about else ""
    return f"{progress.fetched:,}{about} sessions loaded so far."


def _paused(progress: ListProgress, zone: str) -> str:
    """“List paused until 10:42 AM”, said to the minute after."""
    if progress.throttled_until is None:
        return ""
    return f"List paused until {_to_the_minute(progress.throttled_until, zone)}"


def _to_the_minute(at: datetime, zone: str) -> str:
    """The minute after."""
    after = at + timedelta(seconds=60)
    return say(after.replace(second=0, microsecond=0), zone).time


def _as_of(institution: Institution, zone: str) -> str:
    """The minute of the list, with its day where that is not today."""
    if institution.synced_at is None:
        return ""
    fetched = say(institution.synced_at.replace(second=0), zone)
    is_today = fetched.day == say(timezone.now(), zone).day
    return fetched.time if is_today else fetched.unzoned
