"""Who may book somewhere is told alike by the query and by what rows of a rescue are sent by."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from scheduling.access import roles
from scheduling.models import Institution, RoleGrant, sql_statements

HERE, ELSEWHERE, EVERYWHERE = "here", "elsewhere", "everywhere"


@pytest.mark.parametrize(
    ("role", "where", "account", "may_book"),
    [
        ("coordinator", HERE, {}, True),
        ("administrator", HERE, {}, True),
        ("coordinator", EVERYWHERE, {}, True),
        ("auditor", HERE, {}, False),
        ("coordinator", ELSEWHERE, {}, False),
        ("coordinator", HERE, {"is_active": False}, False),
        ("auditor", ELSEWHERE, {"is_superuser": True}, True),
        ("auditor", HERE, {"is_superuser": True, "is_active": False}, False),
    ],
)
def test_both_ways_of_asking_tell_the_same(
    institution: Institution, role: str, where: str, account: dict[str, bool], may_book: bool
) -> None:
    other = Institution.objects.create(
        sid=f"IN{uuid4().hex}", name="Elsewhere", base_url="http://127.0.0.1:1"
    )
    person = get_user_model().objects.create_user("bo", **account)
    places = {HERE: institution, ELSEWHERE: other, EVERYWHERE: None}
    RoleGrant.objects.create(user=person, role=role, institution=places[where])

    written_out = sql_statements.rows(roles.BOOKS_AT, *roles.books_at(person.pk, institution.pk))
    asked = roles.bookers_at(institution.pk).filter(pk=person.pk)
    assert (bool(written_out), asked.exists()) == (may_book, may_book)


def test_an_account_that_is_gone_books_nowhere(institution: Institution) -> None:
    assert sql_statements.rows(roles.BOOKS_AT, *roles.books_at(None, institution.pk)) == []
