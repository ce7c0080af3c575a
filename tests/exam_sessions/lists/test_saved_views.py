"""Saved views: kept per person, offered per institution, bounded, and recorded."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth import get_user_model

from scheduling.audit.event_reader import fill_sentence, load_personal_values
from scheduling.audit.verifier import verify
from scheduling.exam_sessions.lists import saved_views
from scheduling.exam_sessions.lists.saved_views import (
    MOST,
    TooManyViews,
    ViewNameTaken,
    ViewRemoved,
)
from scheduling.models import AuditEvent, Institution, SavedView
from scheduling.session_commands import Actor
from tests.support.people import LAKESIDE

TO_BOOK = "view=to-book"


@pytest.fixture
def ana(institution: Institution) -> Actor:
    user = get_user_model().objects.get(username="coordinator")
    return Actor(user_id=user.pk, name="Ana Ruiz", role="coordinator")


def saved(actor: Actor, name: str, query: str = TO_BOOK, install_sid: str = "") -> SavedView:
    return saved_views.save(
        name=name, query=query, install_sid=install_sid, described="To book", actor=actor
    )


def offered(view: SavedView, institution: Institution, actor: Actor) -> SavedView:
    return saved_views.offer(view=view, institution=institution, described="To book", actor=actor)


def told(kind: str) -> list[str]:
    """The sentences of the events of a kind, oldest first."""
    events = list(AuditEvent.objects.filter(kind=kind).order_by("number"))
    values = load_personal_values([one.number for one in events])
    return [fill_sentence(one, values.get(one.number, {})) for one in events]


def test_each_change_leaves_an_event_and_what_was_typed_can_be_erased(
    institution: Institution, ana: Actor
) -> None:
    view = saved(ana, "about Ana Learner")
    copy = offered(view, institution, ana)
    assert saved_views.rename(view=view, name="Finals", actor=ana)
    view.refresh_from_db()
    assert saved_views.remove(view=copy, actor=ana)
    assert saved_views.remove(view=view, actor=ana)
    assert [told(f"view_{one}") for one in ("saved", "offered", "renamed")] == [
        ["Ana Ruiz saved the view “about Ana Learner”."],
        ["Ana Ruiz offered the view “about Ana Learner” to everybody at Northfield University."],
        ["Ana Ruiz renamed a saved view: “about Ana Learner” → Finals."],
    ]
    assert [told(f"view_{one}") for one in ("taken_back", "removed")] == [
        [
            "Ana Ruiz took back the view “about Ana Learner”, offered to everybody at Northfield"
            " University."
        ],
        ["Ana Ruiz removed the saved view Finals."],
    ]
    events = AuditEvent.objects.filter(kind__startswith="view_")
    assert not any("Ana Learner" in one.sentence + one.details for one in events)
    first = events.get(kind="view_saved")
    details = json.loads(first.details)
    assert (set(details), details["list"]) == ({"list", "stands"}, {"personal": "list"})
    assert load_personal_values([first.number])[first.number]["list"] == "“To book”"
    assert {one.kind: one.install_sid for one in events}["view_offered"] == institution.sid
    assert verify().is_intact


def test_a_name_is_taken_once_however_it_is_written_and_by_another_person_again(ana: Actor) -> None:
    first = saved(ana, "Finals")
    other = saved(ana, "Others", "view=all")
    assert saved(ana, "finals").pk == first.pk  # a second click
    with pytest.raises(ViewNameTaken):
        saved(ana, "FINALS", "view=all&type=proctoru")
    with pytest.raises(ViewNameTaken):
        saved_views.rename(view=other, name="fINALS", actor=ana)
    assert saved_views.rename(view=first, name="FINALS", actor=ana)
    assert not saved_views.rename(view=first, name="FINALS", actor=ana)
    ben = get_user_model().objects.get(username="coordinator2")
    saved(Actor(user_id=ben.pk, name="Ben"), "Finals", "view=all")
    assert [one.name for one in saved_views.own(person_id=ana.user_id or 0)] == ["FINALS", "Others"]
    assert len(told("view_saved")) == 3
    assert len(told("view_renamed")) == 1


def test_a_person_keeps_so_many_and_an_institution_offers_so_many(
    institution: Institution, ana: Actor
) -> None:
    views = [saved(ana, f"View {number}", f"q={number}") for number in range(MOST)]
    for view in views:
        offered(view, institution, ana)
    with pytest.raises(TooManyViews):
        saved(ana, "One more", "view=all")
    saved_views.remove(view=views[0], actor=ana)
    more = saved(ana, "One more", "view=all")
    with pytest.raises(TooManyViews):
        offered(more, institution, ana)
    assert (len(told("view_saved")), len(told("view_offered"))) == (MOST + 1, MOST)


def test_a_view_of_a_place_is_shown_and_offered_only_there(
    institution: Institution, ana: Actor
) -> None:
    lakeside = Institution.objects.get(sid=LAKESIDE)
    here = saved(ana, "Here", f"install={institution.sid}", institution.sid)
    anywhere = saved(ana, "Anywhere")
    with pytest.raises(ValueError, match="nowhere else"):
        offered(here, lakeside, ana)
    there = offered(anywhere, lakeside, ana)

    def names(*institutions: Institution) -> list[str]:
        shown = saved_views.shown_to(person_id=ana.user_id or 0, institutions=institutions)
        return [f"{one.name} {one.institution or ''}".strip() for one in shown]

    assert names(institution, lakeside) == ["Anywhere", "Here", f"Anywhere {lakeside}"]
    assert names(institution) == ["Anywhere", "Here"]
    assert names(lakeside) == ["Anywhere", f"Anywhere {lakeside}"]
    assert names() == ["Anywhere"]
    stranger = saved_views.shown_to(person_id=0, institutions=[lakeside])
    assert [one.pk for one in stranger] == [there.pk]


def test_what_is_gone_is_neither_renamed_nor_removed_again(ana: Actor) -> None:
    view = saved(ana, "Finals")
    gone = saved_views.find(view.pk)
    assert gone is not None
    assert saved_views.remove(view=view, actor=ana)
    assert not saved_views.remove(view=gone, actor=ana)
    with pytest.raises(ViewRemoved):
        saved_views.rename(view=gone, name="Others", actor=ana)
    assert saved_views.find(gone.pk) is None
    assert [told("view_renamed"), len(told("view_removed"))] == [[], 1]
