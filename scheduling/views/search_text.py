"""What an address says in words of its own, in a form that every database takes."""

from __future__ import annotations

from unicodedata import category

from django.http import QueryDict

from scheduling.card_numbers import contains_card_number, remove_card_numbers
from scheduling.proctoring_api.foreign_text import strip_unseen

LONGEST = 300


def free_text(query: QueryDict, name: str) -> str:
    """The text under this name without control characters, halves of characters and card numbers;
    "" for none.
    """
    text = strip_unseen(query.get(name, ""))[:LONGEST]
    return remove_card_numbers("".join(char for char in text if category(char) not in ("Cc", "Cs")))


def held_card_number(query: QueryDict, name: str) -> bool:
    """Whether `free_text` left a card number out, which has to be said."""
    return contains_card_number(query.get(name, "")[:LONGEST])
