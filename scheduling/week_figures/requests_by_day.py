"""This portal's requests of a week by the day they were asked for, and how long they took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from statistics import median, quantiles

from scheduling.models import Attempt
from scheduling.week_figures.figure_columns import REQUESTS
from scheduling.week_figures.figures import NOT_LOADED, FigureRow, by_day, not_loaded
from scheduling.week_figures.scope import CountedRequest, WeekScope


def requests_a_day(scope: WeekScope) -> list[FigureRow]:
    """This portal's bookings, moves and cancellations by the day they were asked for: one number
    for each of `REQUESTS`.
    """
    counted = Counter((scope.day_at(one.started_at), _series_of(one)) for one in scope.requests)
    nowhere = Counter(_series_of(one) for one in scope.requests_nowhere)
    return [*by_day(scope, counted, REQUESTS), *not_loaded(nowhere, REQUESTS)]


def seconds_a_day(scope: WeekScope) -> list[FigureRow]:
    """How long requests took that were settled by the provider's own answer, by day: one number for
    each of `SECONDS`; None on a day without any.
    """
    took: dict[date, list[float]] = {}
    for started, seconds in _answered(scope.requests):
        took.setdefault(scope.day_at(started), []).append(seconds)
    rows = [FigureRow("", _spread(took.get(day, [])), day=day) for day in scope.days]
    nowhere = [seconds for _, seconds in _answered(scope.requests_nowhere)]
    return [*rows, FigureRow(NOT_LOADED, _spread(nowhere))] if nowhere else rows


def _answered(requests: Iterable[CountedRequest]) -> Iterator[tuple[datetime, float]]:
    """When each was asked for that was settled by an answer, and the seconds it took."""
    for one in requests:
        if one.settled_how == Attempt.SettledHow.ANSWER and one.finished_at:
            yield one.started_at, (one.finished_at - one.started_at).total_seconds()


def _series_of(one: CountedRequest) -> int:
    """Which of `REQUESTS` it counts among."""
    if one.state in Attempt.OPEN:
        return 5 if one.needs_person else 4
    is_done = one.state == Attempt.State.ACCEPTED
    if one.settled_how == Attempt.SettledHow.ANSWER or one.state == Attempt.State.UNREACHABLE:
        return 0 if is_done else 1
    return 2 if is_done else 3


def _spread(took: Iterable[float]) -> list[float | None]:
    known = sorted(took)
    if not known:
        return [None, None]
    ninety_five = quantiles(known, n=20, method="inclusive")[-1] if len(known) > 1 else known[0]
    return [round(median(known), 3), round(ninety_five, 3)]
