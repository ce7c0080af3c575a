"""Handovers and prints of rosters changed past the portal are named."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone

from scheduling.audit import event_writer
from scheduling.audit.chain import canonical
from scheduling.audit.kinds import Kind
from scheduling.models import (
    AuditEvent,
    Handover,
    RosterPrint,
)
from tests.support.audit_log import without_triggers
from tests.support.booking_form import DULUTH
from tests.support.desk_records import ANA, DAY, HOUR, found

OF_A_HANDOVER: dict[str, tuple[Callable[[], object], str]] = {
    "the sheet": (
        lambda: Handover.objects.update(sheet=Handover.objects.get().sheet | {"unplaced": 4}),
        "signed it",
    ),
    "who signed": (lambda: Handover.objects.update(signed_by_name="Tom Okafor"), "signed it"),
    "when": (lambda: Handover.objects.update(signed_at=F("signed_at") - HOUR), "signed it"),
    "the day": (lambda: Handover.objects.update(day=date(2027, 1, 13)), "signed it"),
    "its event": (lambda: Handover.objects.update(event_number=1), "but no event signed it"),
    "who took over": (
        lambda: Handover.objects.update(taken_over_by_name="Ana Ruiz"),
        "is shown as taken over by Ana Ruiz: no event is",
    ),
    "when it was taken over": (
        lambda: Handover.objects.update(taken_over_at=F("taken_over_at") - HOUR),
        "is shown as taken over by Tom Okafor: no event is",
    ),
    "not taken over": (
        lambda: Handover.objects.update(
            taken_over_at=None, taken_over_by_name="", taken_over_event=None
        ),
        "took over a handover that is not there any more",
    ),
    "removed": (
        lambda: Handover.objects.all().delete(),
        "signed a handover that is not there any more",
    ),
}


@pytest.mark.parametrize("what", OF_A_HANDOVER)
def test_a_handover_that_was_changed_is_named(handover: Handover, what: str) -> None:
    change, said = OF_A_HANDOVER[what]
    change()
    assert said in found()


OF_A_PRINT: dict[str, tuple[Callable[[], object], str]] = {
    "a row": (lambda: RosterPrint.objects.update(rows=[]), "printed it"),
    "who printed": (
        lambda: RosterPrint.objects.update(printed_by_name="Tom Okafor"),
        "printed it",
    ),
    "when": (lambda: RosterPrint.objects.update(printed_at=F("printed_at") - HOUR), "printed it"),
    "its number": (lambda: RosterPrint.objects.update(number=2), "printed it"),
    "how many more": (lambda: RosterPrint.objects.update(unsure=4), "printed it"),
    "as if it had not kept that": (lambda: RosterPrint.objects.update(unsure=None), "printed it"),
    "what a row said": (
        lambda: RosterPrint.objects.update(
            rows=[row | {"given": 0, "state": "Closed"} for row in RosterPrint.objects.get().rows]
        ),
        "printed it",
    ),
    "its event": (lambda: RosterPrint.objects.update(event_number=1), "but no event printed it"),
    "its code": (
        lambda: RosterPrint.objects.update(code="0001-G4C8-XN2K-7PQD-3VWE"),
        "has a code that is not the log’s",
    ),
    "removed": (
        lambda: RosterPrint.objects.all().delete(),
        "printed a roster that is not there any more",
    ),
}


@pytest.mark.parametrize("what", OF_A_PRINT)
def test_a_print_that_was_changed_is_named(printed: RosterPrint, what: str) -> None:
    change, said = OF_A_PRINT[what]
    change()
    assert said in found()


def test_a_print_of_before_is_held_to_the_digest_of_its_time(printed: RosterPrint) -> None:
    """Neither its rows nor the print kept then what they keep now."""
    names = ("session", "start", "end", "is_certain")
    row = RosterPrint(
        institution=printed.institution,
        location_sid=DULUTH,
        location_name="Duluth Testing Center",
        day=DAY,
        number=2,
        printed_at=timezone.now(),
        printed_by_name="Ana Ruiz",
        form_id=uuid4(),
        rows=[{name: one[name] for name in names} for one in printed.rows],
        unplaced=1,
    )
    facts = ["roster", row.institution_id, DULUTH, "Duluth Testing Center", "2027-01-14", 2]
    facts += [row.printed_at.astimezone(UTC).isoformat(), "Ana Ruiz", str(row.form_id), row.rows, 1]
    digest = hashlib.sha256(canonical(facts).encode()).hexdigest()
    row.event_number = event_writer.record(
        event_writer.Entry(
            kind=Kind.ROSTER_PRINTED,
            sentence="Ana Ruiz printed it.",
            actor=ANA,
            details={"location": DULUTH, "day": "2027-01-14", "print": 2, "sheet_sha256": digest},
        )
    )
    row.save()
    assert found() == ""
    RosterPrint.objects.filter(number=2).update(unsure=0)
    assert "print 2, is not as event" in found()


@pytest.mark.parametrize("kind", ["handover", "print"])
def test_what_was_signed_or_printed_before_it_had_a_digest_is_held_to_its_counts(
    handover: Handover, printed: RosterPrint, kind: str
) -> None:
    without_triggers()
    for event in AuditEvent.objects.filter(details__contains='"sheet_sha256"'):
        cut = event.details.index('"sheet_sha256"')
        short = event.details[:cut] + event.details[cut + len('"sheet_sha256":""') + 64 :]
        short = short.replace(",,", ",").replace("{,", "{").replace(",}", "}")
        AuditEvent.objects.filter(pk=event.pk).update(details=short)
    assert found() == ""
    if kind == "handover":
        sheet = Handover.objects.get().sheet
        Handover.objects.update(sheet=sheet | {"parts": sheet["parts"] | {"here": [[1, "", ""]]}})
        assert "signed it" in found()
    else:
        RosterPrint.objects.update(rows=[])
        assert "printed it" in found()
