"""The faults of a typed date or time, in the words that stand beside its field."""

from __future__ import annotations


class Unreadable(ValueError):
    """The text is no date and time; the message says what is wrong with it."""


class NoDate(Unreadable):
    """Nothing in the text looks like a date."""
