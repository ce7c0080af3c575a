"""Accounts are made by administrators; nobody signs up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url


class StaffAccountAdapter(DefaultAccountAdapter):
    """Sign-in for staff: closed to new accounts."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "This username and password do not match. Type both again,"
        " or ask your administrator for a new password.",
        "too_many_login_attempts": "Too many wrong passwords. Wait five minutes, then try again.",
    }

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("worklist")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
