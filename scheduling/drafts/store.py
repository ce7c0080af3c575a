"""The store of drafts: one for each person, form and tab of a browser, encrypted, bounded in size,
number and age.

A tab has its own back, and writes over no other's. A form that is opened in another tab begins with
the newest of them. Neither what is read nor what is written here is a booking event: the log knows
nothing of drafts.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone

from scheduling.drafts.contents import Draft, from_text, to_text
from scheduling.models import StoredDraft, sql_statements
from scheduling.models.columns.kept_moments import latest_by_this_clock
from scheduling.models.encryption import opened

log = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=14)
EMPTY_FOR = timedelta(days=1)  # what a page sends late arrives within seconds
LARGEST = 32_000  # characters of one draft
MOST = 20  # of one person
LONGEST_ADDRESS = 300
# Seconds. A busy machine takes a while over what a page sends as it is left.
LONGEST_WAIT, PAUSE = 5.0, 0.02
NEWEST_FIRST = (
    "person_id = %s AND address = %s AND changed_at > %s AND (contents <> '' OR tab = %s)"
    " ORDER BY changed_at DESC, id DESC"
)
KNOWN = "SELECT tab FROM scheduling_storeddraft WHERE person_id = %s AND address = %s"
PUT_AWAY = (StoredDraft.State.CLOSED, StoredDraft.State.SET_ASIDE)
ARRIVED = (
    "SELECT id FROM scheduling_storeddraft WHERE person_id = %s AND page = %s"
    " AND (number >= %s OR state = 'closed')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """One showing of a form: to whom, at which address, and a word that no other showing has.

    `tab` is the word of the tab that shows it, blank without JavaScript; `number` counts what the
    tab has sent, or the page where there is no tab.
    """

    person_id: int
    address: str
    page: str
    number: int = 0
    tab: str = ""


def find(*, person_id: int, address: str, tab: str = "") -> Draft | None:
    """The draft that waits for this person at this address: this tab's own, or else the newest."""
    since = sql_statements.stored(StoredDraft, "changed_at", timezone.now() - KEPT_FOR)
    return _chosen(
        sql_statements.every(StoredDraft, NEWEST_FIRST, person_id, address, since, tab), tab
    )


def newest(*, person_id: int, path: str, tab: str = "") -> Draft | None:
    """The newest draft of those that wait for this person under one path, for parts of its page:
    of this tab, or else of all.
    """
    since = timezone.now() - KEPT_FOR
    theirs = StoredDraft.objects.filter(person_id=person_id, address__startswith=f"{path}#")
    filled = theirs.filter(changed_at__gt=since).exclude(contents="")
    return _chosen(list(filled.order_by("-changed_at", "-pk")), tab)


def _chosen(newest_first: Sequence[StoredDraft], tab: str) -> Draft | None:
    offered = [row for row in newest_first if row.contents and row.state not in PUT_AWAY]
    own = next((row for row in newest_first if tab and _is_of(row, tab)), None)
    row = own or next(iter(offered), None)
    draft = _read(row) if row and row.contents else None
    if draft is None or row is None:
        return None
    others = [one for one in newest_first if one.contents and one.tab != row.tab]
    newer = [one for one in offered if one.tab != row.tab and one.changed_at > row.changed_at]
    return replace(
        draft,
        other_tabs=tuple(one.tab for one in others),
        is_newer_elsewhere=any(_differs(one, draft) for one in newer),
    )


def _is_of(row: StoredDraft, tab: str) -> bool:
    return row.tab == tab and row.state != StoredDraft.State.CLOSED


def _differs(row: StoredDraft, draft: Draft) -> bool:
    other = _read(row)
    return other is not None and other.answers != draft.answers


def _read(row: StoredDraft) -> Draft | None:
    try:
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
    """Put the draft in place of the one of the same tab; whether it is kept.

    Too large a one leaves what is there, and so does what was sent before that. A page that was
    closed keeps nothing any more, and one that was held back stays so, unless it is sent again.
    """
    text = to_text(draft)
    if len(text) > LARGEST or len(at.address) > LONGEST_ADDRESS:
        return False
    state = StoredDraft.State.HELD_BACK if draft.is_held_back else StoredDraft.State.TYPED
    with transaction.atomic():
        row, is_new = StoredDraft.objects.select_for_update().get_or_create(
            person_id=at.person_id, address=at.address, tab=at.tab, defaults=_row(at, state, text)
        )
        if not is_new and not draft.is_held_back:
            if _is_late(at, row):
                return False
            state = _state_after(row, at)
        is_nothing = draft.is_empty and state == StoredDraft.State.TYPED
        _write(at, state, "" if is_nothing else text)
        _bound(at.person_id)
    return True


def close(at: FormPage, *, more_may_come: bool) -> None:
    """Forget the draft of a form that was sent or discarded; other tabs' are offered no more.

    `more_may_come` says that its page may still be on the way to having one kept.
    """
    known = {tab for (tab,) in sql_statements.rows(KNOWN, at.person_id, at.address)}
    if more_may_come or at.tab in known:
        _write(at, StoredDraft.State.CLOSED, "")
    if known - {at.tab}:
        theirs = StoredDraft.objects.filter(person_id=at.person_id, address=at.address)
        others = theirs.exclude(tab=at.tab).exclude(contents="")
        others.update(state=StoredDraft.State.SET_ASIDE)


def _is_late(at: FormPage, row: StoredDraft) -> bool:
    """Whether what comes from a page was sent before what is there."""
    is_closed = row.state == StoredDraft.State.CLOSED and row.page == at.page
    is_counted = bool(at.tab) or row.page == at.page  # a tab counts on from page to page
    return is_closed or (is_counted and row.number > at.number)


def _state_after(row: StoredDraft, at: FormPage) -> StoredDraft.State:
    """What is typed on in a form that was held back is so still; all else is typed anew."""
    is_held_back = row.page == at.page and row.state == StoredDraft.State.HELD_BACK
    return StoredDraft.State.HELD_BACK if is_held_back else StoredDraft.State.TYPED


def _write(at: FormPage, state: StoredDraft.State, text: str) -> None:
    StoredDraft.objects.update_or_create(
        person_id=at.person_id, address=at.address, tab=at.tab, defaults=_row(at, state, text)
    )


def _row(at: FormPage, state: StoredDraft.State, text: str) -> dict[str, object]:
    own = {"page": at.page, "number": at.number, "state": state}
    return own | {"contents": text, "changed_at": timezone.now()}


def _bound(person_id: int) -> None:
    """The oldest go where one person has too many; before all others those that were typed before
    the clock was put back.
    """
    theirs = StoredDraft.objects.filter(person_id=person_id)
    latest = latest_by_this_clock(timezone.now())
    filled = theirs.exclude(contents="").values_list("changed_at", "pk")
    newest_first = sorted(filled, key=lambda row: (row[0] <= latest, *row), reverse=True)
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
