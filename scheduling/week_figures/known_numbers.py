"""Numbers of a figure as far as they are known: exact, at least so many, or none at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number that is known from below alone: of one that is at least 0, nothing is known."""

    count: float

    @classmethod
    def of(cls, number: Number) -> Number:
        return number if number is None else cls(known(number) or 0)


Number = float | AtLeast | None


def known(number: Number) -> float | None:
    """As much of it as is known; None where that is nothing."""
    if isinstance(number, AtLeast):
        return number.count or None
    return number


def words(number: Number) -> str:
    """“7”, “at least 7”, “not known”; blank where there is no number."""
    if isinstance(number, AtLeast):
        return f"at least {number.count:g}" if number.count else "not known"
    return "" if number is None else f"{number:g}"


def total(numbers: Iterable[Number]) -> Number:
    """All of them together; None where none is a number."""
    every = [one for one in numbers if one is not None]
    return _like(every, sum(known(one) or 0 for one in every)) if every else None


def most(numbers: Iterable[Number]) -> Number:
    """The largest of them, as far as it is known; None where none is a number."""
    every = [one for one in numbers if one is not None]
    return _like(every, max(known(one) or 0 for one in every)) if every else None


def _like(numbers: Iterable[Number], number: float) -> Number:
    return AtLeast(number) if any(isinstance(one, AtLeast) for one in numbers) else number
