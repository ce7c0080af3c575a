"""People with their roles, in one form. Nobody changes their own roles; nobody is deleted."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

import allauth.account.admin  # noqa: F401 - what it registers is taken out below
from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Model, Prefetch, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_post_parameters

from scheduling.access import granting_rules
from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access, name_of
from scheduling.admin import display
from scheduling.admin.audited import Facts, LoggedAdmin, changed_facts
from scheduling.admin.base import Link
from scheduling.admin.keyset_lists import KeysetAdmin, beginning
from scheduling.audit.kinds import Kind
from scheduling.forms.people import (
    NAMES,
    PERSON,
    NewPersonForm,
    PersonForm,
    SetPasswordForm,
    in_words,
)
from scheduling.models import Institution, RoleGrant

for model in (get_user_model(), Group, EmailAddress):
    admin.site.unregister(model)
ELSEWHERE = (
    "This person has roles elsewhere too. Only an administrator of all institutions can change"
    " those roles and the account."
)
LEFT_OUT = (
    "People whose roles are for all institutions work at yours too, and are not listed here: an"
    " administrator of all institutions sees them."
)
OWN = "These are your own roles. Ask another administrator to change them, or your name."


def _refuse_own(request: PortalRequest) -> None:
    """What no page offers for one's own account."""
    if "roles" in request.POST:
        raise PermissionDenied("nobody changes their own roles")
    own = {name: getattr(request.user, name) for name in NAMES}
    if any(request.POST.get(name, value) != value for name, value in own.items()):
        raise PermissionDenied("nobody changes their own name")


@admin.register(User)
class StaffAdmin(KeysetAdmin, LoggedAdmin, UserAdmin):
    """Accounts with their roles; each role that is given or taken is an event of its own."""

    institution_path = "role_grants__institution"
    heading = "People"
    noun = "person"
    note = (
        "Who can sign in, and in which role. Accounts are closed, not deleted, because the log"
        " names the person."
    )
    switched = ("closed", "reopened")
    instead_of_deleting = (
        "Nobody is deleted, because the log names them: clear “May sign in” to close the account."
    )
    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None
    change_password_form = SetPasswordForm
    list_display = ("username", "full_name", "roles_held", "account", "signed_in")
    keyset, newer_word, older_word = ("username",), "Previous", "Next"
    search_help_text = "A user name, how it begins, or a part of the name."
    filter_horizontal = ()

    def belongs_to(self, here: Access) -> Q:
        return granting_rules.visible_to(here)

    def get_queryset(self, request: PortalRequest) -> QuerySet[User]:
        """With the roles that lie within the administrator's reach, as `grants_shown`."""
        here = request.access
        grants = RoleGrant.objects.select_related("institution")
        shown = grants if here.administers_all else grants.filter(institution__in=here.administered)
        found: QuerySet[User] = super().get_queryset(request)
        return found.prefetch_related(Prefetch("role_grants", shown, to_attr="grants_shown"))

    def found_by(self, term: str, here: Access) -> Q:
        begins = beginning("username", term)
        parts = [
            Q(first_name__icontains=word) | Q(last_name__icontains=word) for word in term.split()
        ]
        return begins | reduce(and_, parts)

    def changelist_view(
        self, request: PortalRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who sees a part of the people only is told so."""
        more = {} if request.access.administers_all else {"note": f"{self.note} {LEFT_OUT}"}
        return super().changelist_view(request, more | (extra_context or {}))

    @admin.display(description="Account")
    def account(self, person: User) -> SafeString:
        return display.switch(person.is_active, "Active", "Closed")

    @admin.display(description="Last signed in")
    def signed_in(self, person: User) -> SafeString | str:
        return display.in_utc(person.last_login)

    @admin.display(description="Name")
    def full_name(self, person: User) -> str:
        return person.get_full_name() or "–"

    @admin.display(description="Roles")
    def roles_held(self, person: User) -> str:
        if person.is_superuser:
            return "Administrator of all institutions, made at the command line"
        return in_words(person.grants_shown)

    @admin.display(description="Roles")
    def own_roles(self, person: User) -> SafeString:
        return format_html("<p>{}</p><p>{}</p>", self.roles_held(person), OWN)

    @admin.display(description="Elsewhere")
    def roles_elsewhere(self, person: User) -> str:
        return ELSEWHERE

    def get_form(
        self, request: PortalRequest, obj: User | None = None, **options: Any
    ) -> type[ModelForm]:
        """The form with whose desk it is filled in at."""
        facts = {"by": request.access, "by_user": request.user.pk}
        plain = NewPersonForm if obj is None else PersonForm
        shown = [name for name in PERSON if name not in self.get_readonly_fields(request, obj)]
        meta = type("Meta", (plain.Meta,), {"fields": shown})
        return type(plain.__name__, (plain,), {**facts, "Meta": meta})

    def get_readonly_fields(
        self, request: PortalRequest, obj: User | None = None
    ) -> tuple[str, ...]:
        if obj is None:
            return ()
        if obj.pk == request.user.pk:
            return (*NAMES, "is_active", "own_roles")
        return () if granting_rules.is_theirs(obj, request.access) else (*PERSON, "roles_elsewhere")

    def get_fieldsets(
        self, request: PortalRequest, obj: User | None = None
    ) -> list[tuple[str | None, dict[str, Any]]]:
        read = self.get_readonly_fields(request, obj)
        is_own = "own_roles" in read
        roles = (
            ("own_roles",)
            if is_own
            else ("roles_elsewhere", "roles")
            if "roles_elsewhere" in read
            else ("roles",)
        )
        secret = [("Password", {"fields": ("password", "again")})] if obj is None else []
        shown = tuple(name for name in PERSON if not (is_own and name == "is_active"))
        return [(None, {"fields": shown}), *secret, ("Roles", {"fields": roles})]

    def page_links(self, request: PortalRequest, obj: Model | None) -> list[Link]:
        if obj is None or not request.access.administers_all:
            return []
        if obj.pk == request.user.pk:
            return [Link("Change your password", reverse("account_change_password"))]
        return [Link("Set a password", reverse("admin:auth_user_password_change", args=(obj.pk,)))]

    @method_decorator(sensitive_post_parameters())
    def changeform_view(
        self,
        request: PortalRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Own roles and names can't be sent;
        what another administrator changed meanwhile may speak against the change.
        """
        if request.method == "POST" and object_id == str(request.user.pk):
            _refuse_own(request)
        try:
            response: HttpResponse = super().changeform_view(
                request, object_id, form_url, extra_context
            )
        except granting_rules.ChangeRefused as refused:
            self.message_user(request, f"Nothing was saved. {refused}", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return response

    def add_view(
        self,
        request: PortalRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One form for all of it, not Django's two steps."""
        return self.changeform_view(request, None, form_url, extra_context)

    def response_add(
        self, request: PortalRequest, obj: Model, post_url_continue: str | None = None
    ) -> HttpResponse:
        return admin.ModelAdmin.response_add(self, request, obj, post_url_continue)

    def get_object(
        self, request: PortalRequest, object_id: str, from_field: str | None = None
    ) -> Model | None:
        """Whoever changes people takes turns before the account is locked: two who had an account
        each, and waited for all, would wait for each other.
        """
        if request.method == "POST" and connection.in_atomic_block:
            granting_rules.take_turn()
        return super().get_object(request, object_id, from_field)

    def save_model(self, request: PortalRequest, obj: User, form: PersonForm, change: bool) -> None:
        """The account, then its roles, in one transaction."""
        facts = changed_facts(form, is_new=not change)
        with transaction.atomic():
            granting_rules.take_turn()
            if taken := form.name_faults(form.cleaned_data):
                raise granting_rules.ChangeRefused(" ".join(taken.values()))
            institutions = granting_rules.concerned(obj, form.wanted())
            obj.save()
            if facts or not change:
                kind = Kind.ADMIN_CHANGED if change else Kind.ADMIN_ADDED
                self._tell_of_account(request, obj, kind, facts, institutions)
            granting_rules.change(
                person=obj, wanted=form.wanted(), by=request.access, actor=request.actor_at(None)
            )

    def title_of(self, obj: Model) -> str:
        return name_of(obj)

    def change_message(self, obj: User) -> str:
        if obj.is_active:
            return super().change_message(obj)
        return "{} is saved. The account is closed: they can’t sign in, and are signed out."

    def did(self, obj: User, kind: Kind, facts: Facts, where: str) -> str:
        if kind == Kind.ADMIN_SET_PASSWORD:
            return f"set the password of the user {obj.get_username()}{where}: password"
        whose = f"{name_of(obj)} ({obj.get_username()}){where}"
        if kind == Kind.ADMIN_ADDED:
            return f"made an account for {whose}"
        told = super().did(obj, kind, facts, where)
        return told.replace(
            f"the {self.noun} {self.name_of(obj)}{where}", f"the account of {whose}"
        )

    def construct_change_message(
        self, request: PortalRequest, form: PersonForm, formsets: object, add: bool = False
    ) -> list[dict[str, Any]]:
        """With the roles, which have events of their own."""
        told = super().construct_change_message(request, form, formsets, add)
        if add or not isinstance(form, PersonForm) or not form.changes_roles:
            return told
        fields = told[0]["changed"]["fields"] if told else []
        return [{"changed": {"fields": [*fields, "Roles"]}}]

    def facts_about(self, obj: User) -> dict[str, int]:
        """By its number an account is known in the log, whatever it is called later."""
        return {"account": obj.pk}

    def _tell_of_account(
        self,
        request: PortalRequest,
        person: User,
        kind: Kind,
        facts: Facts,
        institutions: list[Institution],
    ) -> None:
        """An event for each institution at which the person works or worked: its own people see it,
        and no other's name.

        Where there is none it is an event of no institution, for those who see all of them.
        """
        for institution in institutions:
            self.append_event_at(
                request, person, kind, facts, institution, where=f" at {institution}"
            )
        if not institutions:
            self.append_event_at(request, person, kind, facts, None)

    @method_decorator(sensitive_post_parameters())
    def user_change_password(
        self, request: PortalRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Setting somebody's password passes by `save_model`:
        it is noted here, in the same transaction. One's own takes the current one, on its own page.
        """
        if refused := granting_rules.why_no_password(request.access, request.actor):
            raise PermissionDenied(refused)
        person = self.get_object(request, unquote(id))
        if person and person.pk == request.user.pk:
            return HttpResponseRedirect(reverse("account_change_password"))
        if request.method != "POST":
            page: HttpResponse = super().user_change_password(request, id, form_url)
            return page
        with transaction.atomic():
            before = self.get_object(request, unquote(id))
            response: HttpResponse = super().user_change_password(request, id, form_url)
            after = self.get_object(request, unquote(id))
            if before and after and before.password != after.password:
                facts = {"password": {"before": "…", "after": "changed"}}
                self._tell_of_account(
                    request, after, Kind.ADMIN_SET_PASSWORD, facts, granting_rules.concerned(after)
                )
                list(messages.get_messages(request))  # reads Django's own words away
                messages.success(request, f"The password of {name_of(after)} is set.")
        return response
