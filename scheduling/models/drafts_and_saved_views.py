"""Tables of what people keep: drafts of forms that are not sent, encrypted, and saved views, lists
that a person, or an institution for everybody there, keeps under a name.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from scheduling.models.columns.number_columns import PositiveIntegerField
from scheduling.models.encryption import EncryptedTextField
from scheduling.models.institutions import Institution


class StoredDraft(models.Model):
    """What one person has typed into the form at one address, in one tab of a browser."""

    class State(models.TextChoices):
        TYPED = "typed", "typed"
        HELD_BACK = "held-back", "sent while signed out"
        CLOSED = "closed", "sent or discarded"
        # No other tab is offered it any more; its own has it back.
        SET_ASIDE = "set-aside", "the form was sent or discarded in another tab"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.CharField(max_length=300)  # path, and behind a "#" which form of the page
    # The tab’s own word; blank without JavaScript.
    tab = models.CharField(max_length=21, blank=True, default="", db_default="")
    # Which showing of the form wrote it, and the how manieth time: what comes late is not kept.
    page = models.CharField(max_length=64)
    number = PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State)
    contents = EncryptedTextField(blank=True, default="")
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "address", "tab"), name="draft_once_per_tab"),
        )

    def __str__(self) -> str:
        return f"{self.address}, {self.get_state_display()}"


class SavedView(models.Model):
    """A name for a list's address: one person's own, or offered by one institution to everybody
    there.
    """

    LONGEST_NAME = 60

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    institution = models.ForeignKey(Institution, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
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
