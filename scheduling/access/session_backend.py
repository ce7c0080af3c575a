"""Session store of who is signed in: Django's own way, with its two statements written out."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone

from scheduling.access.roles import access_of
from scheduling.models import sql_statements


class SessionStore(db.SessionStore):
    """Sessions in the database (the session engine `scheduling.access.session_backend`)."""

    def _get_session_from_db(self) -> Session | None:
        now = sql_statements.stored(Session, "expire_date", timezone.now())
        session = sql_statements.first(
            Session, "session_key = %s AND expire_date > %s", self.session_key, now
        )
        if session is None:
            self._session_key = None
        return session

    def save(self, must_create: bool = False) -> None:
        """As Django's, which takes every error of the database for a session that is gone, and
        tells the person that they signed out elsewhere.
        """
        try:
            super().save(must_create)
        except UpdateError as error:
            cause = error.__context__
            if isinstance(cause, DatabaseError) and type(cause) is not DatabaseError:
                raise cause from None
            raise


class Backend(AuthenticationBackend):
    """Sign-in by user name and password. Roles are the only permissions."""

    def authenticate(
        self, request: HttpRequest | None, **credentials: Any
    ) -> AbstractBaseUser | None:
        """As allauth does; the request learns where a right password is of a closed account."""
        self.closed: AbstractBaseUser | None = None
        person: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if request is not None:
            request.closed_account = self.closed  # type: ignore[attr-defined]
        return person

    def user_can_authenticate(self, user: AbstractBaseUser) -> bool:
        may: bool = super().user_can_authenticate(user)
        self.closed = None if may else user
        return may

    def get_user(self, user_id: int) -> User | None:
        user = sql_statements.first(User, "id = %s", user_id)
        return user if user and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: User, perm: str, obj: object = None) -> bool:
        """What the admin site's inlines ask; which objects these are is its querysets' business."""
        return user_obj.is_active and access_of(user_obj).is_administrator

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        return self.has_perm(user_obj, app_label)
