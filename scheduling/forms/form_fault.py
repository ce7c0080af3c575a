"""A line of the list of errors above a form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormFault:
    """One line of the error list above a form; `target` is the id of its control, or ''."""

    text: str
    target: str = ""
