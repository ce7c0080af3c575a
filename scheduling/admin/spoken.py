"""The one place where the admin site's messages are worded: none of Django's own reaches a page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

DELETE = "Delete them"
NO_ACTION = [("", "Choose an action")]
# What Django says where nothing was chosen, by its first words, and what is said in its place.
INSTEAD = {
    "Items must be selected": "Nothing was changed. Tick one or more rows first.",
    "No action selected": "Nothing was changed. Choose an action first.",
}


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

    def said_of_change(self, obj: Model) -> str:
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
        self.say(request, self._linked(obj, "{} is added."))
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        self.say(request, self._linked(obj, self.said_of_change(obj)))
        return super().response_change(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        self.say(request, f"{getattr(request, 'deleted_title', obj_display)} is deleted.")
        return super().response_delete(request, obj_display, obj_id)

    def say(self, request: HttpRequest, words: str) -> None:
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
