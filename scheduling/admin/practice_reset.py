"""A practice institution's week started afresh, from its page in the admin site, after a page that
says what happens.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import get_text_list

from scheduling.access.middleware import PortalRequest
from scheduling.models import Institution
from scheduling.practice import reset


class FreshStartAdmin(admin.ModelAdmin):
    """Adds `…/<pk>/afresh/` to the institution's pages."""

    def get_urls(self) -> list[URLPattern]:
        address = path(
            "<path:object_id>/afresh/",
            self.admin_site.admin_view(self.afresh),
            name="scheduling_institution_afresh",
        )
        return [address, *super().get_urls()]

    def afresh(self, request: PortalRequest, object_id: str) -> HttpResponse:
        """GET asks once more, POST does it.

        It is for those who administer every institution that it concerns.
        """
        institution: Institution | None = self.get_object(request, object_id)
        if institution is None or not may_start_afresh(request, institution):
            raise PermissionDenied
        if request.method == "POST":
            done = reset.start_afresh(institution=institution, actor=request.actor_at(institution))
            self.message_user(
                request, done.said, messages.SUCCESS if done.works else messages.ERROR
            )
            return HttpResponseRedirect(
                reverse("admin:scheduling_institution_change", args=(institution.pk,))
            )
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": "Restart the practice week",
            "opts": self.opts,
            "original": institution,
            "names": get_text_list([one.name for one in reset.neighbours(institution)], "and"),
        }
        return TemplateResponse(
            request, "admin/scheduling/institution/practice_reset.html", context
        )


def may_start_afresh(request: PortalRequest, institution: Institution) -> bool:
    """Whether it is a practice one, and the person administers all that the stand-in plays."""
    here = request.access
    return reset.may_start_afresh(institution) and all(
        here.administers(one.pk) for one in reset.neighbours(institution)
    )
