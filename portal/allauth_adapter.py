"""Accounts are made by administrators; nobody signs up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import resolve_url

from scheduling.access import sign_in_events


class StaffAccountAdapter(DefaultAccountAdapter):
    """Sign-in for staff: closed to new accounts."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "This username and password do not match. Type both again,"
        " or ask your administrator for a new password.",
        "too_many_login_attempts": "Too many wrong passwords. Wait five minutes, then try again.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Who is shut out is told in the log, too."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            sign_in_events.note_shut_out(str(credentials.get("username", "")), request)
            raise

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("worklist")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
