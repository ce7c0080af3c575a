"""An institution that two change at once: what the second did not touch stays as it is by now."""

from __future__ import annotations

import json

from scheduling.institutions.registration import change_institution
from scheduling.models import AuditEvent, Institution
from scheduling.session_commands import PORTAL


def test_what_another_changed_meanwhile_stays_and_is_told_as_it_was(
    institution: Institution,
) -> None:
    read_before = Institution.objects.get(pk=institution.pk)
    first = {"currency": "EUR", "confirmation_text": "Bring an ID.", "name": "Northfield College"}
    change_institution(institution=institution, values=first, actor=PORTAL)
    change_institution(institution=read_before, values={"name": "North College"}, actor=PORTAL)
    stored = Institution.objects.get(pk=institution.pk)
    assert (stored.currency, stored.confirmation_text, stored.name) == (
        "EUR",
        "Bring an ID.",
        "North College",
    )
    newest = AuditEvent.objects.order_by("-number")[0]
    assert json.loads(newest.details)["changes"] == {
        "name": {"before": "Northfield College", "after": "North College"}
    }


def test_what_another_did_already_is_no_change(institution: Institution) -> None:
    read_before = Institution.objects.get(pk=institution.pk)
    change_institution(institution=institution, values={"currency": "EUR"}, actor=PORTAL)
    before = AuditEvent.objects.count()
    change_institution(institution=read_before, values={"currency": "EUR"}, actor=PORTAL)
    assert AuditEvent.objects.count() == before
