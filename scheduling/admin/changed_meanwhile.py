"""What somebody else did to an entry while its page was open: nothing is deleted that was changed
since it was shown, and what was typed into the form of an entry that is gone stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.crypto import salted_hmac

from scheduling.access.middleware import PortalRequest
from scheduling.admin.base import PortalAdmin
from scheduling.forms.meanwhile.last_change import last_change

SHOWN = "shown"  # the hidden inputs' name
CHANGED = "{who} changed {title} after this page asked. Nothing was deleted."
GONE = (
    "Nothing was saved: it was deleted after you opened the page. What you typed is below. Save it"
    " as a new entry, or leave the page."
)


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
        return self._changeform_view(request, None, address, None)
