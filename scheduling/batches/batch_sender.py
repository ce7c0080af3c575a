"""In whose name the rows of a batch are sent: who began it, or else who has continued it since that
person may no longer book there.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import QuerySet

from scheduling.access import roles
from scheduling.models import Batch
from scheduling.session_commands import Actor


def of(batch: Batch) -> Actor:
    """The person; without a `user_id` where their account is gone."""
    if batch.is_taken_over:
        return Actor(
            user_id=batch.sender_id,
            name=batch.sender_name,
            username=batch.sender_username,
            role=batch.sender_role,
        )
    return Actor(
        user_id=batch.actor_id,
        name=batch.actor_name,
        username=batch.actor_username,
        role=batch.actor_role,
    )


def account(batch: Batch) -> QuerySet[User]:
    """Their account, as long as it may book at the batch's institution; none afterwards."""
    return roles.bookers_at(batch.institution_id).filter(pk=of(batch).user_id)


def books(batch: Batch) -> tuple[object, ...]:
    """The values of `roles.BOOKS_AT` for them."""
    return roles.books_at(of(batch).user_id, batch.institution_id)


def may_book(batch: Batch) -> bool:
    """Whether anything may be sent in their name now."""
    return account(batch).exists()
