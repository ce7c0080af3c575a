"""The store of drafts: one for each person and form, encrypted, bounded in size, number and age.

Who writes last wins, also where one form is open in two tabs. Neither what is read nor what is
written here is a booking event: the log knows nothing of drafts.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass, replace
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone

from scheduling.drafts.contents import Draft, from_text, to_text
from scheduling.models import StoredDraft, sql_statements
from scheduling.models.encryption import opened

log = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=14)
EMPTY_FOR = timedelta(days=1)  # what a page sends late arrives within seconds
LARGEST = 32_000  # characters of one draft
MOST = 20  # of one person
LONGEST_ADDRESS = 300
# Seconds. A busy machine takes a while over what a page sends as it is left.
LONGEST_WAIT, PAUSE = 5.0, 0.02
FILLED = "person_id = %s AND address = %s AND contents <> '' AND changed_at > %s"
KNOWN = "SELECT id FROM scheduling_storeddraft WHERE person_id = %s AND address = %s"
ARRIVED = (
    "SELECT id FROM scheduling_storeddraft WHERE person_id = %s AND page = %s"
    " AND (number >= %s OR state = 'closed')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """One showing of a form: to whom, at which address, and a word that no other showing has.

    `number` counts what the page has sent.
    """

    person_id: int
    address: str
    page: str
    number: int = 0


def find(*, person_id: int, address: str) -> Draft | None:
    """The draft that waits for this person at this address."""
    since = sql_statements.stored(StoredDraft, "changed_at", timezone.now() - KEPT_FOR)
    return _read(sql_statements.first(StoredDraft, FILLED, person_id, address, since))


def newest(*, person_id: int, path: str) -> Draft | None:
    """The newest draft of those that wait for this person under one path, for parts of its page."""
    since = timezone.now() - KEPT_FOR
    theirs = StoredDraft.objects.filter(person_id=person_id, address__startswith=f"{path}#")
    filled = theirs.filter(changed_at__gt=since).exclude(contents="")
    return _read(filled.order_by("-changed_at", "-pk").first())


def _read(row: StoredDraft | None) -> Draft | None:
    try:
        if row is None:
            return None
        held_back = row.state == StoredDraft.State.HELD_BACK
        draft = from_text(opened(row.contents), is_held_back=held_back)
        return replace(draft, kept_at=row.changed_at)
    except (InvalidToken, json.JSONDecodeError):
        log.warning("a draft can't be read: its key is not among FIELD_ENCRYPTION_KEYS any more")
        return None


def wait_for(*, person_id: int, page: str, number: int) -> None:
    """Wait a moment until what a page has sent under this number is here."""
    end = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < end and not sql_statements.rows(ARRIVED, person_id, page, number):
        time.sleep(PAUSE)


def keep(draft: Draft, *, at: FormPage) -> bool:
    """Put the draft in place of the one that is there; whether it is kept.

    Too large a one leaves what is there. A page that was closed keeps nothing any more, and one
    that was held back stays so, unless it is sent again.
    """
    text = to_text(draft)
    if len(text) > LARGEST or len(at.address) > LONGEST_ADDRESS:
        return False
    state = StoredDraft.State.HELD_BACK if draft.is_held_back else StoredDraft.State.TYPED
    with transaction.atomic():
        row, is_new = StoredDraft.objects.select_for_update().get_or_create(
            person_id=at.person_id, address=at.address, defaults=_row(at, state, text)
        )
        if not is_new and row.page == at.page and not draft.is_held_back:
            if row.state == StoredDraft.State.CLOSED or row.number > at.number:
                return False
            state = StoredDraft.State(row.state)
        is_nothing = draft.is_empty and state == StoredDraft.State.TYPED
        _write(at, state, "" if is_nothing else text)
        _bound(at.person_id)
    return True


def close(at: FormPage, *, more_may_come: bool) -> None:
    """Forget the draft of a form that was sent or discarded.

    `more_may_come` says that its page may still be on the way to having one kept.
    """
    if more_may_come or sql_statements.rows(KNOWN, at.person_id, at.address):
        _write(at, StoredDraft.State.CLOSED, "")


def _write(at: FormPage, state: StoredDraft.State, text: str) -> None:
    StoredDraft.objects.update_or_create(
        person_id=at.person_id, address=at.address, defaults=_row(at, state, text)
    )


def _row(at: FormPage, state: StoredDraft.State, text: str) -> dict[str, object]:
    own = {"page": at.page, "number": at.number, "state": state}
    return own | {"contents": text, "changed_at": timezone.now()}


def _bound(person_id: int) -> None:
    """The oldest go where one person has too many; before all others those of “the future”, which
    were typed before the clock was put back.
    """
    theirs, now = StoredDraft.objects.filter(person_id=person_id), timezone.now()
    filled = theirs.exclude(contents="").values_list("changed_at", "pk")
    newest_first = sorted(filled, key=lambda row: (row[0] <= now, *row), reverse=True)
    if more := [pk for _, pk in newest_first[MOST:]]:
        theirs.filter(pk__in=more).delete()


def forgotten(kept_for: timedelta) -> int:
    """How many drafts with something in them `purge` would delete now."""
    over = StoredDraft.objects.filter(changed_at__lte=timezone.now() - min(kept_for, KEPT_FOR))
    return over.exclude(contents="").count()


def forget_all(*, person_id: int) -> None:
    """Forget whatever a person has typed anywhere: their account is closed."""
    StoredDraft.objects.filter(person_id=person_id).delete()


def purge(kept_for: timedelta = KEPT_FOR) -> int:
    """Delete drafts that nobody has come back to; how many rows went."""
    now = timezone.now()
    over = StoredDraft.objects.filter(changed_at__lte=now - min(kept_for, KEPT_FOR))
    empty = StoredDraft.objects.filter(contents="", changed_at__lte=now - EMPTY_FOR)
    return over.delete()[0] + empty.delete()[0]
