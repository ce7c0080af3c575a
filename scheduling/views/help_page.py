"""The help page: the coordinators' guide of the docs, as a page of the portal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from scheduling.access.middleware import PortalRequest

GUIDE = settings.BASE_DIR / "docs" / "coordinator.md"
PRACTICE = "## Practice codes"  # the last part, for practice alone


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide as HTML, and the headings of its parts, each by the id that an address names."""

    html: SafeString
    parts: tuple[tuple[str, str], ...]


@require_safe
def guide(request: PortalRequest) -> HttpResponse:
    """The guide; the codes that only the stand-in knows where a practice institution is at hand."""
    practice = any(institution.is_practice for institution in request.access.institutions)
    return render(
        request, "scheduling/help_page.html", {"guide": _rendered(with_practice=practice)}
    )


@cache
def _rendered(*, with_practice: bool) -> Guide:
    """Markup inside the text is shown, not obeyed ("js-default": html off)."""
    text = GUIDE.read_text(encoding="utf-8").partition("\n")[2]  # the page has the title itself
    if not with_practice:
        text = text.partition(PRACTICE)[0]
    markdown = MarkdownIt("js-default")
    tokens = markdown.parse(text)
    parts = tuple(_with_ids(tokens))
    html = markdown.renderer.render(tokens, markdown.options, {})
    return Guide(mark_safe(html), parts)


def _with_ids(tokens: list[Token]) -> list[tuple[str, str]]:
    """Each heading's id and words; the ids are set on the tokens."""
    parts = []
    for opening, words in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", slugify(words.content))
            parts.append((slugify(words.content), words.content))
    return parts
