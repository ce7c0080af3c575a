"""The style sheets keep their order:
layers, tokens, one place for each part, nothing that nobody uses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django.contrib.admin
import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "static/scheduling"
NAMES = ("desk", "worklist", "booking", "board", "roster", "rescue", "week", "admin", "help_page")
NAMES += ("print", "payment")
DESK, LIST, BOOKING, BOARD, ROSTER, RESCUE, WEEK, ADMIN, GUIDE, PRINT, PAYMENT = (
    FOLDER / f"{name}.css" for name in NAMES
)
HANDOVER = FOLDER / "handover.css"
SECTIONS = FOLDER / "sections.css"
MOST_BYTES = {DESK: 40 * 1024, LIST: 6 * 1024, BOOKING: 4 * 1024, BOARD: 5 * 1024, ADMIN: 14 * 1024}
MOST_BYTES |= {ROSTER: 3 * 1024, RESCUE: 5 * 512, GUIDE: 2 * 1024, PRINT: 4 * 1024}
MOST_BYTES |= {WEEK: 3 * 1024}  # bars with their patterns, and a heat table with its steps
MOST_BYTES |= {HANDOVER: 2 * 1024, PAYMENT: 2 * 1024, SECTIONS: 5 * 1024}
LAYERS = ["reset", "tokens", "base", "shell", "parts", "pages", "admin", "print"]
USERS = [
    path
    for folder in ("templates", "scheduling", "static/scheduling")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".html", ".py", ".js")
]
DJANGOS = Path(django.contrib.admin.__file__).parent
HTMXS = {"htmx-request"}
# A colour, and a length of its own: lines of 1 to 3 pixels aside, both come from the tokens.
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|lab|lch|oklch|hwb)a?\(|\b(?:white|black|red)\b")
LENGTH = re.compile(r"(?<![\w-])-?[\d.]+(?:px|rem|pt|mm|cm|in|pc|Q)\b")
LINES = {"1px", "1.5px", "2px", "3px", "-1px", "-2px"}
THRESHOLDS = {"40rem", "60rem", "80rem"}
SHEETS = [pytest.param(path, id=path.name) for path in MOST_BYTES]


@dataclass(frozen=True)
class Declaration:
    """One `name: value` of a sheet, and the blocks it stands in, outermost first."""

    within: tuple[str, ...]
    name: str
    value: str

    @property
    def layer(self) -> str:
        return self.within[0].removeprefix("@layer ") if self.within else ""


def parsed(path: Path) -> tuple[list[tuple[str, ...]], list[Declaration]]:
    """The blocks of a sheet in their order, each with those around it, and its declarations."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert text.count("{") == text.count("}")
    blocks, declarations, within = [], [], []
    for words, end in _pieces(text):
        if end == "{":
            within.append(words)
            blocks.append(tuple(within))
            continue
        if ":" in words and not words.startswith("@"):
            name, _, value = words.partition(":")
            declarations.append(Declaration(tuple(within), name.strip(), value.strip()))
        if end == "}":
            within.pop()
    return blocks, declarations


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What stands before each `{`, `}` and `;` outside of quotes and brackets, and which it is."""
    start, depth, quote = 0, 0, ""
    for at, letter in enumerate(text):
        if quote or letter in "\"'":
            quote = "" if letter == quote else quote or letter
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter in "{};" and not depth:
            yield " ".join(text[start:at].split()), letter
            start = at + 1


def test_what_is_read_here_is_read_as_a_browser_reads_it(tmp_path: Path) -> None:
    sheet = tmp_path / "one.css"
    sheet.write_text('@layer a { b { c: url("{;}"); &:hover { d: e } } @media f { g { h: i; } } }')
    blocks, declarations = parsed(sheet)
    assert blocks == [
        ("@layer a",),
        ("@layer a", "b"),
        ("@layer a", "b", "&:hover"),
        ("@layer a", "@media f"),
        ("@layer a", "@media f", "g"),
    ]
    assert [(one.within[-1], one.name, one.value) for one in declarations] == [
        ("b", "c", 'url("{;}")'),
        ("&:hover", "d", "e"),
        ("g", "h", "i"),
    ]


def test_there_are_no_other_sheets() -> None:
    assert set((ROOT / "static").rglob("*.css")) == set(MOST_BYTES)


@pytest.mark.parametrize("path", SHEETS)
def test_a_sheet_is_small(path: Path) -> None:
    assert path.stat().st_size <= MOST_BYTES[path]


def test_the_layers_stand_in_their_order() -> None:
    assert re.findall(r"^@layer ([^;{]+);", DESK.read_text(encoding="utf-8"), re.MULTILINE) == [
        ", ".join(LAYERS)
    ]
    of_desk = [block[0].removeprefix("@layer ") for block in parsed(DESK)[0] if len(block) == 1]
    assert of_desk == [layer for layer in LAYERS if layer not in ("admin", "print")]


@pytest.mark.parametrize("path", SHEETS)
def test_everything_stands_in_a_layer(path: Path) -> None:
    blocks, declarations = parsed(path)
    assert {block[0].removeprefix("@layer ") for block in blocks} <= set(LAYERS)
    assert [one for one in declarations if not one.within] == []


@pytest.mark.parametrize("path", SHEETS)
def test_only_the_reset_insists(path: Path) -> None:
    insisting = {one.layer for one in parsed(path)[1] if "!important" in one.value}
    assert insisting <= {"reset"}


@pytest.mark.parametrize("path", SHEETS)
def test_colours_stand_in_the_tokens_only(path: Path) -> None:
    found = [
        one
        for one in parsed(path)[1]
        if one.layer != "tokens"
        and COLOUR.search(one.value)
        and "@page" not in " ".join(one.within)
    ]
    assert found == []


@pytest.mark.parametrize("path", SHEETS)
def test_lengths_stand_in_the_tokens_only(path: Path) -> None:
    found = [
        one
        for one in parsed(path)[1]
        if one.layer != "tokens"
        and set(LENGTH.findall(one.value)) - LINES
        and "@page" not in " ".join(one.within)
    ]
    assert found == []


@pytest.mark.parametrize("path", SHEETS)
def test_there_are_three_thresholds(path: Path) -> None:
    conditions = {block[-1] for block in parsed(path)[0] if block[-1].startswith("@container")}
    lengths = {length for one in conditions for length in LENGTH.findall(one)}
    assert lengths <= THRESHOLDS


@pytest.mark.parametrize("path", SHEETS)
def test_every_token_that_is_used_is_there_and_the_other_way_round(path: Path) -> None:
    everywhere = [one for sheet in MOST_BYTES for one in parsed(sheet)[1]]
    made = {one.name for one in everywhere if one.name.startswith("--")}
    used = {name for one in everywhere for name in re.findall(r"var\((--[\w-]+)", one.value)}
    assert made == used


@pytest.mark.parametrize("path", SHEETS)
def test_each_part_is_written_once(path: Path) -> None:
    times = Counter(block for block in parsed(path)[0] if not block[-1].startswith("@"))
    assert [block for block, count in times.items() if count > 1] == []


@pytest.mark.parametrize("path", SHEETS)
def test_every_class_is_used_somewhere(path: Path) -> None:
    words = set(HTMXS)
    for user in [*USERS, *DJANGOS.rglob("*.html"), *DJANGOS.rglob("*.py")]:
        words |= set(re.findall(r"[\w-]+", user.read_text(encoding="utf-8")))
    classes = {
        name
        for block in parsed(path)[0]
        if not block[-1].startswith("@")
        for name in re.findall(
            r"\.(-?[a-z_][\w-]*)", re.sub(r'"[^"]*"', "", block[-1]), re.IGNORECASE
        )
    }
    assert [name for name in sorted(classes) if not _is_used(name, words)] == []


def _is_used(name: str, words: set[str]) -> bool:
    """Whether it stands somewhere whole, or is put together:
    `state--` and `needs`, `field-` and a name.
    """
    stem, dashes, rest = name.rpartition("--") if "--" in name else name.partition("-")
    return name in words or (f"{stem}{dashes}" in words and rest in words)
