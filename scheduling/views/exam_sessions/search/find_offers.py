"""What to search for instead, where words find nothing: a near spelling, or fewer of the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.urls import reverse

from scheduling.exam_sessions.list_rows.list_query import ListQuery
from scheduling.exam_sessions.lists import worklist
from scheduling.exam_sessions.search import near_spellings, session_queries, text_folding
from scheduling.models import Institution
from scheduling.views.exam_sessions.search.find_groups import search_url
from scheduling.views.sealed_query import query_of

MOST_WORDS = 6  # of a query that is tried otherwise
MOST_OFFERS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """Other words, how many sessions they find, in words too, and the list of those."""

    words: str
    sessions: int
    in_words: str
    url: str


@dataclass(frozen=True, slots=True)
class Offers:
    """Near spellings, or else fewer of the words."""

    near: Sequence[Offer] = ()
    fewer: Sequence[Offer] = ()


def of(query: str, institutions: Sequence[Institution], verb: str = "") -> Offers:
    """What finds something instead of the query, which found nothing; `verb` is what is to be done
    with the session, which goes along.
    """
    words = query.split()
    if not 0 < len(words) <= MOST_WORDS or not institutions:
        return Offers()
    unknown = [one for one in words if not session_queries.may_be_found(one)]
    if near := _finding(_respelled(words, unknown, institutions), institutions, verb):
        return Offers(near=near)
    known = [one for one in words if one not in unknown]
    most = len(known) if unknown else len(known) - 1
    for count in range(most, 0, -1):
        fewer = (" ".join(some) for some in combinations(known, count))
        if found := _finding(fewer, institutions, verb):
            return Offers(fewer=found)
    return Offers()


def _respelled(
    words: Sequence[str], unknown: Sequence[str], institutions: Sequence[Institution]
) -> Iterator[str]:
    """The query with each word that nothing begins with in a near spelling; none where one of them
    has none.
    """
    near = {one: near_spellings.near(text_folding.folded(one), institutions) for one in unknown}
    if not near or not all(near.values()):
        return
    for place in range(near_spellings.MOST):
        if any(found[place:] for found in near.values()):
            spelled = {one: found[min(place, len(found) - 1)] for one, found in near.items()}
            yield " ".join(spelled[one].capitalize() if one in spelled else one for one in words)


def _finding(queries: Iterator[str], institutions: Sequence[Institution], verb: str) -> list[Offer]:
    """Those that find sessions, a few."""
    found: list[Offer] = []
    for query in queries:
        listing = worklist.listing(institutions, ListQuery(query=query), 1)
        if listing.total:
            words = f"{verb} {query}" if verb else query
            url = f"{reverse('find')}?{query_of({'q': words})}" if verb else search_url(query)
            found.append(Offer(words, listing.total, listing.total_in_words, url))
        if len(found) == MOST_OFFERS:
            break
    return found
