"""Of which kinds of thing the index has a word, asked for all words of a query at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from django.db import connection

from scheduling.models import SearchWord, sql_statements

Kind = SearchWord.Kind
Kinds = Mapping[frozenset[str], set[Kind]]
BEGINS = {"sqlite": "word >= %s AND word < %s", "postgresql": "word LIKE %s"}
HAS_ONE = f"EXISTS (SELECT 1 FROM {SearchWord._meta.db_table} WHERE kind = %s AND {{begins}})"


def of(words: Iterable[Collection[str]]) -> Kinds:
    """Of each word, given by its spellings, the kinds of which a word begins so. One statement: the
    query builder takes as long for each of some dozens as a page for its rows.
    """
    asked = [word for word in dict.fromkeys(map(frozenset, words)) if word]
    found: dict[frozenset[str], set[Kind]] = {word: set() for word in asked}
    pairs = [(word, kind) for word in asked for kind in Kind]
    if not pairs:
        return found
    has_one = HAS_ONE.format(begins=BEGINS[connection.vendor])
    sql = ", ".join(f"({' OR '.join([has_one] * len(word))})" for word, _ in pairs)
    values = (value for word, kind in pairs for start in word for value in _values(kind, start))
    [told] = sql_statements.rows(f"SELECT {sql}", *values)
    for (word, kind), is_there in zip(pairs, told, strict=True):
        if is_there:
            found[word].add(kind)
    return found


def _values(kind: Kind, start: str) -> Iterator[str]:
    yield kind.value
    if connection.vendor == "postgresql":
        yield f"{connection.ops.prep_for_like_query(start)}%"
    else:
        yield from (start, f"{start}\U0010ffff")
