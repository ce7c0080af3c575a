"""What README and docs name must be there: paths, commands, variables;
and the table of types is the code's.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

from scheduling.session_types.registry import SESSION_TYPES

ROOT = Path(__file__).resolve().parent.parent
DOCS = [ROOT / "README.md", ROOT / "tests/README.md", *sorted((ROOT / "docs").glob("*.md"))]
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")
END_OF_A_PATH = re.compile(r"`…/((?:[\w.-]+/)*[\w.-]+)`")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
MAKE = re.compile(r"`make ([a-z-]+)")
VARIABLE = re.compile(r"`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+|DEBUG|PORT|PRACTICE)`")
SETTINGS = "".join(path.read_text() for path in sorted((ROOT / "portal/settings").glob("*.py")))
OPERATIONS = (ROOT / "docs/operations.md").read_text()
# Of the samples for proxies: the addresses that they treat apart, and how large a body may be.
APART = re.compile(r"(?:location (?:= )?|@upload path )(/\S+)")
LARGEST = re.compile(r"location = (\S+) \{ client_max_body_size (\d+)m|max_size (\d+)MiB")
OURS = ("portal", "scheduling", "templates", "static", "tests", "docs", "benchmarks", ".ci")


def found(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    return [
        (str(path.relative_to(ROOT)), match)
        for path in DOCS
        for match in sorted(set(pattern.findall(path.read_text())))
    ]


@pytest.mark.parametrize(
    ("doc", "path"), [row for row in found(PATH) if row[1].split("/")[0] in OURS]
)
def test_a_path_that_a_doc_names_is_there(doc: str, path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("doc", "end"), found(END_OF_A_PATH))
def test_a_path_that_a_doc_names_by_its_end_is_there(doc: str, end: str) -> None:
    there = [path.as_posix() for path in (ROOT / "scheduling").rglob(f"*{Path(end).suffix}")]
    assert [path for path in there if path.endswith(f"/{end}")]


@pytest.mark.parametrize(("doc", "command"), found(COMMAND))
def test_a_command_that_a_doc_names_is_there(doc: str, command: str) -> None:
    assert command in get_commands()


@pytest.mark.parametrize(("doc", "target"), found(MAKE))
def test_a_make_target_that_a_doc_names_is_there(doc: str, target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize(("doc", "name"), found(VARIABLE))
def test_a_variable_that_a_doc_names_is_read_by_the_settings(doc: str, name: str) -> None:
    assert f'"{name}"' in SETTINGS


def test_every_variable_that_the_settings_read_is_in_the_operations_page() -> None:
    read = set(re.findall(r'(?:env|read)\.\w+\(\s*"([A-Z_]+)"', SETTINGS))
    told = set(VARIABLE.findall((ROOT / "docs/operations.md").read_text()))
    assert read - told == set()


def test_every_variable_of_the_example_is_read() -> None:
    names = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert [name for name in names if f'"{name}"' not in SETTINGS] == []


def test_the_table_of_types_says_what_the_code_does() -> None:
    page = (ROOT / "docs/session-types.md").read_text()
    rows = dict(re.findall(r"^\| `([\w-]+)` [^|]*\|([^|]*)\|", page, re.MULTILINE))
    told = {name: set(re.findall(r"`(\w+)`", musts)) for name, musts in rows.items()}
    assert told == {name: set(session_type.must()) for name, session_type in SESSION_TYPES.items()}


def test_the_readme_shows_a_picture_that_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text())
    assert pictures
    assert [name for name in pictures if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", sorted(set(APART.findall(OPERATIONS))))
def test_an_address_that_a_sample_for_a_proxy_names_is_the_portals(path: str) -> None:
    assert resolve(path).route.startswith(path[1:])


def test_the_samples_for_proxies_let_through_what_the_portal_takes() -> None:
    [(path, for_nginx, _), (_, _, for_caddy)] = LARGEST.findall(OPERATIONS)
    megabytes = int(for_nginx)
    assert {path: megabytes * 1024 * 1024} == settings.LARGEST_UPLOADS
    assert int(for_caddy) == megabytes


def test_the_unit_starts_the_portal_with_its_own_limits() -> None:
    [name] = re.findall(r"^ExecStart=\S+/gunicorn --config python:(\S+)", OPERATIONS, re.MULTILINE)
    assert (ROOT / f"{name.replace('.', '/')}.py").exists()
