"""What signs and what encrypts: weak or missing keys stop the start."""

from __future__ import annotations

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import DEBUG, read, secret_from_environment

PRACTICE_SECRET = "practice-only-secret-key-never-for-a-real-install-0123456789"
PRACTICE_FIELD_KEY = "cHJhY3RpY2Utb25seS1maWVsZC1rZXktMzItYnl0ZXM="


def is_weak(key: str) -> bool:
    """Whether it may be found by trying, or is known to everybody."""
    return len(key) < 50 or len(set(key)) < 10 or key == PRACTICE_SECRET


def _secret_key() -> str:
    key = secret_from_environment("SECRET_KEY")
    if DEBUG and not key.strip():
        return PRACTICE_SECRET
    if not DEBUG and is_weak(key):
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or weak: set it to at least 50 random characters."
        )
    return key


def _field_encryption_keys() -> list[str]:
    keys = read.texts("FIELD_ENCRYPTION_KEYS", (PRACTICE_FIELD_KEY,) if DEBUG else ())
    if not keys or (not DEBUG and PRACTICE_FIELD_KEY in keys):
        raise ImproperlyConfigured(
            "FIELD_ENCRYPTION_KEYS is missing: set it to one or more Fernet keys, the first one"
            " encrypts."
        )
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise ImproperlyConfigured(
                "FIELD_ENCRYPTION_KEYS holds a value that is no Fernet key."
            ) from error
    return keys


def _secret_key_fallbacks() -> list[str]:
    """Keys of before, which sign nothing new: people stay signed in when the key is changed."""
    keys = read.texts("SECRET_KEY_FALLBACKS")
    if not DEBUG and any(is_weak(key) for key in keys):
        raise ImproperlyConfigured(
            "SECRET_KEY_FALLBACKS holds a weak key: list only keys that SECRET_KEY had, with"
            " commas between."
        )
    return keys


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = _secret_key_fallbacks()
FIELD_ENCRYPTION_KEYS = _field_encryption_keys()
