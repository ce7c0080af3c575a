"""The checker that strangers run, and the check of a file on the page."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from scheduling.access.roles import grant
from scheduling.models import AuditEvent, Institution
from scheduling.session_commands import PORTAL
from tests.support.case_file_checker import CHECKER, ROOT, Asked, check, made
from tests.support.client import Desk
from tests.support.html import plain_text
from tests.support.people import LAKESIDE, someone
from tests.support.portal_server import Portal

CHECKED = re.compile(
    r"This is the file of event \d+, whole|The data in it is that of event \d+, but"
    r"|No case file like this was made here"
)


def test_the_docs_and_the_download_are_the_checker_itself(auditor: Desk) -> None:
    source = CHECKER.read_text()
    assert re.findall(
        "```python\n(.*?)```", (ROOT / "docs/case-files.md").read_text(), re.DOTALL
    ) == [source]
    assert auditor.get("/audit/case/verify_case.py").text == source


@pytest.mark.parametrize("version", [(3, 4), (3, 8)])
def test_an_older_python_can_read_the_checker_and_says_what_it_needs(
    version: tuple[int, int],
) -> None:
    source = CHECKER.read_text()
    ast.parse(source, feature_version=version)
    # Without it a Python 2 stops at the first sign that is not ASCII.
    assert source.startswith("# -*- coding: utf-8 -*-\n")
    first = source.index("import csv")
    assert "needs Python 3.8 or newer" in source[:first]
    assert [node.__class__.__name__ for node in ast.parse(source[:first]).body] == [
        "Expr",
        "Import",
        "If",
    ]


def test_a_file_is_told_to_be_whole_or_by_its_data_alone_or_unknown(
    auditor: Desk, asked: Asked
) -> None:
    page, data = made(auditor, asked, "html"), made(auditor, asked)
    html, of_data = AuditEvent.objects.filter(kind="case_made").order_by("number")
    restyled = page.replace(b"PRACTICE.", b"REAL.")
    answers = {
        name: plain_text(
            auditor.post("/audit/case/check/", {}, files={"file": (name, content)}).text
        )
        for name, content in {
            "page.html": page,
            "data.json": data,
            "restyled.html": restyled,
            "other.json": data.replace(b"Ana", b"Zed"),
        }.items()
    }
    said = {name: CHECKED.search(text) for name, text in answers.items()}
    assert {name: found and found[0] for name, found in said.items()} == {
        "page.html": f"This is the file of event {html.number}, whole",
        "data.json": f"This is the file of event {of_data.number}, whole",
        "restyled.html": f"The data in it is that of event {html.number}, but",
        "other.json": "No case file like this was made here",
    }
    events = AuditEvent.objects.filter(kind="case_checked").order_by("number")
    assert [one.sentence.split(": ")[1] for one in events] == [
        f"it is the file of event {html.number}, whole.",
        f"it is the file of event {of_data.number}, whole.",
        f"its data is that of event {html.number}; the page around it was not compared.",
        "no file like it was made here.",
    ]
    assert auditor.post("/audit/case/check/", {}).status_code == 422


@pytest.mark.parametrize(
    ("first", "begins", "said"),
    [
        ("", '<script type="application/json">', "BROKEN in its data: the page must hold it once."),
        ('<script type="application/json">{}</script>', '<p id="event-1">', "BROKEN: this is no"),
    ],
)
def test_a_file_of_beginnings_without_an_end_is_answered(
    auditor: Desk, tmp_path: Path, first: str, begins: str, said: str
) -> None:
    """Looking for the end anew from each of them would take hours."""
    content = (first + begins * (4_000_000 // len(begins))).encode()
    answer = auditor.post("/audit/case/check/", {}, files={"file": ("page.html", content)})
    assert "No case file like this was made here" in plain_text(answer.text)
    assert check(tmp_path, content)[1].startswith(said)


def test_a_file_of_an_institution_that_one_does_not_inspect_is_unknown(
    portal: Portal, auditor: Desk, asked: Asked
) -> None:
    page = made(auditor, asked, "html")
    lakeside = Institution.objects.get(sid=LAKESIDE)
    with someone(portal.url, "elsewhere") as stranger:
        grant(username="elsewhere", role="auditor", institution=lakeside, actor=PORTAL)
        answer = stranger.post("/audit/case/check/", {}, files={"file": ("page.html", page)})
    assert "No case file like this was made here" in plain_text(answer.text)
