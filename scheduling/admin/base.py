"""What every page of the admin site has: a heading in an institution's words, a sentence, and
links to what is next; and what somebody else did to its entry while it was open is not passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model, QuerySet, Value
from django.db.models.functions import Coalesce
from django.forms import Field as FormField
from django.forms import ModelChoiceField, ModelForm, TypedChoiceField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.crypto import salted_hmac

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access
from scheduling.admin.display import SpokenAdmin
from scheduling.admin.keyset_lists import KeysetAdmin
from scheduling.admin.scope import ScopedAdmin
from scheduling.forms.meanwhile.last_change import last_change
from scheduling.models import Attempt, AuditEvent

NO_CHOICE = "Choose…"
SHOWN = "shown"  # the hidden inputs' name
CHANGED = "{who} changed {title} after this page asked. Nothing was deleted."
GONE = (
    "Nothing was saved: this entry isn’t there. It may have been deleted after you opened the page."
    " What you typed is below. Save it as a new entry, or leave the page."
)


@dataclass(frozen=True, slots=True)
class Link:
    """A way on from a page, shown as a button."""

    words: str
    url: str
    is_main: bool = False


class PortalAdmin(SpokenAdmin, ScopedAdmin):
    """A model admin whose pages speak the portal's language."""

    heading = ""  # of the list; Django's plural where it is empty
    noun = ""  # for one of them
    nouns = ""  # for several; Django's where it is empty
    note = ""
    stays: tuple[str, ...] = ()  # fields that are set once, as an entry is added
    why_it_stays = ""
    instead_of_deleting = ""  # one sentence; "" where entries may be deleted
    has_history = True
    show_facets = admin.ShowFacets.NEVER

    def has_delete_permission(self, request: PortalRequest, obj: Model | None = None) -> bool:
        return not self.instead_of_deleting and super().has_delete_permission(request, obj)

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **options: Any
    ) -> FormField | None:
        """A list to choose from asks to choose, as every form of the portal does."""
        field: FormField | None = super().formfield_for_dbfield(db_field, request, **options)
        if isinstance(field, ModelChoiceField) and field.empty_label:
            field.empty_label = NO_CHOICE
        elif isinstance(field, TypedChoiceField):
            field.choices = [
                (value, words if value else NO_CHOICE) for value, words in field.choices
            ]
        return field

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, **options: Any
    ) -> type[ModelForm]:
        """What an entry is known by stays: another is another entry."""
        form: type[ModelForm] = super().get_form(request, obj, **options)
        for name in set(self.stays) & set(form.base_fields) if obj is not None else ():
            form.base_fields[name].disabled = True
            form.base_fields[name].help_text = self.why_it_stays
        return form

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.instead_of_deleting:
            raise PermissionDenied(self.instead_of_deleting)
        return super().delete_view(request, object_id, self.words() | (extra_context or {}))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        words = self.words() | ({"entry_title": self.title_of(found)} if found else {})
        return super().history_view(request, object_id, words | (extra_context or {}))

    def words(self) -> dict[str, str]:
        """What the pages call the list, one of its entries, and several."""
        return {
            "list_heading": self.heading or str(self.opts.verbose_name_plural).capitalize(),
            "noun": self.noun or str(self.opts.verbose_name),
            "nouns": self.nouns or str(self.opts.verbose_name_plural),
        }

    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Django's, but the entries alone, in our words."""
        _, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return [self.deleted_title_of(one) for one in objs], counts, lacking, protected

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        links = self.page_links(request, None)
        words = {
            **self.words(),
            "heading": self.heading,
            "note": self.note,
            "page_links": links,
            "has_main_link": any(link.is_main for link in links),
        }
        return super().changelist_view(request, words | (extra_context or {}))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        links = self.page_links(request, more["obj"]) if more.get("obj") else []
        form = context["adminform"].form
        form.field_classes = {name: f"field-{name}" for name in form.fields}  # as Django has it
        words: dict[str, Any] = dict(self.words())
        if more.get("obj"):
            words["entry_title"] = self.title_of(more["obj"])
        if more.get("obj") and "is_active" in form.fields:  # the sentence says to clear that box
            words["instead_of_deleting"] = self.instead_of_deleting
        context |= {"page_links": links, "has_history": self.has_history, **words}
        return super().render_change_form(request, context, *args, **more)

    def page_links(self, request: HttpRequest, obj: Model | None) -> list[Link]:
        """Where to go from an entry's page, or from the list where there is no entry."""
        return []


class StillTyped:
    """Mixed into the form of an entry that is gone: it is shown once more before it is stored."""

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        self.add_error(None, GONE)  # type: ignore[attr-defined]
        return cleaned


class ComparedAdmin(PortalAdmin):
    """A model admin that compares what is deleted with what was shown, and whose forms outlive
    their entries.
    """

    def lost_with(self, obj: Model) -> dict[str, dict[str, str]]:
        """Field → before, after: what goes with an entry that is deleted."""
        raise NotImplementedError

    def get_deleted_objects(
        self, objs: Iterable[Model], request: PortalRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Where one was changed since the page asked, the answer to it is left out: Django asks
        once more then, for one entry and for several.
        """
        found, sent = list(objs), request.POST.getlist(SHOWN)
        request.shown_marks = [self._mark_of(one) for one in found]
        stale = [one for one in found if sent and self._mark_of(one) not in sent]
        request.changed_since = [
            CHANGED.format(who=last_change(one).who, title=self.deleted_title_of(one))
            for one in stale
        ]
        if stale:
            request.POST = QueryDict()
        return super().get_deleted_objects(objs, request)

    def _mark_of(self, obj: Model) -> str:
        """What the page that asks sends back of how an entry stood."""
        stood = json.dumps([obj.pk, self.lost_with(obj)], sort_keys=True)
        return salted_hmac("scheduling.deletion", stood).hexdigest()

    def get_form(
        self, request: PortalRequest, obj: Model | None = None, **options: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, **options)
        if getattr(request, "entry_is_gone", False):
            return type(form.__name__, (StillTyped, form), {})
        return form

    def _get_obj_does_not_exist_redirect(
        self, request: PortalRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        """Of a form that was sent for one that is gone, the form of a new one with all of it."""
        is_form = request.method == "POST" and "post" not in request.POST
        if not is_form or not self.has_add_permission(request):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        request.entry_is_gone = True
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
        page: HttpResponse = self._changeform_view(request, None, address, None)
        page.status_code = 404
        return page


class ReadOnlyAdmin(KeysetAdmin, PortalAdmin, ScopedAdmin):
    """Can be looked at and nothing else."""

    actions = None
    has_history = False

    def get_queryset(self, request: PortalRequest) -> QuerySet[Model]:
        """What is of the person's institutions, met on a walk in the list's own order.

        The institution is no index here, but an expression: by its index SQLite would fetch all
        rows of the institutions and sort them.
        """
        rows, here = admin.ModelAdmin.get_queryset(self, request), request.access
        if here.administers_all:
            return rows
        return rows.alias(at_institution=Coalesce(self.institution_path, Value(None))).filter(
            at_institution__in=self.known(here)
        )

    def known(self, here: Access) -> list[Any]:
        """The person's institutions as `install_path` names them."""
        return list(here.administered)

    @admin.display(description="Who")
    def who(self, row: Attempt | AuditEvent) -> str:
        return row.actor_name

    def has_add_permission(self, request: PortalRequest) -> bool:
        return False

    def has_change_permission(self, request: PortalRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: PortalRequest, obj: Model | None = None) -> bool:
        return False
