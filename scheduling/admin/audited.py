"""Admin changes go into the audit log: before → after, secrets as “changed”."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection, models, transaction
from django.forms import Field, ModelChoiceField, ModelForm, ModelMultipleChoiceField

from scheduling.access.middleware import PortalRequest
from scheduling.admin.base import ComparedAdmin
from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.card_numbers import remove_card_numbers
from scheduling.forms.meanwhile.changed_meanwhile import AsShownModelForm
from scheduling.institutions.registration import SECRETS
from scheduling.models import Institution, Location
from scheduling.opening_hours.hours_of_days import DAYS
from scheduling.views.log import change_words

HIDDEN = "[hidden]"
ROW_NUMBER = re.compile(r"[0-9]{1,18}")
BEYOND_NUMBERS = re.compile(r"\s*[-+]?[\d_]{19,}\s*")  # more digits than a row's number has
# How an event’s sentence says what was done.
DID = {
    Kind.ADMIN_ADDED: "added",
    Kind.ADMIN_CHANGED: "changed",
    Kind.ADMIN_DELETED: "deleted",
    Kind.ADMIN_SET_PASSWORD: "set the password of",
}
AGAIN = "again"  # a password typed a second time
OF_ANOTHER = (
    "This can’t be changed: each institution’s log tells of its own entries. Delete this one, and"
    " add another."
)
GONE = "Nothing was changed: it was deleted already."
# By what else than its name the portal knows a thing.
SIDS = ("sid", "pl_sid", "cp_sid", "cv_sid", "ts_sid")
INSIDE = {"From": "first day", "To": "last day"}  # labels that would read as other words
Facts = dict[str, dict[str, str]]  # field → before, after


class LoggedAdmin(ComparedAdmin):
    """A model admin whose additions, changes and deletions are audit events, in the same
    transaction.
    """

    form = AsShownModelForm
    switched = ("no longer offers", "offers again")  # what is done by the switch `is_active`

    def lookup_allowed(self, lookup: str, value: str, request: PortalRequest | None = None) -> bool:
        """Only the filters that a list offers, not a condition of one's own in the address."""
        return (
            "\0" not in value
            and not BEYOND_NUMBERS.fullmatch(str(value))
            and lookup.removesuffix("__exact").removesuffix("__id") in self.list_filter
        )

    def get_object(
        self, request: PortalRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        """The row; locked where a form is taken, so that nobody else changes it between the
        comparison with what the form had shown and the saving.
        """
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        self.model._default_manager.select_for_update(no_key=True).get(pk=found.pk)
        return super().get_object(request, object_id, from_field)

    def get_form(
        self, request: PortalRequest, obj: models.Model | None = None, **options: Any
    ) -> type[ModelForm]:
        """Of two who enter or change something of one institution at once, the second waits here,
        and its form is compared with what the first entered.
        """
        stays = str(getattr(obj, "institution_id", None) or "")
        chosen = stays or request.POST.get("institution", "")
        is_sent = request.method == "POST" and connection.in_atomic_block
        if is_sent and ROW_NUMBER.fullmatch(chosen):
            list(Institution.objects.select_for_update(no_key=True).filter(pk=chosen))
        return super().get_form(request, obj, **options)

    def save_model(
        self, request: PortalRequest, obj: models.Model, form: ModelForm, change: bool
    ) -> None:
        facts = self.facts_of(form, is_new=not change)
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            self.save_parts(form)
            if facts or not change:
                kind = Kind.ADMIN_CHANGED if change else Kind.ADMIN_ADDED
                self.append_event(request, obj, kind, facts)

    def save_parts(self, form: ModelForm) -> None:
        """Store what belongs to the row in other tables, before its event takes how both stand."""

    def facts_of(self, form: ModelForm, *, is_new: bool) -> Facts:
        """What the event tells of a form."""
        return changed_facts(form, is_new=is_new)

    def lost_with(self, obj: models.Model) -> Facts:
        """What the event of a deletion tells of the entry."""
        return _lost(obj)

    def delete_model(self, request: PortalRequest, obj: models.Model) -> None:
        """The event comes after the deletion, so that it takes what it changed with it."""
        lost, request.deleted_title = self.lost_with(obj), self.deleted_title_of(obj)
        with transaction.atomic():
            super().delete_model(request, obj)
            self.append_event(request, obj, Kind.ADMIN_DELETED, lost)

    def delete_queryset(self, request: PortalRequest, queryset: models.QuerySet) -> None:
        """Those that are still there: who deletes them at the same moment waits for the other."""
        titles = []
        with transaction.atomic():
            for obj in queryset.select_for_update(of=("self",)):
                titles.append(self.deleted_title_of(obj))
                self.delete_model(request, obj)
        self.say_instead(request, f"Deleted: {'; '.join(titles)}." if titles else GONE)

    def log_deletions(self, request: PortalRequest, queryset: models.QuerySet) -> list[Any]:
        """Nothing: Django would note them before anybody knows which are still there."""
        return []

    def construct_change_message(
        self, request: PortalRequest, form: ModelForm, formsets: object, add: bool = False
    ) -> list[dict[str, Any]]:
        """What the entry's history tells: by the words of its form, as the log has it."""
        if add:
            return [{"added": {}}]
        if not isinstance(form, ModelForm):  # a password
            return [{"changed": {"fields": ["Password"]}}]
        return self.words_of_change(form.instance, self.facts_of(form, is_new=False))

    def words_of_change(self, obj: models.Model, facts: Facts) -> list[dict[str, Any]]:
        """What the entry's history tells of a change."""
        labels = [change_words.label(name, self.facts_about(obj)) for name in facts]
        return [{"changed": {"fields": labels}}] if labels else []

    def append_event(
        self, request: PortalRequest, obj: models.Model, kind: Kind, facts: Facts
    ) -> None:
        """Append the event, inside the caller's transaction."""
        self.append_event_at(request, obj, kind, facts, _institution_of(obj))

    def name_of(self, obj: models.Model) -> str:
        """What the event's sentence calls a thing."""
        return str(obj)

    def facts_about(self, obj: models.Model) -> dict[str, int]:
        """What an event's details say of a thing, changed or not."""
        return {}

    def did(self, obj: models.Model, kind: Kind, facts: Facts, where: str) -> str:
        """What the event's sentence says was done; what a change was about, but not all that an
        entry came or went with.
        """
        thing = f"{self.noun or obj._meta.verbose_name} {self.name_of(obj)}{where}"
        if kind == Kind.ADMIN_CHANGED and set(facts) == {"is_active"}:
            return f"{self.switched[facts['is_active']['after'] == 'yes']} the {thing}"
        labels = [_inside(change_words.label(name, self.facts_about(obj))) for name in facts]
        tells = bool(labels) and kind not in (Kind.ADMIN_ADDED, Kind.ADMIN_DELETED)
        return f"{DID[kind]} the {thing}{': ' + ', '.join(labels) if tells else ''}"

    def append_event_at(
        self,
        request: PortalRequest,
        obj: models.Model,
        kind: Kind,
        facts: Facts,
        institution: Institution | None,
        where: str = "",
    ) -> None:
        """Append the event as one of this institution, or of none.

        `where` stands behind the thing's name.
        """
        who = request.actor_at(institution)
        said = remove_card_numbers(f"{who.name} {self.did(obj, kind, facts, where)}.", HIDDEN)
        event_writer.append(
            event_writer.Entry(
                kind=kind,
                sentence=event_writer.escape_braces(said),
                actor=who,
                install_sid=institution.sid if institution else "",
                details=self.facts_about(obj) | ({"changes": facts} if facts else {}),
            )
        )


def _inside(label: str) -> str:
    """A field's name inside a sentence: a day and what is written in capitals stay so."""
    if label in DAYS or label[1:2].isupper():
        return label
    return INSIDE.get(label, label[:1].lower() + label[1:])


def changed_facts(form: ModelForm, *, is_new: bool) -> Facts:
    """What a form changes: field → before and after in words; a secret is only said to be changed.

    What is typed otherwise and means the same is no change; what reads the same and is another
    thing is one.
    """
    names = (name for name in form.changed_data if name in form.fields and name != AGAIN)
    facts = {name: _change(form, name, is_new) for name in names}
    return {name: fact for name, fact in facts.items() if fact}


def _change(form: ModelForm, name: str, is_new: bool) -> dict[str, str]:
    """Before and after of a field in words; nothing where it stays as it is."""
    if _is_secret(name):
        return {"before": "…", "after": "changed"}
    field, was = form.fields[name], "" if is_new else form.initial.get(name)
    now = form.cleaned_data.get(name)
    if _plain(field, was) == _plain(field, now):
        return {}
    before, after = _in_words(field, was), _in_words(field, now)
    if before == after:
        before, after = _told_apart(field, was), _told_apart(field, now)
    return {"before": before, "after": after}


def _plain(field: Field, value: Any) -> str:
    """What is stored of a field’s value, however it is called."""
    if isinstance(field, ModelMultipleChoiceField):
        return " ".join(sorted(str(getattr(one, "pk", one)) for one in value or ()))
    if isinstance(field, ModelChoiceField):
        value = getattr(value, "pk", value)
    return ("yes" if value else "no") if isinstance(value, bool) else _text(value)


def _told_apart(field: Field, value: Any) -> str:
    """A value whose words are another’s too."""
    if isinstance(field, ModelMultipleChoiceField):
        return ", ".join(sorted(with_sid(one) for one in value or ()))
    chosen = _chosen(field, value)
    return with_sid(chosen) if isinstance(chosen, models.Model) else in_words(value)


def _lost(obj: models.Model) -> Facts:
    """What goes with a thing that is deleted, but for secrets."""
    fields = [
        field
        for field in obj._meta.concrete_fields
        if not field.primary_key and not _is_secret(field.name)
    ]
    values = {field.name: in_words(getattr(obj, field.name)) for field in fields}
    return {name: {"before": value, "after": ""} for name, value in values.items() if value}


def _in_words(field: Field, value: Any) -> str:
    """A value as the form names it: the chosen one's name, not its number."""
    if isinstance(field, ModelMultipleChoiceField):
        return ", ".join(sorted(in_words(one) for one in value or ()))
    return in_words(_chosen(field, value))


def _chosen(field: Field, value: Any) -> Any:
    """The thing that a form’s field names by its number; any other value as it is."""
    is_number = isinstance(field, ModelChoiceField) and not isinstance(value, models.Model)
    if not is_number or value in (None, ""):
        return value
    return field.queryset.filter(pk=value).first() or value


def in_words(value: Any) -> str:
    """A value as an event tells it, without what looks like a card number."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Location) and _has_namesake(value):
        return with_sid(value)
    return remove_card_numbers(_text(value), HIDDEN)


def with_sid(one: models.Model) -> str:
    """A thing by its name and by what nothing else has: its SID, or else its number."""
    sid = next((getattr(one, name) for name in SIDS if getattr(one, name, "")), one.pk)
    return remove_card_numbers(f"{one} ({sid})", HIDDEN)


def _has_namesake(location: Location) -> bool:
    same = Location.objects.filter(institution=location.institution_id, name=location.name)
    return same.exclude(pk=location.pk).exists()


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _is_secret(name: str) -> bool:
    return name in SECRETS or "password" in name


def _institution_of(obj: models.Model) -> Institution | None:
    """The institution that a thing belongs to, directly or by what it belongs to."""
    if isinstance(obj, Institution):
        return obj
    found = getattr(obj, "institution", None)
    if isinstance(found, Institution):
        return found
    parents = [field.name for field in obj._meta.concrete_fields if field.is_relation]
    institutions = (getattr(getattr(obj, name), "institution", None) for name in parents)
    return next((one for one in institutions if isinstance(one, Institution)), None)
