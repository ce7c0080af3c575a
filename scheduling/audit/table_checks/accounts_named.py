"""The account that a row names beside a name, against the one that its event names."""

from __future__ import annotations

from django.contrib.auth.models import User


def is_account_of_event(held: int | None, told: int | None) -> bool:
    """Whether a row names the account that its event names. Nobody stands in its place only where
    no such account is: accounts are closed, and not deleted.
    """
    if held is None and told is not None:
        return not User.objects.filter(pk=told).exists()
    return held == told
