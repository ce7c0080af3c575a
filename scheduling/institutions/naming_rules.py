"""Rules for what an institution, a location or another thing that people choose by name may be
called: sentences of the log and lists name them, so no name tells a story of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError

from scheduling.access.account_names import (
    CARD,
    TOLD,
    UNSEEN,
    is_ours,
    is_somebodys,
    without_article,
)
from scheduling.access.lookalikes import has_unseen, readings
from scheduling.card_numbers import contains_card_number
from scheduling.models import Institution, Location

# A period may follow “St.” or “Bldg.”, and nothing longer.
_GOES_ON = re.compile(r"[;:!?…。！？：；]\s|[^\W\d_]{6,}[.．]\s|[.]{3}\s")
OURS = "The portal uses this name for itself. Enter another."
SENTENCE = "This reads like a sentence of the log. Enter the name alone."
LOCATION_TAKEN = (
    "There is a location “{name}” of this institution already. Enter a name that nobody takes for"
    " that one."
)
NAME_TAKEN = (
    "There is an institution “{name}” already. Enter a name that nobody takes for that one."
)
A_PERSONS = "Somebody who works here has this name. Enter the name of the place."


def fault_of(name: str) -> str:
    """What speaks against the name, for people; "" where nothing does."""
    if contains_card_number(name):
        return CARD
    if has_unseen(name):
        return UNSEEN
    if is_ours(name):
        return OURS
    told = not set(TOLD).isdisjoint(name.split()[1:])  # in small letters, as sentences are
    return SENTENCE if told or _GOES_ON.search(name) else ""


def _read_alike(name: str, others: Iterable[str]) -> str:
    """The first of the others that reads like it, with or without an article; "" for none."""
    read = readings(without_article(name))
    return next((one for one in others if readings(without_article(one)) & read), "")


def check_name(institution: Institution, name: str) -> None:
    """Raises ValidationError for a name that reads like another institution’s, since lists and the
    log tell them by it, or like something else than a name.
    """
    if fault := fault_of(name):
        raise ValidationError({"name": fault})
    others = Institution.objects.exclude(pk=institution.pk).values_list("name", flat=True)
    same = _read_alike(name, others)
    if same:
        raise ValidationError({"name": NAME_TAKEN.format(name=same)})
    if is_somebodys(without_article(name)):
        raise ValidationError({"name": A_PERSONS})


def check_location_name(location: Location, name: str) -> None:
    """Raises ValidationError for a name that reads like another location’s of the institution, or
    like a person’s: the log tells them by it.
    """
    others = Location.objects.filter(institution=location.institution_id).exclude(pk=location.pk)
    known = others.values_list("name", flat=True)
    same = _read_alike(name, known)
    if same:
        raise ValidationError({"name": LOCATION_TAKEN.format(name=same)})
    if is_somebodys(without_article(name)):
        raise ValidationError({"name": A_PERSONS})
