"""Table of saved views: lists that a person, or an institution for everybody there, keeps under a
name.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from scheduling.models.institutions import Institution


class SavedView(models.Model):
    """A name for a list's address: one person's own, or offered by one institution to everybody
    there.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    institution = models.ForeignKey(Institution, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=60)
    query = models.TextField("the list’s address, as its links have it behind the “?”")
    install_sid = models.CharField("institution that the address names", max_length=34, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("person", "name"), name="view_once_per_person"),
            models.UniqueConstraint(fields=("institution", "name"), name="view_once_offered"),
            models.CheckConstraint(
                condition=Q(person=None, institution__isnull=False)
                | Q(person__isnull=False, institution=None),
                name="view_of_a_person_or_offered",
            ),
        )

    def __str__(self) -> str:
        return self.name
