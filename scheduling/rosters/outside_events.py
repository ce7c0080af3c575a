"""What the log says of changes that were made outside this portal, as far as it can be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from scheduling.audit import event_reader
from scheduling.audit.event_reader import BEYOND, NO_TIME
from scheduling.audit.kinds import Kind
from scheduling.models import Attempt, AuditEvent, Institution
from scheduling.proctoring_api.provider_times import moment

# What a change may be of.
OF_A_SESSION = {
    *("start", "length", "status", "type", "location", "learner_account", "enrollment", "exam"),
}


def since(then: datetime, institution: Institution, kinds: Sequence[Kind]) -> list[AuditEvent]:
    """The institution's events of these kinds since then, oldest first, and those of which nobody
    can read when they were written. Left out are looks that decided nothing: hundreds on a bad day.
    """
    here = AuditEvent.objects.filter(number__lt=BEYOND)
    before = here.filter(at__gt=NO_TIME, at__lte=then).order_by("-at", "-number")
    last = before.values_list("number", flat=True).first() or 0
    vain = Q(kind=Kind.READ_BACK, outcome=Attempt.State.UNCONFIRMED)
    rows = here.filter(~vain, kind__in=kinds, number__gt=last).order_by("number")
    return [
        one
        for one in event_reader.of_rows(rows)
        if one.install_sid == institution.sid and (one.at > then or one.at == NO_TIME)
    ]


def stood_before(event: AuditEvent) -> dict[str, str] | None:
    """What stood before a change, by what it is of; None where nobody can read that, or when the
    change was seen.
    """
    changes = event_reader.read_details(event.details).get("changes")
    if event.at == NO_TIME or not isinstance(changes, dict) or not changes:
        return None
    before = {
        name: one.get("before") if isinstance(one, dict) else None for name, one in changes.items()
    }
    is_text = all(isinstance(one, str) for one in before.values())
    if not is_text or not OF_A_SESSION.issuperset(before):
        return None
    start = before.get("start")
    return before if not start or moment(start) else None
