"""One thing that is wrong with the portal, as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadinessFault:
    """What is wrong, in a sentence that anybody may read, and what mends it.

    `whom` names the institutions that it is about, `where` is a sentence about the file or the
    machine: for administrators, commands and the programs' own log only. Pages go on where it does
    not stop them.
    """

    said: str
    mend: str
    whom: str = ""
    where: str = ""
    stops_pages: bool = True

    def __str__(self) -> str:
        return f"{self.said} To fix it: {self.mend}."

    @property
    def in_full(self) -> str:
        """With the institutions' names, and where it is."""
        return " ".join(part for part in (self.said, self.whom, self.where) if part)

    @property
    def for_operators(self) -> str:
        """All of it, with what mends it."""
        return f"{self.in_full} To mend it: {self.mend}."
