"""The form by which somebody decides what became of a request, on its session's page and alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from scheduling.access.middleware import PortalRequest
from scheduling.drafts.contents import Draft
from scheduling.forms.booking.settle import NOTHING, OTHERWISE, TOOK_EFFECT, SettleForm
from scheduling.models import Attempt
from scheduling.views.drafts import PageDraft, page_draft, restore


@dataclass(frozen=True, slots=True)
class Decision:
    """The form as a session's page shows it: where it is sent, and what was typed before."""

    url: str
    form: SettleForm
    draft: PageDraft


def of(request: PortalRequest, attempt: Attempt | None) -> Decision | None:
    """The form beside the session's newest request; None where it isn't this person's to decide."""
    if attempt is None or attempt.is_damaged or not attempt.awaits_decision:
        return None
    if not request.access.may_settle(attempt.session.institution):
        return None
    url = url_of(attempt)
    draft = restore(request, path=url)
    return Decision(url, form_of(attempt, None, draft), page_draft(request, draft, path=url))


def form_of(attempt: Attempt, posted: dict[str, str] | None, draft: Draft | None) -> SettleForm:
    """The form as it was sent, or as it was left; its answers in the words of what was asked."""
    form = SettleForm(posted, initial=draft.answers if draft else None)
    form.fields["applied"].choices = (
        ("yes", TOOK_EFFECT[attempt.action]),
        ("otherwise", OTHERWISE),
        ("no", NOTHING),
    )
    return form


def url_of(attempt: Attempt) -> str:
    """Where the decision is sent."""
    return reverse("settle", args=(attempt.attempt_id,))
