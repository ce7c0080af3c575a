"""The order in which the packages of the app stand on each other: imports point one way, nowhere in
a circle. What is imported for type checking alone counts too: a name in an annotation is a thing
that has to be known.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VALUES = {
    *(
        "session_commands",
        "wall_time",
        "spoken_time",
        "time_zones",
        "card_numbers",
        "digit_free_digests",
        "country_lists",
    ),
    "opening_hours",
    "institution_type_rules",
    "accommodation_times",
    "page_sizes",
    "price_list",
    "card_payment",
    "icalendar_writer",
    "date_formats",
    "typed_times",
}
# From what stands on nothing to what nothing stands on. Rooms of one set don't import each other.
ORDER: tuple[set[str], ...] = (
    {"proctoring_api"},
    {"models"},
    {"session_types", "drafts"},
    {"audit"},
    {"access"},
    {"institutions"},
    {"seats"},
    {"exam_sessions"},
    {"provider_list"},
    {"booking"},
    {"batches", "rosters", "week_figures"},
    {"handovers"},
    {"rescues"},
    {"log"},
    {"worker"},
    {"practice", "readiness", "key_rotation", "backup"},
    {"forms"},
    {"tasks"},
    {"views"},
    {"views.institutions"},
    {"views.log"},
    {"views.exam_sessions"},
    {"views.day"},
    {"views.booking"},
    {"admin", "urls", "apps"},
    {"management", "migrations", "templatetags"},
)
RANK = {name: rank for rank, names in enumerate((VALUES, *ORDER)) for name in names}
# A command that starts the stand-in, and two that read a secret of the environment.
MAY_IMPORT_THE_PROJECT = {
    "scheduling.management.commands.sandbox",
    "scheduling.management.commands.add_install",
    "scheduling.management.commands.createsuperuser",
}
MOST_FILES = 15


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {
    dotted(path): path
    for folder in ("scheduling", "portal")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
APP = [name for name in MODULES if name.startswith("scheduling.")]


def _names(tree: ast.AST, package: list[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            whole = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{whole}.{name.name}" for name in node.names)


def _module(name: str) -> str:
    """The module of ours that an imported name comes from; '' for anything else."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name


@cache
def imported(name: str) -> frozenset[str]:
    """The modules of ours that a module imports, for type checking or not."""
    path = MODULES[name]
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    found = {_module(one) for one in _names(ast.parse(path.read_text()), package)}
    return frozenset(found - {"", name})


def room(name: str) -> str:
    """Where a module of the app stands in ORDER: its package, for pages its part of the pages."""
    parts = name.split(".")[1:]
    if parts[0] == "views" and len(parts) > 1 and (ROOT / "scheduling/views" / parts[1]).is_dir():
        return f"views.{parts[1]}"
    return parts[0]


@pytest.mark.parametrize("name", APP)
def test_a_module_has_a_place_and_imports_nothing_that_stands_above_it(name: str) -> None:
    above = [
        other
        for other in imported(name)
        if other in APP
        and (
            RANK[room(other)] > RANK[room(name)]
            or (RANK[room(other)] == RANK[room(name)] > 0 and room(other) != room(name))
        )
    ]
    assert above == []


def test_of_the_app_only_three_commands_know_the_project() -> None:
    knowing = {name for name in APP if any(one.startswith("portal") for one in imported(name))}
    assert knowing == MAY_IMPORT_THE_PROJECT


def test_of_the_pages_the_project_knows_only_how_to_sign_in() -> None:
    found = {
        (name, one)
        for name in MODULES
        if name.startswith("portal.")
        for one in imported(name)
        if one.startswith(("scheduling.views", "scheduling.forms"))
    }
    assert found == {
        ("portal.middleware", "scheduling.views.lapsed_sign_in"),
    }


def test_no_imports_go_round_in_a_circle() -> None:
    left = {name: set(imported(name)) for name in MODULES}
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]
    assert left == {}


def test_a_folder_of_the_app_can_be_taken_in_at_a_glance() -> None:
    folders = {path.parent for path in MODULES.values() if "scheduling" in path.parts}
    sizes = {
        str(folder.relative_to(ROOT)): len(
            [one for one in folder.glob("*.py") if one.stem[0] != "_"]
        )
        for folder in folders
        if folder.name not in ("migrations", "commands")  # Django looks for them nowhere else
    }
    large = {name for name, size in sizes.items() if size > MOST_FILES}
    assert large == set()


def test_every_package_says_what_belongs_there() -> None:
    silent = [
        name
        for name, path in MODULES.items()
        if path.name == "__init__.py"
        and name != "scheduling.migrations"
        and len((ast.get_docstring(ast.parse(path.read_text())) or "").split()) < 6
    ]
    assert silent == []
