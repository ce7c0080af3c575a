"""Tables that searches go by: the words that find sessions on the worklist and learners in the log,
and what finds events beyond their own columns. Nothing here is part of the chain; learners can be
erased.
"""

from __future__ import annotations

from django.db import models

from scheduling.models.columns.number_columns import BigIntegerField
from scheduling.models.institutions import Institution


class SearchWord(models.Model):
    """One word by which exam sessions are found, folded for searching, and what it is a word of.

    The one index of words for the worklist and the log. A learner stands in it under every name and
    address that was ever recorded, by the `key` that `ExamSession.learner_key` has.
    """

    class Kind(models.TextChoices):
        LEARNER = "learner", "Learner"
        COURSE = "course", "Course"
        EXAM = "exam", "Exam"
        INSTRUCTOR = "instructor", "Instructor"
        OTHER_ID = "id", "Id in the other system"

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    word = models.CharField(max_length=80)
    key = models.CharField(max_length=34, blank=True, default="")
    name = models.CharField(max_length=300)
    email = models.CharField(max_length=254, blank=True, default="")

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("word", "kind", "institution", "key", "name", "email"),
                name="search_word_once",
            ),
        )
        # PostgreSQL finds the beginning of a word only in an index of this order. With the key in
        # it thousands of learners are read along it, without a look at their rows; whether one has
        # a word, and as what, is told by the other alone.
        indexes = (
            models.Index(
                fields=("kind", "word", "key"),
                name="search_word_start",
                opclasses=("varchar_pattern_ops",) * 3,
            ),
            models.Index(
                fields=("key", "word", "kind"),
                name="search_word_key",
                opclasses=("varchar_pattern_ops",) * 3,
            ),
        )

    def __str__(self) -> str:
        return f"{self.word}: {self.name}"


class ProviderId(models.Model):
    """An id that the provider gave with an answer, and the event that tells of it."""

    value = models.CharField(max_length=100)
    event_number = BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("value", "event_number"), name="provider_id_once"),
        )

    def __str__(self) -> str:
        return f"{self.value} in event {self.event_number}"


class EventAction(models.Model):
    """The action of the request to the provider that an event tells of, as attempts have it."""

    event_number = models.BigIntegerField(primary_key=True)
    action = models.CharField(max_length=12)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("action", "event_number"), name="event_action"),)

    def __str__(self) -> str:
        return f"{self.action} in event {self.event_number}"
