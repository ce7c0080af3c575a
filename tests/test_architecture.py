"""The house rules, held to: who alone may do what, and where tests take their helpers from."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PURE_RULES = {
    "icalendar_writer",
    "wall_time",
    "spoken_time",
    "time_zones",
    "card_numbers",
    "digit_free_digests",
    "country_lists",
    "opening_hours",
    "institution_type_rules",
    "accommodation_times",
    "price_list",
    "card_payment",
    "date_formats",
    "typed_times",
}
TOP = {
    ".ci",
    ".env.example",
    ".gitignore",
    "Makefile",
    "README.md",
    "benchmarks",
    "docs",
    "manage.py",
    "portal",
    "pyproject.toml",
    "requirements-dev.in",
    "requirements-dev.txt",
    "requirements-practice.in",
    "requirements-practice.txt",
    "requirements.in",
    "requirements.txt",
    "scheduling",
    "static",
    "templates",
    "tests",
}
# A group that is repeated possessively: before 3.11.5 (Debian 12 has 3.11.2) Python takes along a
# part of a repetition that did not match to its end ("%41%" of "%41%4").
POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[0-9,]+\})\+")
MAY_COMMENT = re.compile(r"\b(TODO|FIXME|XXX)\b")


def modules(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, by its whole name."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield from (
                ".".join([*base, *(node.module or "").split("."), name.name]) for name in node.names
            )


def test_only_the_client_imports_requests() -> None:
    found = {
        path.relative_to(ROOT).parts[1]
        for path in [*modules("scheduling"), *modules("portal")]
        for name in imports(path)
        if name.split(".")[0] in ("requests", "urllib3")
    }
    assert found == {"proctoring_api"}


def test_the_client_knows_nothing_of_django() -> None:
    found = [
        (path.name, name)
        for path in [*modules("scheduling/proctoring_api"), ROOT / "scheduling/session_commands.py"]
        for name in imports(path)
        if name.split(".")[0] == "django"
    ]
    assert found == []


def test_only_the_settings_read_the_environment() -> None:
    reading = re.compile(r"os\.environ\[|os\.environ\.get|os\.getenv|environ\.Env\(")
    found = [
        str(path.relative_to(ROOT))
        for path in [*modules("scheduling"), *modules("portal")]
        if reading.search(path.read_text())
    ]
    assert found == ["portal/settings/base.py"]


def test_the_stand_in_imports_nothing_of_ours() -> None:
    found = [
        (path.name, name)
        for path in modules("portal/sandbox")
        for name in imports(path)
        if name.split(".")[0] in ("scheduling", "django")
        or (name.startswith("portal.") and not name.startswith("portal.sandbox"))
    ]
    assert found == []


def test_only_session_types_asks_which_type_it_is() -> None:
    from scheduling.session_types.registry import SESSION_TYPES

    quoted = re.compile("|".join(f"[\"']{re.escape(name)}[\"']" for name in SESSION_TYPES))
    files = [*modules("scheduling"), *sorted((ROOT / "templates").rglob("*.html"))]
    found = [str(path.relative_to(ROOT)) for path in files if quoted.search(path.read_text())]
    assert [name for name in found if "migrations" not in name] == [
        "scheduling/session_types/types.py"
    ]


def test_pages_leave_asking_the_database_to_the_domain() -> None:
    asking = re.compile(r"\.objects\b|\bstatements\b|\bselect_related\b")
    pages = modules("scheduling/views")
    assert [path.name for path in pages if asking.search(path.read_text())] == []


def test_no_expression_repeats_a_group_in_a_way_that_older_pythons_get_wrong() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {node.value}"
        for folder in ("portal", "scheduling")
        for path in modules(folder)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if POSSESSIVE_GROUP.search(node.value)
    ]
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    files = [
        *modules("scheduling"),
        *modules("portal"),
        *sorted((ROOT / "templates").rglob("*.html")),
    ]
    assert [str(path) for path in files if MAY_COMMENT.search(path.read_text())] == []


def test_the_top_of_the_tree_holds_what_is_laid_down_and_nothing_else() -> None:
    if not (shutil.which("git") and (ROOT / ".git").exists()):
        pytest.skip("What belongs to the project, git tells, and there is none here.")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    found = {line.split("/")[0] for line in tracked.stdout.splitlines()}
    assert sorted(found - TOP) == []


def test_no_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "common", "helpers", "manager", "core", "misc"}
    names = [path for path in [*modules("scheduling"), *modules("portal")] if path.stem in drawers]
    assert names == []


def test_tests_import_their_helpers_from_support_alone() -> None:
    """So no test module, and no conftest, is imported by another."""
    found = [
        (str(path.relative_to(ROOT)), name)
        for path in [*modules("tests"), *modules("benchmarks")]
        for name in imports(path)
        if name.startswith("tests.") and not name.startswith("tests.support.")
    ]
    assert found == []


def test_what_waits_for_a_page_asks_again_without_eval() -> None:
    """Playwright's `wait_for_function` does so from its second look on, and the content policy of
    the pages refuses it: such a test passes only where the first look finds what it waits for.
    """
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("tests", "benchmarks")
        for path in modules(folder)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "wait_for_function"
    ]
    assert found == []


def test_what_waits_for_typing_to_be_answered_does_not_wait_for_a_page_to_load() -> None:
    """A page's `networkidle` comes once, after it was loaded: later it is no wait at all."""
    found = [
        path.relative_to(ROOT).as_posix()
        for path in modules("tests/e2e")
        if re.search(r'wait_for_load_state\(\s*"networkidle"', path.read_text())
    ]
    assert found == ["tests/e2e/test_page_weight.py"]  # right after the page was asked for


PRESSED = re.compile(r"\.(click|press|check|uncheck|select_option|book)\(")
READ_AT_ONCE = re.compile(r"\.(all_inner_texts|all_text_contents|inner_text|text_content|count)\(")


def test_what_a_page_says_is_not_read_right_after_a_press() -> None:
    """Playwright's `expect` waits for the answer; what reads a text at once may read the page that
    stood there before, where the machine is busy.
    """
    bodies = [
        (path.name, node.body)
        for path in modules("tests/e2e")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(getattr(node, "body", None), list)
    ]
    found = [
        f"{name}:{then.lineno}"
        for name, body in bodies
        for first, then in pairwise(body)
        if isinstance(first, ast.Expr) and PRESSED.search(ast.unparse(first))
        if READ_AT_ONCE.search(ast.unparse(then)) and "expect(" not in ast.unparse(then)
    ]
    assert found == []


def test_what_a_page_is_to_wait_for_by_itself_ends_some_time() -> None:
    """Playwright's `evaluate` has no limit: a promise that is never kept holds up the whole run."""
    endless = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in ("tests/e2e", "tests/support", "benchmarks")
        for path in modules(folder)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant | ast.JoinedStr) and "new Promise(" in ast.unparse(node)
        if "setTimeout(" not in ast.unparse(node)
    ]
    assert endless == []


def test_no_helper_holds_a_test() -> None:
    names = [path for path in modules("tests/support") if path.stem.startswith("test_")]
    tests = [path for path in modules("tests/support") if "\ndef test_" in path.read_text()]
    assert (names, tests) == ([], [])


def test_tests_of_pure_rules_import_the_rules_and_nothing_else_of_ours() -> None:
    found = {
        ".".join(name.split(".")[:2])
        for path in modules("tests/values")
        for name in imports(path)
        if name.split(".")[0] in ("scheduling", "portal", "tests")
    }
    assert found == {f"scheduling.{name}" for name in PURE_RULES}


def test_tests_of_pure_rules_ask_for_no_server_and_no_database() -> None:
    conftest = (ROOT / "tests/conftest.py").read_text()
    fixtures = {name.name for name in functions(conftest) if name.decorator_list}
    asked = {
        f"{path.name}: {one.arg}"
        for path in modules("tests/values")
        for function in functions(path.read_text())
        for one in function.args.args
        if one.arg in fixtures
    }
    assert {"database", "desk", "sandbox"} <= fixtures
    assert (asked, "autouse" in conftest) == (set(), False)


def functions(text: str) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
