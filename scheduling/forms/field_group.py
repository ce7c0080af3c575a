"""Bound field and form renderer of the portal: Django's own, with the markup of our templates.

Whatever a form shows of a field, `templates/forms/field.html` shows it, for every form of the
portal and of its admin site. The forms about an exam session hand it a `FieldView`
instead, which has the same names and costs less.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


class FieldGroup(BoundField):
    """Bound field of the portal: label, control, errors and hint as one piece of the page.

    A form may say more about its fields: `field_classes` (name → further CSS classes),
    `conditional` (names of those that some other answer makes a must, which are not called
    optional), and `marks_optional` (False: nothing is called optional).
    """

    help = offer = pasted = ""  # what only a form about an exam session has
    takes_sid = False

    @property
    def id(self) -> str:
        """The control's own id; of a group of controls, the id that theirs begin with."""
        return self.id_for_label or self.auto_id

    @property
    def classes(self) -> str:
        more = getattr(self.form, "field_classes", {}).get(self.name, "")
        return f"field {more}" if more else "field"

    @property
    def optional(self) -> bool:
        """Whether it says beside the label that the field may stay empty."""
        if self.field.required or not getattr(self.form, "marks_optional", True):
            return False
        return self.name not in getattr(self.form, "conditional", ())

    @property
    def is_tick(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_choice(self) -> bool:
        """Whether it is a group of controls, with a legend in place of a label."""
        return self.use_fieldset

    @property
    def control(self) -> SafeString:
        return mark_safe(str(self))

    @property
    def hint(self) -> SafeString | str:
        """The help text. It is ours and may hold tags, as everywhere in Django."""
        return mark_safe(self.help_text)

    @property
    def state(self) -> SafeString | str:
        """What assistive technology is told of a group of controls."""
        told = self.aria_describedby
        invalid = mark_safe(' aria-invalid="true"') if self.errors else ""
        return format_html(' aria-describedby="{}"{}', told, invalid) if told else ""

    @property
    def aria_describedby(self) -> str | None:
        """Ids of error and hint; what is wrong is read out first."""
        if self.field.widget.attrs.get("aria-describedby"):
            return None
        parts = (("error", self.errors), ("hint", self.help_text))
        return " ".join(f"{self.id}_{part}" for part, text in parts if text)

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Django's, and the class by which our style sheet knows a control."""
        found: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if not (self.is_tick or self.is_choice or widget.is_hidden):
            own = widget.attrs.get("class", "")
            found["class"] = f"field__control {own}".rstrip()
        return found


class FormRenderer(TemplatesSetting):
    """Django's form renderer over the project's templates: `{{ form }}` is its fields, one after
    the other, and `{{ field.as_field_group }}` one of them.
    """

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = FieldGroup
