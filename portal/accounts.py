"""Accounts are made by administrators; nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccountAdapter(DefaultAccountAdapter):
    """Sign-in for staff: closed to new accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
