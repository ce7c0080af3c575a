"""Template filters for sentences in which a name may stand that is written from right to left:
`isolated`, and `titled` for what a page is called, where no element may stand; and `mail_parts`.
"""

from __future__ import annotations

from html import unescape

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from scheduling.views.foreign_names import isolated, isolated_in_text

register = template.Library()
register.filter(isolated)


@register.filter
def titled(rendered: SafeString) -> SafeString:
    """What was rendered already, as it is but for the names."""
    return rendered if rendered.isascii() else escape(isolated_in_text(unescape(rendered)))


@register.filter
def mail_parts(address: str) -> SafeString:
    """An email address that goes on in the next line at its @ or a dot behind it, if it has to."""
    mailbox, at, host = escape(address).partition("@")
    return mark_safe(f"{mailbox}{at}<wbr>{host.replace('.', '<wbr>.')}" if at else mailbox)
