"""Pages of saved views: all of them, saving the list as it is, and changing one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import people_who_book
from scheduling.exam_sessions.lists import saved_views
from scheduling.exam_sessions.lists.saved_views import (
    MOST,
    TooManyViews,
    ViewNameTaken,
    ViewRemoved,
)
from scheduling.forms.exam_sessions.saved_view import SaveViewForm, ViewNameForm
from scheduling.institutions.queries import institution_by_sid
from scheduling.models import Institution, SavedView
from scheduling.session_commands import Actor
from scheduling.views import kept_place
from scheduling.views.drafts import keeps_draft, page_draft, restore
from scheduling.views.exam_sessions.lists import list_address, list_words
from scheduling.views.exam_sessions.lists.list_address import ListAddress
from scheduling.views.exam_sessions.lists.list_words import People
from scheduling.views.exam_sessions.saved_views import tabs
from scheduling.views.kept_place import KeptPlace
from scheduling.views.notice import Notice

TAKEN = "You have a view named “{name}”. Choose another name."
TAKEN_THERE = "{where} offers another view named “{name}”. Choose another name."
FULL = f"You have {MOST} saved views, the most there can be. Remove one first."
FULL_THERE = f"{{where}} offers {MOST} views, the most there can be. Take one back first."


@dataclass(frozen=True, slots=True)
class SavedViewLine:
    """A view on a page: what it lists, in words, and where it is changed, if it may be."""

    view: SavedView
    words: str
    url: str
    change_url: str


@require_GET
def all_views(request: PortalRequest) -> HttpResponse:
    """The person's own views, and those that their institutions offer."""
    institutions, person_id = request.access.institutions, request.user.pk
    shown = saved_views.shown_to(person_id=person_id, institutions=institutions)
    own = saved_views.own(person_id=person_id)
    people = _people(request)
    lines = [_line(request, view, people) for view in shown if view.institution]
    context = {
        "own": [_line(request, view, people) for view in own],
        "offered": [(one, list(some)) for one, some in groupby(lines, _institution_of)],
        "most": MOST,
    }
    return render(request, "scheduling/exam_sessions/saved_views.html", context)


def _institution_of(line: SavedViewLine) -> Institution | None:
    return line.view.institution


def _line(request: PortalRequest, view: SavedView, people: People) -> SavedViewLine:
    may_change = tabs.may_change(request.access, request.user.pk, view)
    address = _address_of(view.query)
    return SavedViewLine(
        view,
        list_words.described(address, _place(request, address), people),
        reverse("worklist") + tabs.url_of(view),
        reverse("saved_view", args=(view.pk,)) if may_change else "",
    )


def _address_of(query: str) -> ListAddress:
    return list_address.read(QueryDict(query))


def _query(address: ListAddress) -> str:
    return address.plain()


def _place(request: PortalRequest, address: ListAddress) -> KeptPlace:
    asked = address.asked
    return kept_place.place_at(request.access, asked.get("install", ""), asked.get("location", ""))


def _described(request: PortalRequest, address: ListAddress) -> str:
    return list_words.described(address, _place(request, address), _people(request))


def _people(request: PortalRequest) -> People:
    return people_who_book(request.access.institutions)


@require_http_methods(["GET", "POST"])
@keeps_draft(SaveViewForm)
def save_view(request: PortalRequest) -> HttpResponse:
    """GET, with a list's address, asks for the name; POST saves the list under it."""
    if request.method == "POST":
        return _save(request)
    draft = restore(request)
    answers = dict(draft.answers) if draft else {}
    address = list_address.read(request.GET or QueryDict(answers.get("list_query", "")))
    is_placed = bool(address.asked.keys() & {*list_address.PLACE})
    place = _place(request, address) if is_placed else kept_place.kept_place_of(request)
    address = list_address.known(address, place)
    place = _place(request, address)  # without a location that the list doesn't go by
    answers = answers or {"keeps_place": is_placed}
    form = SaveViewForm(
        initial=answers | {"list_query": _query(address)}, place=list_words.at(place)
    )
    return _save_page(request, form, address, {"draft": page_draft(request, draft)})


def _save(request: PortalRequest) -> HttpResponse:
    address = _address_of(request.POST.get("list_query", ""))
    address = list_address.known(address, _place(request, address))
    form = SaveViewForm(request.POST.dict(), place=list_words.at(_place(request, address)))
    if form.is_valid():
        kept = address if form.cleaned_data["keeps_place"] else list_address.without_place(address)
        view = _tried(form, lambda: _saved(request, form.cleaned_data["name"], kept))
        if view:
            messages.success(request, f"Saved as “{view.name}”.")
            return HttpResponseRedirect(reverse("worklist") + tabs.url_of(view))
    context = {"draft": page_draft(request)}
    return _save_page(request, form, address, context, status=422)


def _saved(request: PortalRequest, name: str, address: ListAddress) -> SavedView:
    where = request.access.institution(address.asked.get("install", ""))
    return saved_views.save(
        name=name,
        query=_query(address),
        install_sid=where.sid if where else "",
        described=_described(request, address),
        actor=request.actor_at(where),
    )


def _tried(form: ViewNameForm, change: Callable[[], SavedView]) -> SavedView | None:
    """What the change made; None where the form says beside the name what stands against it."""
    try:
        return change()
    except ViewNameTaken:
        form.add_error("name", TAKEN.format(name=form.cleaned_data["name"]))
    except TooManyViews:
        form.add_error("name", FULL)
    return None


def _save_page(
    request: PortalRequest,
    form: SaveViewForm,
    address: ListAddress,
    context: dict[str, object],
    status: int = 200,
) -> HttpResponse:
    shown = {
        "form": form,
        "words": _described(request, address),
        "list_url": reverse("worklist") + address.to(),
    }
    return render(
        request, "scheduling/exam_sessions/save_view.html", shown | context, status=status
    )


@require_http_methods(["GET", "POST"])
@keeps_draft(ViewNameForm)
def saved_view(request: PortalRequest, view_id: int) -> HttpResponse:
    """One view: GET shows it, POST renames, offers or removes it."""
    view = saved_views.find(view_id)
    if view is None or not tabs.may_change(request.access, request.user.pk, view):
        raise Http404("There is no such view.")
    where = view.institution or request.access.institution(view.install_sid)
    actor = request.actor_at(where)
    if request.method == "GET":
        draft = restore(request)
        form = ViewNameForm(initial={"name": view.name} | (dict(draft.answers) if draft else {}))
        return _page(request, view, form, {"draft": page_draft(request, draft)})
    if request.POST.get("do") == "remove":
        return _removed(request, view, actor)
    if "offer" in request.POST:
        return _offered(request, view)
    return _renamed(request, view, actor)


def _renamed(request: PortalRequest, view: SavedView, actor: Actor) -> HttpResponse:
    form = ViewNameForm(request.POST.dict())
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            saved_views.rename(view=view, name=name, actor=actor)
        except ViewRemoved:
            raise Http404("There is no such view.") from None
        except ViewNameTaken:
            form.add_error("name", _taken(view.institution, name))
        else:
            messages.success(request, f"The view’s name is “{name}”.")
            return HttpResponseRedirect(request.path)
    return _page(request, view, form, {"draft": page_draft(request)}, status=422)


def _taken(institution: Institution | None, name: str) -> str:
    there = TAKEN_THERE.format(where=institution.name, name=name) if institution else ""
    return there or TAKEN.format(name=name)


def _removed(request: PortalRequest, view: SavedView, actor: Actor) -> HttpResponse:
    if saved_views.remove(view=view, actor=actor):
        where = view.institution.name if view.institution else ""
        said = f"“{view.name}” is no longer offered at {where}." if where else ""
        messages.success(request, said or f"“{view.name}” was removed.")
    return HttpResponseRedirect(reverse("saved_views"))


def _offered(request: PortalRequest, view: SavedView) -> HttpResponse:
    """Offered to everybody at the institution that was chosen."""
    chosen = request.access.institution(request.POST["offer"])
    if chosen is None and institution_by_sid(request.POST["offer"]) is None:
        raise Http404("There is no such institution here.")
    if chosen not in _may_offer_at(request, view):
        raise PermissionDenied("only an administrator of the institution offers views there")
    words = _described(request, _address_of(view.query))
    try:
        saved_views.offer(
            view=view, institution=chosen, described=words, actor=request.actor_at(chosen)
        )
    except (ViewNameTaken, TooManyViews) as why:
        said = FULL_THERE if isinstance(why, TooManyViews) else TAKEN_THERE
        notice = Notice("Not offered.", said.format(where=chosen.name, name=view.name))
        form = ViewNameForm(initial={"name": view.name})
        context = {"draft": page_draft(request), "notice": notice}
        return _page(request, view, form, context, status=409)
    messages.success(request, f"Everybody at {chosen.name} sees “{view.name}” beside their views.")
    return HttpResponseRedirect(request.path)


def _may_offer_at(request: PortalRequest, view: SavedView) -> list[Institution]:
    """The institutions at which the person may offer a view of their own to everybody."""
    return [
        one
        for one in request.access.institutions
        if view.institution is None
        and request.access.administers(one.pk)
        and view.install_sid in ("", one.sid)
    ]


def _page(
    request: PortalRequest,
    view: SavedView,
    form: ViewNameForm,
    context: dict[str, object],
    status: int = 200,
) -> HttpResponse:
    line = _line(request, view, _people(request))
    shown = {
        "form": form,
        "line": line,
        "view": view,
        "whole_url": request.build_absolute_uri(line.url),
        "offers": [
            (one, saved_views.offered_as(view=view, institution=one))
            for one in _may_offer_at(request, view)
        ],
    }
    return render(
        request, "scheduling/exam_sessions/saved_view.html", shown | context, status=status
    )
