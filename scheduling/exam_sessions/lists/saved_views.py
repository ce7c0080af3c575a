"""Saved views: lists that a person keeps under a name, and those that an institution offers to
everybody there; each change leaves an event.

Who may do what is the caller's to check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.audit.table_checks import row_fingerprints
from scheduling.models import Institution, SavedView, sql_statements
from scheduling.session_commands import Actor

MOST = 12  # of a person, and offered by an institution
SENTENCES = {
    Kind.VIEW_SAVED: "{who} saved the view {{view}}.",
    Kind.VIEW_RENAMED: "{who} renamed a saved view: {{before}} → {{after}}.",
    Kind.VIEW_REMOVED: "{who} removed the saved view {{view}}.",
    Kind.VIEW_OFFERED: "{who} offered the view {{view}} to everybody at {where}.",
    Kind.VIEW_TAKEN_BACK: "{who} took back the view {{view}}, offered to everybody at {where}.",
}


class ViewNameTaken(ValueError):
    """Another view of the person, or of the institution, has this name."""


class ViewRemoved(Exception):
    """The view was removed meanwhile."""


class TooManyViews(ValueError):
    """The person, or the institution, keeps as many as there may be."""


def shown_to(*, person_id: int, institutions: Sequence[Institution]) -> list[SavedView]:
    """The person's own views, then those that their institutions offer, each by name; none that
    names an institution where they have no role.
    """
    here, sids = {one.pk: one for one in institutions}, ["", *(one.sid for one in institutions)]
    offered = f"institution_id IN {sql_statements.marks(here)}" if here else "1 = 0"
    where = f"(person_id = %s OR {offered}) AND install_sid IN {sql_statements.marks(sids)}"
    views = sql_statements.every(SavedView, where, person_id, *here, *sids)
    for view in views:
        if view.institution_id in here:
            view.institution = here[view.institution_id]
    return sorted(views, key=_place_in_list)


def own(*, person_id: int) -> list[SavedView]:
    """All that the person keeps, by name, wherever they have a role by now."""
    rows = SavedView.objects.filter(person=person_id).select_related("institution")
    return sorted(rows, key=_place_in_list)


def _place_in_list(view: SavedView) -> tuple[bool, str, str]:
    where = view.institution.name if view.institution else ""
    return view.institution is not None, where, view.name.casefold()


def find(view_id: int) -> SavedView | None:
    """The view of this number, whosever it is."""
    return SavedView.objects.select_related("institution").filter(pk=view_id).first()


def offered_as(*, view: SavedView, institution: Institution) -> SavedView | None:
    """The view by which the institution offers the same list to everybody."""
    return SavedView.objects.filter(institution=institution, query=view.query).first()


def save(*, name: str, query: str, install_sid: str, described: str, actor: Actor) -> SavedView:
    """Keep a list under a name for the actor. `install_sid` is the institution that its address
    names, "" where it names none; `described` says in words what it lists.

    Saved a second time it is the same view. Raises ViewNameTaken and TooManyViews.
    """
    view = SavedView(person_id=actor.user_id, name=name, query=query, install_sid=install_sid)
    return _add(view, Kind.VIEW_SAVED, described, actor)


def offer(*, view: SavedView, institution: Institution, described: str, actor: Actor) -> SavedView:
    """Offer a copy of a view to everybody at an institution. Raises ViewNameTaken and
    TooManyViews.
    """
    if view.install_sid not in ("", institution.sid):
        raise ValueError("A view of one institution is offered nowhere else.")
    copy = SavedView(
        institution=institution, name=view.name, query=view.query, install_sid=view.install_sid
    )
    return _add(copy, Kind.VIEW_OFFERED, described, actor)


def _add(view: SavedView, kind: Kind, described: str, actor: Actor) -> SavedView:
    with transaction.atomic():
        beside = list(_locked_beside(view))
        same = [one for one in beside if one.name.casefold() == view.name.casefold()]
        if same and same[0].query == view.query:
            return same[0]
        if same:
            raise ViewNameTaken(view.name)
        if len(beside) >= MOST:
            raise TooManyViews(view.name)
        view.save()
        event_writer.append(_event(kind, view, actor, {"list": described}))
    return view


def rename(*, view: SavedView, name: str, actor: Actor) -> bool:
    """Give a view another name, and tell whether that changed anything. Raises ViewNameTaken, and
    ViewRemoved where it is not there any more.
    """
    with transaction.atomic():
        beside = {one.pk: one.name for one in _locked_beside(view)}
        if view.pk not in beside:
            raise ViewRemoved(view.name)
        before = beside.pop(view.pk)
        if any(one.casefold() == name.casefold() for one in beside.values()):
            raise ViewNameTaken(name)
        if name == before:
            return False
        row_fingerprints.about_to_change(SavedView, view.pk)
        SavedView.objects.filter(pk=view.pk).update(name=name)
        changed = {"before": before, "after": name}
        event_writer.append(_event(Kind.VIEW_RENAMED, view, actor, changed))
    return True


def remove(*, view: SavedView, actor: Actor) -> bool:
    """Remove a person's own view, or take back one that is offered, and tell whether it was still
    there.
    """
    kind = Kind.VIEW_TAKEN_BACK if view.institution else Kind.VIEW_REMOVED
    with transaction.atomic():
        removed, _ = SavedView.objects.filter(pk=view.pk).delete()
        if removed:
            event_writer.append(_event(kind, view, actor, {}))
    return bool(removed)


def _locked_beside(view: SavedView) -> QuerySet[SavedView]:
    """All views of the same person or institution, which nobody else can add to meanwhile."""
    if view.institution:
        Institution.objects.select_for_update(no_key=True).get(pk=view.institution.pk)
        return SavedView.objects.filter(institution=view.institution)
    get_user_model().objects.select_for_update(no_key=True).get(pk=view.person_id)
    return SavedView.objects.filter(person=view.person_id)


def _event(
    kind: Kind, view: SavedView, actor: Actor, told: Mapping[str, str]
) -> event_writer.Entry:
    """A view's name, and what it looks for, may be a learner's: personal values, all of them."""
    where = view.institution.name if view.institution else ""
    said = SENTENCES[kind].format(
        who=event_writer.escape_braces(actor.name), where=event_writer.escape_braces(where)
    )
    return event_writer.Entry(
        kind=kind,
        sentence=said,
        actor=actor,
        install_sid=view.institution.sid if view.institution else view.install_sid,
        details=_details(told),
        personal=told if "before" in told else {"view": view.name} | told,
    )


def _details(told: Mapping[str, str]) -> dict[str, Any]:
    pointed = {name: {"personal": name} for name in told}
    return {"changes": {"name": pointed}} if "before" in told else pointed
