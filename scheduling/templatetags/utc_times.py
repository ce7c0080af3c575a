"""Template filter `in_utc`: an instant as the admin site's lists say it."""

from __future__ import annotations

from django import template

from scheduling.admin.display import in_utc

register = template.Library()
register.filter(in_utc)
