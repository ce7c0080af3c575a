"""Fetching the list of exam sessions into the local mirror: a walk that goes on where it stood,
within the institution's budget of requests.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scheduling.institutions import circuit_breaker, request_budget
from scheduling.models import ExamSession, Institution, ListWalk
from scheduling.models.columns.kept_moments import is_within
from scheduling.proctoring_api.client import client_for
from scheduling.proctoring_api.errors import (
    FailureCause,
    NotAuthorised,
    ProctoringError,
    Refused,
    Throttled,
    UnknownOutcome,
)
from scheduling.proctoring_api.lists.list_page import LISTED_TWICE, PAGE_SIZE, BadRow, ListPage
from scheduling.proctoring_api.lists.list_rows import AppointmentRow
from scheduling.provider_list import (
    bad_rows,
    list_due,
    list_lease,
    missing_rows,
    odd_rows,
    other_exams,
)
from scheduling.provider_list.list_lease import LeaseLostError
from scheduling.provider_list.mirrored_rows import OTHER_EXAM, take_rows
from scheduling.provider_list.seen_rows import SeenRows
from scheduling.provider_list.walk_position import MOST_SESSIONS, WalkPosition

log = logging.getLogger(__name__)
BEGUN_ANEW_AFTER = timedelta(hours=6)  # what was met longer ago says nothing any more
PAGES_OF_NEWEST = 3
# A walk that goes on later steps back a little: meanwhile the list has moved.
RESUMED_BEFORE = 40
SPOILT = frozenset({FailureCause.UNREADABLE, FailureCause.TOO_LARGE})
NO_CONTENT = 204
NO_SUCH_PAGE = frozenset({NO_CONTENT, 400, 404, 410, 416, 422})
TOKEN_REFUSED = "Its token was not accepted."
CANT_BE_READ = "The list could not be read."
KEPT = (
    "started_at",
    "offset",
    "fetched",
    "pages",
    "total",
    "seen_rows",
    "bad_rows",
)


def refresh_list(institution: Institution, *, patience: float) -> bool:
    """Go on with a whole walk through the list, or begin one, for at most `patience` seconds. One
    caller at a time; True when it has come to its end, so that the mirror is fresh.

    Where the time or the budget runs out, the next call goes on. The reason of a failure stands in
    the institution's `sync_failure`, and whether it was the token in `token_refused`.
    """
    return _fetch(institution, patience, is_whole=True)


def keep_fresh(institution: Institution, *, patience: float) -> bool:
    """What is due of the list: the newest entries, a walk that is under way, or a new one."""
    walk = request_budget.walk_of(institution)
    is_whole = bool(walk.started_at) or list_due.wants_whole(institution, walk)
    return _fetch(institution, patience, is_whole=is_whole)


def _fetch(institution: Institution, patience: float, *, is_whole: bool) -> bool:
    walk, until = request_budget.walk_of(institution), time.monotonic() + patience
    if request_budget.is_paused(walk, timezone.now()) or not list_lease.claim(institution):
        return False
    apart: dict[int, AppointmentRow] = {}
    try:
        if list_due.wants_newest(walk, timezone.now()):
            _take_newest(institution, until, apart)
        is_at_end = is_whole and _walk(institution, until, apart)
    except ProctoringError as error:
        _failed(institution, error)
        return False
    except LeaseLostError:
        log.warning("the list of %s took too long: somebody else goes on", institution.sid)
        return False
    except Exception:
        log.exception("the list of %s could not be taken into the mirror", institution.sid)
        list_lease.release(institution, sync_failure=CANT_BE_READ, token_refused=False)
        return False
    list_lease.release(institution, sync_failure="", token_refused=False)
    other_exams.settle(institution, apart, until=until)
    missing_rows.read_missed(institution, until=until)
    return is_at_end


def _failed(institution: Institution, error: ProctoringError) -> None:
    request_budget.back_off(institution, error)
    if isinstance(error, Throttled):
        list_lease.release(institution, sync_failure="", token_refused=False)
        return
    refused = isinstance(error, NotAuthorised)
    said = f"{TOKEN_REFUSED} {error.reason}" if refused else error.reason
    list_lease.release(institution, sync_failure=said[:300], token_refused=refused)


def _walk(institution: Institution, until: float, apart: dict[int, AppointmentRow]) -> bool:
    """Whether the walk came to its end. What it tells as another exam's goes to `apart`."""
    walk = _begun(institution)
    seen = SeenRows(bytes(walk.seen_rows))
    position = WalkPosition(offset=max(0, walk.offset - RESUMED_BEFORE))
    while not position.is_at_end:
        if time.monotonic() >= until or not request_budget.take(institution):
            return False
        apart |= _step(institution, walk, position, seen, until)
    _finish(institution, walk, seen, is_whole=not position.goes_round)
    return True


def _begun(institution: Institution) -> ListWalk:
    walk, now = request_budget.walk_of(institution), timezone.now()
    if is_within(BEGUN_ANEW_AFTER, walk.started_at, now):
        return walk
    walk.started_at, walk.offset, walk.fetched, walk.pages = now, 0, 0, 0
    walk.total, walk.seen_rows, walk.bad_rows = None, b"", []
    return walk


def _step(
    institution: Institution, walk: ListWalk, position: WalkPosition, seen: SeenRows, until: float
) -> dict[int, AppointmentRow]:
    """One page of the walk, kept together with where the walk then stands; what it tells as another
    exam's.
    """
    asked_at = timezone.now()
    try:
        page = _page(institution, until, offset=position.offset, limit=position.limit)
    except (Refused, UnknownOutcome) as error:
        if _is_behind_all(error, walk, position):
            position.is_at_end = True
            _answered(institution)
        elif isinstance(error, UnknownOutcome) and error.cause in SPOILT:
            _narrow(institution, walk, position, error)
        else:
            raise
        return {}
    with transaction.atomic():
        list_lease.hold(institution)
        # What is met again after a pause may have changed meanwhile.
        met = seen if position.offset >= walk.offset else ()
        told = bad_rows.named_rows(walk)
        taken = take_rows(institution, page.rows, fetched_at=asked_at, met=met, told=told)
        walk.fetched += sum(key not in seen for key in taken.keys)
        seen.add(taken.keys)
        position.turn(page)
        torn = [(sid, LISTED_TWICE) for sid in taken.torn]
        apart = [(row.sid, OTHER_EXAM) for row in taken.of_other_exams.values()]
        met_so = (BadRow(page.offset, *one, is_taken=True) for one in (*torn, *apart))
        bad_rows.note(institution, walk, (*odd_rows.bad_rows_left_open(page), *met_so))
        _keep(walk, position, page, seen)
    _answered(institution)
    return taken.of_other_exams


def _page(institution: Institution, until: float, **asked: Any) -> ListPage:
    patience = min(max(0.1, until - time.monotonic()), settings.API_TIMEOUT)
    client = client_for(institution.connection)
    return client.appointments(institution.sid, timeout=patience, **asked)


def _is_behind_all(error: Refused | UnknownOutcome, walk: ListWalk, position: WalkPosition) -> bool:
    """Whether it says that there is no page here, behind one that seemed the last, and no `total`
    told of more.
    """
    is_none = error.status in NO_SUCH_PAGE
    return is_none and position.seems_behind_all and (walk.total or 0) <= position.offset


def _narrow(
    institution: Institution, walk: ListWalk, position: WalkPosition, error: UnknownOutcome
) -> None:
    try:
        bad = position.narrow()
    except ValueError:
        raise error from None
    if bad:
        bad_rows.note(institution, walk, (bad,))


def _keep(walk: ListWalk, position: WalkPosition, page: ListPage, seen: SeenRows) -> None:
    walk.offset, walk.seen_rows, walk.pages = position.offset, seen.stored(), walk.pages + 1
    if page.total and page.total > page.offset + page.fetched:
        walk.total = min(page.total, MOST_SESSIONS)
    if position.offset > MOST_SESSIONS:
        raise ValueError("the provider's list does not end")
    walk.save(update_fields=KEPT)


def _answered(institution: Institution) -> None:
    request_budget.forget_failures(institution)
    circuit_breaker.close_circuit(institution)


def _finish(institution: Institution, walk: ListWalk, seen: SeenRows, *, is_whole: bool) -> None:
    """The end of a walk: what it did not meet is missing, for the first or the second time. Of one
    that met no end nobody knows, nor how many sessions there are.
    """
    started = walk.started_at
    with transaction.atomic():
        list_lease.hold(institution)
        if is_whole and started:
            missing_rows.note_missing(
                institution,
                seen,
                before=started,
                may_be_unread=bad_rows.has_nameless(walk),
            )
        walk.sessions, walk.finished_at, walk.told_bad_rows = (
            walk.fetched if is_whole else None,
            timezone.now(),
            walk.bad_rows,
        )
        walk.started_at, walk.seen_rows, walk.offset = None, b"", 0
        walk.save(update_fields=(*KEPT, "sessions", "finished_at", "told_bad_rows"))
        Institution.objects.filter(pk=institution.pk).update(synced_at=started)
    institution.synced_at = started


def _take_newest(institution: Institution, until: float, apart: dict[int, AppointmentRow]) -> None:
    """The newest entries between two whole walks, as far as the provider sorts its list."""
    # What is odd among them is told by the next whole walk, so nobody was told of all.
    told = replace(bad_rows.named_rows(request_budget.walk_of(institution)), is_all=False)
    for number in range(PAGES_OF_NEWEST):
        if not request_budget.take(institution):
            return
        asked_at = timezone.now()
        try:
            page = _page(institution, until, offset=number * PAGE_SIZE, newest_first=True)
        except (Refused, UnknownOutcome) as error:
            if not _can_wait(error):
                raise
            log.warning("the newest of %s can't be had: %s", institution.sid, error.reason)
            break
        news = _count_unknown(institution, page)
        taken = take_rows(institution, page.rows, fetched_at=asked_at, told=told)
        apart |= taken.of_other_exams
        if not news:
            break
    ListWalk.objects.filter(pk=institution.pk).update(newest_at=timezone.now())


def _can_wait(error: Refused | UnknownOutcome) -> bool:
    """Whether the whole walk fares better: the provider does not sort, or a row spoils the page."""
    if isinstance(error, UnknownOutcome):
        return error.cause in SPOILT
    return not isinstance(error, NotAuthorised | Throttled)


def _count_unknown(institution: Institution, page: ListPage) -> int:
    sids = {row.sid for row in page.rows}
    known = ExamSession.objects.filter(institution=institution, sid__in=sids).count()
    return len(sids) - known
