"""Tables of letters and how they are written in Latin ones, as texts: “щ shch; х kh”.

Another spelling here needs `RULES` of `search/word_index.py` raised: names are indexed anew then.
"""

from __future__ import annotations

Table = dict[str, str]


def table(said: str) -> Table:
    """“щ shch; х kh” as a table, the longest first; a letter alone is not written."""
    parted = sorted((one.strip().partition(" ") for one in said.split(";")), key=_length)
    return {letter: heard for letter, _, heard in parted}


def _length(row: tuple[str, str, str]) -> int:
    return -len(row[0])


def replaced(text: str, table: Table) -> str:
    """The text with each of the table's letters written otherwise."""
    for old, new in table.items():
        text = text.replace(old, new)
    return text
