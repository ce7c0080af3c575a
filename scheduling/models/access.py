"""Who may do what, on which institution; who may read a calendar without signing in; what was
refused within the hour, and what was tried in vain.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from scheduling.models.columns.number_columns import BigIntegerField, PositiveIntegerField
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


class CalendarFeed(models.Model):
    """A calendar that whoever has its address may read: of one location, or of what its maker
    booked.

    Of the address only the SHA-256 of its secret part is kept.
    """

    class Names(models.TextChoices):
        INITIALS = "initials", "Initials"
        FULL = "full", "Full names"
        NONE = "none", "No names"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    institution = models.ForeignKey(Institution, models.CASCADE, null=True, related_name="+")
    location_sid = models.CharField(max_length=34, blank=True, default="")
    location_name = models.CharField(max_length=200, blank=True, default="")
    names = models.CharField(max_length=8, choices=Names, default=Names.INITIALS)
    digest = models.CharField(max_length=64, unique=True)
    form_id = models.UUIDField("of the form that made it", unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(institution__isnull=True, location_sid="")
                | (models.Q(institution__isnull=False) & ~models.Q(location_sid="")),
                name="feed_of_a_location_or_a_person",
            ),
        )

    def __str__(self) -> str:
        return self.location_name or self.location_sid or "own bookings"


class RefusalCount(models.Model):
    """A refusal of the last hour that the log tells, and how often it was repeated since.

    `who` is a person or an address of the network; `key` names them and what was refused, hashed.
    """

    key = models.CharField(max_length=64, unique=True)
    who = models.CharField(max_length=64, db_index=True)
    event_number = BigIntegerField()
    since = models.DateTimeField(db_index=True)
    last_at = models.DateTimeField()
    more = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.who}: event {self.event_number}, {self.more} more"


class VainTries(models.Model):
    """How often something was tried under one key since a moment. The key is a keyed hash: what is
    typed into a sign-in may be a password.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = PositiveIntegerField()
    since = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%H:%M:%S}"
