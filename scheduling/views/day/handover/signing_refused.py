"""Why a day was not signed: signed meanwhile, or otherwise than the page had shown it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from scheduling.handovers import changed_words, changes
from scheduling.handovers.day_sheet import HandoverPlace, Sheet
from scheduling.models import Handover
from scheduling.spoken_time import say, to_minute
from scheduling.views.day.handover.shown_day import mark_of
from scheduling.views.notice import STORAGE_FAILS, Notice

CHANGED = "Not signed: the day has changed since you opened this page."
SIGNED = "Not signed: {who} signed this day, {at}."
OTHER_NOTE = "Not signed again: this form signed a handover with another note, {at}."
SIGN_AGAIN = "That one stays as it is. If the next shift needs this note as well, sign again."
READ_FIRST = (
    "Read that handover and its note first, then the day below as of now. If your note is still"
    " needed, sign again."
)
AS_OF_NOW = "Below is the day as of now, with your note. Read it again, then sign."
OTHER_DAYS = "Other days changed since you opened the page, and you signed that with it. {told}"
NOT_STORED = Notice("Not signed.", STORAGE_FAILS)


def not_as_shown(
    where: HandoverPlace, sheet: Sheet, last: Handover | None, asked: Mapping[str, Any]
) -> Notice | None:
    """That the day was signed, or has changed, since the page was shown; None where neither."""
    has_changed = mark_of(where, asked["day"], sheet) != asked["shown"]
    told = told_changes(where, sheet, asked) if has_changed else ""
    if last and last.pk != (asked["newest"] or 0):
        return signed_meanwhile(where, last, told)
    return Notice(CHANGED, f"{told} {AS_OF_NOW}") if has_changed else None


def told_changes(where: HandoverPlace, sheet: Sheet, asked: Mapping[str, Any]) -> str:
    """What is otherwise than the page showed it."""
    return changed_words.changes_in_words(changes.since(asked["figures"], sheet), where.institution)


def signed_already(where: HandoverPlace, known: Handover) -> Notice:
    """That this very form has signed, with another note: somebody went back to it."""
    at = say(to_minute(known.signed_at), where.zone).short
    url = reverse("signed_handover", args=(known.pk,))
    return Notice(OTHER_NOTE.format(at=at), SIGN_AGAIN, url, f"Open handover {known.pk}")


def signed_meanwhile(where: HandoverPlace, last: Handover, told: str) -> Notice:
    at = say(to_minute(last.signed_at), where.zone).short
    return Notice(
        SIGNED.format(who=last.signed_by_name, at=at),
        f"{told} {READ_FIRST}".strip(),
        reverse("signed_handover", args=(last.pk,)),
        f"Open handover {last.pk}",
    )
