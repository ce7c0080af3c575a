"""Form of a person with their roles: who they are, whether they may sign in, and what they are
where.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from scheduling.access import account_names, granting_rules
from scheduling.access.account_names import ASK_FOR_ALL, TAKEN, Called
from scheduling.access.granting_rules import Held, NewStanding
from scheduling.access.roles import Access
from scheduling.forms.meanwhile.changed_meanwhile import AsShownModelForm, shown_as
from scheduling.forms.passwords import (
    AGAIN,
    DIFFER,
    GOOD_ENOUGH,
    NAMED,
    password_box,
    password_faults,
)
from scheduling.forms.whole_text import WholeTextForm
from scheduling.models import Institution, Role, RoleGrant

ALL = "all"
RESET = " If they forget it, an administrator of all institutions can set another one."
GIVE_IT = f"{GOOD_ENOUGH} Give it to the person; they can change it."
PERSON = (*NAMED, "is_active")
NAMES = ("username", "first_name", "last_name")


class RolesTable(forms.CheckboxSelectMultiple):
    """Check boxes in a table: a row for each institution, a column for each role."""

    rows: list[tuple[str, str]] = []

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = set(value or ())
        rows = [
            (
                label,
                [(f"{key}-{role}", word, f"{key}-{role}" in chosen) for role, word in Role.choices],
            )
            for key, label in self.rows
        ]
        context = {"name": name, "rows": rows, "roles": Role.labels, "attrs": attrs or {}}
        return mark_safe(render_to_string("admin/roles_table.html", context))


class RolesField(forms.MultipleChoiceField):
    """Roles within an administrator's reach, as `<institution number or all>-<role>`;
    cleaned to a set of `Held`.
    """

    widget = RolesTable

    def __init__(self, by: Access) -> None:
        rows = [(ALL, "All institutions")] if by.administers_all else []
        institutions = Institution.objects.order_by("name")
        rows += [
            (str(one.pk), _name(one)) for one in institutions if granting_rules.in_reach(by, one.pk)
        ]
        choices = [
            (f"{key}-{role}", f"{role_label}, {label}")
            for key, label in rows
            for role, role_label in Role.choices
        ]
        super().__init__(
            label="Institutions and roles", required=not by.administers_all, choices=choices
        )
        self.error_messages["required"] = granting_rules.NO_ROLE
        self.widget.rows = rows
        self.error_messages["invalid_choice"] = granting_rules.OUT_OF_REACH

    def clean(self, value: Any) -> frozenset[Held]:
        return frozenset(_held(one) for one in super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False  # who gives or takes a role writes an event of its own


def _name(institution: Institution) -> str:
    return institution.name if institution.is_active else f"{institution.name} (not in use)"


def _held(choice: str) -> Held:
    key, _, role = choice.partition("-")
    return None if key == ALL else int(key), role


def _choice(held: Held) -> str:
    pk, role = held
    return f"{ALL if pk is None else pk}-{role}"


def in_words(grants: Iterable[RoleGrant]) -> str:
    """“Auditor of all institutions, coordinator of Lakeside College”."""
    known = sorted(
        grants, key=lambda one: (one.institution.name if one.institution else "", one.role)
    )
    said = ", ".join(f"{one.role} of {one.institution or 'all institutions'}" for one in known)
    return said[:1].upper() + said[1:] if said else "None"


class PersonForm(AsShownModelForm):
    """Changing somebody. `by` is the administrator's desk and `by_user` their number;
    both are set by the caller.
    """

    by: Access
    by_user: int

    class Meta:
        model = User
        fields = PERSON
        labels = {"username": "User name", "email": "Email", "is_active": "May sign in"}
        help_texts = {
            "username": "To sign in with.",
            "is_active": "Clearing this closes the account immediately.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.gives_roles:
            self.fields["roles"] = RolesField(self.by)
            self.initial["roles"] = [_choice(one) for one in granting_rules.roles_of(self.instance)]

    @property
    def gives_roles(self) -> bool:
        """Nobody changes their own."""
        return self.instance.pk != self.by_user

    @property
    def changes_roles(self) -> bool:
        """Whether other roles are ticked than the person had."""
        return "roles" in self.fields and self.is_typed(
            "roles", shown_as(self.fields["roles"], self.initial["roles"])
        )

    def wanted(self) -> NewStanding:
        """How the person is to stand, as far as the form is sound."""
        is_active = self.cleaned_data.get("is_active", self.instance.is_active)
        return NewStanding(roles=self.cleaned_data.get("roles"), is_active=is_active)

    def clean_username(self) -> str:
        name: str = User.normalize_username(self.cleaned_data["username"])
        return name

    def name_faults(self, cleaned: dict[str, Any]) -> dict[str, str]:
        """What speaks against the names that were changed, by field."""
        changed = [name for name in NAMES if name in self.changed_data]
        if not changed or "username" not in cleaned:
            return {}
        called = Called(**{name: cleaned.get(name) or "" for name in NAMES})
        faults, found = account_names.why_not(called, person_id=self.instance.pk), {}
        if "username" in changed and "username" in faults:
            is_plain = self.instance.pk or self.by.administers_all or faults["username"] != TAKEN
            found["username"] = faults["username"] + ("" if is_plain else ASK_FOR_ALL)
        if changed[-1] != "username" and "name" in faults:
            found[changed[-1]] = faults["name"]
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, fault in self.name_faults(cleaned).items():
            self.add_error(name, fault)
        if "roles" not in self.errors:
            before = (
                type(self.instance).objects.filter(pk=self.instance.pk).first() or self.instance
            )
            reasons = granting_rules.why_not(
                person=before, wanted=self.wanted(), by=self.by, by_user=self.by_user
            )
            for name, reason in reasons.items():
                self.add_error(name if name in self.fields else None, reason)
        return cleaned


class NewPersonForm(PersonForm):
    """Adding somebody: the same, and the password they sign in with first."""

    password = password_box(help_text=GIVE_IT)
    again = password_box(label=AGAIN)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.by.administers_all:
            self.fields["password"].help_text += RESET

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, fault in password_faults(cleaned).items() if "password" in cleaned else ():
            self.add_error(name, fault)
        return cleaned

    def save(self, commit: bool = True) -> User:
        self.instance.set_password(self.cleaned_data["password"])
        person: User = super().save(commit)
        return person


class SetPasswordForm(WholeTextForm, AdminPasswordChangeForm):
    """A new password for somebody, typed twice, in the words of the form that adds one. An account
    without a password is closed instead.
    """

    error_messages = AdminPasswordChangeForm.error_messages | {"password_mismatch": DIFFER}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.pop("usable_password", None)
        words = {
            "password1": ("Password", GIVE_IT, "Enter the new password."),
            "password2": (AGAIN, "", "Enter the new password again."),
        }
        for name, (label, hint, missing) in words.items():
            box = self.fields[name]
            box.required, box.label, box.help_text = True, label, hint
            box.error_messages["required"] = missing

    def validate_password_for_user(self, user: User, **where: str) -> None:
        """What is wrong with the password is said where it is typed first."""
        super().validate_password_for_user(user, **{"password_field_name": "password1"} | where)
