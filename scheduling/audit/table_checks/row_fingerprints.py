"""The rows whose every change has to have an event, and their keyed fingerprints.

While a row is saved or deleted its fingerprint from before is kept, and the next event of a
`CARRYING` kind that this thread appends takes it, with the fingerprint from after: `stands`:
{"role 5": [before, after]}. So a change past the portal is not taken over by the next event of the
same row: its “before” tells.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.signals import request_started
from django.db import models
from django.db.models.signals import post_save, pre_delete, pre_save

from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks.difference_classes import Fingerprints
from scheduling.audit.table_checks.keyed_prints import prints_of
from scheduling.audit.table_checks.watched_tables import WATCHED, Watched
from scheduling.models.columns.kept_columns import as_stored
from scheduling.models.encryption import Sealed

ANY_BEFORE = "*"  # for a “before” that is not to be compared
Row = tuple[Any, ...]


# Events of these kinds never carry fingerprints: there are too many of them to look through.
NEVER = frozenset(
    {
        *(Kind.INTENT, Kind.OUTCOME, Kind.INTERRUPTED, Kind.READ_BACK, Kind.SETTLED),
        *(Kind.SEEN, Kind.STATUS_SHOWN),
        *(Kind.SIGNED_OUT, Kind.SIGN_IN_FAILED, Kind.DENIED, Kind.LOOKED_UP),
        Kind.CARD_NUMBER_TYPED,
        *(Kind.CHECKED_IN, Kind.CHECKED_OUT, Kind.NO_SHOW, Kind.ACCOMMODATION_CHANGED),
    }
)
CARRYING = tuple(kind for kind in Kind if kind not in NEVER)
_pending = threading.local()


def connect() -> None:
    """Listen for changes. Once, when the portal starts."""
    for model in {one.model for one in WATCHED}:
        pre_save.connect(_before_saving, sender=model, dispatch_uid=f"{model} saving")
        post_save.connect(_after_saving, sender=model, dispatch_uid=f"{model} saved")
        pre_delete.connect(_before_deleting, sender=model, dispatch_uid=f"{model} deleting")
    request_started.connect(forget, dispatch_uid="watched rows")


def _before_saving(
    sender: type[models.Model],
    instance: models.Model,
    update_fields: Iterable[str] | None = None,
    **more: Any,
) -> None:
    if instance.pk is not None:
        _keep(sender, instance.pk, update_fields)


def _after_saving(
    sender: type[models.Model], instance: models.Model, created: bool, **more: Any
) -> None:
    if created:
        for kind in _kinds(sender):
            _kept()[f"{kind.name} {instance.pk}"] = ""


def _before_deleting(sender: type[models.Model], instance: models.Model, **more: Any) -> None:
    _keep(sender, instance.pk, None)


def about_to_change(model: type[models.Model], pk: int) -> None:
    """Keep how a row stands before a statement that no signal tells of."""
    _keep(model, pk, None)


def _keep(sender: type[models.Model], pk: int, changed: Iterable[str] | None) -> None:
    for kind in _kinds(sender):
        if changed is not None and not set(kind.fields) & set(changed):
            continue
        key = f"{kind.name} {pk}"
        if key not in _kept():
            _kept()[key] = _of_row(kind, pk, every_key=True)


def _kinds(sender: type[models.Model]) -> list[Watched]:
    return [one for one in WATCHED if one.model is sender]


def _kept() -> dict[str, str]:
    if not hasattr(_pending, "before"):
        _pending.before = {}
    kept: dict[str, str] = _pending.before
    return kept


def forget(**more: Any) -> None:
    """Drop what this thread kept of a change that came to nothing, before it does anything else."""
    _kept().clear()


def taken_into(details: Mapping[str, Any]) -> Mapping[str, Any]:
    """An event's details with what this thread changed, beside the rows that the event notes
    itself: one that is in both stood before as it says, and stands now as it is.
    """
    if not (changed := _take()):
        return details
    noted: Fingerprints = details.get("stands", {})
    both = {key: [noted.get(key, prints)[0], prints[1]] for key, prints in changed.items()}
    return {**details, "stands": noted | both}


def _take() -> Fingerprints:
    """What was changed since the last event of this thread, with fingerprints before and after."""
    kept = getattr(_pending, "before", None)
    if not kept:
        return {}
    _pending.before = {}
    known = {one.name: one for one in WATCHED}
    found = {}
    for key, before in kept.items():
        name, pk = _parts(key)
        if pk is None:
            continue
        after = _of_row(known[name], pk, every_key=False)
        if after not in before.split(" "):
            found[key] = [before, after]
    return found


def _of_row(kind: Watched, pk: int, *, every_key: bool) -> str:
    """The fingerprint of a row as it is stored now; with every key, one for each, in turn."""
    found = dict(_rows(kind, kind.model._default_manager.filter(pk=pk)))
    if pk not in found:
        return ""
    made = fingerprints(kind, found[pk])
    return " ".join(made if every_key else made[:1])


def fingerprints(kind: Watched, row: Row) -> list[str]:
    """The fingerprints of a row with each of the portal's keys; the first one is what is noted."""
    return prints_of([kind.name, *row])


def _rows(kind: Watched, found: models.QuerySet[Any]) -> Iterable[tuple[int, Row]]:
    rows = list(found.values_list("pk", *kind.fields))
    parts = kind.parts({row[0] for row in rows}) if kind.parts else {}
    return [(row[0], (*map(_plain, row[1:]), *parts.get(row[0], ()))) for row in rows]


def _plain(value: Any) -> Any:
    """A secret as what it is, so that encrypting it anew changes nothing; as it stands, one that no
    key opens and what can't be read.
    """
    value = as_stored(value)
    if not isinstance(value, Sealed):
        return value
    return value.open() if value.is_readable else value.text


def all_fingerprints() -> dict[str, list[str]]:
    """The fingerprints of every watched row as it is now, by its key."""
    return {
        f"{kind.name} {pk}": fingerprints(kind, row)
        for kind in WATCHED
        for pk, row in _rows(kind, kind.model._default_manager.all())
    }


def _parts(key: str) -> tuple[str, int | None]:
    """The kind and the number of a row; None for one that can't be read."""
    name, _, number = key.partition(" ")
    return name, int(number) if number.isdigit() else None


def in_words(key: str) -> str:
    """What people call a row; one that is gone by its kind and number."""
    name, pk = _parts(key)
    kind = next((one for one in WATCHED if one.name == name), None)
    if kind is None:
        return key
    if pk is None:
        return f"{kind.words} whose number can’t be read"
    told = kind.model._default_manager.filter(pk=pk).values_list(*kind.told_by).first()
    if told is None:
        return f"{kind.words} number {pk}, which is gone,"
    return f"{kind.words} {', '.join(str(one) for one in told if one is not None)}"
