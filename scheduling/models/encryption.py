"""Secrets at rest: encrypted on the way into the database, readable only with the keys."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Encrypt with the first of FIELD_ENCRYPTION_KEYS."""
    return _box(tuple(settings.FIELD_ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def decrypt(sealed: str) -> str:
    """Decrypt with any of FIELD_ENCRYPTION_KEYS. Raises `cryptography.fernet.InvalidToken`."""
    return _opened(tuple(settings.FIELD_ENCRYPTION_KEYS), sealed)


@lru_cache(maxsize=128)  # institutions are read with every page
def _opened(keys: tuple[str, ...], sealed: str) -> str:
    return _box(keys).decrypt(sealed.encode()).decode()


class EncryptedTextField(models.TextField):
    """Text that the database only ever sees encrypted. An empty value stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if value else value

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return decrypt(value) if value else value
