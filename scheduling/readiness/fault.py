"""One thing that is wrong with the portal, as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in a sentence that anybody may read, and what mends it.

    `whom` names the institutions that it is about: for administrators and commands only. Pages go
    on where it does not stop them.
    """

    said: str
    mend: str
    whom: str = ""
    stops_pages: bool = True

    def __str__(self) -> str:
        return f"{self.said} To fix it: {self.mend}."

    @property
    def in_full(self) -> str:
        """With the institutions' names."""
        return f"{self.said} {self.whom}".strip()
