"""Who may do what, on which install."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from scheduling.models.installs import Install


class Role(models.TextChoices):
    COORDINATOR = "coordinator", "Coordinator"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


class RoleGrant(models.Model):
    """A person's role on one install, or on all of them where `install` is empty."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role)
    install = models.ForeignKey(
        Install,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: all installs.",
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role", "install"), name="role_once_per_install"
            ),
            models.UniqueConstraint(
                fields=("user", "role"),
                condition=models.Q(install__isnull=True),
                name="role_once_for_all",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.install or 'all institutions'}"
