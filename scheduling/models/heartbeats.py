"""Signs of life of the programs that run beside the web."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """One row per program, by its name: when it last did a round of its work."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"
