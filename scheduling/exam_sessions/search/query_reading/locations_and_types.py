"""Locations and session types by their names, whole or begun: “duluth”, “proctoru”, “exami”."""

from __future__ import annotations

from scheduling.exam_sessions.search import text_folding
from scheduling.exam_sessions.search.query_reading.found_words import FILLERS, Reader, text_of
from scheduling.exam_sessions.search.query_reading.vocabulary import KnownLocation, Vocabulary

LEAST = 3  # letters by which a type or a location is told
MOST_MEANT, MANY = 2, 4  # of more than so many locations, a word may mean two
# Words of every exam: they begin a type's name, and mean none.
EVERYDAY = {"exam", "message", "proctor", "test"}


def whole_type_reader(words: list[str], vocabulary: Vocabulary) -> Reader:
    """Reads types by their whole label or wire name: that comes before a location called so."""
    known = {name: wire for wire, names in _type_names(vocabulary).items() for name in names}
    return lambda span: known.get(text_folding.folded(text_of(words, span)))


def location_reader(words: list[str], vocabulary: Vocabulary) -> Reader:
    """Reads locations: by words of one's name, of which one at least is no other's, or of many only
    one other's; what begins a type's name may be that.
    """
    names = {place: set(text_folding.words(place.name)) for place in vocabulary.locations}
    most = MOST_MEANT if len(names) > MANY else 1

    def is_distinctive(word: str) -> bool:
        times = sum(word in name for name in names.values())
        is_word = len(word) >= LEAST and word.isalpha() and word not in FILLERS
        return is_word and 1 <= times <= most

    def read_words(span: range) -> tuple[KnownLocation, ...] | None:
        text = text_of(words, span)
        said = set(text_folding.words(text))
        fitting = tuple(place for place, name in names.items() if said and said <= name)
        is_meant = any(map(is_distinctive, said)) and not _types_begun(text, vocabulary)
        return fitting if fitting and is_meant else None

    return read_words


def begun_type_reader(words: list[str], vocabulary: Vocabulary) -> Reader:
    """Reads types: by the beginning of one's label or wire name that is no other's, nor a word of a
    location's name.
    """
    in_places = {word for place in vocabulary.locations for word in text_folding.words(place.name)}

    def read_words(span: range) -> str | None:
        text = text_of(words, span)
        begun = _types_begun(text, vocabulary)
        is_sole = len(begun) == 1 and not in_places.intersection(text_folding.words(text))
        return begun[0] if is_sole else None

    return read_words


def _types_begun(text: str, vocabulary: Vocabulary) -> list[str]:
    said = text_folding.folded(text)
    if len(said) < LEAST or said in EVERYDAY | FILLERS:
        return []
    known = _type_names(vocabulary)
    return [wire for wire, names in known.items() if any(one.startswith(said) for one in names)]


def _type_names(vocabulary: Vocabulary) -> dict[str, set[str]]:
    return {wire: _names_of(wire, label) for wire, label in vocabulary.types.items()}


def _names_of(wire: str, label: str) -> set[str]:
    spoken = text_folding.folded(wire)
    return {text_folding.folded(label), spoken, spoken.replace(" ", "")}
