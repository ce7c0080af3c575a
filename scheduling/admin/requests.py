"""Requests to SmarterProctoring, strictly read-only, in a list that never counts."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access
from scheduling.admin import display
from scheduling.admin.base import Link, ReadOnlyAdmin
from scheduling.admin.display import written
from scheduling.audit.event_reader import ERASED
from scheduling.exam_sessions.search.typed_sids import only_beginning
from scheduling.log import learner_erasure
from scheduling.log.search.suggestions import normalised
from scheduling.models import Attempt
from scheduling.session_types.registry import type_label
from scheduling.session_types.typed_sids import spelled
from scheduling.views.url_lookup import session_url

SID_START = re.compile(r"ES[a-f0-9]{0,32}")
NOTHING_FOUND = Q(pk=-1)


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Bookings, moves and cancellations that were asked for."""

    institution_path = "session__institution"
    keyset = ("-started_at", "id")
    heading = "Requests to SmarterProctoring"
    noun = "request"
    note = (
        "Every booking, move and cancellation request, newest first. Nothing here can be changed."
    )
    search_help_text = (
        "A session’s SID or its first characters, or a request’s ID. To find a learner’s requests,"
        " search the log: names stay out of addresses."
    )
    list_display = ("listed", "what", "learner", "state_mark", "who", "session_sid")
    list_select_related = ("session__institution",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "what",
                    "learner",
                    "state_mark",
                    "who",
                    "when",
                    "finished",
                    "settled",
                    "reason",
                )
            },
        ),
        ("What was asked for, and what was stored", {"fields": ("asked_for", "differing")}),
        (
            "For a support call",
            {"fields": ("attempt_id", "session_sid", "repeated", "deadline", "override_reason")},
        ),
    )

    @admin.display(description="When")
    def when(self, attempt: Attempt) -> SafeString | str:
        return display.moment(attempt.started_at, _zone(attempt))

    @admin.display(description="When")
    def listed(self, attempt: Attempt) -> SafeString | str:
        return display.in_utc(attempt.started_at, _zone(attempt))

    @admin.display(description="Finished")
    def finished(self, attempt: Attempt) -> SafeString | str:
        return display.moment(attempt.finished_at, _zone(attempt))

    @admin.display(description="Settled")
    def settled(self, attempt: Attempt) -> SafeString | str:
        by = f", by {attempt.settled_by}" if attempt.settled_by else ""
        return format_html("{}{}", display.moment(attempt.settled_at, _zone(attempt)), by)

    @admin.display(description="Given up after")
    def deadline(self, attempt: Attempt) -> SafeString | str:
        return display.moment(attempt.deadline_at, _zone(attempt))

    @admin.display(description="What")
    def what(self, attempt: Attempt) -> str:
        how = attempt.described or type_label(attempt.session_type)
        return f"{attempt.get_action_display()}{f': {how}' if how else ''}"

    @admin.display(description="Learner and exam")
    def learner(self, attempt: Attempt) -> SafeString:
        session, words = attempt.session, str(attempt.session)
        if self.is_erased(attempt):
            words = f"{ERASED} · {session.exam_title or session.exam_sid}"
        return format_html('<a href="{}">{}</a>', session_url(session), words)

    def prepare(self, rows: list[Attempt]) -> None:
        """With which of the names were erased, found at once."""
        erased = learner_erasure.without_name(one.attempt_id for one in rows)
        for one in rows:
            one.is_erased = one.attempt_id in erased

    def is_erased(self, attempt: Attempt) -> bool:
        """Whether the log has erased the learner’s name."""
        if not hasattr(attempt, "is_erased"):
            attempt.is_erased = bool(learner_erasure.without_name([attempt.attempt_id]))
        return bool(attempt.is_erased)

    @admin.display(description="State")
    def state_mark(self, attempt: Attempt) -> SafeString:
        return display.state(attempt)

    @admin.display(description="Session")
    def session_sid(self, attempt: Attempt) -> SafeString | str:
        return display.sid(attempt.session.sid)

    @admin.display(description="Sent more than once")
    def repeated(self, attempt: Attempt) -> str:
        return f"{attempt.duplicate_submits} times" if attempt.duplicate_submits else "Never"

    @admin.display(description="Asked")
    def asked_for(self, attempt: Attempt) -> SafeString:
        return written(attempt.asked)

    @admin.display(description="Differences")
    def differing(self, attempt: Attempt) -> SafeString | str:
        return written(attempt.differences) if attempt.differences else "None"

    def found_by(self, term: str, here: Access) -> Q:
        """A request by its id;
        the requests of one session by its SID, or by as much of it as only it has at the person's
        institutions.
        """
        if SID_START.fullmatch(start := normalised(spelled(term, "ES"))):
            seen = None if here.administers_all else here.administered
            return Q(session_id__in=only_beginning(start, seen))
        try:
            return Q(attempt_id=UUID(term))
        except ValueError:
            return NOTHING_FOUND

    def page_links(self, request: PortalRequest, obj: Model | None) -> list[Link]:
        if obj is None:
            return [Link(Attempt.NEEDS_DECISION, reverse("undecided"))]
        try:
            return [Link("The session’s page", session_url(obj.session))]
        except ObjectDoesNotExist:  # past the portal it was given to a session that there is not
            return []


def _zone(attempt: Attempt) -> str:
    return attempt.time_zone or str(attempt.session.zone)
