"""Passwords hashed quickly, so that a test's sign-in does not take longer than the test."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """The portal's own algorithm with few rounds: any process of the portal can still check it."""

    iterations = 1000
