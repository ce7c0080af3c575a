"""Whether an institution's API has been answering: after enough silence, bookings pause and one
probe goes first.

`alarm` is what an administrator has to look at: a refused sign-in, a wrong certificate, a redirect.
"""

from __future__ import annotations

from django.db import models

from scheduling.models.institutions import Institution


class Circuit(models.Model):
    """One per institution. `opened_at` is empty while all is well."""

    institution = models.OneToOneField(
        Institution, models.CASCADE, primary_key=True, related_name="circuit"
    )
    failures = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    next_probe_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    alarm = models.CharField(max_length=400, blank=True, default="")

    def __str__(self) -> str:
        return "paused" if self.opened_at else "answering"
