"""Table of drafts: forms that somebody has filled in and not sent, encrypted."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from scheduling.models.encryption import EncryptedTextField


class StoredDraft(models.Model):
    """What one person has typed into the form at one address. Who writes last wins."""

    class State(models.TextChoices):
        TYPED = "typed", "typed"
        HELD_BACK = "held-back", "sent while signed out"
        CLOSED = "closed", "sent or discarded"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.CharField(max_length=300)  # path, and behind a "#" which form of the page
    # Which showing of the form wrote it, and the how manieth time: what comes late is not kept.
    page = models.CharField(max_length=64)
    number = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State)
    contents = EncryptedTextField(blank=True, default="")
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "address"), name="draft_once_per_form"),
        )

    def __str__(self) -> str:
        return f"{self.address}, {self.get_state_display()}"
