"""The audit log: append-only events in one hash chain. The database itself refuses changes
(migration 0002). Beside it the walks that verify it.

Nothing here points at other tables by foreign key: an event must stay readable, and unchanged, when
a user, a session or an institution is gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce

from scheduling.models.columns.kept_columns import KeptJSON
from scheduling.models.columns.number_columns import BigIntegerField
from scheduling.models.exam_sessions import ExamSession


class Events(models.QuerySet[Any]):
    """Events of the log."""

    def at(self, install_sid: str) -> Events:
        """Those at an institution, where something else leads to the few that are asked for: as an
        expression the institution is no index's business, which would walk all that it has.
        """
        return self.having(install_sid=(install_sid,))

    def about(self, session: ExamSession) -> Events:
        """A session's, at its own institution: a SID alone would let another institution's people
        in.
        """
        return self.at(session.institution.sid).filter(session_sid=session.sid)

    def having(self, **wanted: Iterable[str]) -> Events:
        """Those that have one of the values in each column, likewise: of two columns with an index
        each, SQLite takes either.
        """
        rows = self
        for column, values in wanted.items():
            rows = rows.alias(**{f"own_{column}": Coalesce(column, Value(""))})
            rows = rows.filter(**{f"own_{column}__in": list(values)})
        return rows


class AuditEvent(models.Model):
    """One thing that happened. Every column but `hash` is covered by `hash`.

    `nth_of_session` counts the events of its exam session from 1, and is 0 where the event is about
    none. `practice` is 1 where the institution was one for practice at the time, 0 where it was
    not, None where the event is about no institution.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    outcome = models.CharField(max_length=20, blank=True, default="")
    sentence = models.TextField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    role = models.CharField(max_length=20, blank=True, default="")
    ip = models.CharField(max_length=45, blank=True, default="")
    request_id = models.CharField(max_length=64, blank=True, default="")
    install_sid = models.CharField(max_length=34, blank=True, default="")
    exam_sid = models.CharField(max_length=34, blank=True, default="")
    session_sid = models.CharField(max_length=34, blank=True, default="")
    session_type = models.CharField(max_length=60, blank=True, default="")
    attempt_id = models.CharField(max_length=36, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    details = models.TextField(default="{}")
    personal = models.TextField(default="{}")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    # Since formula 2 (`scheduling.audit.chain_walker`); events of formula 1 have nothing in these.
    formula = models.SmallIntegerField(default=2, editable=False)
    actor_username = models.CharField(max_length=150, blank=True, default="")
    nth_of_session = models.IntegerField(default=0)
    practice = models.SmallIntegerField(null=True)

    objects = Events.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=("session_sid", "-number"), name="event_session"),
            models.Index(fields=("exam_sid", "-number"), name="event_exam"),
            models.Index(fields=("install_sid", "-number"), name="event_install"),
            models.Index(fields=("attempt_id", "-number"), name="event_attempt"),
            models.Index(fields=("at", "number"), name="event_at"),
            models.Index(fields=("actor_id", "-number"), name="event_actor"),
            models.Index(fields=("outcome", "-number"), name="event_outcome"),
            models.Index(fields=("session_type", "-number"), name="event_type"),
            models.Index(fields=("kind", "-number"), name="event_kind"),
        )

    def __str__(self) -> str:
        return f"Event {self.number}"

    @property
    def who(self) -> str:
        """Who acted, by name and user name: a name alone may be another person's as well."""
        if not self.actor_username:
            return self.actor_name
        return f"{self.actor_name} ({self.actor_username})"


class PersonalValue(models.Model):
    """A personal value that an event mentions.

    The event keeps only SHA-256(salt + value), so this can be erased.
    """

    event_number = models.BigIntegerField()
    name = models.CharField(max_length=60)
    salt = models.CharField(max_length=32)
    value = models.TextField()

    class Meta:
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(
                fields=("event_number", "name"), name="personal_value_once_per_event"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} of event {self.event_number}"


class ErasedValue(models.Model):
    """Which personal value was erased, and by which event. The database deletes no other."""

    event_number = models.BigIntegerField()
    name = models.CharField(max_length=60)
    by_event = models.BigIntegerField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("event_number", "name"), name="value_erased_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} of event {self.event_number}, by event {self.by_event}"


class ChainHead(models.Model):
    """The newest number and hash: the one row that appending locks."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    broken_at = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"Head at {self.number}"


class Verification(models.Model):
    """One walk through the chain, from its beginning: how far it is, and what it found."""

    asked_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField("last sign of life")
    finished_at = models.DateTimeField(null=True)
    events_seen = BigIntegerField(default=0)
    events_total = BigIntegerField(default=0)
    head_number = BigIntegerField(null=True)
    head_hash = models.CharField(max_length=64, blank=True, default="")
    broken_at = BigIntegerField(null=True)
    why = models.CharField(max_length=300, blank=True, default="")
    codes = KeptJSON("what became of the codes file", default=dict)
    beside = KeptJSON("what differs beside the log", kind=list, default=list)

    class Meta:
        default_permissions = ("view",)
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"Verification {self.pk}"
