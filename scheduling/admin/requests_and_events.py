"""What happened: requests and audit events, strictly read-only, in lists that never count."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access
from scheduling.admin import display
from scheduling.admin.base import Link, PortalAdmin
from scheduling.admin.paging import KeysetAdmin
from scheduling.admin.scope import ScopedAdmin
from scheduling.audit import event_reader
from scheduling.audit.event_reader import CANT_READ, ERASED, NO_TIME
from scheduling.audit.kinds import kind_label
from scheduling.exam_sessions.search.typed_sids import only_beginning
from scheduling.log import learner_erasure
from scheduling.log.suggestions import normalised
from scheduling.models import Attempt, AuditEvent, Institution
from scheduling.session_types.registry import type_label
from scheduling.session_types.typed_sids import all_sids, spelled
from scheduling.views.log import event_rows
from scheduling.views.log.filter_chips import OUTCOMES
from scheduling.views.url_lookup import session_url

SID_START = re.compile(r"ES[a-f0-9]{0,32}")
COLUMNS = {"ES": "session_sid", "EX": "exam_sid", "AI": "install_sid"}
NOTHING_FOUND = Q(pk=-1)


class ReadOnlyAdmin(KeysetAdmin, PortalAdmin, ScopedAdmin):
    """Can be looked at and nothing else."""

    actions = None
    has_history = False

    def get_queryset(self, request: PortalRequest) -> QuerySet[Model]:
        """What is of the person's institutions, met on a walk in the list's own order.

        The institution is no index here, but an expression: by its index SQLite would fetch all
        rows of the institutions and sort them.
        """
        rows, here = admin.ModelAdmin.get_queryset(self, request), request.access
        if here.administers_all:
            return rows
        return rows.alias(at_institution=Coalesce(self.institution_path, Value(None))).filter(
            at_institution__in=self.known(here)
        )

    def known(self, here: Access) -> list[Any]:
        """The person's institutions as `install_path` names them."""
        return list(here.administered)

    @admin.display(description="Who")
    def who(self, row: Attempt | AuditEvent) -> str:
        return row.actor_name

    def has_add_permission(self, request: PortalRequest) -> bool:
        return False

    def has_change_permission(self, request: PortalRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: PortalRequest, obj: Model | None = None) -> bool:
        return False


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
        return _written(attempt.asked)

    @admin.display(description="Differences")
    def differing(self, attempt: Attempt) -> SafeString | str:
        return _written(attempt.differences) if attempt.differences else "None"

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


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """The log, row by row, for looking an event up; searching has its own page."""

    institution_path = "install_sid"
    keyset = ("-number",)
    heading = "Events of the log"
    noun = "as stored"
    note = "Row by row, newest first. To search by person, learner, session or time, open the log."
    search_help_text = "An event’s number, a whole SID (ES…, EX…, AI…) or a request’s id."
    list_display = ("number", "listed", "told", "outcome_word", "who")
    fieldsets = (
        (None, {"fields": ("told", "when", "who", "role", "from_address", "what", "outcome_word")}),
        (
            "About",
            {
                "fields": (
                    "institution",
                    "for_practice",
                    "exam",
                    "session",
                    "nth_of_session",
                    "type_name",
                    "attempt",
                )
            },
        ),
        (
            "As stored",
            {
                "fields": (
                    "kind",
                    "holds",
                    "hashes",
                    "request_id",
                    "formula",
                    "previous_hash",
                    "hash",
                )
            },
        ),
    )

    def known(self, here: Access) -> list[str]:
        return list(
            Institution.objects.filter(pk__in=here.administered).values_list("sid", flat=True)
        )

    def fetched(self, rows: QuerySet[AuditEvent]) -> list[AuditEvent]:
        return event_reader.of_rows(rows)

    def prepare(self, rows: list[AuditEvent]) -> None:
        values = event_reader.load_personal_values([event.number for event in rows])
        zones = dict(Institution.objects.values_list("sid", "time_zone"))
        for event in rows:
            event.told = event_reader.fill_sentence(event, values.get(event.number, {}))
            event.zone = event_rows.zone_of(event) or zones.get(event.install_sid, "UTC")

    def get_object(
        self, request: PortalRequest, object_id: str, from_field: str | None = None
    ) -> AuditEvent | None:
        if not object_id.isdecimal() or len(object_id) > 18:
            return None
        found = self.fetched(self.get_queryset(request).filter(pk=int(object_id)))
        if not found and self.is_elsewhere(object_id):
            raise PermissionDenied
        self.prepare(found)
        return next(iter(found), None)

    @admin.display(description="Who")
    def who(self, row: Attempt | AuditEvent) -> str:
        return row.who if isinstance(row, AuditEvent) else row.actor_name

    @admin.display(description="For practice")
    def for_practice(self, event: AuditEvent) -> str:
        return {0: "no", 1: "yes"}.get(event.practice, display.NOTHING)

    @admin.display(description="When")
    def when(self, event: AuditEvent) -> SafeString | str:
        return display.moment(event.at, event.zone) if _is_timed(event) else CANT_READ

    @admin.display(description="When")
    def listed(self, event: AuditEvent) -> SafeString | str:
        return display.in_utc(event.at, event.zone) if _is_timed(event) else CANT_READ

    @admin.display(description="What happened")
    def told(self, event: AuditEvent) -> str:
        return str(event.told)

    @admin.display(description="About")
    def what(self, event: AuditEvent) -> str:
        return kind_label(event.kind)

    @admin.display(description="Outcome")
    def outcome_word(self, event: AuditEvent) -> str:
        return OUTCOMES.get(event.outcome, event.outcome) or display.NOTHING

    @admin.display(description="From the address")
    def from_address(self, event: AuditEvent) -> str:
        return event.ip or display.NOTHING

    @admin.display(description="Hashes of its personal values")
    def hashes(self, event: AuditEvent) -> SafeString:
        return _written(event_reader.read_details(event.personal))

    @admin.display(description="Institution")
    def institution(self, event: AuditEvent) -> str:
        return event.install_sid or display.NOTHING

    @admin.display(description="Exam")
    def exam(self, event: AuditEvent) -> str:
        return event.exam_sid or display.NOTHING

    @admin.display(description="Session")
    def session(self, event: AuditEvent) -> str:
        return event.session_sid or display.NOTHING

    @admin.display(description="Session type")
    def type_name(self, event: AuditEvent) -> SafeString | str:
        return display.titled(type_label(event.session_type), event.session_type)

    @admin.display(description="Request")
    def attempt(self, event: AuditEvent) -> str:
        return event.attempt_id or display.NOTHING

    @admin.display(description="Details")
    def holds(self, event: AuditEvent) -> SafeString:
        return _written(event_reader.read_details(event.details))

    def found_by(self, term: str, here: Access) -> Q:
        if term.isdecimal() and len(term) < 19:
            return Q(number=int(term))
        if sid := next((one for one in all_sids(term) if one[:2] in COLUMNS), ""):
            return Q(**{COLUMNS[sid[:2]]: sid})
        return Q(attempt_id=term.lower())

    def page_links(self, request: PortalRequest, obj: Model | None) -> list[Link]:
        if obj is None:
            return [Link("Search the log", reverse("audit_list"), is_main=True)]
        return [Link("Open in the log", reverse("audit_event", args=(obj.pk,)), is_main=True)]


def _is_timed(event: AuditEvent) -> bool:
    return event.at != NO_TIME


def _zone(attempt: Attempt) -> str:
    return attempt.time_zone or str(attempt.session.zone)


def _written(value: Any) -> SafeString:
    return format_html(
        '<pre class="code">{}</pre>', json.dumps(value, ensure_ascii=False, indent=2)
    )
