"""Facts of an event in words: none stands on its page as the record's own name or as a program
would print it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from scheduling.audit import event_writer
from scheduling.audit.kinds import Kind
from scheduling.models import AuditEvent, Institution
from scheduling.session_commands import PORTAL
from scheduling.views.log import fact_words
from tests.support.client import Desk
from tests.support.html import words

CODE = Path(__file__).resolve().parents[3] / "scheduling"
ON_THEIR_OWN = {"asked", "stored", "exchange", "changes", "differences", "reason"}  # told elsewhere


def facts_named(tree: ast.Module) -> Iterator[str]:
    """The names of facts that code writes into an event's details."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "details":
            yield from names_in(node.value)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(is_details(one) for one in targets):
                yield from names_in(node.value)
            yield from (
                one.slice.value
                for one in targets
                if isinstance(one, ast.Subscript)
                and is_details(one.value)
                and isinstance(one.slice, ast.Constant)
            )


def is_details(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "details"


def names_in(node: ast.expr | None) -> Iterator[str]:
    """The keys of a dictionary, and of those that it is put together of."""
    if isinstance(node, ast.BinOp):
        yield from [*names_in(node.left), *names_in(node.right)]
    elif isinstance(node, ast.IfExp):
        yield from [*names_in(node.body), *names_in(node.orelse)]
    elif isinstance(node, ast.Dict):
        yield from (one.value for one in node.keys if isinstance(one, ast.Constant))


def test_every_fact_that_is_recorded_has_a_name_for_people() -> None:
    found = {
        name
        for file in CODE.rglob("*.py")
        if "migrations" not in file.parts
        for name in facts_named(ast.parse(file.read_text()))
    }
    assert {"rows", "head_number", "other_session", "broken_at"} <= found  # it does find them
    assert {name for name in found if name not in fact_words.LABELS} <= ON_THEIR_OWN


def test_a_fact_that_is_a_list_is_told_as_words(
    administrator: Desk, institution: Institution
) -> None:
    event_writer.record(
        event_writer.Entry(
            kind=Kind.LIST_ROWS_BAD,
            sentence="The list has damaged rows.",
            actor=PORTAL,
            install_sid=institution.sid,
            details={"rows": [{"sid": "ES1", "why": "its exam SID is blank"}, {"sid": "ES2"}]},
        )
    )
    number = AuditEvent.objects.order_by("-number").values_list("number", flat=True)[0]
    page = words(administrator.get(f"/audit/{number}/"))

    assert "Damaged rows ES1, its exam SID is blank; ES2" in page
