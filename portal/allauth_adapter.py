"""allauth's account adapter: accounts are made by administrators, nobody signs up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from scheduling.access import sign_in_events, wrong_password_limits
from scheduling.access.wrong_password_limits import Try


class StaffAccountAdapter(DefaultAccountAdapter):
    """Sign-in for staff: closed to new accounts, with the portal's own limits."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "This username and password do not match. Type both again,"
        " or ask your administrator for a new password.",
        "too_many_login_attempts": "Too many wrong passwords. Wait five minutes, then try again.",
    }

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("worklist")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Hold back whoever has typed too many wrong passwords, and tell it in the log.

        Raises ValidationError, or DatabaseError where it can't be counted.
        """
        if not wrong_password_limits.is_let_through(_try(request, **credentials)):
            sign_in_events.note_shut_out(str(credentials.get("username", "")), request)
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user:
            wrong_password_limits.was_right(_try(request, **credentials))
        return user

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """The password alone: an administrator may have closed or renamed the account meanwhile."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:
        """Let the computer be known to the account from now on."""
        response: HttpResponse = super().post_login(request, user, **more)
        response.set_cookie(
            settings.KNOWN_COMPUTER_COOKIE,
            wrong_password_limits.cookie_for(user.get_username()),
            max_age=int(wrong_password_limits.KNOWN_FOR.total_seconds()),
            secure=settings.SECURE_COOKIES,
            httponly=True,
            samesite="Lax",
        )
        return response


def _try(request: HttpRequest, **credentials: Any) -> Try:
    return Try(
        account=str(credentials.get("username") or credentials.get("email") or ""),
        ip=str(request.META.get("REMOTE_ADDR", "")),
        cookie=request.COOKIES.get(settings.KNOWN_COMPUTER_COOKIE, ""),
    )
