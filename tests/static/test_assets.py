"""Style sheets and templates keep to the content security policy, and nothing is fetched from
elsewhere.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE
)
# Not a page of the portal but a file to take away: its style and its data stand in it, and it may
# run nothing.
TAKEN_AWAY = [
    ("case_file_document.html", ["<script"]),
    ("case_file_document_style.html", ["<style"]),
]
ABROAD = re.compile(r"""(?:url\(|@import|src=|href=)\s*["']?(?:https?:)?//""", re.IGNORECASE)


def named(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


@pytest.mark.parametrize("path", named(SHEETS))
def test_every_file_a_style_sheet_names_is_there(path: Path) -> None:
    names = re.findall(r"url\([\"']?(?!data:|#)([^\"')]+)", path.read_text(encoding="utf-8"))
    assert [name for name in names if not (path.parent / name).is_file()] == []


def test_nothing_is_fetched_from_elsewhere() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (*SHEETS, *SCRIPTS, *TEMPLATES)}
    found = [path for path, text in texts.items() if ABROAD.search(text)]
    assert found == []
    assert [path for path, text in texts.items() if "sourceMappingURL" in text] == []


def test_templates_hold_no_inline_style_or_script() -> None:
    read = ((path.name, INLINE.findall(path.read_text(encoding="utf-8"))) for path in TEMPLATES)
    assert [(name, inline) for name, inline in read if inline] == TAKEN_AWAY


def test_what_others_made_comes_with_its_licence() -> None:
    assert "license" in (ROOT / "static/vendor/inter/LICENSE").read_text(encoding="utf-8").lower()
