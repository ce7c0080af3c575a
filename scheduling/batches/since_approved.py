"""What speaks by now against the new time of a row that waited: seats that others took, or hours
that were entered, since it was approved; or that it was moved already.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from scheduling.booking.comparison.compared_values import asked_start
from scheduling.booking.provider_shows import bearing_out
from scheduling.date_formats import DEFAULT_LOCALE, LOCALES, by_locale
from scheduling.exam_sessions import accommodations
from scheduling.models import Attempt, BatchRow, ExamSession
from scheduling.opening_hours.hours_of_days import LocationAvailability
from scheduling.opening_hours.hours_warnings import about_hours
from scheduling.opening_hours.seats_warnings import WITHOUT_A_SEAT, TakenBy, none_left
from scheduling.seats import availability, coming_seats

SOON = timedelta(minutes=1)  # what is sent by then, its page has judged
A_SECOND = timedelta(seconds=1)
NEW = "New since you approved: {said} Check again."
FULL = "It is to change places with others of this rescue, and waits for a free seat."
CIRCLE = (
    "It was to change places with others of this rescue, and no seat is free to begin with. Move"
    " one of them to another time first."
)


def hindrance(row: BatchRow, session: ExamSession) -> str:
    """Why it is not sent, where it waited, or others of its batch stay where they are, and
    something speaks against it that nobody was shown; '' where nothing does.
    """
    sid = row.stood_location_sid or session.location_sid
    is_soon = timedelta(0) <= timezone.now() - row.batch.begun_at <= SOON
    if not sid or (is_soon and not _staying(row).exists()):
        return ""
    if (place := _place(row, session)) is None:
        return ""
    minutes = accommodations.sitting_of(session).minutes or 1
    hours = "" if is_soon else _hours(row, session, place, minutes)
    said = hours or _seats(row, session, place, minutes)
    return NEW.format(said=said) if said else ""


def done_although_throttled(row: BatchRow, session: ExamSession) -> Attempt | None:
    """The row's earlier attempt for which the provider was too busy, where what that asked for is
    shown now: whatever is in front of the provider may have said so of one that was carried out.
    """
    if not row.tries:
        return None
    latest = throttled(row, session).first()
    if latest is None or asked_start(latest.asked) != row.new_start:
        return None
    return latest if bearing_out.shows_after_all(session, latest) else None


def throttled(row: BatchRow, session: ExamSession) -> QuerySet[Attempt]:
    """The moves of its batch's time for which the provider was too busy, the newest first."""
    made = Attempt.objects.filter(session=session, cause=Attempt.Cause.THROTTLED)
    moves = made.filter(action=Attempt.Action.RESCHEDULE, started_at__gte=row.batch.begun_at)
    return moves.order_by("-pk")


def is_full(row: BatchRow, session: ExamSession) -> bool:
    """Whether all seats are taken at its new time by those who sit there now."""
    if (place := _place(row, session)) is None or place.seats is None:
        return False
    sid = row.stood_location_sid or session.location_sid
    minutes = accommodations.sitting_of(session).minutes or 1
    start, end = row.new_start, availability.end_of(row.new_start, minutes)
    there = availability.firm(availability.seated(session.institution, session, sid, start, end))
    return availability.most_at_once(there, start, end) >= place.seats


def _place(row: BatchRow, session: ExamSession) -> LocationAvailability | None:
    sid = row.stood_location_sid or session.location_sid
    day = row.new_start.astimezone(ZoneInfo(session.institution.time_zone)).date()
    return availability.availability_at(session.institution, sid, near=day) if sid else None


def _staying(row: BatchRow) -> QuerySet[BatchRow]:
    """Those of its batch that are not moved any more and sit where they did."""
    is_not_sent = Q(state__in=(BatchRow.State.HELD, BatchRow.State.LEFT))
    at = F("stood_at")  # to the second, which the start itself need not be
    still = Q(session__appointment_at__gte=at, session__appointment_at__lt=at + A_SECOND)
    return row.batch.rows.filter(is_not_sent | Q(still, state=BatchRow.State.SENT))


def _hours(row: BatchRow, session: ExamSession, place: LocationAvailability, minutes: int) -> str:
    """By which locale they were read when it was approved is not known."""
    told = partial(about_hours, place, row.new_start, minutes, str(session.zone))
    if not told().text:
        return ""
    found = {locale: by_locale(locale, told).text for locale in LOCALES}
    if not set(row.warnings).isdisjoint(found.values()):
        return ""
    return found.get(session.institution.locale) or found[DEFAULT_LOCALE]


def _seats(row: BatchRow, session: ExamSession, place: LocationAvailability, minutes: int) -> str:
    """That others have all seats, or are to have them. Whoever a batch is still to move sits where
    it is to be, not where it is: so that a room can be moved into its own seats. Of its own batch
    those before it count, as on the page that was approved: who comes after it was warned of it.
    Who is not moved any more counts where they sit.
    """
    if place.seats is None or any(one.endswith(WITHOUT_A_SEAT) for one in row.warnings):
        return ""
    sid = row.stood_location_sid or session.location_sid
    start, end = row.new_start, availability.end_of(row.new_start, minutes)
    coming = coming_seats.at(session.institution, sid, besides=[session.pk])
    later = row.batch.rows.filter(pk__gt=row.pk)
    after = set(later.values_list("session_id", flat=True)).difference(
        _staying(row).values_list("session_id", flat=True)
    )
    left_out = {one.session_id for one in coming} | after
    there = availability.seated(session.institution, session, sid, start, end)
    booked = Counter(availability.firm([one for one in there if one.session_id not in left_out]))
    to_come = Counter((one.start, one.end) for one in coming if one.session_id not in after)
    by = (TakenBy.BOOKINGS, booked), (TakenBy.MOVES, booked + to_come)
    for who, there in by:
        if availability.most_at_once(there, start, end) >= place.seats:
            return none_left(who, place.seats)
    return ""
