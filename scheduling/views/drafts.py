"""Drafts in the browser's reach: what a form's page says of its draft, and two addresses for them.

A form that is shown carries a signed word: to whom it was shown, and where. What comes with the
word is kept for that person, whoever is signed in by then, and for nobody else.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import resolve, reverse
from django.utils.crypto import get_random_string
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from scheduling.access.granting_rules import may_sign_in
from scheduling.drafts import store
from scheduling.drafts.contents import TYPED, Draft, DraftRules, draft_of
from scheduling.drafts.store import FormPage

log = logging.getLogger(__name__)
FILLED_BY, NUMBER, TAB = "filled_by", "draft_number", "draft_tab"  # the tab is a cookie as well
ON_ITS_WAY = "draft-"  # begins the name of a cookie: a page's word; its value is a number
KEPT = "proctor_desk.draft_kept"  # in a request's META: a form that could not be stored
MOST_FORMS = 3  # on one page
SHORT_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)
TAB_WORD = re.compile("[a-z]{1,20}", re.ASCII)
SALT = "who-filled-the-form"
AFTER_IT_WAS_SENT = 5  # a page that is left tells once more what was sent, until it arrives
COMES_BACK = (409, 422, 502)  # the form again: nothing came of it

View = Callable[..., HttpResponse]


class DraftedForm(Protocol):
    """A form class that says what of it may be kept."""

    goes_along: frozenset[str]
    kept_lists: frozenset[str]
    kept_rows: tuple[str, ...]

    @staticmethod
    def may_be_kept() -> dict[str, bool]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDraft:
    """Template context of one form: its signed word, and the draft that was restored into it.

    `typed` are the names that hold a person's own answers already, parted by spaces. `waited_for`
    are the words of the pages before, of which what they had sent was waited for; None on a page
    that restores nothing. `query` is what the page's address asks about: discarding asks it again.
    """

    filled_by: str
    typed: str
    restored: Draft | None
    part: str = ""
    waited_for: str | None = None
    query: str = ""


def page_draft(
    request: HttpRequest,
    restored: Draft | None = None,
    *,
    part: str = "",
    also: frozenset[str] = frozenset(),
    path: str = "",
    query: str = "",
) -> PageDraft:
    """What the page says of a form's draft; `part` tells the forms of one page apart.

    `also` names what was answered by now without typing, in a form that comes back; `path` is the
    form's address where it is not the page's.
    """
    address = path or _address(request, part)
    names = (restored.names if restored else _typed_before(request, address)) | also
    word = signing.dumps([request.user.pk, address, get_random_string(12)], salt=SALT)
    waited_for = " ".join(page for page, _ in _on_their_way(request))
    return PageDraft(
        filled_by=word,
        typed=" ".join(sorted(names)),
        restored=restored,
        part=part,
        waited_for=waited_for if request.method == "GET" else None,
        query=query,
    )


def _typed_before(request: HttpRequest, address: str) -> frozenset[str]:
    """What was typed into this very form, where it was posted and comes back now."""
    at = _page(request) if request.POST.get(TYPED) else None
    if at is None or at.address != address:
        return frozenset()
    return frozenset(_keepable_at(at).known(request.POST[TYPED].split()))


def restore(request: HttpRequest, *, part: str = "", path: str = "") -> Draft | None:
    """The draft that waits for the person at this address, or at `path`, as for `page_draft`.

    What the page that was just left has sent as it was left is waited for: a reload overtakes it.
    """
    _wait(request)
    tab, address = _tab(request.COOKIES), path or _address(request, part)
    return store.find(person_id=request.user.pk, address=address, tab=tab)


def restore_newest(request: HttpRequest) -> Draft | None:
    """The draft of whichever part of the page was typed into last."""
    _wait(request)
    return store.newest(person_id=request.user.pk, path=request.path, tab=_tab(request.COOKIES))


def is_kept_at(request: HttpRequest, path: str) -> bool:
    """Whether a draft waits for the person at the address of a form. What has a sign that no
    address has, a NUL among them, PostgreSQL would refuse.
    """
    is_address = bool(path) and path.isprintable()
    return is_address and store.find(person_id=request.user.pk, address=path) is not None


def _wait(request: HttpRequest) -> None:
    for page, number in _on_their_way(request):
        store.wait_for(person_id=request.user.pk, page=page, number=number)


def _on_their_way(request: HttpRequest) -> list[tuple[str, int]]:
    """Pages that have sent something and were left before it was answered, and its number."""
    named = [
        (name.removeprefix(ON_ITS_WAY), value)
        for name, value in request.COOKIES.items()
        if name.startswith(ON_ITS_WAY)
    ]
    sound = [(page, int(number)) for page, number in named if SHORT_NUMBER.fullmatch(number)]
    return sound[:MOST_FORMS]


def _tab(said: Mapping[str, str]) -> str:
    """The tab's own word; '' where none is told."""
    word = said.get(TAB, "")
    return word if TAB_WORD.fullmatch(word) else ""


def _address(request: HttpRequest, part: str) -> str:
    return f"{request.path}#{part}" if part else request.path


def keeps_draft(*forms: type[DraftedForm], part: str = "") -> Callable[[View], View]:
    """Decorator of a view that shows and takes a form: what is refused, or could not be stored,
    becomes its draft, and what is taken has none any more.

    `forms` are the classes whose fields it sends, `part` the name that tells which form of the page
    it is.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def decorated(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
            try:
                response = view(request, *args, **values)
            except (DatabaseError, InterfaceError):
                if request.method == "POST" and keep_posted(request) is not None:
                    request.META[KEPT] = not part  # of several, no address leads to the one form
                raise
            if request.method == "POST" and _is_taken(response):
                close(request, part=request.POST.get(part, ""))
            elif request.method == "POST" and response.status_code in COMES_BACK:
                keep_posted(request)
            return response

        decorated.keepable = _keepable(forms)  # type: ignore[attr-defined]
        return decorated

    return decorate


def _keepable(forms: tuple[type[DraftedForm], ...]) -> DraftRules:
    names = {name: may for form in forms for name, may in form.may_be_kept().items()}
    return DraftRules(
        may_be_kept=names,
        goes_along=frozenset().union(*(form.goes_along for form in forms)),
        lists=frozenset().union(*(form.kept_lists for form in forms)),
        rows=tuple(name for form in forms for name in form.kept_rows),
    )


def _is_taken(response: HttpResponse) -> bool:
    return 300 <= response.status_code < 400 or response.has_header("HX-Redirect")


def close(request: HttpRequest, *, part: str = "") -> None:
    """Forget the draft of the form that was sent. Failing to is no trouble to tell of."""
    at = _page(request) or FormPage(
        person_id=request.user.pk, address=_address(request, part), page="", tab=_tab(request.POST)
    )
    try:
        store.close(at, more_may_come=bool(request.POST.get(TYPED)))
    except DatabaseError as error:
        log.error("a draft of a form that was sent could not be taken away: %s", error)


def keep_posted(request: HttpRequest, *, is_held_back: bool = False) -> int | None:
    """Keep what was posted for the person the form was shown to; their number where it is kept.

    `is_held_back` says that it was sent, and that nothing was made of it.
    """
    try:
        return _keep(request, is_held_back=is_held_back)
    except (DatabaseError, InterfaceError) as error:
        log.error("a draft could not be kept: %s", error)
        return None


def keep_shown(request: HttpRequest, shown: QueryDict, *, part: str = "") -> None:
    """Keep a form that was sent and comes back with other answers: as it is shown then, perhaps as
    another part of its page.
    """
    at = _page(request)
    if at is None or not _belongs_here(request, at):
        return
    at = replace(at, address=_address(request, part)) if part else at
    draft = draft_of(dict(shown.lists()), _keepable_at(at))
    try:
        store.keep(draft, at=replace(at, number=at.number + AFTER_IT_WAS_SENT))
    except DatabaseError as error:
        log.error("a draft could not be kept: %s", error)


def _keep(request: HttpRequest, *, is_held_back: bool = False) -> int | None:
    at = _page(request)
    if at is None or not _belongs_here(request, at):
        return None
    posted = dict(request.POST.lists())
    draft = draft_of(posted, _keepable_at(at), is_held_back=is_held_back)
    return at.person_id if store.keep(draft, at=at) else None


def _keepable_at(at: FormPage) -> DraftRules:
    """What the forms at the address say of their names."""
    keepable: DraftRules = resolve(_path(at)).func.keepable  # type: ignore[attr-defined]
    return keepable


def _belongs_here(request: HttpRequest, at: FormPage) -> bool:
    """Whether the word is good for this address, and its person may still sign in."""
    known = (_path(at), f"{_path(at)}preview/", reverse("keep_draft"))
    return request.path in known and may_sign_in(at.person_id)


def _path(at: FormPage) -> str:
    return at.address.partition("#")[0]


def _page(request: HttpRequest) -> FormPage | None:
    """Which showing of which form this is; None where its word is missing, false or too old."""
    word, number = request.POST.get(FILLED_BY, ""), request.POST.get(NUMBER, "")
    try:
        person_id, address, _ = signing.loads(word, salt=SALT, max_age=store.KEPT_FOR)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return FormPage(
        person_id=person_id,
        address=address,
        page=word.rpartition(":")[2],
        number=int(number) if SHORT_NUMBER.fullmatch(number) else 0,
        tab=_tab(request.POST),
    )


@login_not_required
@sensitive_post_parameters()
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what was typed so far, also of somebody whose sign-in has lapsed meanwhile.

    204; 403 where the word is false or too old, 503 while the storage fails.
    """
    # This may be answered late: it must not take the cookie of who has signed in again by then.
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
    if _page(request) is None:
        return HttpResponse(status=403)
    try:
        _keep(request)
    except DatabaseError as error:
        log.error("a draft could not be kept: %s", error)
        return HttpResponse(status=503)
    return HttpResponse(status=204)


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Forget the draft, and show the form as it is without."""
    at = _page(request)
    if at is None:
        raise PermissionDenied("which draft it is can’t be read, or the page is too old")
    if at.person_id != request.user.pk:
        raise PermissionDenied("only who typed a draft discards it")
    store.close(at, more_may_come=True)
    asked = QueryDict(request.POST.get("query", "")).urlencode()
    return HttpResponseRedirect(_path(at) + (f"?{asked}" if asked else ""))
