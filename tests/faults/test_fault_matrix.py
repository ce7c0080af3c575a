"""The list of faults, held to account: every row has a test that names it, but those of files of
bookings, which the portal does not take (56 and 57).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

REQUIRED = {*range(1, 56), *range(58, 78)}
HERE = Path(__file__).parent
EVERY_TEST = sorted(HERE.parent.rglob("test_*.py"))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def rows_named(call: ast.Call) -> list[int]:
    """The rows in `pytest.mark.faults(6, 7)`, and in a table's `case(10, …)`."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "faults":
        return [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    if isinstance(call.func, ast.Name) and call.func.id == "case":
        return [arg.value for arg in call.args[:1] if isinstance(arg, ast.Constant)]
    return []


def test_every_required_row_is_named_by_a_test() -> None:
    texts = [file.read_text() for file in EVERY_TEST]
    trees = [ast.parse(text) for text in texts if "faults(" in text or "case(" in text]
    named = {row for tree in trees for call in calls(tree) for row in rows_named(call)}

    assert sorted(REQUIRED - named) == []


def test_every_test_here_names_a_row() -> None:
    nameless = [
        f"{file.name}: {node.name}"
        for file in HERE.rglob("test_*.py")
        if file.name not in ("test_fault_matrix.py", "test_unknown_outcome.py")
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not any(rows_named(mark) for mark in node.decorator_list if isinstance(mark, ast.Call))
    ]

    assert nameless == []
