"""The help page: the coordinators' guide of the docs, as a page of the portal."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from scheduling.access.middleware import PortalRequest

GUIDE = settings.BASE_DIR / "docs" / "coordinator.md"
PRACTICE = "## Practice codes"  # the last part, for practice alone


@require_safe
def guide(request: PortalRequest) -> HttpResponse:
    """The guide; the codes that only the stand-in knows where a practice institution is at hand."""
    practice = any(institution.is_practice for institution in request.access.institutions)
    return render(request, "scheduling/help.html", {"guide": _rendered(with_practice=practice)})


@cache
def _rendered(*, with_practice: bool) -> SafeString:
    """The guide as HTML. Markup inside the text is shown, not obeyed ("js-default": html off)."""
    text = GUIDE.read_text(encoding="utf-8").partition("\n")[2]  # the page has the title itself
    if not with_practice:
        text = text.partition(PRACTICE)[0]
    return mark_safe(MarkdownIt("js-default").render(text))
