"""Whether an entry, as an institution calls it (“Dr. Iyer, Hall 2”), is of the person whom a course
names as its instructor (“Prof. Iyer”).

What is not certain is not said: the same family name under another given name is somebody else, and
what only looks like a name (“Staff”, “TBA”) is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduling.exam_sessions.search.text_folding import (
    is_initial,
    is_unspaced,
    spellings,
    words,
)

FORMS_OF_ADDRESS = {
    *("dr", "doctor", "prof", "professor", "mr", "mrs", "ms", "mx", "miss", "sir", "rev"),
    *("assoc", "associate", "asst", "assistant", "adjunct"),
}
# Behind a name; those that are names themselves, such as “MA”, are not known from them.
DEGREES = {
    *("phd", "dphil", "edd", "md", "jd", "dds", "dvm", "psyd", "dnp", "rn", "mba", "mfa", "mph"),
    *("msc", "bsc", "esq", "cpa"),
}
NOBODY = {
    *("staff", "tba", "tbd", "tbc", "faculty", "instructor", "instructors", "teacher", "proctor"),
    *("unknown", "none", "na", "n", "a", "to", "be", "announced", "desk", "office"),
}
_SEVERAL = re.compile(r"[;/&|\n]|\band\b", re.IGNORECASE)
_PARTS_OF_ENTRY = re.compile(r"[,:;/|\n，、]|\s[-–—]\s")
_BETWEEN_WORDS = re.compile(r"[\s\-‐‑·・]+")
Name = list[set[str]]  # its words in order, each in every spelling


def is_of(instructor: str, entry: str) -> bool:
    """Whether the entry is of this instructor, or of one of these."""
    named = list(_names_of_entry(entry))
    return any(_is_same(one, other) for one in _instructors(instructor) for other in named)


def _instructors(said: str) -> Iterator[Name]:
    """Those whom a course names: “Dr. Ana Ruiz; Dr. Bo Chen”, “Osei, Harriet, PhD”."""
    for part in _SEVERAL.split(said):
        first, *others = re.split("[,，、]", part)
        segments = [_name(one) for one in (first, *others) if one == first or not _is_degree(one)]
        segments = [one for one in segments if one]
        if len(segments) == 2 and min(map(len, segments)) == 1:
            yield segments[1] + segments[0]
        else:
            yield from segments


def _names_of_entry(entry: str) -> Iterator[Name]:
    """Whom an entry may be of: its first part, or its first two where the family name comes first.
    A family name alone counts with a form of address, or where nothing else is said.
    """
    parts = [one for one in _PARTS_OF_ENTRY.split(entry) if one.strip()]
    names = [_name(one) for one in parts]
    if not names:
        return
    is_addressed = bool(FORMS_OF_ADDRESS.intersection(words(parts[0])[:1]))
    if len(names[0]) > 1 or is_addressed or len(parts) == 1 or is_unspaced(parts[0].strip()[:1]):
        yield names[0]
    if len(names) > 1 and len(names[0]) == 1:
        yield names[1] + names[0]


def _is_degree(said: str) -> bool:
    return "".join(words(said)) in DEGREES


def _name(said: str) -> Name:
    """The words of a name without forms of address in front; none where they name nobody."""
    found = [spelled for one in _BETWEEN_WORDS.split(said) if (spelled := spellings(one))]
    while found and not found[0].isdisjoint(FORMS_OF_ADDRESS):
        del found[0]
    return [] if all(not one.isdisjoint(NOBODY) for one in found) else found


def _is_same(one: Name, other: Name) -> bool:
    """Whether two names are one: word by word, or written together. Initials between the names may
    be left out of one of them.
    """
    bare = _without_initials(one), _without_initials(other)
    is_shorter = bare != (one, other) and (bare[0] == one or bare[1] == other)
    pairs = [(one, other), *([bare] if is_shorter else [])]
    return any(
        bool(left and right) and (_agree(left, right) or not _whole(left).isdisjoint(_whole(right)))
        for left, right in pairs
    )


def _agree(one: Name, other: Name) -> bool:
    both = zip(one, other, strict=False)
    return len(one) == len(other) and all(not left.isdisjoint(right) for left, right in both)


def _whole(name: Name) -> set[str]:
    """The name in one word, each word as it is plainly written or in its longest spelling."""
    return {"".join(min(one) for one in name), "".join(max(one, key=len) for one in name)}


def _without_initials(name: Name) -> Name:
    """A name without the initials between its first word and its last."""
    inside = [one for one in name[1:-1] if not all(map(is_initial, one))]
    return [name[0], *inside, name[-1]] if len(name) > 2 else name
