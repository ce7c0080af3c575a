"""Lists that cost the same on their first page and their ten-thousandth: paged by key, never
counted.

A list that may hold millions of rows names the columns it is ordered by (`keyset`), which an index
must hold in that order, and how it is searched (`found_by`): exact values or ranges on indexed
columns.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import connection
from django.db.models import F, Lookup, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan, LessThan
from django.http import HttpRequest

from scheduling import page_sizes
from scheduling.access.middleware import PortalRequest
from scheduling.access.roles import Access
from scheduling.proctoring_api.foreign_text import clean_id

BEFORE, AFTER = "before", "after"
Order = tuple[str, ...]


class KeysetChangeList(ChangeList):
    """A page of rows older than the row `?before=`, or newer than the row `?after=`;
    both are primary keys.
    """

    is_keyset = True
    newer: str | None = None
    older: str | None = None

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Model]:
        for name in (BEFORE, AFTER):
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        found: QuerySet[Model] = super().get_queryset(request, exclude_parameters)
        return found

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Model]) -> list[str]:
        return list(self.model_admin.keyset)

    def get_ordering_field_columns(self) -> dict[int, str]:
        return {}

    def get_results(self, request: HttpRequest) -> None:
        rows = self._page(request)
        self.result_list, self.result_count = rows, len(rows)
        self.show_admin_actions = bool(rows)
        self.can_show_all, self.multi_page, self.full_result_count = False, False, None
        self.show_full_result_count, self.paginator = False, None
        self.model_admin.prepare(rows)

    def _page(self, request: HttpRequest) -> list[Model]:
        order: Order = self.model_admin.keyset
        size = self.list_per_page
        if edge := self._edge(request, AFTER):
            turned = tuple(_turned(name) for name in order)
            after = self.queryset.filter(beyond(turned, edge)).order_by(*turned)
            found = self.model_admin.fetched(after[: size + 1])
            rows = found[:size][::-1]
            self._link(rows, newer=len(found) > size, older=bool(rows))
            return rows
        edge = self._edge(request, BEFORE)
        before = self.queryset.filter(beyond(order, edge)) if edge else self.queryset
        found = self.model_admin.fetched(before[: size + 1])
        rows = found[:size]
        self._link(rows, newer=bool(edge and rows), older=len(found) > size)
        return rows

    def _edge(self, request: HttpRequest, name: str) -> Model | None:
        """The row whose neighbours are wanted; one that is gone leads to the first page."""
        key = request.GET.get(name, "")
        if not key.isdecimal() or len(key) > 18:
            return None
        found = self.model_admin.fetched(self.root_queryset.filter(pk=int(key)).order_by()[:1])
        return next(iter(found), None)

    def _link(self, rows: list[Model], *, newer: bool, older: bool) -> None:
        self.newer = self.get_query_string({AFTER: rows[0].pk}) if newer else None
        self.older = self.get_query_string({BEFORE: rows[-1].pk}) if older else None


class KeysetAdmin(admin.ModelAdmin):
    """A model admin whose list is paged by key. Mix it in before other admins."""

    keyset: Order = ("-pk",)
    newer_word, older_word = "Newer", "Older"
    list_per_page = page_sizes.ADMIN_SITE
    sortable_by = ()
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_filter = ()
    search_fields = ("pk",)  # that there is a search box; what it finds is for `found_by`

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return KeysetChangeList

    def get_search_results(
        self, request: PortalRequest, queryset: QuerySet[Model], search_term: str
    ) -> tuple[QuerySet[Model], bool]:
        term = clean_id(search_term)[:200]
        return (queryset.filter(self.found_by(term, request.access)) if term else queryset), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """No condition of one's own in the address:
        it could ask for a walk through the whole table.
        """
        return False

    def found_by(self, term: str, here: Access) -> Q:
        """What a search means to whoever has this access: exact values or ranges on indexed columns
        only.
        """
        raise NotImplementedError

    def fetched(self, rows: QuerySet[Any]) -> list[Any]:
        """The rows of a page."""
        return list(rows)

    def prepare(self, rows: list[Any]) -> None:
        """Fetch what a page of rows needs beside its own columns, all at once."""


def beyond(order: Order, edge: Model) -> Q:
    """The rows that come after `edge` in this order, so that one walk along the index on its
    columns finds them.

    >>> beyond(("-at", "id"), edge)  # at <= edge.at AND (at < edge.at OR COALESCE(id, id) >
    edge.id)

    A column after the first is compared as an expression: SQLite would look each half of the OR up
    by an index of its own and sort what both found.
    """
    (first, way, value), *rest = [_step(name, edge) for name in order]
    found, tied = way(F(first), value), Q()
    for name, turn, key in reversed(rest):
        here = Coalesce(name, name)
        tied = Q(turn(here, key)) | (Q(Exact(here, key)) & tied) if tied else Q(turn(here, key))
    return Q(**{f"{first}__{way.lookup_name}e": value}) & (Q(found) | tied) if rest else Q(found)


def _step(name: str, edge: Model) -> tuple[str, type[Lookup], Any]:
    column = name.lstrip("-")
    value = edge.pk if column == "pk" else getattr(edge, column)
    return column, LessThan if name.startswith("-") else GreaterThan, value


def beginning(column: str, text: str) -> Q:
    """Values of an indexed column that begin with `text`:
    a range where the database keeps no index for LIKE.
    """
    if connection.vendor == "sqlite":
        return Q(**{f"{column}__gte": text, f"{column}__lt": text + "\U0010ffff"})
    return Q(**{f"{column}__startswith": text})


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"
