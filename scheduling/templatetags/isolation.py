"""Template filter `isolated`: a sentence in which a name may stand that is written from right to
left.
"""

from __future__ import annotations

from django import template

from scheduling.views.foreign_names import isolated

register = template.Library()
register.filter(isolated)
