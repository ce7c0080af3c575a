"""The admin site's door: open to whoever is an administrator of an institution, or of all."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, include, path, reverse

from scheduling.access.middleware import PortalRequest
from scheduling.admin.front_page import FrontPage
from scheduling.views.lapsed_sign_in import sign_in_first

# Where lists whose tables were renamed have always stood: people have these addresses bookmarked.
ADDRESSES = {"institution": "install", "location": "site"}


class PortalSite(FrontPage):
    """Roles let people in, not Django's own flags. It has no sign-in page of its own:
    that would not be throttled.
    """

    def has_permission(self, request: PortalRequest) -> bool:
        """Whether the person administers anything.

        Raises PermissionDenied for those who are here for nothing.
        """
        if not request.user.is_authenticated:
            return False
        if not request.access.is_administrator:
            raise PermissionDenied
        return True

    def login(
        self, request: PortalRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """To the portal's one sign-in page, or on to the front page for those who are signed in."""
        if not self.has_permission(request):
            return sign_in_first(request)
        return HttpResponseRedirect(reverse("admin:index"))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's own addresses, those of ADDRESSES for the ones made of a table's name."""
        kept = [
            path(f"scheduling/{ADDRESSES[model._meta.model_name]}/", include(lists.urls))
            for model, lists in self._registry.items()
            if model._meta.model_name in ADDRESSES
        ]
        renamed = {f"scheduling/{name}/" for name in ADDRESSES}
        usual = [one for one in super().get_urls() if str(one.pattern) not in renamed]
        return [*kept, *usual]
