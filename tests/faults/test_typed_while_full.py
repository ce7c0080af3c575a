"""A form can't be stored: what was typed into it is kept where there is room for that, and stands
in the form the next time.
"""

from __future__ import annotations

import pytest

from scheduling.institution_type_rules import BookingRules
from scheduling.institutions.rules import rules_of
from scheduling.models import AuditEvent, Institution, StoredDraft
from tests.support.client import Desk
from tests.support.database_faults import Storage
from tests.support.html import own_form_on, words
from tests.support.people import NORTHFIELD

RULES = f"/campus/{NORTHFIELD}/rules/smarter-scheduling/"
HELP = "Ground floor, please, and no window. ".ljust(200, ".")
KEPT = (
    "What you typed is kept, except passwords, keys and codes: it stands in the form when you open"
    " it again."
)


def filled(desk: Desk) -> dict[str, str]:
    """The rules' form with a help text for every field."""
    form = own_form_on(desk.get(RULES))
    return form | {name: HELP for name in form if name.endswith("-help_text")}


@pytest.mark.faults(39)
def test_what_was_typed_stands_in_the_form_again(
    administrator: Desk, institution: Institution, storage: Storage
) -> None:
    refused = administrator.post(RULES, filled(administrator) | {"notes-help_text": HELP + "!"})
    assert refused.status_code == 422 and StoredDraft.objects.count() == 1
    sent = own_form_on(refused) | {"notes-help_text": HELP.replace("window", "carpet")}
    before = AuditEvent.objects.count()
    storage.fill()
    answer = administrator.post(RULES, sent)
    storage.mend()

    assert answer.status_code == 503
    assert KEPT in words(answer) and f'href="{RULES}"' in answer.text
    assert (AuditEvent.objects.count(), rules_of(institution)) == (before, BookingRules())
    again = own_form_on(administrator.get(RULES))
    assert again["notes-help_text"] == HELP.replace("window", "carpet")


@pytest.mark.faults(39)
def test_where_nothing_can_be_kept_nobody_is_told_so(administrator: Desk, storage: Storage) -> None:
    sent = filled(administrator)
    storage.make_read_only()
    answer = administrator.post(RULES, sent)
    assert (answer.status_code, "What you typed is kept" in words(answer)) == (503, False)
