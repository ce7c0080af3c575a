"""Template tag `fixed`: a part of a page that is the same on every page with the same values."""

from __future__ import annotations

from django import template

from scheduling.forms.booking.rendering.fixed_markup import fixed_markup

register = template.Library()
register.simple_tag(fixed_markup, name="fixed")
