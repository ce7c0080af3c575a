"""Handovers: signed by one person, taken over by another, each an event, kept as they were signed.

The note is kept with its event alone, as a personal value, so that it can be erased there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from operator import index
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from scheduling import date_formats
from scheduling.audit import event_reader, event_writer
from scheduling.audit.chain import canonical
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks.kept_sheets import digest_of_handover
from scheduling.date_formats import full_day
from scheduling.handovers.day_sheet import Item, Maybe, Part, Rescue, Sheet, Where
from scheduling.models import Handover
from scheduling.session_commands import Actor
from scheduling.wall_time import moment_in

NEXT = "next_"  # before the names of what is kept of the next day
NOTE = "handover.note"  # with a dot in it, a value stands in no sentence, and keeps its lines
SIGNED = "{who} signed the handover of {place} for {day}: {counts}."
TAKEN = "{who} took over from {signer} at {place}, {day}."
WORDS = {  # behind one, and behind any other number
    Part.UNCONFIRMED: ("being checked", "being checked"),
    Part.DECIDE: ("to decide", "to decide"),
    Part.NOT_MOVED: ("not moved by a rescue", "not moved by a rescue"),
    Part.INCIDENTS: ("with an incident", "with an incident"),
    Part.NO_SHOWS: ("no-show", "no-shows"),
    Part.REFUNDS: ("fee refund asked for", "fee refunds asked for"),
    Part.HERE: ("still here", "still here"),
    Part.OVERDUE: ("past the end", "past the end"),
}


NOT_KNOWN = "{counts} as far as is known; of {unplaced} booked that day the location is not loaded"
MAY_LACK = "{counts} as far as is known; of {more} more the location is not loaded"


class OwnHandover(Exception):
    """Whoever signed it can't take it over."""


def sign(
    *, where: Where, day: date, sheet: Sheet, note: str, form_id: UUID, actor: Actor
) -> Handover:
    """Keep the sheet as it is, with its event. A form that is sent twice signs once."""
    try:
        return _signed(where, day, sheet, note, form_id, actor)
    except IntegrityError:  # the same form at the same moment
        return Handover.objects.get(form_id=form_id)


def _signed(
    where: Where, day: date, sheet: Sheet, note: str, form_id: UUID, actor: Actor
) -> Handover:
    with transaction.atomic():
        if known := Handover.objects.filter(form_id=form_id).first():
            return known
        row = Handover(
            institution=where.institution,
            location_sid=where.location_sid,
            location_name=where.location_name[:200],
            time_zone=where.zone,
            day=day,
            sheet=kept(sheet),
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


def is_signed(where: Where, day: date) -> bool:
    """Whether a handover of the day was signed for the place, or for all of its institution."""
    of_day = Handover.objects.filter(institution=where.institution, day=day)
    return of_day.filter(location_sid__in=("", where.location_sid)).exists()


def earlier(where: Where, most: int) -> QuerySet[Handover]:
    """The newest handovers of the place: of a location its own and those of the whole institution;
    of an institution all.
    """
    rows = Handover.objects.filter(institution=where.institution)
    if where.location_sid:
        rows = rows.filter(location_sid__in=("", where.location_sid))
    return rows.order_by("-signed_at", "-pk")[:most]


def note_of(handover: Handover) -> str:
    """The note as it was signed; where it was erased since, that."""
    values = event_reader.load_personal_values([handover.event_number])
    return values.get(handover.event_number, {}).get(NOTE, event_reader.ERASED)


def code_of(handover: Handover) -> str:
    """The hash of the event that tells of it, in short; "" where the event is gone."""
    hashes = event_reader.hashes_of([handover.event_number])
    return hashes.get(handover.event_number, "")[:12]


def kept(sheet: Sheet) -> dict[str, Any]:
    """A sheet as it is stored."""
    parts = {part.value: [_item_kept(one) for one in found] for part, found in sheet.parts.items()}
    return {
        "by_type": {name: dict(counts) for name, counts in sheet.by_type.items()},
        "parts": parts,
        "next_day": sheet.next_day.isoformat() if sheet.next_day else "",
        "next_count": sheet.next_count,
        "unplaced": sheet.unplaced,
        "may_lack": {part.value: many for part, many in sheet.may_lack.items()},
        "rescues": [[one.number, one.title, dict(one.counts)] for one in sheet.rescues],
    } | _maybe_kept(sheet.next_maybe)


def _item_kept(one: Item) -> list[Any]:
    starts = [[start.isoformat() for start in one.starts]] if one.starts else []
    return [one.session_id, one.at.isoformat() if one.at else "", one.said, *starts]


def _item_in(pk: int, at: str, said: str, starts: Sequence[str] = ()) -> Item:
    """Sheets of before kept no starts."""
    moments = tuple(moment_in(one) for one in starts)
    return Item(index(pk), moment_in(at) if at else None, _text(said), moments)


def _text(kept: str) -> str:
    if not isinstance(kept, str):
        raise TypeError(kept)
    return kept


def _counts_in(kept: Mapping[str, int]) -> dict[str, int]:
    return {_text(name): index(many) for name, many in kept.items()}


def _rescue_in(number: int, title: str, counts: Mapping[str, int]) -> Rescue:
    return Rescue(index(number), _text(title), _counts_in(counts))


def _maybe_kept(maybe: Maybe | None) -> dict[str, int]:
    return {f"{NEXT}{name}": many for name, many in asdict(maybe).items()} if maybe else {}


def _maybe_in(stored: Mapping[str, Any]) -> Maybe | None:
    """Who might come besides; None where the sheet did not keep it."""
    names = [one.name for one in fields(Maybe)]
    if any(f"{NEXT}{name}" not in stored for name in names):
        return None
    return Maybe(**{name: index(stored[f"{NEXT}{name}"]) for name in names})


def sheet_in(stored: Mapping[str, Any]) -> Sheet | None:
    """A sheet that was stored; None where it is none, as `kept` makes them."""
    try:
        return _sheet_in(stored)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def _sheet_in(stored: Mapping[str, Any]) -> Sheet:
    parts = {part: [_item_in(*one) for one in stored["parts"].get(part.value, [])] for part in Part}
    next_day = stored["next_day"]
    return Sheet(
        by_type={name: _counts_in(counts) for name, counts in stored["by_type"].items()},
        parts=parts,
        next_day=date.fromisoformat(next_day) if next_day else None,
        next_count=index(stored["next_count"]),
        unplaced=index(stored["unplaced"]),
        next_maybe=_maybe_in(stored),
        may_lack={
            Part(name): many for name, many in _counts_in(stored.get("may_lack", {})).items()
        },
        rescues=[_rescue_in(*one) for one in stored.get("rescues", [])],
    )


def mark_of(sheet: Sheet) -> str:
    """A short mark by which it is known whether a sheet is still the one that was shown."""
    return hashlib.sha256(canonical(kept(sheet)).encode()).hexdigest()[:16]


def place_words(location_name: str, institution_name: str) -> str:
    return location_name or institution_name


def _event(
    where: Where, day: date, sheet: Sheet, note: str, actor: Actor, *, sha256: str
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
    """The counts; where a place is not loaded, who is past the end there was not counted."""
    said = ", ".join(
        date_formats.counted(sheet.counts[part], *words) for part, words in WORDS.items()
    )
    if sheet.unplaced:
        return NOT_KNOWN.format(counts=said, unplaced=sheet.unplaced)
    more = sum(sheet.may_lack.values())
    return MAY_LACK.format(counts=said, more=more) if more else said


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
