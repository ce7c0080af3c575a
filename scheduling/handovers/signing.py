"""Handovers: signed by one person, taken over by another, each an event, kept as they were signed.

The note is kept with its event alone, as a personal value. What is erased of a learner by name does
not reach it, whoever it names: it goes with age alone (`RETENTION_OTHERS_DAYS`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from scheduling import date_formats
from scheduling.audit import event_reader, event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.name_edges import place_with_edges
from scheduling.audit.table_checks.kept_sheets import digest_of_handover
from scheduling.date_formats import full_day
from scheduling.handovers import stored_sheets
from scheduling.handovers.day_sheet import HandoverPlace, Sheet, signed_on
from scheduling.handovers.parts_in_order import HandoverPart
from scheduling.models import Handover, Institution
from scheduling.session_commands import Actor

NOTE = "handover.note"  # with a dot in it, a value stands in no sentence, and keeps its lines
LATELY = timedelta(days=2)
LONGEST_WAIT = timedelta(days=7)  # for the next shift: over a long weekend
SIGNED = "{who} signed the handover of {place} for {day}: {counts}."
TAKEN = "{who} took over from {signer} at {place}, {day}."
WORDS = {  # behind one, and behind any other number
    HandoverPart.UNCONFIRMED: ("being checked", "being checked"),
    HandoverPart.DECIDE: ("to decide", "to decide"),
    HandoverPart.HALF_SWITCHED: ("half switched", "half switched"),
    HandoverPart.OUTSIDE: ("changed outside and not reviewed", "changed outside and not reviewed"),
    HandoverPart.NOT_AS_ASKED: ("booked not as asked", "booked not as asked"),
    HandoverPart.NOT_MOVED: ("not moved by a rescue", "not moved by a rescue"),
    HandoverPart.INCIDENTS: ("with an incident", "with an incident"),
    HandoverPart.NO_SHOWS: ("no-show", "no-shows"),
    HandoverPart.REFUNDS: ("fee refund asked for", "fee refunds asked for"),
    HandoverPart.HERE: ("still here", "still here"),
    HandoverPart.OVERDUE: ("past the end", "past the end"),
}


NOT_KNOWN = "{counts} as far as is known; of {unplaced} booked that day the location is not known"
NO_END = "{counts} as far as is known; of {more} the end is not known"
MAY_LACK = "{counts} as far as is known; of {more} more the location is not known"


class OwnHandover(Exception):
    """Whoever signed it can't take it over."""


class SignedMeanwhile(Exception):
    """The day was signed since the page was shown: `handover` is the newest."""

    def __init__(self, handover: Handover) -> None:
        super().__init__(str(handover))
        self.handover = handover


def sign(
    *,
    where: HandoverPlace,
    day: date,
    sheet: Sheet,
    note: str,
    form_id: UUID,
    actor: Actor,
    seen: int | None = None,
) -> Handover:
    """Keep the sheet as it is, with its event. A form that is sent twice signs once.

    `seen` is the number of the newest handover of the day that the person was shown, 0 where there
    was none; None asks for no such thing. Raises SignedMeanwhile.
    """
    with transaction.atomic():
        event_writer.take_turn()  # so that of several at once each sees what the last one signed
        if known := Handover.objects.filter(form_id=form_id).first():
            return known
        last = newest(where, day) if seen is not None else None
        if last and last.pk != seen:
            raise SignedMeanwhile(last)
        row = Handover(
            institution=where.institution,
            location_sid=where.location_sid,
            location_name=where.location_name[:200],
            time_zone=where.zone,
            day=day,
            sheet=stored_sheets.as_stored(sheet),
            signed_at=timezone.now(),
            signed_by_id=actor.user_id,
            signed_by_name=actor.name,
            form_id=form_id,
        )
        event = _event(where, day, sheet, note, actor, sha256=digest_of_handover(row))
        row.event_number = event_writer.append(event)
        row.save()
        return row


def take_over(*, handover: Handover, actor: Actor) -> bool:
    """Record that the person took over, and tell whether nobody had before. Raises OwnHandover."""
    with transaction.atomic():
        row = Handover.objects.select_for_update().get(pk=handover.pk)
        if row.taken_over_at:
            return False
        if actor.user_id is not None and row.signed_by_id == actor.user_id:
            raise OwnHandover
        row.taken_over_at, row.taken_over_by_name = timezone.now(), actor.name
        row.taken_over_event = event_writer.append(_taken(handover, row.taken_over_at, actor))
        row.save(
            update_fields=("taken_over_at", "taken_over_by_name", "taken_over_event"),
        )
    return True


def of_form(form_id: UUID) -> Handover | None:
    """What a form has signed already."""
    return Handover.objects.filter(form_id=form_id).first()


def find(number: int) -> Handover | None:
    """The handover of this number, with its institution."""
    return Handover.objects.select_related("institution").filter(pk=number).first()


def newest(where: HandoverPlace, day: date) -> Handover | None:
    """The newest handover of the day that was signed for the place, or for all of its
    institution.
    """
    return signed_on(where, day).order_by("-pk").first()


def earlier(where: HandoverPlace) -> QuerySet[Handover]:
    """The handovers of the place, newest first: of a location its own and those of the whole
    institution; of an institution all.
    """
    rows = Handover.objects.filter(institution=where.institution)
    if where.location_sid:
        rows = rows.filter(location_sid__in=("", where.location_sid))
    return rows.order_by("-signed_at", "-pk")


def waiting(where: HandoverPlace, reader: int, now: datetime) -> QuerySet[Handover]:
    """What somebody else than the reader signed for the place, or for all of its institution, and
    nobody took over yet.
    """
    return _waiting(earlier(where), reader, now)


def waiting_anywhere(
    institutions: Iterable[Institution], reader: int, now: datetime
) -> QuerySet[Handover]:
    """The same of all places of these institutions."""
    rows = Handover.objects.filter(institution__in=list(institutions))
    return _waiting(rows.order_by("-signed_at", "-pk"), reader, now)


def _waiting(of_places: QuerySet[Handover], reader: int, now: datetime) -> QuerySet[Handover]:
    """Lately whoever signed since, and before as long as no newer one of the same place was taken
    over.
    """
    newer = Handover.objects.filter(
        institution=OuterRef("institution"),
        location_sid=OuterRef("location_sid"),
        signed_at__gt=OuterRef("signed_at"),
        taken_over_at__isnull=False,
    )
    rows = of_places.filter(taken_over_at__isnull=True, signed_at__gt=now - LONGEST_WAIT)
    rows = rows.filter(Q(signed_at__gt=now - LATELY) | ~Exists(newer))
    return rows.exclude(signed_by=reader).select_related("institution")


def note_of(handover: Handover) -> str:
    """The note as it was signed; where it was erased since, that."""
    values = event_reader.load_personal_values([handover.event_number])
    return values.get(handover.event_number, {}).get(NOTE, event_reader.ERASED)


def has_note(handover: Handover, note: str) -> bool:
    """Whether it was signed with this note, as far as the note is still there to tell."""
    kept = note_of(handover)
    return kept == event_reader.ERASED or event_writer.is_kept_value(kept, NOTE, note)


def code_of(handover: Handover) -> str:
    """The hash of the event that tells of it, in short; "" where the event is gone."""
    hashes = event_reader.hashes_of([handover.event_number])
    return hashes.get(handover.event_number, "")[:12]


def place_words(location_name: str, institution_name: str) -> str:
    return place_with_edges(location_name or institution_name)


def _event(
    where: HandoverPlace, day: date, sheet: Sheet, note: str, actor: Actor, *, sha256: str
) -> event_writer.Entry:
    counts = sheet.counts
    said = SIGNED.format(
        who=actor.name,
        place=place_words(where.location_name, where.institution.name),
        day=full_day(day),
        counts=_counts_in_words(sheet),
    )
    return event_writer.Entry(
        kind=Kind.HANDOVER_SIGNED,
        sentence=event_writer.escape_braces(said),
        actor=actor,
        install_sid=where.institution.sid,
        time_zone=where.zone,
        details={
            "location": where.location_sid,
            "day": day.isoformat(),
            **counts,
            "unplaced": sheet.unplaced,
            "note": {"personal": NOTE},
            "sheet_sha256": sha256,
        },
        personal={NOTE: note},
    )


def _counts_in_words(sheet: Sheet) -> str:
    """The counts; whose place is not loaded, or whose end not known, was not counted as past it."""
    said = ", ".join(
        date_formats.counted(sheet.counts[part], *words) for part, words in WORDS.items()
    )
    if sheet.unplaced:
        return NOT_KNOWN.format(counts=said, unplaced=sheet.unplaced)
    more = sum(sheet.may_lack.values())
    if more:
        return MAY_LACK.format(counts=said, more=more)
    return NO_END.format(counts=said, more=sheet.not_judged) if sheet.not_judged else said


def _taken(handover: Handover, at: datetime, actor: Actor) -> event_writer.Entry:
    said = TAKEN.format(
        who=actor.name,
        signer=handover.signed_by_name,
        place=place_words(handover.location_name, handover.institution.name),
        day=full_day(handover.day),
    )
    return event_writer.Entry(
        kind=Kind.HANDOVER_TAKEN,
        sentence=event_writer.escape_braces(said),
        actor=actor,
        install_sid=handover.institution.sid,
        time_zone=handover.time_zone,
        details={
            "handover": handover.pk,
            "signed_event": handover.event_number,
            "taken_over_at": at.isoformat(),
        },
    )
