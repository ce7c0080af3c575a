"""Querysets of the admin site by role: an administrator sees and changes what belongs to the
institutions they administer.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access
from scheduling.models import Institution


class ScopedAdmin(admin.ModelAdmin):
    """A model admin that knows which institution its objects belong to.

    `install_path` is the way from the model to its institution, as a filter takes it
    (`site__install`); a path that ends in `sid` compares SIDs. '' is for what belongs to no
    institution: only administrators of all see that.
    """

    institution_path = "institution"

    def get_queryset(self, request: PortalRequest) -> models.QuerySet:
        """The objects of the institutions that the person administers."""
        rows, here = super().get_queryset(request), request.access
        return rows if here.administers_all else rows.filter(self.belongs_to(here))

    def belongs_to(self, here: Access) -> models.Q:
        """What narrows the objects to those of the person's institutions."""
        if not self.institution_path:
            return models.Q(pk__in=())
        if not self.institution_path.endswith("sid"):
            return models.Q(**{f"{self.institution_path}__in": here.administered})
        sids = Institution.objects.filter(pk__in=here.administered).values_list("sid", flat=True)
        return models.Q(**{f"{self.institution_path}__in": list(sids)})

    def get_object(
        self, request: PortalRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        """An object of another institution is refused, not said to be gone."""
        found: models.Model | None = super().get_object(request, object_id, from_field)
        if found is None and self.is_elsewhere(object_id):
            raise PermissionDenied
        return found

    def response_action(self, request: PortalRequest, queryset: models.QuerySet) -> Any:
        """What is ticked in a list and is another institution's is refused too, not left out; what
        is not there is not ticked.
        """
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        there = [one for one in ticked if self.get_object(request, one)]
        if there != ticked:
            request.POST = request.POST.copy()
            request.POST.setlist(ACTION_CHECKBOX_NAME, there)
        return super().response_action(request, queryset)

    def is_elsewhere(self, object_id: str) -> bool:
        """Whether there is such an object, which the person was not given, at another place."""
        try:
            key = self.model._meta.pk.to_python(object_id)
        except ValidationError:
            return False
        return self.model._default_manager.filter(pk=key).exists()

    def is_open_to(self, request: PortalRequest) -> bool:
        """Whether the person has any business with this kind of object."""
        here = request.access
        return here.administers_all or (bool(self.institution_path) and here.is_administrator)

    def has_module_permission(self, request: PortalRequest) -> bool:
        return self.is_open_to(request)

    def has_view_permission(self, request: PortalRequest, obj: models.Model | None = None) -> bool:
        return self.is_open_to(request)

    def has_add_permission(self, request: PortalRequest) -> bool:
        return self.is_open_to(request)

    def has_change_permission(
        self, request: PortalRequest, obj: models.Model | None = None
    ) -> bool:
        return self.is_open_to(request)

    def has_delete_permission(
        self, request: PortalRequest, obj: models.Model | None = None
    ) -> bool:
        return self.is_open_to(request)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: PortalRequest, **options: Any
    ) -> Any:
        """Only what the person administers can be chosen, by a form made elsewhere too."""
        known = self.admin_site._registry.get(db_field.remote_field.model)
        if known is not None and "queryset" not in options:
            options["queryset"] = known.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **options)

    def get_list_filter(self, request: PortalRequest) -> list[Any]:
        """A filter by what is a row of its own names only those of the objects that are listed."""
        return [
            (one, admin.RelatedOnlyFieldListFilter)
            if self.model._meta.get_field(one).is_relation
            else one
            for one in super().get_list_filter(request)
        ]
