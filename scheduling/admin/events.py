"""Events of the log, strictly read-only, in a list that never counts."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access
from scheduling.admin import display
from scheduling.admin.base import Link, ReadOnlyAdmin
from scheduling.admin.display import written
from scheduling.audit import event_reader
from scheduling.audit.event_reader import CANT_READ, NO_TIME
from scheduling.audit.kinds import kind_label
from scheduling.models import Attempt, AuditEvent, Institution
from scheduling.session_types.registry import type_label
from scheduling.session_types.typed_sids import all_sids
from scheduling.views.log import event_rows
from scheduling.views.log.filter_chips import OUTCOMES

COLUMNS = {"ES": "session_sid", "EX": "exam_sid", "AI": "install_sid"}


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """The log, row by row, for looking an event up; searching has its own page."""

    institution_path = "install_sid"
    keyset = ("-number",)
    heading = "Events of the log"
    noun = "as stored"
    note = "Row by row, newest first. To search by person, learner, session or time, open the log."
    search_help_text = "An event’s number, a whole SID (ES…, EX…, AI…) or a request’s id."
    list_display = ("number", "listed", "happened", "outcome_word", "who")
    fieldsets = (
        (
            None,
            {"fields": ("happened", "when", "who", "role", "from_address", "what", "outcome_word")},
        ),
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
                    "kept_details",
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
            event.happened = event_reader.fill_sentence(event, values.get(event.number, {}))
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
    def happened(self, event: AuditEvent) -> str:
        return str(event.happened)

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
        return written(event_reader.read_details(event.personal))

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
    def kept_details(self, event: AuditEvent) -> SafeString:
        return written(event_reader.read_details(event.details))

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
