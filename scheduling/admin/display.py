"""How the admin site says things: times, states and addresses in its lists and pages, and the
messages of each, of which none of Django's own reaches a page.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scheduling.date_formats import day
from scheduling.models import Attempt
from scheduling.session_commands import short_sid
from scheduling.spoken_time import say
from scheduling.time_zones.zone_names import words_for
from scheduling.wall_time import CANT_READ, NoTime

DELETE = "Delete them"
NO_ACTION = [("", "Choose an action")]
# What Django says where nothing was chosen, by its first words, and what is said in its place.
INSTEAD = {
    "Items must be selected": "Nothing was changed. Tick one or more rows first.",
    "No action selected": "Nothing was changed. Choose an action first.",
}
MARKS = {
    Attempt.State.SENDING: "checking",
    Attempt.State.UNCONFIRMED: "checking",
    Attempt.State.ACCEPTED: "scheduled",
    Attempt.State.REFUSED: "refused",
}
NOTHING = "–"


def moment(at: datetime | None, zone: str) -> SafeString | str:
    """An instant by a zone's clock, to the minute, with the zone's letters:
    “Mon, Nov 23, 2026, 11:14 AM CST”.
    """
    if at is None:
        return NOTHING
    if isinstance(at, NoTime):
        return CANT_READ
    spoken, local = (
        say(at.replace(second=0, microsecond=0), zone or "UTC"),
        at.astimezone(ZoneInfo(zone or "UTC")),
    )
    words = f"{day(local)}, {spoken.time} {spoken.zone_abbrev}"
    return format_html(
        '<time class="nowrap" datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        f"{at:%Y-%m-%d %H:%M:%S} UTC",
        words,
    )


def in_utc(at: datetime | None, zone: str = "UTC") -> SafeString | str:
    """An instant in UTC, for a column whose rows are of several places;
    by the zone's own clock on hover.
    """
    if at is None:
        return NOTHING
    if isinstance(at, NoTime):
        return CANT_READ
    universal = at.astimezone(UTC)
    words = f"{day(universal)}, {universal:%H:%M} UTC"
    local = say(at.replace(second=0, microsecond=0), zone or "UTC").whole
    return format_html(
        '<time class="nowrap" datetime="{}" title="{}">{}</time>', at.isoformat(), local, words
    )


def state(attempt: Attempt) -> SafeString:
    """A state as a shape, a word and a colour."""
    mark, word = MARKS.get(attempt.state, "cancelled"), attempt.get_state_display()
    if attempt.awaits_decision:
        mark, word = "decide", attempt.NEEDS_DECISION
    return format_html('<span class="state state--{}">{}</span>', mark, word)


def sid(value: str) -> SafeString | str:
    """A SID in its short form, whole on hover."""
    if len(value) < 12:
        return value or NOTHING
    return format_html('<span class="sid" title="{}">{}</span>', value, short_sid(value))


def titled(words: str, raw: str) -> SafeString | str:
    """What people say, with what the database or the provider calls it on hover."""
    if not raw:
        return words or NOTHING
    return format_html('<span title="{}">{}</span>', raw, words)


def zone(name: str) -> SafeString | str:
    """A time zone in words, its id on hover."""
    return titled(words_for(name), name)


def switch(on: bool, yes: str, no: str) -> SafeString:
    """A yes or no as a shape, a word and a colour."""
    return format_html(
        '<span class="state state--{}">{}</span>',
        *(("scheduled", yes) if on else ("cancelled", no)),
    )


def written(value: Any) -> SafeString:
    return format_html(
        '<pre class="code">{}</pre>', json.dumps(value, ensure_ascii=False, indent=2)
    )


class SpokenAdmin(admin.ModelAdmin):
    """A model admin that says what became of an entry by the entry's own title."""

    noun = nouns = ""

    def words(self) -> dict[str, str]:
        """What the pages call the list, one of its entries, and several."""
        raise NotImplementedError

    def title_of(self, obj: Model) -> str:
        """What stands above an entry's form."""
        return str(obj)

    def deleted_title_of(self, obj: Model) -> str:
        """What is named where somebody is asked whether to delete it."""
        return self.title_of(obj)

    def change_message(self, obj: Model) -> str:
        """What is said where an entry was changed; {} is its title."""
        return "{} is saved."

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, **more: Any
    ) -> None:
        ours = next((ours for theirs, ours in INSTEAD.items() if theirs in str(message)), "")
        said = getattr(request, "said_instead", "") or ours or message
        super().message_user(request, said, level, **more)

    def response_add(
        self, request: HttpRequest, obj: Model, post_url_continue: str | None = None
    ) -> HttpResponse:
        self.say_instead(request, self._linked(obj, "{} is added."))
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        self.say_instead(request, self._linked(obj, self.change_message(obj)))
        return super().response_change(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        self.say_instead(request, f"{getattr(request, 'deleted_title', obj_display)} is deleted.")
        return super().response_delete(request, obj_display, obj_id)

    def say_instead(self, request: HttpRequest, words: str) -> None:
        """Let this be said in place of what Django will say of it."""
        request.said_instead = words  # type: ignore[attr-defined]

    def _linked(self, obj: Model, words: str) -> SafeString:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        address = reverse(name, args=(quote(obj.pk),))
        return format_html(words, format_html('<a href="{}">{}</a>', address, self.title_of(obj)))

    def response_action(self, request: HttpRequest, queryset: QuerySet[Model]) -> Any:
        """The page that asks once more has the words of the others."""
        response = super().response_action(request, queryset)
        if isinstance(response, TemplateResponse):
            response.context_data = {**(response.context_data or {}), **self.words()}
        return response

    def get_action_choices(
        self, request: HttpRequest, default_choices: Any = NO_ACTION
    ) -> list[tuple[str, str]]:
        found = super().get_action_choices(request, default_choices)
        return [(name, DELETE if name == "delete_selected" else words) for name, words in found]

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        self.message_user(request, f"There is no such {self.words()['noun']}.", messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))
