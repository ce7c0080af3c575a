"""Another spelling is found in stored names once they are indexed anew: each module says how."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from scheduling.exam_sessions.search import romanization, word_index

MODULES = sorted(Path(romanization.__path__[0]).glob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_of_spellings_names_what_indexes_names_anew(module: Path) -> None:
    told = ast.get_docstring(ast.parse(module.read_text())) or ""
    assert "`RULES` of `search/word_index.py`" in told
    assert isinstance(word_index.RULES, int)
