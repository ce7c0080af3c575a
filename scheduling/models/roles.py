"""Who may do what, on which institution."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from scheduling.models.institutions import Institution


class Role(models.TextChoices):
    COORDINATOR = "coordinator", "Coordinator"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


class RoleGrant(models.Model):
    """A person's role on one institution, or on all of them where `install` is empty."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role)
    institution = models.ForeignKey(
        Institution,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: all institutions.",
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role", "institution"), name="role_once_per_institution"
            ),
            models.UniqueConstraint(
                fields=("user", "role"),
                condition=models.Q(institution__isnull=True),
                name="role_once_for_all",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.institution or 'all institutions'}"
