"""What is made out of a record is made once for each record."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.proctoring_api.session_fields.made_once import made_once

MADE: list[str] = []


@dataclass(frozen=True)
class _Record:
    name: str

    @made_once
    def small(self) -> str:
        """In small letters."""
        MADE.append(self.name)
        return self.name.lower()


def test_it_is_made_once_for_each_record() -> None:
    one, other = _Record("A"), _Record("B")
    assert [one.small, one.small, other.small, other.small] == ["a", "a", "b", "b"]
    assert MADE == ["A", "B"]
    assert _Record.small.__doc__ == "In small letters."
