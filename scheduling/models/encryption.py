"""Secrets at rest: encrypted on the way into the database, and decrypted when they are used.

So one that no key opens stops what it is needed for, and nothing else.
"""

from __future__ import annotations

import base64
from functools import cache, lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

VERSION = b"\x80"  # of Fernet: what each token begins with
AROUND = 1 + 8 + 16 + 32  # bytes of a token beside what is encrypted, in blocks of 16


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Encrypt with the first of FIELD_ENCRYPTION_KEYS."""
    return _box(tuple(settings.FIELD_ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def decrypt(sealed: str) -> str:
    """Decrypt with any of FIELD_ENCRYPTION_KEYS. Raises `cryptography.fernet.InvalidToken`."""
    return _opened(tuple(settings.FIELD_ENCRYPTION_KEYS), sealed)


def is_newest(sealed: str) -> bool:
    """Whether the first key opens it."""
    try:
        _box(tuple(settings.FIELD_ENCRYPTION_KEYS[:1])).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def is_whole(sealed: str) -> bool:
    """Whether it is as `encrypt` makes it, and not cut off: with its key it could be opened."""
    try:
        made = base64.urlsafe_b64decode(sealed)
    except ValueError:
        return False
    return made[:1] == VERSION and len(made) > AROUND and (len(made) - AROUND) % 16 == 0


def renew(sealed: str) -> str:
    """The same text encrypted with the first key. Raises `cryptography.fernet.InvalidToken`."""
    return _box(tuple(settings.FIELD_ENCRYPTION_KEYS)).rotate(sealed.encode()).decode()


@lru_cache(maxsize=128)  # institutions are read with every page
def _opened(keys: tuple[str, ...], sealed: str) -> str:
    return _box(keys).decrypt(sealed.encode()).decode()


class Sealed:
    """A text as the database has it. It is decrypted by `open`, and by nothing else: shown
    anywhere it is “…”.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def open(self) -> str:
        """The text. Raises `cryptography.fernet.InvalidToken` where no key fits."""
        return decrypt(self.text)

    @property
    def is_readable(self) -> bool:
        try:
            self.open()
        except InvalidToken:
            return False
        return True

    def __eq__(self, other: object) -> bool:
        """Whether it is the same text; one that can't be read is like itself alone."""
        if isinstance(other, Sealed):
            return self.text == other.text or (self.is_readable and other == self.open())
        return isinstance(other, str) and self.is_readable and self.open() == other

    __hash__ = None  # type: ignore[assignment]  # equal ones may be encrypted differently

    def __repr__(self) -> str:
        return "…"


def opened(value: Sealed | str) -> str:
    """The text of a field, loaded from the database or set since.

    Raises `cryptography.fernet.InvalidToken` where no key fits.
    """
    return value.open() if isinstance(value, Sealed) else value


def is_readable(value: Sealed | str) -> bool:
    """Whether there is nothing in a field that no key opens."""
    return not isinstance(value, Sealed) or value.is_readable


class EncryptedTextField(models.TextField):
    """Text that the database only ever sees encrypted; loaded, it is `Sealed`. An empty value
    stays empty.
    """

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Sealed) else super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.text
        return encrypt(value) if value else value

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        """Bytes and numbers, which SQLite takes in a text column, are text that no key opens."""
        if isinstance(value, bytes):
            value = value.decode(errors="replace")
        return Sealed(str(value) if isinstance(value, int | float) else value) if value else value
