"""Forms in which a character that did not arrive whole is told beside its field: kept as it is, it
would stand in the record, and go to SmarterProctoring, in place of what was meant.
"""

from __future__ import annotations

from typing import ClassVar

from django import forms

from scheduling.session_types.unread_characters import UNREAD_CHARACTER, as_shown, is_unread


def _refuse(text: object) -> None:
    raise forms.ValidationError(UNREAD_CHARACTER)


class WholeTextForm(forms.BaseForm):
    """A form in which half a character is a fault of its field, and stays to be put right."""

    taken_as_typed: ClassVar[frozenset[str]] = frozenset()  # what is only compared, never kept

    def full_clean(self) -> None:
        unread = self._unread() if self.is_bound else {}
        if unread:
            self.data = self.data.copy()
        for name, text in unread.items():
            self.data[self.add_prefix(name)] = text
            # Nothing else looks at it: what asks the database could not ask for half a character.
            self.fields[name].validators = [_refuse]
        super().full_clean()
        for name in unread:
            self._errors.pop(name, None)
            self.add_error(name, UNREAD_CHARACTER)

    def _unread(self) -> dict[str, str]:
        """What was typed into the boxes with such characters, as the page can show it."""
        said = {name: self.data.get(self.add_prefix(name)) for name in self.fields}
        return {
            name: as_shown(text)
            for name, text in said.items()
            if isinstance(text, str) and is_unread(text) and self._was_typed(name, text)
        }

    def _was_typed(self, name: str, text: str) -> bool:
        """Whether a person can put it right here: neither what stood there before, nor what the
        page sends by itself.
        """
        box = self.fields[name]
        is_open = not (box.disabled or box.widget.is_hidden or name in self.taken_as_typed)
        return is_open and text != self.get_initial_for_field(box, name)
