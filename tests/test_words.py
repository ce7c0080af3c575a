"""Phrases that people stumbled over: no template, no text in the code and no page of the docs says
one again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ("README.md", *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md")))
PHRASES = (
    "turns by itself",
    "reading the session back",
    "reads the session back",
    "read the session back",
    "read back 1 time",
    "read back {times} times",
    "first look",
    "you need not do anything",
    "must not book again",
    "is settled",
    "came to nothing",
    "you can ask again",
    "not as it was asked",
    "which of them holds",
    "could not find out by itself",
    "can’t find out by itself",
    "became of it",
    "becomes of it",
    "became of this",
    "became of these requests",
    "does not need a proctor",
    "it is over:",
    "another state",
    "in all",
    "without a date",
    "no amount named",
    "none was sent with it",
    "e-mail",
    "times shown",
    "blank means",
    "contact at the location",
    "paste another sid",
    "one-off proctor",
    "a person whom you have vetted",
    "already stands",
    "software watches",
    "watched by software",
    "instructor’s entry",
    "a language tag",
    "never a card number",
    "in your words",
    "has to be filled in",
    "must be filled in",
    "another time is wanted",
    "did not come",
    "are normally not refunded",
    "it stands now",
    "stands at this time",
    "the provider does not know",
    "please look at this",
    "this install",
    "what you typed before is back",
    "put it right",
    "put this right",
    "put them right",
    "that day included",
    "whole story",
    "one story",
    "the clock shows this time twice",
    "waiting for a person",
    "waits for a person",
    "wait for a person",
    "something has to be offered",
    "goes by it",
    "keys and marks",
    "does not hold together",
    "tries again every few seconds",
    "local time where the exam is taken",
    "all the same",
    "afresh",
    "anew",
    "settle this",
    "settled by hand",
    "settled meanwhile",
    "nothing was settled",
    "looked at",
    "the provider says",
    "the provider said",
    "the provider refused",
    "the provider could not",
    "the provider did not answer",
    "the provider answered",
    "of its own accord",
    "stands differently",
    "how it stands",
    "the portal’s own storage",
    "asking the provider",
    "not settled",
    "not yet settled",
    "stand otherwise",
    "stands otherwise",
    "stands beside the log",
    "look again",
    "tick it",
    "tick the",
    "ticked rows",
    "untick",
    "leave empty",
    "leave it empty",
    "is not whole",
    "whoever runs",
)
# Text that is no page's: the stand-in speaks as a provider would, migrations know old sentences.
ELSEWHERE = ("portal/sandbox/", "scheduling/migrations/")
# Read by programs or kept as they were: what may still stand there, and why.
# An address, which stays; what a migration has and no form shows; a comment of a program.
EXCEPTIONS = {
    "afresh": ("scheduling/admin/practice_reset.py",),
    "leave empty": ("scheduling/models/institutions.py",),
    "is not whole": ("docs/case-files.md",),
}
COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
TAG = re.compile(r"\{#.*?#\}|\{%.*?%\}|<[^>]*>", re.DOTALL)
# Words in a template's attributes and blocks.
SHOWN = re.compile(
    r'(?:aria-label|placeholder|title|data-[a-z]+|word|then|left_out|\w+_title|\w+_word)="([^"]*)"'
)


def _line(text: str) -> str:
    return " ".join(text.split()).replace("'", "’").casefold()


def _template(text: str) -> str:
    """What a template shows: its text, and the words in its attributes and blocks."""
    return _line(f"{TAG.sub(' ', text)} {' '.join(SHOWN.findall(text))}")


def _strings(text: str) -> Iterator[str]:
    """The strings of a module, docstrings apart; an f-string's parts as one."""
    tree = ast.parse(text)
    apart: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            apart.add(id(body[0].value))
        if isinstance(node, ast.JoinedStr):
            apart |= {id(part) for part in node.values}
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            yield node.value


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Path and text of everything that people read, each text as one line in small letters."""
    found: list[tuple[str, str]] = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        found.append((str(path.relative_to(ROOT)), _template(path.read_text())))
    for folder in ("scheduling", "portal"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if not name.startswith(ELSEWHERE):
                found += [(name, _line(text)) for text in _strings(path.read_text())]
    for name in DOCS:
        found.append((name, _line((ROOT / name).read_text())))
    for path in sorted((ROOT / "static/scheduling").glob("*.js")):
        found.append((str(path.relative_to(ROOT)), _line(COMMENT.sub("", path.read_text()))))
    return tuple(found)


@pytest.mark.parametrize("phrase", PHRASES)
def test_no_text_says_it_as_it_was(phrase: str) -> None:
    said = re.compile(rf"(?<!\w){re.escape(_line(phrase))}(?!\w)")
    found = {name for name, text in texts() if said.search(text)}
    assert found - set(EXCEPTIONS.get(phrase, ())) == set()


@pytest.mark.parametrize("phrase", EXCEPTIONS)
def test_an_exception_is_still_needed(phrase: str) -> None:
    assert phrase in PHRASES
    said = {name for name, text in texts() if _line(phrase) in text}
    assert set(EXCEPTIONS[phrase]) <= said
